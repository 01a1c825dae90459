"""The operating systems and architectures that Go knows, past, present and future (Go's internal/syslist)."""

from __future__ import annotations

KNOWN_OS = frozenset(
    (
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
        "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
    )
)  # fmt: skip
"""Names that count as a GOOS in a file name."""

UNIX_OS = frozenset(
    (
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux", "netbsd", "openbsd",
        "solaris",
    )
)  # fmt: skip
"""The systems for which the tag `unix` holds; `_unix` in a file name means nothing."""

KNOWN_ARCH = frozenset(
    (
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x",
        "sparc", "sparc64", "wasm",
    )
)  # fmt: skip
"""Names that count as a GOARCH in a file name."""
