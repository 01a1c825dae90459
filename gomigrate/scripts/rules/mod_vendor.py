"""-mod=vendor, where the vendor folder goes."""

from __future__ import annotations

import re

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, Rule, safe

_FLAG = re.compile(r"(?<![\w-])--?mod=vendor(?![\w-])")


def find(document: Document, build: Build) -> Corrections:
    """The flag in go commands goes; in values of variables it becomes -mod=readonly, so that none is left empty."""
    if build.vendor != "remove":
        return
    for call in document.go_commands:
        for before, word in zip(call.words, call.words[1:], strict=False):
            if _FLAG.fullmatch(word.value) and word.is_plain and document.text[before.end : word.start].strip() == "":
                yield safe(word.start, Edit(before.end, word.end, ""))
    for place in document.values:
        for flag in dict.fromkeys(_FLAG.findall(place.raw if place.command is None else "")):
            at = document.text.find(flag, place.start, place.end)
            if at >= 0:
                yield safe(at, Edit(at, at + len(flag), "-mod=readonly"))
        if place.command is not None and (found := _FLAG.search(document.text, place.start, place.end)):
            yield safe(found.start(), Edit(*found.span(), "-mod=readonly"))


RULE = Rule(code="GM803", find=find, words=("-mod=vendor",))
