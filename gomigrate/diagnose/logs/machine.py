"""The table's rows about the machine: settings, the Go that runs and that is wanted, caches and disks.

Sources: cmd/go/internal/{cfg,base,work,cache,modload,modfetch,toolchain,gover,envcmd} of Go 1.11 to 1.26.
"""

from __future__ import annotations

from gomigrate.diagnose.logs.pattern import AT, Where, row

_ANY = Where.ANYWHERE

DISK = (
    row("cache/full", "os", "no space left on device|disk quota exceeded|not enough space on the disk"),
    row(
        "cache/full",
        "os",
        "no space left on device",
        r"(?:go-build|/pkg/mod/|/go-link-|\bld: ).*no space left on device",
        _ANY,
    ),
    row(
        "cache/read-only",
        "os",
        "read-only file system",
        r"(?:open|mkdir|create|rename|unlinkat|remove|chmod) (?P<folder>\S+?):? .*?read-only file system|read-only file system",
    ),
    row("cache/no-exec", "os", "fork/exec", r"fork/exec (?P<folder>\S*go-build\S*): permission denied", _ANY),
)

FOLDERS = (
    row(
        "cache/permission",
        "os",
        "ermission denied|Access is denied|operation not permitted",
        r"\b(?:open|mkdir|create|rename|unlinkat|remove|chmod|lstat|stat|RLock|Lock) (?P<folder>(?:[A-Za-z]:)?[^\s:]+)(?: (?:[A-Za-z]:)?[^\s:]+)?: (?:permission denied|Access is denied|operation not permitted)",
    ),
    row(
        "cache/remove",
        "os",
        "cannot remove",
        r"rm: cannot remove '(?P<folder>\S*/pkg/mod/[^']*)': Permission denied",
        _ANY,
    ),
    row("cache/busy", "Windows", "being used by another process"),
    row(
        "cache/setting",
        "1.11",
        "module cache not found|build cache is required|GOCACHE is not defined|build cache is disabled|missing $GOPATH|with build cache disabled|GOCACHE is not an absolute",
        r"module cache not found|build cache is (?:required|disabled)|GOCACHE is not defined|^missing \$GOPATH|with build cache disabled|GOCACHE is not an absolute path",
        _ANY,
    ),
    row(
        "cache/lock",
        "1.12",
        "Function not implemented|function not implemented|no locks available",
        r"(?:RLock|Lock) (?P<folder>\S+): (?:[fF]unction not implemented|no locks available)",
    ),
    row(
        "cache/changed",
        "1.11",
        "has been modified",
        r"(?P<path>[^\s:]+) (?P<version>v\S+): (?:dir|zip) has been modified \((?P<folder>[^)]+)\)",
        _ANY,
    ),
    row("cache/hash", "1.11", "missing ziphash", r"(?P<path>[^\s:]+) (?P<version>v\S+): missing ziphash", _ANY),
)

SETTINGS = (
    row("settings/goflags", "1.11", "parsing $GOFLAGS", r"parsing \$GOFLAGS: (?P<said>.*)"),
    row(
        "settings/go111module",
        "1.11",
        "GO111MODULE",
        r"(?<!warning: )modules disabled (?:inside GOPATH/src )?by GO111MODULE=(?P<name>\w+)|unknown environment (?:variable|setting) GO111MODULE=(?P<said>\S+)|GO111MODULE=(?P<value>off)",
    ),
    row(
        "settings/goproxy",
        "1.13",
        "GOPROXY list is not|invalid proxy URL|invalid GOPROXY|proxy URL",
        r"GOPROXY list is not the empty string|invalid proxy URL(?: missing scheme: (?P<said>\S+))?",
    ),
    row(
        "settings/gopath",
        "1.0",
        "GOPATH entry|$GOPATH/go.mod|cannot find GOROOT|GOMODCACHE entry",
        r"GOPATH entry (?:is relative|cannot start with)[^\n]*|\$GOPATH/go\.mod exists but should not|GOMODCACHE entry is relative",
        _ANY,
    ),
    row("settings/gopath-goroot", "1.0", "GOPATH set to GOROOT", "", _ANY),
    row(
        "settings/goroot",
        "1.0",
        "does not match go tool version|cannot find GOROOT|GOROOT",
        r"version \"(?P<running>\S+)\" does not match go tool version \"(?P<wanted>\S+)\"|cannot find GOROOT|'go' binary is trimmed and GOROOT is not set",
        _ANY,
    ),
    row(
        "settings/gobin",
        "1.0",
        "GOBIN|no install location",
        r"GOBIN must be an absolute path|cannot install cross-compiled binaries when GOBIN is set|no install location for",
    ),
    row(
        "settings/gopath-mode",
        "1.11",
        "only valid when using modules|syntax in GOPATH mode|can only use path@version syntax",
        "",
        _ANY,
    ),
    row(
        "settings/platform", "1.0", "unsupported GOOS/GOARCH pair", r"unsupported GOOS/GOARCH pair (?P<said>\S+)", _ANY
    ),
    row(
        "settings/goenv", "1.13", "unknown go command variable|go env -w", r"unknown go command variable (?P<said>\S+)"
    ),
    row(
        "settings/flag",
        "1.11",
        "invalid value|-mod=|is no longer supported; use",
        r"flag is no longer supported; use (?P<name>\w+)|-mod=(?P<said>\S+) not supported|^-mod=.* not supported \(can be|invalid value \"[^\"]*\" for flag -mod",
        _ANY,
    ),
)

TOOLCHAINS = (
    row(
        "go-version/setting",
        "1.21",
        "invalid GOTOOLCHAIN|invalid toolchain|invalid minimum toolchain",
        r"invalid GOTOOLCHAIN \"(?P<said>[^\"]*)\"|invalid (?:minimum )?toolchain: (?P<name>\S+) is a language version|invalid (?:minimum )?toolchain",
    ),
    row("go-version/path", "1.21", "in PATH", r"cannot find \"(?P<wanted>go[\w.]+)\" in PATH"),
    row(
        "go-version/not-there",
        "1.21",
        "toolchain not available",
        r"download (?P<wanted>go[\w.]+) for \S+: toolchain not available|toolchain not available",
        _ANY,
    ),
    row(
        "go-version/local",
        "1.21",
        "requires go >",
        rf"(?:{AT}(?: \(in [^)]*\))?|(?P<file>\S*go\.(?:mod|work))|(?<!\S)(?!go: )(?P<subject>\S+(?: \S+)?)) requires go >= ?(?P<wanted>[\w.]+)(?![\w.]|;? switching)(?: \(running go (?P<running>[\w.]+)(?:; GOTOOLCHAIN=(?P<name>[\w.+]+))?\))?",
    ),
    row(
        "go-version/flag",
        "1.0",
        "flag provided but not defined",
        r"^flag provided but not defined: -(?P<name>mod|modfile|modcacherw|overlay|buildvcs|trimpath)\b",
        _ANY,
    ),
    row(
        "go-version/exec",
        "1.21",
        "go: exec go",
        r"^go: exec (?P<wanted>go[\w.]+): (?:no such file|permission denied|exec format)",
    ),
    row("go-version/note", "1.17", "cannot compile Go", r"cannot compile Go (?P<wanted>[\w.]+) code", _ANY),
    row("go-version/note", "1.12", "module requires Go", r"^note: module requires Go (?P<wanted>[\w.]+)", _ANY),
    row(
        "go-version/lang",
        "1.18",
        "or later (-lang was set to",
        r"requires go(?P<wanted>[\w.]+) or later \(-lang was set to go(?P<running>[\w.]+)",
        _ANY,
    ),
    row(
        "go-version/tool",
        "1.21",
        "newer Go version|lower than the targeted Go version",
        r"requires newer Go version go(?P<wanted>[\w.]+) \(application built with go(?P<running>[\w.]+)\)|the Go language version \(go(?P<running2>[\w.]+)\) used to build \S+ is lower than the targeted Go version \((?P<wanted2>[\w.]+)\)",
        _ANY,
    ),
)
