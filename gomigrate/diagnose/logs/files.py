"""The table's rows about the files of modules: go.mod, go.sum, go.work, vendor/, replace lines, paths and versions.

Sources: cmd/go/internal/{modload,modcmd,modget,workcmd,modfetch}, golang.org/x/mod/modfile of Go 1.11 to 1.26.
"""

from __future__ import annotations

from gomigrate.diagnose.logs.pattern import AT, PACKAGE, Where, row

_ANY = Where.ANYWHERE

SUMS = (
    row(
        "missing-go-sum-entry/package",
        "1.16",
        "missing go.sum entry",
        r"missing go\.sum entry (?:for module providing package|needed to verify package) (?P<package>[^\s;]+)(?: \(imported by (?P<importer>[^\s)]+)\))?",
        _ANY,
    ),
    row("missing-go-sum-entry", "1.15", "missing go.sum entry", rf"(?:{AT}: )?missing go\.sum entry", _ANY),
    row("go-sum-updates", "1.14", "updates to go.sum needed", "", _ANY),
    row(
        "go-sum-malformed", "1.11", "malformed go.sum", r"malformed go\.sum(?::\n(?P<file>\S+):(?P<number>\d+))?", _ANY
    ),
)

GO_MOD = (
    row("replace/version", "1.11", "replacement module ", r"replacement module (?:directory path|without version)"),
    row(
        "go-version/line",
        "1.11",
        "invalid go version",
        r"go\.(?:mod|work):\d+: invalid go version '(?P<wanted>\d+\.\d+(?:\.\d+|rc\d+|beta\d+))': must match format 1\.23(?!\.0)",
        _ANY,
    ),
    row(
        "go-version/directive",
        "1.11",
        "unknown directive: ",
        r"(?P<file>(?:[A-Za-z]:)?[^\n:]*go\.(?:mod|work)):\d+: unknown directive: (?P<name>toolchain|godebug|tool|ignore|retract)$",
        _ANY,
    ),
    row(
        "go-mod/login-page",
        "1.11",
        "unknown directive: <|missing module line|unknown block type: <",
        rf"{AT}: parsing go\.mod: (?:\S*go\.mod:\d+: unknown (?:directive|block type): <|missing module line)",
    ),
    row(
        "go-mod/dependency",
        "1.11",
        "parsing go.mod",
        rf"{AT}: parsing go\.mod: (?!\n)(?!unexpected module path)(?P<said>.*)",
    ),
    row(
        "post-v1",
        "1.11",
        "should be v|has post-v|has non-|must match major version|module contains a go.mod file|+incompatible suffix not allowed",
        r"go\.mod has (?:post-v\d+|non-\S+) module path(?: \"(?P<path>[^\"]+)\")?|must match major version(?: \(\"(?P<required>[^\"]+)\"\))?|should be v\d[\w ,/.]*, not v\d+|should be v\d+|module contains a go\.mod file",
        _ANY,
    ),
    row(
        "post-v1/folder",
        "1.11",
        "/go.mod at revision",
        r"reading \S+/v\d+/go\.mod at revision \S+: unknown revision|missing \S+/go\.mod and \.\.\.\S*/go\.mod at revision \S+",
    ),
    row(
        "unknown-revision/folder",
        "1.11",
        "/go.mod at revision",
        r"missing (?P<subject>\S+)/go\.mod at revision (?P<revision>\S+)",
    ),
    row(
        "go-mod-malformed/conflict",
        "1.11",
        "<<<<<<<|>>>>>>>|=======",
        r"errors parsing (?P<file>\S*go\.(?:mod|work)):\n(?:.*\n)*?[^\n]*?:(?P<number>\d+): unknown directive: (?:<{7}|={7}|>{7})",
    ),
    row(
        "go-mod-malformed/login-page",
        "1.11",
        "unknown directive: <",
        r"errors parsing (?P<file>\S*go\.(?:mod|work)):\n[^\n]*?:(?P<number>\d+): unknown directive: <[!\w]",
    ),
    row(
        "proxy-off/branch",
        "1.13",
        "disabled by GOPROXY=off",
        r"^\S*go\.mod:(?P<number>\d+): (?:.*: )?module lookup disabled by GOPROXY=off",
    ),
    row(
        "go-mod-malformed",
        "1.11",
        "errors parsing |reading go.work|error reading go.mod|invalid go version|invalid toolchain version",
        r"error reading (?P<file3>\S*go\.mod): (?P<said3>.*)|^(?:go: )?reading (?P<file2>go\.work): \S*?:(?P<number2>\d+)(?::\d+)?: (?P<said2>.*)|errors parsing (?P<file>\S*go\.(?:mod|work)):(?:\n[^\n]*?:(?P<number>\d+)(?::\d+)?: (?P<said>.*))?|invalid (?:go|toolchain) version '",
        _ANY,
    ),
    row("go-mod-updates", "1.14", "updates to go.mod needed", "", _ANY),
    row("go-mod-updates", "1.16", "go.mod is out of date|missing a required", ""),
    row(
        "go-version/tidy",
        "1.17",
        "go.mod file indicates",
        r"go\.mod file indicates go (?P<wanted>[\w.]+), but maximum (?:version )?supported (?:version )?(?:by tidy )?is (?P<running>[\w.]+)",
        _ANY,
    ),
    row(
        "go-mod/unwritable",
        "1.11",
        "permission denied",
        r"(?:updating|opening|writing|renaming) (?P<file>\S*go\.(?:mod|sum|work)\S*?): .*permission denied|(?:open|rename) (?P<name>\S*go\.(?:mod|sum|work)\S*): permission denied",
    ),
    row("tidy", "1.17", " would select |would select ", r"but go (?P<version>[\d.]+) would (?:select|fail)"),
)

WORK = (
    row(
        "workspace/mod-flag",
        "1.18",
        "in workspace mode",
        r"-mod may only be set to readonly(?: or vendor)? when in workspace mode, but it is set to \"(?P<name>\w+)\"",
        _ANY,
    ),
    row(
        "workspace/command",
        "1.18",
        "in workspace mode",
        r"(?:cannot be|can't be|cannot) (?:run|used) in workspace mode|-modfile cannot be used in workspace mode|-?\S+ cannot be used in workspace mode",
    ),
    row(
        "workspace/not-used",
        "1.18",
        "listed in go.work|the workspace modules",
        r"directory prefix (?P<folder>\S+) does not contain modules listed in go\.work|not one of the workspace modules listed in go\.work|outside (?:modules listed in go\.work|the workspace)",
        _ANY,
    ),
    row(
        "workspace/conflict",
        "1.18",
        "conflicting replacements",
        r"conflicting replacements (?:found )?for (?P<path>[^\s:@]+)(?:@(?P<version>[^\s:]+))?",
    ),
    row(
        "workspace/folder",
        "1.18",
        "listed in go.work",
        r"cannot load module (?:(?P<folder>\S+) )?listed in go\.work file(?:: open (?P<folder2>\S+)/go\.mod)?",
    ),
    row("workspace/folder", "1.18", "go: open ", r"^go: open (?P<folder>\S+)/go\.mod: no such file"),
    row("workspace/none", "1.18", "no go.work file found"),
    row("workspace/empty", "1.18", "in the current workspace|no modules were found", ""),
    row(
        "workspace/twice",
        "1.18",
        "multiple times in workspace|appears multiple times",
        r"module (?P<path>\S+) appears multiple times in workspace",
    ),
    row("settings/gowork", "1.18", "GOWORK", r"invalid GOWORK|provided to GOWORK must be|GOWORK.*absolute path", _ANY),
    row(
        "go-version/go-work",
        "1.21",
        "but go.work lists go",
        r"module (?P<folder>\S+) listed in go\.work file requires go >= (?P<wanted>[\w.]+), but go\.work lists go (?P<running>[\w.]+)",
    ),
)

VENDOR = (
    row("vendoring", "1.14", "inconsistent vendoring", r"inconsistent vendoring in (?P<folder>[^\n]+?):?$", _ANY),
    row(
        "vendoring/all",
        "1.14",
        "using the vendor directory",
        r"can't (?:compute '(?P<name>[^']+)'|determine available upgrades|match module patterns) using the vendor directory",
        _ANY,
    ),
    row("vendoring/query", "1.14", "due to -mod=vendor", r"cannot query module due to -mod=vendor"),
    row(
        "vendor-package-missing",
        "1.11",
        "disabled by -mod=vendor",
        rf"(?:cannot (?:find module providing package|load) {PACKAGE}.*)?(?:import|module) lookup disabled by -mod=vendor",
        _ANY,
    ),
    row("vendor-package-missing", "1.11", "cannot load ", rf"cannot load {PACKAGE}: open \S*/vendor/\S+: no such file"),
    row(
        "vendor-package-missing", "1.14", "/vendor/", r"cannot find package \"\.\" in:\n\s*\S*/vendor/(?P<package>\S+)"
    ),
    row(
        "vendor-package-missing/gopath",
        "1.6",
        "(vendor tree)",
        rf"cannot find package {PACKAGE} in any of:\n\s*.*\(vendor tree\)",
    ),
)

REPLACE = (
    row(
        "replace/folder",
        "1.11",
        "replacement directory|(replaced by |: parsing ",
        r"replacement directory (?P<folder>\S+) does not exist|\(replaced by (?P<folder2>[./]\S*)\): reading (?P<file>\S+go\.mod): .*(?:no such file|cannot find the)|parsing (?P<folder3>\S*?)/?go\.mod: open \S+: no such file",
    ),
    row(
        "replace/install",
        "1.16",
        "replace directives|exclude directives",
        r"contains one or\s+more (?P<name>replace|exclude) directives",
        _ANY,
    ),
)

VERSIONS = (
    row(
        "declares-path",
        "1.11",
        "declares its path as|unexpected module path",
        r"declares its path as: (?P<declared>\S+)(?:\s+but was required as: (?P<required>\S+))?|unexpected module path \"(?P<declared2>[^\"]+)\"",
        _ANY,
    ),
    row(
        "declares-path/two",
        "1.11",
        "used for two different module paths",
        r"used for two different module paths \((?P<declared>\S+) and (?P<required>[^\s)]+)\)",
    ),
    row(
        "declares-path/comment",
        "1.4",
        "expects import",
        r"code in directory (?P<folder>\S+) expects import \"?(?P<declared>[^\s\"]+)",
    ),
    row("pseudo-version", "1.13", "pseudo-version", r"invalid pseudo-version: (?P<said>.*)|pseudo-version .*invalid"),
    row("unknown-revision/zero", "1.11", "unknown revision v0.0.0", rf"{AT}: .*unknown revision v0\.0\.0$"),
    row("unknown-revision", "1.11", "unknown revision", r"unknown revision (?P<revision>\S+)"),
    row(
        "unknown-revision",
        "1.11",
        "no matching versions|find remote ref|version not found|no matching version",
        r"no matching versions? for query \"?(?P<revision>[^\s\"]+)|couldn't find remote ref (?P<name>\S+)|no matching version",
    ),
    row(
        "version-conflict",
        "1.16",
        " requires ",
        r"requires (?P<module>[^\s@]+)@(?P<version>[^\s,]+), (?:not|but) (?P<name>\S+)",
    ),
    row(
        "retracted", "1.16", "retracted by module author", rf"{AT}: retracted by module author(?:: (?P<said>.*))?", _ANY
    ),
)
