"""Bazel files and Python build scripts, read by libcst: Starlark is Python as far as build files go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import libcst

from gomigrate.scripts.codemods.literals import Put, Quoted, put_together, quoted
from gomigrate.scripts.codemods.places import Member, OwnStatement, TextCommand, WordsCommand
from gomigrate.scripts.codemods.rewriting import Codemods
from gomigrate.scripts.codemods.runners import ACTIONS, SETTERS, runner_of, takes_words
from gomigrate.scripts.codemods.tree import SyntaxTree, argument_of, elements_of, name_of
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import TOOLS
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import Argument, FunctionCall, ScriptSetting
from gomigrate.scripts.shell.model import OPAQUE, Dialect, Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.scripts.codemods.places import RunCommand

    Owner = OwnStatement | Member | None

_SHELLS = frozenset(("sh", "bash", "/bin/sh", "/bin/bash"))
_WAITS = frozenset(("wait", "communicate"))
_TOOL_CALLS = {("go", "get")} | {(tool.name, verb) for tool in TOOLS for verb in (*tool.restores, *tool.wraps)}
_SPECIAL = frozenset(' \t\n;|&<>()$`"\\*?[]#~!{}')


def read_pythonic(path: str, kind: FileKind, text: str) -> Document:
    """The calls with their plain string arguments, commands that are run, and environment variables that are set.

    Raises UnreadableError where the file is no Python by its syntax.
    """
    tree = SyntaxTree(text)
    reader = _PythonReader(tree, kind)
    tree.module.visit(reader)
    reader.named_commands()
    return Document.of(
        path,
        kind,
        text,
        regions=tuple(command.region for command in reader.commands),
        settings=tuple(reader.settings),
        calls=tuple(reader.calls),
        codemods=Codemods(tree, reader.commands, reader.strings, reader.members, reader.statements),
    )


class _PythonReader(libcst.CSTVisitor):
    """Gathers what is called, run and set, and each string and member that a codemod may change."""

    def __init__(self, tree: SyntaxTree, kind: FileKind) -> None:
        super().__init__()
        self._tree, self._kind = tree, kind
        self.commands: list[RunCommand] = []
        self.settings: list[ScriptSetting] = []
        self.calls: list[FunctionCall] = []
        self.strings: list[Quoted] = []
        self.members: list[Member] = []
        self.statements: list[OwnStatement] = []
        self._owned: dict[libcst.CSTNode, OwnStatement] = {}
        self._blocks: dict[libcst.CSTNode, libcst.Module | libcst.IndentedBlock] = {}
        self._scopes: list[int] = [0]
        self._scope_count = 0
        self._named: dict[tuple[int, str], list[libcst.BaseExpression]] = defaultdict(list)
        self._grown: set[str] = set()
        self._run_names: list[tuple[tuple[int, ...], str, bool]] = []
        self._sh: set[str] = set()
        self._functions: dict[int, tuple[str, list[str]]] = {}
        self._others: list[tuple[str, libcst.Call]] = []
        self._seen: set[libcst.CSTNode] = set()
        self._later: list[libcst.List | libcst.Tuple] = []

    # What a statement belongs to.

    def visit_Module(self, node: libcst.Module) -> None:  # noqa: N802
        self._blocks |= dict.fromkeys(node.body, node)

    def visit_IndentedBlock(self, node: libcst.IndentedBlock) -> None:  # noqa: N802
        self._blocks |= dict.fromkeys(node.body, node)

    def visit_SimpleStatementLine(self, node: libcst.SimpleStatementLine) -> None:  # noqa: N802
        self._own(node)

    def visit_SimpleStatementSuite(self, node: libcst.SimpleStatementSuite) -> None:  # noqa: N802
        self._own(node)

    def _own(self, line: libcst.SimpleStatementLine | libcst.SimpleStatementSuite) -> None:
        for small in line.body:
            value = small.value if isinstance(small, libcst.Expr) else None
            if isinstance(value, libcst.Call) and _is_wait(value):
                assert isinstance(value.func, libcst.Attribute)
                value = value.func.value
            if isinstance(value, libcst.Call) or isinstance(small, libcst.Assign):
                self._owned[value or small] = OwnStatement(small, line, self._blocks.get(line))

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> None:  # noqa: N802
        self._scope_count += 1
        self._scopes.append(self._scope_count)
        parameters = [one.name.value for one in (*node.params.posonly_params, *node.params.params)]
        if parameters[:1] == ["self"]:
            del parameters[0]
        self._functions[self._scope_count] = node.name.value, parameters

    def leave_FunctionDef(self, original_node: libcst.FunctionDef) -> None:  # noqa: N802
        self._scopes.pop()

    def visit_Import(self, node: libcst.Import) -> None:  # noqa: N802
        for alias in node.names:
            if name_of(alias.name) == "sh":
                self._sh.add(name_of(alias.asname.name) if alias.asname else "sh")

    # Commands.

    def visit_Call(self, node: libcst.Call) -> None:  # noqa: N802
        name = name_of(node.func)
        start, end = self._tree.span(node)
        self.calls.append(FunctionCall(name=name, start=start, end=end, arguments=tuple(self._arguments(node))))
        runner = runner_of(name or _last(node.func), self._kind)
        if runner is not None:
            value = argument_of(node, runner.place, *runner.keywords)
            if value is not None:
                dialect = Dialect.MAKE if runner.is_make else Dialect.SH
                owner, is_shell = self._owned.get(node), not takes_words(name, node)
                self._run(value, owner, is_shell=is_shell, dialect=dialect, each=runner.each)
        elif self._sh and name.partition(".")[0] in self._sh and "." in name:
            self._program(node, name.split(".")[1:])
        else:
            self._others.append((_last(node.func), node))
        if name.rpartition(".")[2] in SETTERS:
            for argument in node.args:
                if argument.keyword:
                    self._setting(argument.keyword.value, argument.value, Member(argument, node))
        if name in ("os.environ.setdefault", "os.putenv") and len(node.args) == 2:
            key = quoted(self._tree, node.args[0].value)
            self._setting(key.value if key else "", node.args[1].value, self._owned.get(node))

    def _run(self, value: libcst.BaseExpression, owner: Owner, *, is_shell: bool, dialect: Dialect, each: bool) -> None:
        elements = elements_of(value)
        if elements is not None and each:
            for element in elements:
                member = self._member(element, value)
                self._run(element.value, member, is_shell=is_shell, dialect=dialect, each=False)
        elif elements is not None:
            self._listed(value, elements, owner)
        elif isinstance(value, libcst.BinaryOperation) and _is_list_sum(value):
            self._summed(value, owner)
        elif isinstance(value, libcst.Name):
            self._run_names.append((tuple(self._scopes), value.value, is_shell))
        elif isinstance(value, libcst.Call) and _last(value.func) == "split":
            is_method = name_of(value.func) != "shlex.split"
            text = value.func.value if is_method and isinstance(value.func, libcst.Attribute) else None
            if text is None and value.args:
                text = value.args[0].value
            self._text(text, owner, is_shell=False, dialect=dialect)
        else:
            self._text(value, owner, is_shell=is_shell, dialect=dialect)

    def _text(
        self, value: libcst.BaseExpression | None, owner: Owner, *, is_shell: bool, dialect: Dialect = Dialect.SH
    ) -> None:
        put = put_together(self._tree, value) if value is not None else None
        if put is not None:
            region = Region(text=put.text, offsets=put.offsets, dialect=dialect)
            self.commands.append(TextCommand(region, put, is_shell, owner))

    def _listed(self, node: libcst.BaseExpression, elements: Sequence[libcst.BaseElement], owner: Owner) -> None:
        assert isinstance(node, libcst.List | libcst.Tuple)
        if node in self._seen:
            return
        self._seen.add(node)
        words = [
            quoted(self._tree, element.value) if isinstance(element, libcst.Element) else None for element in elements
        ]
        said = [word.value if word else "" for word in words[:2]]
        if len(words) == 3 and said[0] in _SHELLS and said[1].startswith("-") and said[1].endswith("c"):
            self._text(elements[2].value, owner, is_shell=True)
        elif words:
            spans = [self._tree.span(element) for element in elements]
            self._words(node, words, spans, owner)

    def _summed(self, node: libcst.BinaryOperation, owner: Owner) -> None:
        """`["dep", "ensure"] + flags`: read, and never edited: only a run knows what is added."""
        text, end = "", self._tree.span(node)[1]
        offsets: list[int] = []
        for part in _summands(node):
            elements = elements_of(part)
            for one in [part] if elements is None else [element.value for element in elements]:
                self._seen.add(part)
                word = quoted(self._tree, one)
                is_plain = word is not None and bool(word.value) and not _SPECIAL & set(word.value)
                text += f"{word.value if word and is_plain else OPAQUE} "
                offsets += word.offsets if word and is_plain else self._tree.span(one)
        put = Put(text[:-1], (*offsets[:-1], end), ())
        region = Region(text=put.text, offsets=put.offsets)
        self.commands.append(TextCommand(region, put, is_shell=False, owner=owner))

    def _tool_list(self, node: libcst.List | libcst.Tuple) -> None:
        """A list that is the words of an old tool's call, or of a `go get`, wherever it stands."""
        words = [quoted(self._tree, element.value) for element in node.elements[:2]]
        first, second = (words[0], words[1]) if len(words) == 2 else (None, None)
        if first and second and (first.value, second.value) in _TOOL_CALLS:
            self._later.append(node)

    def visit_List(self, node: libcst.List) -> None:  # noqa: N802
        self._tool_list(node)

    def visit_Tuple(self, node: libcst.Tuple) -> None:  # noqa: N802
        self._tool_list(node)

    def _program(self, node: libcst.Call, names: list[str]) -> None:
        """`sh.go.get("-u", "./...")`: each name and each argument is a word; keywords are another matter."""
        start = self._tree.span(node)[0] + len(self._tree.code(node.func)) - len(".".join(names))
        names_at = []
        for name in names:
            names_at.append((start, start + len(name)))
            start += len(name) + 1
        plain = [one for one in node.args if not (one.keyword and one.keyword.value.startswith("_"))]
        words = [None if one.keyword or one.star else quoted(self._tree, one.value) for one in plain]
        spans = [*names_at, *(self._tree.span(one) for one in plain)]
        self._words(node, words, spans, self._owned.get(node), names=names)

    def _words(
        self,
        node: libcst.List | libcst.Tuple | libcst.Call,
        words: Sequence[Quoted | None],
        spans: Sequence[tuple[int, int]],
        owner: Owner,
        names: Sequence[str] = (),
    ) -> None:
        """Words that stand one by one, as the command that they are."""
        text = ""
        offsets: list[int] = []
        for number, (start, end) in enumerate(spans):
            word = words[number - len(names)] if number >= len(names) else None
            if number < len(names):
                value, places = names[number], tuple(range(start, end + 1))
            elif word is None or "'" in word.value:
                value, places = OPAQUE, (start, end)
            elif not word.value or _SPECIAL & set(word.value):
                value, places = f"'{word.value}'", (word.start - 1, *word.offsets, word.end + 1)
            else:
                value, places = word.value, word.offsets
            text += f"{value} "
            offsets += places
        region = Region(text=text[:-1], offsets=tuple(offsets))
        self.commands.append(WordsCommand(region, node, tuple(words), owner))

    # Commands that have a name before they run.

    def visit_Assign(self, node: libcst.Assign) -> None:  # noqa: N802
        for target in node.targets:
            if isinstance(target.target, libcst.Name):
                self._named[self._scopes[-1], target.target.value].append(node.value)
            elif isinstance(target.target, libcst.Subscript):
                self._subscript(target.target, node)

    def visit_AugAssign(self, node: libcst.AugAssign) -> None:  # noqa: N802
        self._grown.add(name_of(node.target))

    def named_commands(self) -> None:
        """`command = "dep ensure"`, where the name is run in the same function, or in any if it is the module's; what
        is given to a function of the file that runs its parameter; and lists of an old tool's words."""
        runs: dict[str, tuple[int, bool]] = {}
        for scopes, name, is_shell in self._run_names:
            function, parameters = self._functions.get(scopes[-1], ("", []))
            if name in parameters:
                runs[function] = parameters.index(name), is_shell
        for name, node in self._others:
            if name in runs and (value := argument_of(node, runs[name][0])) is not None:
                is_shell, owner = runs[name][1], self._owned.get(node)
                self._run(value, owner, is_shell=is_shell, dialect=Dialect.SH, each=False)
        done: set[libcst.BaseExpression] = set()
        for scopes, name, is_shell in self._run_names:
            found = next((scope for scope in reversed(scopes) if (scope, name) in self._named), None)
            if found is None or name in self._grown:
                continue
            for value in self._named[found, name]:
                if value not in done and not isinstance(value, libcst.Name):
                    done.add(value)
                    self._run(value, None, is_shell=is_shell, dialect=Dialect.SH, each=False)
        for words in self._later:
            self._listed(words, words.elements, None)

    # Variables of the environment.

    def _subscript(self, target: libcst.Subscript, node: libcst.Assign) -> None:
        """`os.environ["NAME"] = "value"`."""
        index = target.slice[0].slice if len(target.slice) == 1 else None
        key = quoted(self._tree, index.value) if isinstance(index, libcst.Index) else None
        if key is not None and _last(target.value) in ("environ", "env"):
            self._setting(key.value, node.value, self._owned.get(node))

    def visit_Dict(self, node: libcst.Dict) -> None:  # noqa: N802
        for element in node.elements:
            key = quoted(self._tree, element.key) if isinstance(element, libcst.DictElement) else None
            if key is None or not isinstance(element, libcst.DictElement):
                continue
            if key.value == ACTIONS and (elements := elements_of(element.value)) is not None:
                for one in elements:
                    member = self._member(one, element.value)
                    self._run(one.value, member, is_shell=True, dialect=Dialect.SH, each=False)
            elif key.value.isupper():
                self._setting(key.value, element.value, Member(element, node))

    def _setting(self, name: str, node: libcst.BaseExpression, owner: Owner) -> None:
        value = quoted(self._tree, node)
        if value is None or not name.isupper() or not name.isidentifier():
            return
        whole = None
        if isinstance(owner, Member):
            self.members.append(owner)
            whole = self._tree.span(owner.node)
        elif owner is not None:
            self.statements.append(owner)
            whole = self._tree.span(owner.small)
        self.strings.append(value)
        self.settings.append(
            ScriptSetting(
                name=name,
                value=value.value,
                start=value.start,
                end=value.end,
                level="os.environ",
                scope=(value.end, len(self._tree.text)),
                whole=whole,
            )
        )

    # Arguments of Bazel's rules.

    def _arguments(self, node: libcst.Call) -> Iterator[Argument]:
        for argument in node.args:
            keyword = argument.keyword.value if argument.keyword else ""
            yield from self._argument(keyword, argument.value, Member(argument, node))
            if isinstance(argument.value, libcst.List):
                for element in argument.value.elements:
                    yield from self._argument(keyword, element.value, Member(element, argument.value))

    def _argument(self, keyword: str, node: libcst.BaseExpression, member: Member) -> Iterable[Argument]:
        value = quoted(self._tree, node)
        if value is None or self._kind is not FileKind.STARLARK:
            return ()
        self.members.append(member)
        self.strings.append(value)
        whole = self._tree.span(member.node)
        return (Argument(name=keyword, value=value.value, start=value.start, end=value.end, whole=whole),)

    def _member(self, node: libcst.BaseElement, parent: libcst.BaseExpression) -> Member:
        assert isinstance(parent, libcst.List | libcst.Tuple)
        return Member(node, parent)


def _last(node: libcst.BaseExpression) -> str:
    """The last part of a dotted name, whatever it is taken from: `Popen(x).wait` is wait."""
    if isinstance(node, libcst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, libcst.Name) else ""


def _is_wait(node: libcst.Call) -> bool:
    return _last(node.func) in _WAITS and not node.args and isinstance(node.func, libcst.Attribute)


def _is_list_sum(node: libcst.BinaryOperation) -> bool:
    return isinstance(node.operator, libcst.Add) and any(elements_of(part) is not None for part in _summands(node))


def _summands(node: libcst.BaseExpression) -> list[libcst.BaseExpression]:
    if isinstance(node, libcst.BinaryOperation) and isinstance(node.operator, libcst.Add):
        return [*_summands(node.left), *_summands(node.right)]
    return [node]
