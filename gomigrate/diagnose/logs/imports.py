"""The table's rows about imports, and about what a command line names.

Sources: cmd/go/internal/{load,modload,modget,run,search} of Go 1.5 to 1.26.
"""

from __future__ import annotations

import re

from gomigrate.diagnose.logs.pattern import AT, PACKAGE, Where, row
from gomigrate.scan.build.stdlib import PACKAGES

_ANY = Where.ANYWHERE
_OF_STD = "|".join(map(re.escape, sorted(PACKAGES)))

IMPORTS = (
    row(
        "ambiguous-import",
        "1.11",
        "ambiguous import",
        rf"ambiguous import: found (?:package )?{PACKAGE} in multiple (?:modules|directories)",
        _ANY,
    ),
    row(
        "case",
        "1.6",
        "case-insensitive import collision",
        r"case-insensitive import collision: \"(?P<path>[^\"]+)\" and \"(?P<required>[^\"]+)\"",
        _ANY,
    ),
    row("internal", "1.4", "use of internal package", r"use of internal package (?:(?P<package>\S+) )?not allowed"),
    row("internal/vendor", "1.6", "use of vendored package", r"use of vendored package"),
    row(
        "import-cycle",
        "1.0",
        "import cycle not allowed",
        r"^package (?P<package>\S+)\n(?:\s+imports .*\n)+\s+imports \S+: import cycle not allowed|import cycle not allowed(?:\npackage (?P<package2>\S+))?",
    ),
    row(
        "not-a-host/relative",
        "1.1",
        "local import |is relative, but relative",
        r"local import \"(?P<package>[^\"]+)\" in non-local package|\"(?P<package2>\.[^\"]*)\" is relative, but relative import paths are not supported",
    ),
    # An older go asks for a module of its own library where it does not find that.
    row(
        "not-std",
        "1.11",
        "malformed module path|cannot find module for path",
        rf"(?:malformed module path \"|cannot find module for path )(?P<package>{_OF_STD})(?:\": missing dot|$)",
    ),
    row(
        "not-a-host",
        "1.11",
        "does not begin with hostname|missing dot in first path element|malformed import path|malformed module path|leading dot in path element",
        r"(?:package (?P<package>\S+): )?unrecognized import path \"?[^\s\"]+\"?:? .*does not begin with hostname|(?:malformed (?:import|module) path \"(?P<path>[^\"]*)\": |does not begin with hostname|missing dot in first path element)",
    ),
    row(
        "no-required-module/replaced",
        "1.16",
        "is replaced but not required",
        r"module (?P<path>\S+) provides package (?P<package>\S+) and is replaced but not required",
        _ANY,
    ),
    row(
        "no-required-module",
        "1.16",
        "no required module provides package",
        rf"no required module provides package {PACKAGE}",
        _ANY,
    ),
    row(
        "no-required-module",
        "1.14",
        "disabled by -mod=readonly",
        rf"cannot (?:find module providing package|load) {PACKAGE}:? import lookup disabled by -mod=readonly",
        _ANY,
    ),
    row("no-file", "1.11", "cannot find module for path .", r"cannot find module for path (?P<folder>\.\S*)"),
    row("not-a-host/relative", "1.11", "cannot find module for path _/"),
    row("no-module/path", "1.11", "cannot find module for path", r"cannot find module for path (?P<package>\S+)"),
    row(
        "no-module/own",
        "1.17",
        "main module (",
        r"main module \((?P<path>\S+)\) does not contain package (?P<package>\S+)",
        _ANY,
    ),
    row(
        "no-module/replaced",
        "1.13",
        "does not contain package",
        rf"module (?P<path>[^\s@]+)@\S+ found \((?P<version>\S+), replaced by (?P<folder>[./]\S*)\), but does not contain package {PACKAGE}",
    ),
    row(
        "no-module/version",
        "1.13",
        "does not contain package",
        rf"(?:module )?(?P<path>[^\s@]+)(?:@(?P<name>\S+))? found(?: \((?P<version>\S+)\))?, but does not contain package {PACKAGE}|module (?P<path2>\S+) does not contain package (?P<package2>\S+)",
    ),
    row(
        "proxy-off/package",
        "1.13",
        "disabled by GOPROXY=off",
        rf"cannot find module providing package {PACKAGE}: module lookup disabled by GOPROXY=off",
    ),
    row("proxy-off", "1.13", "disabled by GOPROXY=off", rf"(?:{AT}: )?module lookup disabled by GOPROXY=off", _ANY),
    row(
        "no-module", "1.11", "cannot find module providing package", rf"cannot find module providing package {PACKAGE}"
    ),
    row(
        "not-std/gopath",
        "1.0",
        "in any of:",
        r"cannot find package \"(?P<package>[\w-]+(?:/[\w./-]+)?)\" in any of:\n\s+\S+ \(from \$GOROOT\)",
    ),
    row("no-module/gopath", "1.0", "in any of:", rf"cannot find package {PACKAGE} in any of:"),
    row("not-std", "1.13", "is not in ", rf"package {PACKAGE} is not in (?:std|GOROOT)", _ANY),
    row(
        "no-main-module/legacy",
        "1.11",
        "but found",
        r"cannot find main module, but (?:-modfile was set|found (?P<name>[\w./-]+) in (?P<folder>[^\n]+))",
        _ANY,
    ),
    row(
        "settings/install",
        "1.16",
        "a version when current directory|version is required when current directory",
        "",
        _ANY,
    ),
    row("settings/get", "1.18", "no longer supported outside a module", "", _ANY),
    row("no-main-module/name", "1.11", "cannot determine module path"),
    row("no-main-module", "1.11", "cannot find main module|go.mod file not found", "", _ANY),
    row(
        "no-main-module/folder",
        "1.12",
        "does not contain main module|outside available modules|outside main module",
        r"(?:directory prefix|directory) (?P<folder>\S+) (?:does not contain main module|(?:is )?outside (?:available modules|main module))|outside (?:available modules|main module)",
    ),
    row(
        "no-file",
        "1.0",
        "no such file or directory|directory not found|no Go files in",
        r"^(?:go: )?stat (?P<file>\S+\.go): no such file or directory|(?:^go: |^)(?:stat )?(?P<file2>\S+): directory not found|no Go files in (?P<folder>\S+)",
    ),
    row(
        "no-file/packages",
        "1.0",
        "found packages ",
        r"found packages (?P<name>\w+) \([^)]+\) and (?P<required>\w+) \([^)]+\) in (?P<folder>\S+)",
        _ANY,
    ),
    row(
        "no-file/constraints",
        "1.0",
        "exclude all Go files in",
        r"build constraints exclude all Go files in (?P<folder>\S+)",
        _ANY,
    ),
    row(
        "internal/program",
        "1.5",
        "is a program, not an importable package",
        r"import \"(?P<package>[^\"]+)\" is a program, not an importable package",
        _ANY,
    ),
)
