"""A line that uses what is removed, and in which way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_WORDS = 200
"""So many characters of a line are its words."""


class GoneUse(StrEnum):
    """How a line uses what is removed. The words for each are in `gomigrate.report.words.scripts.pipeline`."""

    LINKER = "linker"  # the linker sets a variable by an import path with a vendor folder in it
    FILE = "file"  # a file or folder as an argument or a value
    PREREQUISITE = "prerequisite"  # make needs it, and has no rule that makes it
    TARGET = "target"  # make has a rule that makes it, or needs it and has one for it: it runs each time
    COPY = "copy"  # it is copied into an image
    CACHE = "cache"  # a cache holds it, or is keyed by it
    CONDITION = "condition"  # it is asked whether it is there
    PACKAGES = "packages"  # packages are named by their place in a vendor folder
    READ = "read"  # a program or test of the project opens it
    PLACE = "place"  # a program or test asks where a package of a dependency lies
    LINK = "link"  # a symbolic link leads to it
    ROOT_LINK = "root-link"  # a package is named by a link that leads to a folder with a go.mod
    IMPORT = "import"  # what no module of go.mod has is built or imported
    TOOL = "tool"  # an old tool is called
    INSTALL = "install"  # an old tool is downloaded or installed
    QUESTION = "question"  # an old tool is asked for its version, or whether it is there
    ANSWER = "answer"  # what such a question answered is used, and nothing asks any more
    VENDOR_FLAG = "vendor-flag"  # -mod=vendor
    MODULES_OFF = "modules-off"  # GO111MODULE=off
    GO_GET = "go-get"  # go get of something that it does not install any more
    EARLY_GET = "early-get"  # the same in an image that has no go.mod yet
    GOPATH = "gopath"  # GOPATH leads into a vendor folder, or is the module's own folder
    OUTSIDE = "outside"  # the go command runs where no go.mod is
    CONTEXT = "context"  # go.mod is kept out of the image
    MADE = "made"  # a vendor folder is made that go.mod does not know of
    WALKED = "walked"  # a program leaves out folders named vendor, wherever it runs
    LEFT_OUT = "left-out"  # files are listed without the vendor folder, and now with the kept copies


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class BrokenLine:
    """A line of a file that uses what is removed: `what` is used (paths, tools, a flag), `words` are the line's own.
    `fails`: the line will fail; otherwise it behaves differently, or that is not known."""

    file: str
    line: int
    use: GoneUse
    what: tuple[str, ...]
    words: str = ""
    fails: bool = False
