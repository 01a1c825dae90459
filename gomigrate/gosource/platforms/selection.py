"""Which files of a package one platform builds: the fields of `go list`, computed as go/build and cmd/go do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.embedding import EmbedError, resolve_embeds
from gomigrate.model.go.constraint import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.model.go.gopackage import GoFile, GoPackage
    from gomigrate.model.trees.tree import Tree

OTHER_LISTS = {
    ".c": "c_files",
    ".cc": "cxx_files",
    ".cpp": "cxx_files",
    ".cxx": "cxx_files",
    ".m": "m_files",
    ".h": "h_files",
    ".hh": "h_files",
    ".hpp": "h_files",
    ".hxx": "h_files",
    ".f": "f_files",
    ".F": "f_files",
    ".for": "f_files",
    ".f90": "f_files",
    ".s": "s_files",
    ".S": "s_files",
    ".sx": "s_files",
    ".swig": "swig_files",
    ".swigcxx": "swig_cxx_files",
    ".syso": "syso_files",
}
"""The list that a file of each kind joins (go/build, fileListForExt)."""

_ONLY_WITH_CGO = ("c_files", "cxx_files", "m_files", "swig_files", "swig_cxx_files")
_NEEDS_GCC = (".S", ".sx")
_FOREIGN = (("c_files", "C"), ("cxx_files", "C++"), ("m_files", "Objective-C"), ("f_files", "Fortran"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What `go list` says of a package on one platform; lists are sorted, names relative to the package's folder.

    Imports are as written ("C" among them), not resolved to vendored paths. `errors` are the faults for which the go
    command would refuse to build it.
    """

    go_files: tuple[str, ...] = ()
    cgo_files: tuple[str, ...] = ()
    c_files: tuple[str, ...] = ()
    cxx_files: tuple[str, ...] = ()
    m_files: tuple[str, ...] = ()
    h_files: tuple[str, ...] = ()
    f_files: tuple[str, ...] = ()
    s_files: tuple[str, ...] = ()
    swig_files: tuple[str, ...] = ()
    swig_cxx_files: tuple[str, ...] = ()
    syso_files: tuple[str, ...] = ()
    test_go_files: tuple[str, ...] = ()
    xtest_go_files: tuple[str, ...] = ()
    ignored_go_files: tuple[str, ...] = ()
    ignored_other_files: tuple[str, ...] = ()
    invalid_go_files: tuple[str, ...] = ()
    embed_files: tuple[str, ...] = ()
    test_embed_files: tuple[str, ...] = ()
    xtest_embed_files: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    test_imports: tuple[str, ...] = ()
    xtest_imports: tuple[str, ...] = ()
    name: str = ""
    errors: tuple[str, ...] = ()

    @property
    def is_buildable(self) -> bool:
        """Whether any Go file is left, tests included: without, the go command does not see a package here."""
        return bool(self.go_files or self.cgo_files or self.test_go_files or self.xtest_go_files)


def extension(name: str) -> str:
    """The name from its last dot on, "" without one."""
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def build_files(selection: Selection) -> frozenset[str]:
    """The files that make the package's build, tests left out: what must be the same before and after."""
    chosen = selection
    return frozenset().union(
        chosen.go_files, chosen.cgo_files, chosen.c_files, chosen.cxx_files, chosen.m_files, chosen.h_files,
        chosen.f_files, chosen.s_files, chosen.swig_files, chosen.swig_cxx_files, chosen.syso_files, chosen.embed_files,
    )  # fmt: skip


def select(package: GoPackage, platform: Platform, tree: Tree | None = None) -> Selection:
    """What the platform builds of the package. `tree`, the one that the package was read from, is needed only to
    resolve //go:embed patterns: without it the lists of embedded files are empty."""
    sorter = _Sorter(platform)
    for file in package.files:
        sorter.take(file)
    constraints = dict(package.other_constraints)
    for name in package.others:
        sorter.take_other(name, is_wanted=evaluate(constraints.get(name), platform.has))
    sorter.settle()
    if tree is not None:
        for kind in ("", "test_", "xtest_"):
            sorter.embed(tree, package.dir, kind)
    return Selection(
        **{key: tuple(sorted(set(names))) for key, names in sorter.lists.items()},
        name=sorter.name,
        errors=tuple(sorter.errors),
    )


class _Sorter:
    """Deals the files of one folder into go list's lists, in the order of their names as go/build does."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.lists: defaultdict[str, list[str]] = defaultdict(list)
        self.patterns: dict[str, list[str]] = {"": [], "test_": [], "xtest_": []}
        self.for_gcc: list[str] = []
        self.name = ""
        self.first = ""
        self.errors: list[str] = []

    def take(self, file: GoFile) -> None:
        if not evaluate(file.constraint, self.platform.has):
            self.lists["ignored_go_files"].append(file.name)
            return
        if file.error:
            self._fault(file, file.error)
        if file.unlisted:
            return
        if file.package == "documentation":
            self.lists["ignored_go_files"].append(file.name)
            return
        is_xtest = file.is_test and file.package.endswith("_test") and file.package != self.name
        self._check_name(file, file.package.removesuffix("_test") if is_xtest else file.package)
        self._list(file, "xtest_" if is_xtest else "test_" if file.is_test else "")

    def _check_name(self, file: GoFile, package: str) -> None:
        """The first file names the package; any other name makes its file invalid, yet it stays in its list."""
        if not self.name:
            self.name, self.first = package, file.name
        elif package != self.name:
            self._fault(file, f"found packages {self.name} ({self.first}) and {package} ({file.name})")

    def _list(self, file: GoFile, kind: str) -> None:
        if file.is_cgo and file.is_test:
            self._fault(file, f"use of cgo in test {file.name} not supported")
        elif file.is_cgo and not self.platform.cgo:
            self.lists["ignored_go_files"].append(file.name)
            return
        files = "cgo_files" if file.is_cgo and not file.is_test else f"{kind}go_files"
        self.lists[files].append(file.name)
        self.lists[f"{kind}imports"] += (i.path for i in file.imports)
        self.patterns[kind] += (e.pattern for e in file.embeds)

    def _fault(self, file: GoFile, error: str) -> None:
        self.lists["invalid_go_files"].append(file.name)
        self.errors.append(error)

    def take_other(self, name: str, *, is_wanted: bool) -> None:
        if not is_wanted:
            self.lists["ignored_other_files"].append(name)
        elif extension(name) in _NEEDS_GCC:
            self.for_gcc.append(name)
        else:
            self.lists[OTHER_LISTS[extension(name)]].append(name)

    def settle(self) -> None:
        """What depends on cgo: assembly for gcc, and sources in other languages."""
        uses_cgo = bool(self.lists["cgo_files"])
        self.lists["s_files" if uses_cgo else "ignored_other_files"] += self.for_gcc
        if not self.platform.cgo:
            for key in _ONLY_WITH_CGO:
                self.lists[key].clear()
        uses_swig = bool(self.lists["swig_files"] or self.lists["swig_cxx_files"])
        if not (uses_cgo or uses_swig):
            self.errors += (
                f"{language} source files not allowed when not using cgo or SWIG: {' '.join(self.lists[key])}"
                for key, language in _FOREIGN
                if self.lists[key]
            )

    def embed(self, tree: Tree, directory: str, kind: str) -> None:
        try:
            self.lists[f"{kind}embed_files"] += resolve_embeds(tree, directory, _unique(self.patterns[kind]))
        except EmbedError as error:
            self.errors.append(str(error))


def _unique(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(patterns)))
