"""A go.mod as plain lines, for comparing: `require P V`, `require P V // indirect`, `replace P => Q V`, `go 1.18`."""

from __future__ import annotations


def plain_lines(text: str) -> list[str]:
    """Every directive of a go.mod on a line of its own, sorted, without comments other than `// indirect`."""
    found: list[str] = []
    verb = ""
    for raw in text.splitlines():
        code, _, comment = raw.partition("//")
        words = code.split()
        if not words:
            continue
        if words == [")"]:
            verb = ""
        elif words[-1] == "(":
            verb = words[0]
        else:
            line = " ".join([verb, *words] if verb else words)
            found.append(line + (" // indirect" if comment.strip() == "indirect" else ""))
    return sorted(found)
