"""One reader for each legacy tool, bytes to pins and findings; `registry` shows which comes before which."""
