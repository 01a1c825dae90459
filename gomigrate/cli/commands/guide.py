"""`gomigrate` alone: what is seen here, and which command comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.cli.nextcommand import free_branch
from gomigrate.cli.options import make_world, project_directory
from gomigrate.cli.output import show
from gomigrate.cli.terminal import color, width
from gomigrate.model.errors import UsageProblem
from gomigrate.report.words.call import HERE
from gomigrate.report.words.phrases import all_of, counted

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
            page.line(f"help: {HERE.helping(problem.remedy)}")
        steps: Steps = [("gomigrate plan DIR", "name the folder of a Go project"), _ALL]
    else:
        page.line(_seen(inventory))
        steps = [*_steps(inventory, _branch(folder)), _ALL]
    page.line()
    first, *others = steps
    page.table([("Next:", *first), *(("", *step) for step in others)], indent=0)
    show(str(page))


_ALL = ("gomigrate --help", "list all commands")
_LEFT = ("gomigrate next", "list what the migration left, and remove each in a step")
_BEFORE_CI = [
    ("gomigrate doctor", "check Go's settings, proxies and caches"),
    ("gomigrate graph", "show which module requires which"),
]


def _seen(inventory: Inventory) -> str:
    parts = [lock.file for lock in inventory.locks]
    parts += [f"{root.dir}/ with {counted(len(root.packages), 'package')}" for root in inventory.vendor_roots]
    legacy = list(dict.fromkeys(parts)) or ["no lock file", "no vendor folder"]
    own = len(inventory.packages) - len(inventory.packages_in_nested)
    name, packages = inventory.project.import_path, counted(own, "package")
    if inventory.is_migrated:
        return f"{name} is a Go module with {packages}, and nothing legacy is left."
    if inventory.has_go_mod:
        return f"{name} has a go.mod and legacy files: {', '.join(legacy)}."
    where = "in GOPATH" if inventory.project.in_gopath else "outside GOPATH"
    return f"{name} is a legacy Go project {where} with {all_of([packages, *legacy])}."


def _branch(folder: str) -> str:
    """The ref that gomigrate apply wrote, "" where there is none, or no single one."""
    from gomigrate.verify.branch.record import recorded_ref

    try:
        return recorded_ref(folder)
    except UsageProblem:
        return ""


def _steps(inventory: Inventory, branch: str) -> Steps:
    from gomigrate.model.findings import Severity

    verify = (HERE.command("verify", "--against", branch), "check that it builds the same code as before")
    if inventory.is_migrated:
        return [verify, _LEFT, *_BEFORE_CI] if branch else [*_BEFORE_CI, _LEFT]
    plan = ("gomigrate plan", "show the migration; writes nothing")
    if branch:
        return [verify, plan]
    if any(found.severity is Severity.ERROR for found in inventory.findings):
        return [("gomigrate scan", "show the project, and the errors that stop a migration"), plan]
    if not inventory.project.commit:
        return [plan, ("gomigrate apply --in-place", "write it into this folder, which has no commit in git")]
    apply = HERE.command("apply", "--branch", free_branch(inventory.project.root))
    return [plan, (apply, "write it as commits on a new branch")]
