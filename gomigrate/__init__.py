"""Takes a legacy Go code base out of GOPATH into Go modules, and proves that the build is the same one."""

__version__ = "0.1.0"

__url__ = "https://example.com/OWNER/gomigrate"
"""The repository, wherever a page, a template or a file of this package names it. Nothing is published yet: this is a
name that cannot be registered (RFC 2606), and the release workflow ends with an error as long as it stands here."""
