"""vendor/modules.txt as a lock: what vgo and `go mod vendor` wrote down (https://go.dev/ref/mod#vendoring)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.model.legacy.pins import Pin
from gomigrate.modfile.modulestxt import parse_modules_txt

if TYPE_CHECKING:
    from gomigrate.model.legacy.pins import Lock
    from gomigrate.modfile.modulestxt import VendoredModule

LOCK = "vendor/modules.txt"


def read_modules_txt(data: bytes, file: str = LOCK) -> Lock:
    """What modules.txt says: pins with versions, for the modules of which something was vendored. Where a module is
    replaced, the version is that of the replacement, which is `source`: a module path, or a folder, which has no
    version, so that of the replaced module stands."""
    draft = LockDraft("go mod vendor", file)
    lines = draft.lines(data)
    by_number = {line.number: line.text for line in lines}
    # Lines inside merge conflicts are left empty, so that the others keep their numbers.
    text = "\n".join(by_number.get(number, "") for number in range(1, max(by_number, default=0) + 1))
    parsed = parse_modules_txt(text, file)
    for found in parsed.findings:
        if found.place:
            draft.report(found.code, found.place, **dict(found.facts))
    for module in parsed.modules:
        # Without packages a line only repeats go.mod: nothing of the module was vendored.
        if module.packages:
            draft.add(_pin(module, draft))
    if parsed.is_workspace:
        draft.extras.append(("workspace", "true"))
    return draft.lock()


def _pin(module: VendoredModule, draft: LockDraft) -> Pin:
    new = module.replacement
    has_version = new is not None and bool(new.version)
    return Pin(
        path=module.path,
        revision="",
        place=draft.place(module.line),
        version=new.version if new and has_version else module.version,
        source=new.path if new else "",
        packages=tuple(
            "." if package == module.path else package.removeprefix(module.path + "/") for package in module.packages
        ),
        extras=(
            ("explicit", "true" if module.explicit else ""),
            ("go", module.go),
            ("replaced version", module.version if has_version else ""),
        ),
    )
