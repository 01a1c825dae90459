"""Build scripts: which habits of GOPATH mode stand in them, and what they become. Bytes and facts in, edits and
findings out."""
