"""Reads the directives of go.mod and go.work files: what each may hold, and its canonical spelling."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import match_path_major, path_major_prefix, split_path_version
from gomigrate.modfile.quoting import auto_quote, unquote
from gomigrate.modfile.syntax import Block, ModLine, Problem, Remark, Statement
from gomigrate.modfile.values import Exclude, Godebug, PathLine, Replace, Require

if TYPE_CHECKING:
    from collections.abc import Callable

Tokens = tuple[str, ...]

_GO_VERSION = re.compile(r"[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?")
_LAX_GO_VERSION = re.compile(r"v?([1-9][0-9]*\.(?:0|[1-9][0-9]*))[^0-9].*", re.DOTALL)
_TOOLCHAIN = re.compile(r"default|go1(?:\..*)?", re.DOTALL)
_WINDOWS_DRIVE = re.compile(r"[A-Za-z]:")
_DIRECTORY_STARTS = ("./", "../", ".\\", "..\\", "/", "\\")


def is_directory_path(path: str) -> bool:
    """Whether the right side of a replace is a folder: rooted, or beginning with . or .. (as on any system)."""
    return path in {".", ".."} or path.startswith(_DIRECTORY_STARTS) or _WINDOWS_DRIVE.match(path) is not None


def is_go_version(text: str) -> bool:
    """Whether a go line may say this: 1.9, 1.17.3, 1.21rc1."""
    return _GO_VERSION.fullmatch(text) is not None


def is_toolchain(text: str) -> bool:
    """Whether a toolchain line may say this: go1.23.0, default."""
    return _TOOLCHAIN.fullmatch(text) is not None


def is_indirect(line: ModLine) -> bool:
    """Whether the line's comment begins with the word `indirect`, alone or with a semicolon behind it."""
    words = line.suffix[0].removeprefix("//").split() if line.suffix else []
    return words == ["indirect"] or (words[:1] == ["indirect;"] and len(words) > 1)


class _FaultError(ValueError):
    """What is wrong with the directive at hand."""


class DirectiveReader:
    """Takes the statements of one file in, one after the other, and gathers what they say and what is wrong."""

    def __init__(self, *, lax: bool, blocks: frozenset[str], verbs: frozenset[str]) -> None:
        self._lax = lax
        self._blocks = blocks
        self._verbs = verbs
        self.problems: list[Problem] = []
        self.module = ""
        self.module_line = 0
        self.go = ""
        self.go_line = 0
        self.toolchain = ""
        self.requires: list[Require] = []
        self.replaces: list[Replace] = []
        self.ignored_replaces: list[Replace] = []
        self.excludes: list[Exclude] = []
        self.tools: list[PathLine] = []
        self.ignores: list[PathLine] = []
        self.uses: list[PathLine] = []
        self.godebugs: list[Godebug] = []

    def statement(self, statement: Statement) -> Statement:
        """Reads a statement; returns it with its paths and versions spelled canonically."""
        match statement:
            case Remark():
                return statement
            case ModLine(tokens=(verb, *args)):
                return replace(statement, tokens=(verb, *self._directive(verb, tuple(args), statement)))
            case Block(tokens=(verb,)) if verb in self._blocks:
                lines = tuple(
                    replace(line, tokens=self._directive(verb, line.tokens, line)) for line in statement.lines
                )
                return replace(statement, lines=lines)
            case Block():
                if not self._lax:
                    self.problems.append(Problem(statement.number, f"unknown block type: {' '.join(statement.tokens)}"))
        return statement

    def _directive(self, verb: str, args: Tokens, line: ModLine) -> Tokens:
        if verb not in self._verbs:
            if not self._lax:
                self.problems.append(Problem(line.number, f"unknown directive: {verb}"))
            return args
        try:
            return _READERS[verb](self, args, line)
        except _FaultError as fault:
            if not (self._lax and verb in _NEVER_REFUSED_IN_DEPENDENCIES):
                self.problems.append(Problem(line.number, str(fault)))
            return args

    def _go(self, args: Tokens, line: ModLine) -> Tokens:
        if self.go_line:
            raise _FaultError("repeated go statement")
        version = _only(args, "go directive expects exactly one argument")
        if not is_go_version(version):
            match = _LAX_GO_VERSION.fullmatch(version) if self._lax else None
            if match is None:
                raise _FaultError(f"invalid go version {version!r}: must match format 1.23.0")
            version = match[1]
        self.go, self.go_line = version, line.number
        return (version,)

    def _toolchain(self, args: Tokens, _line: ModLine) -> Tokens:
        if self.toolchain:
            raise _FaultError("repeated toolchain statement")
        name = _only(args, "toolchain directive expects exactly one argument")
        if not is_toolchain(name):
            raise _FaultError(f"invalid toolchain version {name!r}: must match format go1.23.0 or default")
        self.toolchain = name
        return args

    def _module(self, args: Tokens, line: ModLine) -> Tokens:
        if self.module_line:
            raise _FaultError("repeated module statement")
        self.module_line = line.number
        self.module = _string(_only(args, "usage: module module/path"))
        return (auto_quote(self.module),)

    def _godebug(self, args: Tokens, line: ModLine) -> Tokens:
        setting = _only(args, "usage: godebug key=value")
        key, equals, value = setting.partition("=")
        if not equals or any(char in "\"`'," for char in setting):
            raise _FaultError("usage: godebug key=value")
        self.godebugs.append(Godebug(key, value, line.number))
        return args

    def _require(self, args: Tokens, line: ModLine) -> Tokens:
        path, version = _module_version(args, "require")
        self.requires.append(
            Require(path=path, version=version, indirect=is_indirect(line), line=line.number),
        )
        return (auto_quote(path), version)

    def _exclude(self, args: Tokens, line: ModLine) -> Tokens:
        path, version = _module_version(args, "exclude")
        self.excludes.append(Exclude(path, version, line.number))
        return (auto_quote(path), version)

    def _replace(self, args: Tokens, line: ModLine) -> Tokens:
        found = _replacement(args, line.number)
        (self.ignored_replaces if self._lax else self.replaces).append(found)
        return replace_tokens(found)

    def _retract(self, args: Tokens, _line: ModLine) -> Tokens:
        # Go does not check these versions when it reads the file, so neither is it done here.
        match args:
            case ("[", low, ",", high, "]", *rest):
                spelled: Tokens = ("[", _string(low), ",", _string(high), "]")
            case (version, *rest) if version not in {"(", "["}:
                spelled = (_string(version),)
            case _:
                raise _FaultError("retract needs a version or an interval [v1.2.3, v1.2.5]")
        if rest and not self._lax:
            raise _FaultError(f"unexpected token after version: {rest[0]!r}")
        return (*spelled, *rest)

    def _tool(self, args: Tokens, line: ModLine) -> Tokens:
        return self._path(self.tools, args, line, "tool directive expects exactly one argument")

    def _ignore(self, args: Tokens, line: ModLine) -> Tokens:
        return self._path(self.ignores, args, line, "ignore directive expects exactly one argument")

    def _use(self, args: Tokens, line: ModLine) -> Tokens:
        return self._path(self.uses, args, line, "usage: use local/dir")

    def _path(self, paths: list[PathLine], args: Tokens, line: ModLine, usage: str) -> Tokens:
        path = _string(_only(args, usage))
        paths.append(PathLine(path, line.number))
        return (auto_quote(path),)


_READERS: dict[str, Callable[[DirectiveReader, Tokens, ModLine], Tokens]] = {
    "go": DirectiveReader._go,
    "toolchain": DirectiveReader._toolchain,
    "module": DirectiveReader._module,
    "godebug": DirectiveReader._godebug,
    "require": DirectiveReader._require,
    "exclude": DirectiveReader._exclude,
    "replace": DirectiveReader._replace,
    "retract": DirectiveReader._retract,
    "tool": DirectiveReader._tool,
    "ignore": DirectiveReader._ignore,
    "use": DirectiveReader._use,
}

# A later Go may know intervals that we do not; and a dependency's replace lines do not count at all.
_NEVER_REFUSED_IN_DEPENDENCIES = frozenset(["retract", "replace"])


def replace_tokens(line: Replace) -> Tokens:
    """The tokens of a replace line after its verb."""
    old = (auto_quote(line.path), line.version) if line.version else (auto_quote(line.path),)
    new = (auto_quote(line.new_path), line.new_version) if line.new_version else (auto_quote(line.new_path),)
    return (*old, "=>", *new)


def _replacement(args: Tokens, number: int) -> Replace:
    match args:
        case (old, "=>", new, *rest) if len(rest) < 2:
            old_version = None
        case (old, old_version, "=>", new, *rest) if len(rest) < 2:
            pass
        case _:
            raise _FaultError("usage: replace module/path [v1.2.3] => other/module v1.4 or => ../local/directory")
    path = _string(old)
    version = "" if old_version is None else _version(old_version, f"replace {path}")
    _check_major(path, version, "replace")
    new_path = _string(new)
    is_directory = is_directory_path(new_path)
    if not rest:
        if "@" in new_path and not is_directory:
            raise _FaultError("replacement module must match format 'path version', not 'path@version'")
        if not is_directory:
            raise _FaultError(
                "replacement module without version must be directory path (rooted or starting with . or ..)",
            )
        if "\\" in new_path:
            raise _FaultError("replacement directory appears to be Windows path (on a non-windows system)")
        return Replace(path=path, version=version, new_path=new_path, line=number)
    new_version = _version(rest[0], f"replace {new_path}")
    if is_directory:
        raise _FaultError(f"replacement module directory path {new_path!r} cannot have version")
    return Replace(path=path, version=version, new_path=new_path, new_version=new_version, line=number)


def _module_version(args: Tokens, verb: str) -> tuple[str, str]:
    if len(args) != 2:
        raise _FaultError(f"usage: {verb} module/path v1.2.3")
    path = _string(args[0])
    version = _version(args[1], f"{verb} {path}")
    _check_major(path, version, verb)
    return path, version


def _check_major(path: str, version: str, verb: str) -> None:
    _, path_major, is_path = split_path_version(path)
    if not is_path:
        raise _FaultError(f"{verb} {path}: invalid module path")
    if version and not match_path_major(version, path_major):
        wanted = path_major_prefix(path_major) or "v0 or v1"
        raise _FaultError(
            f"{verb} {path}: version {version!r} invalid: should be {wanted}, not {semver.major(version)}"
        )


def _only(args: Tokens, usage: str) -> str:
    if len(args) != 1:
        raise _FaultError(usage)
    return args[0]


def _string(token: str) -> str:
    try:
        return unquote(token)
    except ValueError as error:
        raise _FaultError(f"invalid quoted string: {error}") from error


def _version(token: str, subject: str) -> str:
    try:
        version = unquote(token)
    except ValueError as error:
        raise _FaultError(f"{subject}: version {token!r} invalid: {error}") from error
    found = semver.canonical(version)
    if not found:
        raise _FaultError(f"{subject}: version {version!r} invalid: must be of the form v1.2.3")
    return found
