"""What a command found, for the pages of a code host: workflow commands of GitHub, and SARIF."""
