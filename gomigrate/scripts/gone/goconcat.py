"""Paths that Go files build from a vendor folder and the value of a variable: "vendor/" + name, a format, a constant
that is the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.gosource.headers.scanner import GoSyntaxError, Scanner
from gomigrate.gosource.literal import unquote
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.gonepaths import VENDOR_FOLDERS
from gomigrate.scripts.spans import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.gosource.headers.scanner import Token
    from gomigrate.scripts.gone.gonepaths import GonePaths

_TAKERS_WORDS = (
    "Join Sprintf ReadFile Open OpenFile ReadDir Chdir ParseFiles ParseGlob ParseDir ParseFile Stat Lstat Dir DirFS"
    " Glob Walk WalkDir FileServer ServeFile Abs"
)
_TAKERS = frozenset(_TAKERS_WORDS.split())
_MOST_BYTES = 1 << 20


def in_put_together(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """What a Go file puts together below a removed folder that was committed."""
    if len(text) > _MOST_BYTES or not any(folder in text for folder in VENDOR_FOLDERS):
        return
    tokens = list(_tokens(text))
    lines = Lines(text)
    for start, folder in dict.fromkeys(_uses(tokens, path, gone)):
        number = lines.number(start)
        begin = lines.of(number)
        words = text[begin : lines.end(begin)].strip()[:MOST_WORDS]
        yield BrokenLine(file=path, line=number, use=GoneUse.READ, what=(folder,), words=words)


def _tokens(text: str) -> Iterator[Token]:
    scanner = Scanner(text)
    try:
        while (token := scanner.next()).kind != "EOF":
            yield token
    except GoSyntaxError:
        return


def _uses(tokens: Sequence[Token], path: str, gone: GonePaths) -> Iterator[tuple[int, str]]:
    """Each place, with the folder."""
    names: dict[str, str] = {}
    callees: list[str] = []
    for i, token in enumerate(tokens):
        last, following = tokens[i - 1] if i else token, tokens[i + 1] if i + 1 < len(tokens) else token
        callee = callees[-1] if callees else ""
        if token.text == "(":
            callees.append(last.text if last.kind == "ident" else "")
        elif token.text == ")" and callees:
            callees.pop()
        elif token.kind == "string":
            value = unquote(token.text) or ""
            if value.rstrip("/") in VENDOR_FOLDERS and i > 1 and last.text in ("=", ":=") and following.kind == ";":
                names[tokens[i - 2].text] = value.rstrip("/")
            is_open = value.endswith("/") and following.text == "+" and last.text != "+" and _may_take(callee)
            head = value if is_open else _before_verb(value) if callee == "Sprintf" else ""
            folder = gone.named(head.rstrip("/"), path) if head else ""
            if folder and gone.was_there(folder):
                yield token.start, folder
        elif token.kind == "ident" and token.text in names and following.text not in ("=", ":=", ".", ":"):
            folder = gone.named(names[token.text], path)
            is_taken = callee in _TAKERS or (following.text == "+" and _may_take(callee))
            if folder and gone.was_there(folder) and is_taken and _begins(tokens, i, callee):
                yield token.start, folder


def _may_take(callee: str) -> bool:
    """Whether what is called may be given a path: nothing, what opens or joins one, a function of the package's own."""
    return callee in _TAKERS or not callee[:1].isupper()


def _begins(tokens: Sequence[Token], i: int, callee: str) -> bool:
    """Whether a path begins with a name: what stands before it, another argument or a part, may be any folder."""
    before = tokens[i - 1].text
    if callee == "Sprintf" and before == ",":
        form = unquote(tokens[i - 2].text) if tokens[i - 2].kind == "string" else None
        return form is not None and form.startswith(("%s", "%v"))
    return before not in ("+", ",")


def _before_verb(text: str) -> str:
    """The folders of a format up to the first that is not known."""
    return text.partition("%")[0].rpartition("/")[0] if "%" in text else ""
