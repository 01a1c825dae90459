"""Files and folders: read without following strangers, written whole."""
