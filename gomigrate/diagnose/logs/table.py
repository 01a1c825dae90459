"""The table of all patterns, in the order in which they are tried. The first match is the cause, so the deepest cause
of all comes first."""

from __future__ import annotations

from gomigrate.diagnose.logs import fetching, files, imports, machine

PATTERNS = (
    *fetching.TRUST,
    *fetching.DATABASE,
    *fetching.CERTIFICATES,
    *fetching.LATER,
    *machine.DISK,
    *fetching.ACCESS,
    *fetching.NET,
    *fetching.ANSWERS,
    *fetching.CONTENTS,
    *files.SUMS,
    *files.GO_MOD,
    *files.WORK,
    *files.VENDOR,
    *files.REPLACE,
    *files.VERSIONS,
    *machine.SETTINGS,
    *imports.IMPORTS,
    *machine.TOOLCHAINS,
    *machine.FOLDERS,
    *fetching.LAST,
)

CODES = {
    "missing-go-sum-entry": "GM910",
    **dict.fromkeys(("checksum-mismatch-database", "checksum-mismatch", "security-error"), "GM911"),
    **dict.fromkeys(
        (
            "go-sum-updates",
            "go-sum-malformed",
            "go-mod-updates",
            "go-mod-malformed",
            "go-mod",
            "no-main-module",
            "tidy",
        ),
        "GM912",
    ),
    **dict.fromkeys(("vendoring", "vendor-package-missing"), "GM913"),
    **dict.fromkeys(
        (
            "credentials",
            "certificate",
            "tls",
            "refused",
            "unreachable",
            "proxy-off",
            "gone",
            "zip",
            "no-meta",
            "no-git",
        ),
        "GM914",
    ),
    **dict.fromkeys(("declares-path", "unknown-revision", "post-v1", "pseudo-version", "version-conflict"), "GM915"),
    **dict.fromkeys(
        (
            *("ambiguous-import", "no-module", "no-required-module", "not-a-host", "not-std", "internal"),
            *("import-cycle", "case", "no-file"),
        ),
        "GM916",
    ),
    "go-version": "GM917",
    **dict.fromkeys(("database-missing", "database"), "GM918"),
    "settings": "GM924",
    "cache": "GM925",
    "workspace": "GM926",
    "replace": "GM927",
    "vcs-stamp": "GM928",
    "retracted": "GM929",
}
"""The code of the finding about each kind."""
