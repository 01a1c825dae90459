"""The legacy build: which copy of each package GOPATH mode takes."""
