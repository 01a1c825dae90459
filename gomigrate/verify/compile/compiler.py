"""The go command, told to compile a side of the build under gomigrate's names."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, replace
from inspect import getsource
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.goversion import go_version
from gomigrate.verify.build.asking import listed_by
from gomigrate.verify.compile.units import FIELDS, read_units
from gomigrate.world.base.counted import Compiling, nobody
from gomigrate.world.base.programs import find_program
from gomigrate.world.go import toolprogram
from gomigrate.world.go.gocmd import NOWHERE
from gomigrate.world.go.goflags import quoted_words, split_flags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.build.packages import PackageLister
    from gomigrate.verify.compile.units import CompiledUnit
    from gomigrate.world.base.counted import Watch
    from gomigrate.world.disk.treewriter import TreeWriter
    from gomigrate.world.go.gocmd import GoCommand

_PROGRAM = "toolprogram.py"
_C_COMPILERS = {"CC": "gomigrate-cc", "CXX": "gomigrate-cxx"}
_PROFILES_FROM = (1, 21)
"""From this Go on a default.pgo beside a program changes what is made of everything that it imports."""
_FRONT = """\
#!/bin/sh
case "$1" in
*/compile | */asm | */cgo) ;;
*) [ "$2" = -V=full ] || exec "$@" ;;
esac
case "$2" in
-V=full)
	line=$("$@") || exit
	case "${{line##* }}" in
	buildID=*) printf '%s+{version_of_build}\\n' "$line" ;;
	*) printf '%s {version}\\n' "$line" ;;
	esac
	exit
	;;
esac
case " $* " in *" -std "*) exec "$@" ;; esac
case "$PWD/" in {goroot}/*) exec "$@" ;; esac
case "$1" in */compile) printf . >>{counter} ;; esac
exec {command} "$@"
"""
"""The part of the program that a shell does, because it starts faster than Python. The tools are started hundreds of
times for Go's own packages, which keep their names, and in each call a few times only to print their version."""
_C_FRONT = """\
#!/bin/sh
[ -n "$TOOLEXEC_IMPORTPATH" ] || exec {compiler} "$@"
exec {command} "$@"
"""
_HOURS = 4 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSide:
    """A side of the build, with the `names` that its packages are compiled by, one for each that there is, and the
    values of -gcflags. `units` is how many there are to compile: a package counts again for each test that compiles it
    anew, and so does the program of its tests. What makes the go command do so lies in a folder of its own for each
    side."""

    side: Side
    names: Mapping[str, str]
    gcflags: Sequence[str]
    units: int
    is_before: bool

    @property
    def folder(self) -> str:
        """The folder, below the private one."""
        return "tools-before" if self.is_before else "tools-after"


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles with the go command of `lister`, which knows what there is to compile; the program that the go command's
    tools are started by lies in `writer`'s folder. `watch` is told of each side that is compiled."""

    lister: PackageLister
    writer: TreeWriter
    watch: Watch = nobody

    @property
    def go(self) -> GoCommand:
        """The go command."""
        return self.lister.go

    def prepared(self, configuration: Configuration) -> Configuration:
        """The configuration as it can be compiled here: without cgo where there is no C compiler for the platform, or
        none that can be told other names. Raises WorldProblem."""
        if not configuration.is_cgo:
            return configuration
        said = self.go.env({**configuration.env, "CGO_ENABLED": ""}, "CGO_ENABLED", *_C_COMPILERS)
        can = said["CGO_ENABLED"] == "1" and self._c_compiler(said["CC"]) and sys.platform != "win32"
        return configuration if can else replace(configuration, is_cgo=False)

    def units(self, side: Side, configuration: Configuration) -> tuple[CompiledUnit, ...]:
        """The packages to compile, without compiling them. Raises WorldProblem."""
        said = self.lister.entries(side, [configuration])[configuration]
        if isinstance(said, WorldProblem):
            raise said
        return tuple(read_units(said))

    def compiled(self, named: NamedSide, configuration: Configuration) -> tuple[CompiledUnit, ...]:
        """The packages to compile, and the results. Raises WorldProblem."""
        counter = f"{named.folder}/compiled"
        self.writer.write(counter, b"")
        self.watch(
            Compiling(is_before=named.is_before, total=named.units, counter=self.writer.place(counter)),
        )
        flags, env = self._naming(named, configuration)
        flags = ("-deps", "-test", "-export", *flags)
        entries = listed_by(self.go, named.side, flags, env, fields=",".join(FIELDS), timeout=_HOURS)
        return tuple(read_units(entries))

    def link(self, named: NamedSide, configuration: Configuration, programs: Sequence[str]) -> str:
        """Links programs, by their listed paths, from what `compiled` has, and keeps no output. Returns the go
        command's message where one cannot be linked, "" where all can. Raises WorldProblem."""
        flags, env = self._naming(named, configuration)
        words = ("build", "-o", NOWHERE, "-ldflags=-s -w", *flags, "--", *programs)
        env = self.go.closed_env(named.side.mode, env)
        done = self.go.ask(words, cwd=named.side.cwd, env=env, timeout=_HOURS)
        return done.stderr.strip() or "no reason given" if done.returncode else ""

    def _naming(self, named: NamedSide, configuration: Configuration) -> tuple[tuple[str, ...], dict[str, str]]:
        """The flags and the environment that make the go command call packages by these names."""
        self._write(named, _PROGRAM, getsource(toolprogram))
        lines = (f"{listed}\t{name}\n" for listed, name in sorted(named.names.items()) if listed != name)
        self._write(named, "names", "".join(lines))
        flags = (
            "-trimpath",
            f"-toolexec={quoted_words(self._tool(named))}",
            *(f"-gcflags={value}" for value in named.gcflags),
            *named.side.flags,
            *configuration.flags,
        )
        if go_version(self.go.version.partition("go")[2]) >= _PROFILES_FROM:
            flags = ("-pgo=off", *flags)
        return flags, {**named.side.env, **configuration.env, **self._c_env(named, configuration)}

    def _write(self, named: NamedSide, name: str, text: str, *, is_executable: bool = False) -> str:
        """Write a file into the side's folder; its place."""
        self.writer.write_files(named.folder, [(name, text.encode(), is_executable)])
        return self.writer.place(f"{named.folder}/{name}")

    def _program(self, named: NamedSide, mode: str) -> tuple[str, ...]:
        """The words that start the program. -I: what lies in the current folder, or in the user's own, is no part of
        it."""
        places = (self.writer.place(f"{named.folder}/{name}") for name in (_PROGRAM, "names"))
        program, names = places
        return (sys.executable, "-I", "-S", "-B", program, mode, names)

    def _tool(self, named: NamedSide) -> tuple[str, ...]:
        """The words that start a tool."""
        command = self._program(named, "tool")
        if sys.platform == "win32":
            return command
        version = toolprogram.version((getsource(toolprogram) + _FRONT + _C_FRONT).encode())
        text = _FRONT.format(
            goroot=shlex.quote(self.go.goroot),
            command=shlex.join(command),
            counter=shlex.quote(self.writer.place(f"{named.folder}/compiled")),
            version=version,
            version_of_build=version.replace("/", "-"),
        )
        return (self._write(named, "tool", text, is_executable=True),)

    def _c_env(self, named: NamedSide, configuration: Configuration) -> dict[str, str]:
        """The C compilers with gomigrate's program before them. They have the same name each time, because it is part
        of the keys in the go command's cache."""
        if not configuration.is_cgo:
            return {}
        said = self.go.env(configuration.env, *_C_COMPILERS)
        found = {}
        for variable, name in _C_COMPILERS.items():
            if words := self._c_compiler(said[variable]):
                command = shlex.join((*self._program(named, "cc"), *words))
                text = _C_FRONT.format(compiler=shlex.join(words), command=command)
                self._write(named, name, text, is_executable=True)
                found[variable] = name
        return {**found, "PATH": f"{self.writer.place(named.folder)}:{self.go.environ.get('PATH', '')}"}

    def _c_compiler(self, said: str) -> tuple[str, ...]:
        """The words of a C compiler, its program found; none where it is not there."""
        name, *rest = split_flags(said) or ("",)
        program = find_program(name, self.go.environ) if name else ""
        return (program, *rest) if program else ()
