"""Takes a legacy Go code base out of GOPATH into Go modules, and proves that the build is the same one."""

__version__ = "0.1.0"
