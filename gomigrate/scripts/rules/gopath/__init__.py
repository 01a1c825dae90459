"""Rules about places below GOPATH/src."""
