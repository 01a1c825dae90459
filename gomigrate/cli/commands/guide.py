"""`gomigrate` alone: what is seen here, and which command comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.cli.options import make_world, project_directory
from gomigrate.cli.output import show
from gomigrate.cli.terminal import color, width
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.model.legacy.inventory import Inventory

Steps = list[tuple[str, str]]


def guide() -> None:
    """Look at the current folder and say it. Writes nothing; what is no Go project is an answer, too."""
    from gomigrate.cli.progress import at_work
    from gomigrate.pipeline import scan
    from gomigrate.report.page import Page

    page = Page(width(), color=color())
    folder = project_directory(".")
    try:
        with at_work("Looking at the project"):
            inventory = scan(make_world(folder), folder)
    except UsageProblem as problem:
        page.line(f"Nothing to migrate in this folder: {problem}")
        if problem.remedy:
            page.line(f"help: {problem.remedy}")
        steps: Steps = [("gomigrate plan DIR", "with the folder of a Go project"), _ALL]
    else:
        page.line(_seen(inventory))
        steps = [*_steps(inventory, _branch(folder)), _ALL]
    page.line()
    first, *others = steps
    page.table([("Next:", *first), *(("", *step) for step in others)], indent=0)
    show(str(page))


_ALL = ("gomigrate --help", "all commands; each has --help with an example")
_LEFT = ("gomigrate next", "what is left of the time before modules, and the steps that take it away")
_BEFORE_CI = [
    ("gomigrate doctor", "Go's settings, proxies and caches against this project's modules"),
    ("gomigrate graph", "who requires whom"),
]


def _seen(inventory: Inventory) -> str:
    parts = [lock.file for lock in inventory.locks]
    parts += [f"{root.dir}/ with {len(root.packages)} packages" for root in inventory.vendor_roots]
    legacy = ", ".join(dict.fromkeys(parts)) or "no lock file and no vendor folder"
    name, count = inventory.project.import_path, len(inventory.packages)
    packages = f"{count} package{'' if count == 1 else 's'}"
    if inventory.is_migrated:
        return f"{name} is a Go module with {packages}, and nothing legacy is beside its go.mod."
    if inventory.has_go_mod:
        return f"{name} has a go.mod, and still what it was built from before: {legacy}."
    where = "in GOPATH" if inventory.project.in_gopath else "outside of GOPATH"
    return f"{name} is a legacy Go project {where}, {packages}, not a module yet. Beside it: {legacy}."


def _branch(folder: str) -> str:
    """The ref that gomigrate apply wrote, "" where there is none, or no single one."""
    from gomigrate.verify.branch.record import recorded_ref

    try:
        return recorded_ref(folder)
    except UsageProblem:
        return ""


def _steps(inventory: Inventory, branch: str) -> Steps:
    from gomigrate.model.findings import Severity

    verify = (f"gomigrate verify --against {branch}", "prove that it builds from the same files as before")
    if inventory.is_migrated:
        return [verify, _LEFT, *_BEFORE_CI] if branch else [*_BEFORE_CI, _LEFT]
    plan = ("gomigrate plan", "the whole migration as a dry run: writes nothing")
    if branch:
        return [verify, plan]
    if any(found.severity is Severity.ERROR for found in inventory.findings):
        return [("gomigrate scan", "shows what is there, and the errors that stop a migration"), plan]
    if not inventory.project.commit:
        return [plan, ("gomigrate apply --in-place", "the plan written into this folder, which has no commit in git")]
    return [plan, ("gomigrate apply --branch modules", "the same as commits on a new branch; your checkout stays")]
