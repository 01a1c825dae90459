"""What can be wrong with a lock file or one of its entries, and what tells whose file it is: the cases that the
findings about locks tell apart."""

from __future__ import annotations

from enum import StrEnum


class FileFlaw(StrEnum):
    """Why a file cannot be read as what it should be."""

    BINARY = "binary"
    BAD_ESCAPE = "bad escape"
    CONFLICT = "merge conflict"
    CUT_OFF = "cut off"
    LONG_KEYS = "long keys"
    MORE_TEXT = "more text"
    NO_TABLE = "no table"
    OPEN_STRING = "open string"
    SYNTAX = "syntax"
    TOO_DEEP = "too deep"
    TOO_LARGE = "too large"


class Refusal(StrEnum):
    """Why an entry of a lock file cannot be used."""

    COLUMNS = "columns"
    FIELD = "field"
    LINE = "line"
    LISTED = "listed path"
    NAME = "name"
    NO_COMMIT = "no commit"
    NO_PATH = "no path"
    NO_REVISION = "no revision"
    NO_TABLE = "no table"
    PACKAGE = "package"
    PATH = "path"
    PROJECT = "project"
    SUBDIR = "subdir"
    TIME = "time"
    VALUE = "value"
    WORDS = "words"


class ToolSign(StrEnum):
    """What tells which of several tools a file belongs to."""

    COMMENTS_OR_TAGS = "comments or tags"
    EXCLUDES = "excludes"
    FULL_COMMITS = "full commits"
    NAME = "name"
    NOTHING_ELSE = "nothing else"
    OPTION = "option"
    OWN_PATH = "own path"
    YAML = "yaml"
