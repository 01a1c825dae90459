"""The header of a Go file: package clause, imports, import comment, build constraints, embeds.

Reads of a file no more than it must: the part up to the last import, the rest only where patterns are embedded.
"""

from __future__ import annotations

from gomigrate.gosource.headers import extent
from gomigrate.gosource.headers.directives import embeds_in, import_comment_after
from gomigrate.gosource.headers.outline import ImportSpec, Outline, places_of, read_outline
from gomigrate.gosource.literal import unquote
from gomigrate.gosource.platforms.constraint import ConstraintError, name_constraint, parse_header
from gomigrate.model.go.constraint import NEVER, Constraint, conjunction
from gomigrate.model.go.gopackage import GoFile

BOM = b"\xef\xbb\xbf"


def scan_header(name: str, data: bytes) -> GoFile:
    """Reads a Go file's header: `name` is the file's own name, `data` its bytes.

    Never raises: a file that the go command cannot read has an `error` with its text. The rules are go/build's
    (readGoInfo, shouldBuild, findImportComment).
    """
    content = data.removeprefix(BOM)
    try:
        outline = read_outline(name, content)
        build = parse_header(content[: _end_of_clause(content, outline)])
    except extent.NulByteError as error:
        return GoFile(name=name, constraint=name_constraint(name), error=f"read {name}: {error}", unlisted=True)
    except ConstraintError as error:
        return GoFile(name=name, constraint=name_constraint(name), error=f"{name}: {error}", unlisted=True)
    paths = {path for path, _ in outline.imports}
    comment, comment_error = _import_comment(name, content, outline) if outline.has_comment else ("", "")
    return GoFile(
        name=name,
        package=outline.package,
        imports=outline.imports,
        import_comment=comment,
        constraint=conjunction(name_constraint(name), build),
        embeds=embeds_in(content) if "embed" in paths else (),
        is_cgo="C" in paths,
        error=outline.error or comment_error,
    )


def import_specs(data: bytes) -> tuple[ImportSpec, ...]:
    """Where the imports of a Go file stand, for those who change or name them; () if its header cannot be read."""
    if not scan_header("", data).imports:
        return ()
    content = data.removeprefix(BOM)
    skipped = len(data) - len(content)
    specs = places_of(content[: read_outline("", content).end])
    return tuple(i._replace(start=i.start + skipped, end=i.end + skipped) for i in specs)


def scan_other(name: str, data: bytes) -> Constraint | None:
    """What the name and the leading comments of a C, C++, assembly ... file ask for (go/build, matchFile).

    Where the comments cannot be read the go command takes the file as it is; a malformed build line keeps it out.
    """
    try:
        comments = extent.comments_of(data.removeprefix(BOM))
    except ValueError:
        return name_constraint(name)
    try:
        return conjunction(name_constraint(name), parse_header(comments))
    except ConstraintError:
        return NEVER


def _end_of_clause(content: bytes, outline: Outline) -> int:
    """Where the line of the package clause ends: it tells which of the comments stand above a blank line. In a broken
    header the clause may be elsewhere, so all of that is needed."""
    line_end = -1 if outline.error else content.find(b"\n", outline.clause, outline.end)
    return line_end if line_end >= 0 else outline.end


def _import_comment(name: str, content: bytes, outline: Outline) -> tuple[str, str]:
    """The path in the import comment, and the error if what is there is no Go string."""
    comment = import_comment_after(content[: outline.end], outline.clause)
    if comment is None:
        return "", ""
    path = unquote(comment.literal)
    if path is None:
        line = content.count(b"\n", 0, comment.start) + 1
        return "", f"{name}:{line}: cannot parse import comment"
    return path, ""
