"""vendor/modules.txt, which vgo and `go mod vendor` write (https://go.dev/ref/mod#go-mod-vendor)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks.checks import shown
from gomigrate.locks.draft import Draft
from gomigrate.model.pins import Pin

if TYPE_CHECKING:
    from gomigrate.locks.text import Line
    from gomigrate.model.pins import Lock

LOCK = "vendor/modules.txt"


def read_modules_txt(data: bytes, file: str = LOCK) -> Lock:
    """What modules.txt says: pins with versions. Where a module is replaced, the version is that of the replacement,
    which is `source`: its module path, or its folder with the version of what it replaces."""
    draft = Draft("go mod vendor", file)
    pin: Pin | None = None
    for line in draft.lines(data):
        text = line.text.rstrip()
        if text.startswith("# "):
            _keep(pin, draft)
            pin = _pin(line, text[2:].split(), draft)
        elif text.startswith("## ") and pin:
            notes = tuple(("annotation", note.strip()) for note in text[3:].split(";"))
            pin = replace(pin, extras=(*pin.extras, *notes))
        elif text and not text.startswith("#") and pin:
            package = "." if text == pin.path else text.removeprefix(pin.path + "/")
            pin = replace(pin, packages=(*pin.packages, package))
    _keep(pin, draft)
    return draft.lock()


def _keep(pin: Pin | None, draft: Draft) -> None:
    # A module that no package is taken from is named because of go.mod alone; nothing of it was vendored.
    if pin and pin.packages:
        draft.add(pin)


def _pin(line: Line, words: list[str], draft: Draft) -> Pin | None:
    """The module of a `# path version [=> path [version]]` line. The `# path => ...` lines at the file's end repeat
    replacements of go.mod that concern no vendored module or every version; they pin nothing."""
    place = draft.place(line.number)
    match words:
        case [path, version]:
            return Pin(path=path, revision="", version=version, place=place)
        case [path, version, "=>", folder]:
            return Pin(path=path, revision="", version=version, source=folder, place=place)
        case [path, version, "=>", other, new_version]:
            extras = (("replaced version", version),)
            return Pin(path=path, revision="", version=new_version, source=other, place=place, extras=extras)
        case [_, "=>", _] | [_, "=>", _, _]:
            return None
    draft.refuse(f"The line {shown(line.text)} names no module.", place)
    return None
