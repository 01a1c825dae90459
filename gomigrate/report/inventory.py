"""What scan found, as a page of text and as JSON (schemas/inventory.json)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gomigrate.model.findings import Severity
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Inventory, Origin
from gomigrate.model.legacy.pins import PinIndex
from gomigrate.report.json import finding_json, found_by_json
from gomigrate.report.page import EVERYTHING, STYLES, Amount, Detail, Page, findings_into, groups_into, notes_into
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.phrases import counted, first_few, first_rows
from gomigrate.report.words.scanning.project import known_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Checkout, Missing, Used, VendorRoot
    from gomigrate.model.legacy.pins import Lock, Pin

INVENTORY_SCHEMA = "gomigrate/inventory/2"

SHOWN = 6
"""So many rows of a list are shown on the page; JSON has all of them."""

_FINDINGS = Detail(cases=SHOWN, evidence=SHOWN, idle_remedies=True, is_folded=True, notes=False)

Json = dict[str, Any]


def inventory_text(
    inventory: Inventory,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
    *,
    next_command: str = "",
    call: Invocation = HERE,
) -> str:
    """What there is, on about one screen: whether it can be planned, what stops that, project, locks, vendor folders,
    checkouts, packages, warnings; and the command that comes next ("": there is none to name)."""
    page = Page(width, color=color, call=call)
    errors = [f for f in inventory.findings if f.severity is Severity.ERROR]
    page.line(f"{inventory.project.import_path}: {_outcome(inventory, len(errors))}", "bold red" if errors else "bold")
    detail = EVERYTHING if amount is Amount.VERBOSE else _FINDINGS
    if errors:
        page.heading(counted(len(errors), "error"), STYLES["error"])
        groups_into(page, errors, detail)
        page.line()
    if amount is not Amount.QUIET:
        page.table(_about(inventory))
        page.line()
        page.table(_sections(inventory, EVERYTHING.cases if amount is Amount.VERBOSE else SHOWN), indent=0)
    findings_into(page, [f for f in inventory.findings if f.severity is not Severity.ERROR], detail)
    if amount is Amount.NORMAL:
        notes_into(page, inventory.findings)
    if next_command:
        page.line()
        page.line(f"Next: {next_command}")
    return str(page)


def _outcome(inventory: Inventory, errors: int) -> str:
    if errors:
        return f"{counted(errors, 'error')} to fix before a plan"
    if inventory.is_migrated:
        return "a Go module, nothing legacy is left"
    pins = counted(len(PinIndex(inventory.locks).pins()), "pin")
    found = [f"{pins} in {inventory.locks[0].file}"] if inventory.locks else ["no lock file"]
    return f"{'a go.mod and legacy files' if inventory.has_go_mod else 'a legacy project'}, {found[0]}"


def _about(inventory: Inventory) -> list[tuple[str, str]]:
    project = inventory.project
    found = project.found_by
    rows = [("import path", f"from {known_by(found.source, found.name)}")] if found else []
    rows.append(("folder", project.root))
    if project.asked:
        rows.append(("", f"found from {project.asked}"))
    if project.commit:
        day = f", {project.date:%Y-%m-%d}" if project.date else ""
        dirty = "; uncommitted changes are left out" if project.is_dirty else ""
        rows.append(("commit", f"{project.commit[:12]}{day}{dirty}"))
    elif project.repository:
        rows.append(("commit", "none yet"))
    else:
        rows.append(("commit", "no git repository"))
    if not inventory.is_migrated:
        rows.append(("built in", "GOPATH" if project.in_gopath else "a folder outside GOPATH"))
    return rows


def _sections(inventory: Inventory, most: int) -> list[tuple[str, str]]:
    """(heading, text) rows, of each section so many; the heading stands only once."""
    sections = {
        "locks": [
            *([_lock_line(lock, number) for number, lock in enumerate(inventory.locks)] or ["none"]),
            *_counting(inventory.locks),
        ],
        "vendor": [_root_line(root, inventory) for root in inventory.vendor_roots] or ["none"],
        "checkouts": [_checkout_line(c) for c in inventory.checkouts],
        "packages": [_packages_line(inventory)],
        "missing": [] if inventory.is_migrated else _missing_lines(inventory),
    }
    rows = [
        (heading if number == 0 else "", line)
        for heading, lines in sections.items()
        for number, line in enumerate(first_rows(lines, most))
    ]
    if inventory.has_go_mod:
        rows.append(("go.mod", "exists"))
    return rows


def _lock_line(lock: Lock, number: int) -> str:
    """A lock with its pins, which are its entries."""
    files = f"{lock.file} with {lock.manifest}" if lock.manifest and lock.manifest != lock.file else lock.file
    turn = ", read first" if number == 0 and lock.pins else ""
    return f"{files} ({lock.tool}): {counted(len(lock.pins), 'pin')}{turn}"


def _counting(locks: Sequence[Lock]) -> Iterator[str]:
    """How many pins there are to account for, where that is less than the locks have entries."""
    total, counting = sum(len(lock.pins) for lock in locks), len(PinIndex(locks).pins())
    if counting < total:
        yield f"{counting:,} of the {total:,} pins count: for the others an earlier lock has the path"


def _root_line(root: VendorRoot, inventory: Inventory) -> str:
    used = sum(u.tree is inventory.tree and u.dir.startswith(root.dir + "/") for u in inventory.used)
    untracked = [folder for folder in inventory.untracked_vendor if f"{root.dir}/".startswith(f"{folder}/")]
    loose = ", not wholly committed" if untracked else ""
    return f"{root.dir}: {counted(len(root.packages), 'package')}, {used or 'none'} of them used{loose}"


def _checkout_line(checkout: Checkout) -> str:
    words = [f"{checkout.path} at {checkout.commit[:12] or 'no commit'}"]
    if checkout.vcs != "git":
        words.append(checkout.vcs)
    if checkout.time:
        words.append(f"{checkout.time:%Y-%m-%d}")
    if checkout.changed:
        words.append(f"{counted(len(checkout.changed), 'file')} changed")
    if checkout.is_unpushed:
        words.append("not pushed")
    return ", ".join(words)


def _packages_line(inventory: Inventory) -> str:
    origins = Counter(u.origin for u in inventory.used)
    nested = len(inventory.packages_in_nested)
    own = len(inventory.packages) - nested
    words = [f"{own} of the project"] * bool(own)
    words += [f"{origins[origin]} from {origin}" for origin in (Origin.VENDOR, Origin.GOPATH) if origins[origin]]
    if nested:
        words.append(f"{nested} in nested modules")
    programs = sum(_name(package) == "main" for package in inventory.packages)
    if programs:
        words.append(counted(programs, "program"))
    return ", ".join(words)


def _missing_lines(inventory: Inventory) -> list[str]:
    """What is not on this machine: plan downloads what a lock names, so that is only counted; the rest by name."""
    roots = {pin.path for lock in inventory.locks for pin in lock.pins}
    locked = [m for m in inventory.missing if any(is_inside(m.import_path, root) for root in roots)]
    lines = [_missing_line(m) for m in inventory.missing if m not in locked]
    if locked:
        lines.insert(0, f"{counted(len(locked), 'package')} not on this machine, but locked: plan looks for them")
    return lines


def _missing_line(missing: Missing) -> str:
    tests = ", only by tests" if missing.test_only else ""
    return f"{missing.import_path}, imported by {first_few(missing.importers, 1)}{tests}"


def _name(package: GoPackage) -> str:
    """The package's name by the files that are no tests, the one most of them have."""
    names = Counter(file.package for file in package.files if not file.is_test and file.package)
    return max(sorted(names), key=lambda name: names[name]) if names else ""


def inventory_json(inventory: Inventory) -> Json:
    """Everything that scan found, in the shape of schemas/inventory.json."""
    return {
        "schema": INVENTORY_SCHEMA,
        "project": _project_json(inventory),
        "locks": [_lock_json(lock) for lock in inventory.locks],
        "pins": len(PinIndex(inventory.locks).pins()),
        "lock_files": list(inventory.lock_files),
        "vendor": [
            {
                "dir": root.dir,
                "kind": root.kind,
                "packages": list(root.packages),
                "untracked": any(f"{root.dir}/".startswith(f"{f}/") for f in inventory.untracked_vendor),
            }
            for root in inventory.vendor_roots
        ],
        "checkouts": [_checkout_json(checkout) for checkout in inventory.checkouts],
        "packages": [_package_json(package, inventory) for package in inventory.packages],
        "used": [_used_json(package) for package in inventory.used],
        "missing": [
            {"import_path": m.import_path, "importers": list(m.importers), "test_only": m.test_only}
            for m in inventory.missing
        ],
        "nested_modules": list(inventory.nested_modules),
        "findings": [finding_json(f) for f in inventory.findings],
    }


def _project_json(inventory: Inventory) -> Json:
    project = inventory.project
    return {
        "import_path": project.import_path,
        "found_by": found_by_json(project.found_by),
        "root": project.root,
        "asked": project.asked or project.root,
        "repository": project.repository or None,
        "prefix": project.prefix,
        "commit": project.commit or None,
        "date": project.date.isoformat() if project.date else None,
        "dirty": project.is_dirty,
        "gopath": list(project.gopath),
        "in_gopath": project.in_gopath,
        "has_go_mod": inventory.has_go_mod,
        "is_migrated": inventory.is_migrated,
    }


def _lock_json(lock: Lock) -> Json:
    return {
        "tool": lock.tool,
        "file": lock.file,
        "manifest": lock.manifest or None,
        "project": lock.project or None,
        "pins": [_pin_json(pin) for pin in lock.pins],
        "ignored": list(lock.ignored),
        "required": list(lock.required),
        "wishes": [{"kind": w.kind, "path": w.path, "value": w.value, "where": str(w.place)} for w in lock.wishes],
        "go_version": lock.go_version,
        "extras": _pairs_json(lock.extras),
    }


def _pin_json(pin: Pin) -> Json:
    return {
        "path": pin.path,
        "revision": pin.revision,
        "version": pin.version,
        "branch": pin.branch,
        "source": pin.source,
        "vcs": pin.vcs,
        "subdir": pin.subdir,
        "time": pin.time.isoformat() if pin.time else None,
        "packages": list(pin.packages),
        "scope": str(pin.scope),
        "where": str(pin.place),
        "extras": _pairs_json(pin.extras),
    }


def _checkout_json(checkout: Checkout) -> Json:
    return {
        "path": checkout.path,
        "dir": checkout.dir,
        "vcs": checkout.vcs,
        "commit": checkout.commit or None,
        "time": checkout.time.isoformat() if checkout.time else None,
        "remote": checkout.remote,
        "changed": list(checkout.changed),
        "unpushed": checkout.is_unpushed,
        "problem": checkout.problem,
    }


def _package_json(package: GoPackage, inventory: Inventory) -> Json:
    return {
        "import_path": package.import_path,
        "dir": package.dir,
        "name": _name(package),
        "files": [file.name for file in package.files if not file.is_test],
        "test_files": [file.name for file in package.files if file.is_test],
        "in_nested_module": package.import_path in inventory.packages_in_nested,
    }


def _used_json(package: Used) -> Json:
    return {
        "place": package.place,
        "import_path": package.import_path,
        "origin": str(package.origin),
        "root": package.root,
        "dir": package.dir,
        "imports": _imports_json(package.imports),
        "test_imports": _imports_json(package.test_imports),
    }


def _imports_json(imports: Iterable[tuple[str, str]]) -> Json:
    return {path: place or None for path, place in imports}


def _pairs_json(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[name, text] for name, text in pairs]
