"""Why a go.mod, go.sum or go.work cannot be read, where its parser alone cannot say: something happened to the whole
file."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum


class BrokenBy(StrEnum):
    """What happened to a file: a merge left its marks, an editor or a shell wrote another encoding, a server's page was
    saved instead of it."""

    CONFLICT = "conflict"
    UTF16 = "utf-16"
    MARK = "byte order mark"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """What happened to a file, the line where it begins, and the text that can still be read (the same bytes where
    there is no other)."""

    by: BrokenBy
    line: int
    text: bytes


_MARKS = re.compile(rb"^(?:<{7}|>{7}|={7}|\|{7})(?:\s|$)", re.MULTILINE)
_PAGE = re.compile(rb"\s*(?:<!DOCTYPE|<html|<\?xml|<head|<body)", re.IGNORECASE)


def look_for_breakage(data: bytes) -> BrokenFile | None:
    """What happened to a file, None where it is as Go writes it (which says nothing of its lines)."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return BrokenFile(BrokenBy.UTF16, 1, data[len(mark) :].decode(encoding, "replace").encode())
    zeros = data[1:200:2].count(0), data[:200:2].count(0)
    if max(zeros) * 3 > len(data[:200]) and min(zeros) == 0:
        return BrokenFile(BrokenBy.UTF16, 1, data.decode("utf-16-le" if zeros[0] else "utf-16-be", "replace").encode())
    if data.startswith(codecs.BOM_UTF8):
        return BrokenFile(BrokenBy.MARK, 1, data[len(codecs.BOM_UTF8) :])
    if _PAGE.match(data):
        return BrokenFile(BrokenBy.PAGE, 1, data)
    if found := _MARKS.search(data):
        return BrokenFile(BrokenBy.CONFLICT, data.count(b"\n", 0, found.start()) + 1, data)
    return None
