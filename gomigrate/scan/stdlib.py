"""Which imports are the standard library's."""

from __future__ import annotations

FIRST_ELEMENTS = frozenset(
    (
        "archive", "arena", "bufio", "builtin", "bytes", "cmp", "compress", "container", "context", "crypto",
        "database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image",
        "index", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect",
        "regexp", "runtime", "simd", "slices", "sort", "strconv", "strings", "structs", "sync", "syscall", "testing",
        "text", "time", "unicode", "unique", "unsafe", "vendor", "weak",
    )
)  # fmt: skip
"""The first elements of the import paths below GOROOT/src of all releases up to Go 1.26."""


def is_known_std(import_path: str) -> bool:
    """Whether the standard library of some release may have it. A path without a dot need not be one: GOPATH lets
    users have packages such as `corp/log`, which module mode does not look for anywhere."""
    return import_path.split("/", 1)[0] in FIRST_ELEMENTS
