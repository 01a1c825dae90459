"""A plan as text, for a person to review."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.plan import LedgerLine, Plan, State, Unlocked
from gomigrate.model.pseudo import is_pseudo
from gomigrate.report.page import Page, findings_into

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTABLE = (State.UNRESOLVED, State.RAISED, State.HELD, State.COPIED)

MANY_FILES = 4
"""From so many files of one folder on, the folder is named instead of each."""


def plan_text(plan: Plan, width: int, color: bool) -> str:  # noqa: FBT001
    """The plan for a person to review: what happens to every pin and why, the go.mod, the files, the findings."""
    page = Page(width, color=color)
    page.line("   ".join(_header(plan)), "bold")
    page.line()
    _ledger(page, plan)
    _unlocked(page, plan)
    page.line(_go_line(plan))
    page.line()
    page.line(f"go.mod    {_go_mod_counts(plan)}", "bold")
    page.block(plan.go_mod)
    page.line()
    for verb, paths in (("write", plan.writes), ("edit", plan.edits), ("remove", plan.removes)):
        if paths:
            page.table([(verb, ", ".join(folded(paths)))], indent=0)
    findings_into(page, plan.findings)
    page.line()
    page.line(_next_step(plan))
    return str(page)


def _header(plan: Plan) -> list[str]:
    source = plan.source
    parts = [source.import_path]
    held = [", ".join(source.locks) or "no lock file"]
    if source.vendor:
        held.append(f"{source.vendor}/ {source.vendored_packages:,} packages")
    parts.append(", ".join(held))
    if source.found_by:
        parts.append(f"found by {source.found_by}")
    if source.commit:
        day = f", {source.date:%Y-%m-%d}" if source.date else ""
        parts.append(f"commit {source.commit[:7]}{day}")
    if source.is_dirty:
        parts.append("changes that are not committed are left out")
    return parts


def _ledger(page: Page, plan: Plan) -> None:
    counts = Counter(line.state for line in plan.ledger)
    tags = sum(line.state is State.KEPT and not _is_pseudo(line) for line in plan.ledger)
    words = [f"{len(plan.ledger)} pins", f"{tags} kept as tags", f"{counts[State.KEPT] - tags} kept as pseudo-versions"]
    words += [f"{counts[state]} {state}" for state in (State.HELD, State.COPIED, State.RAISED, State.UNRESOLVED)]
    if counts[State.DROPPED]:
        words.append(f"{counts[State.DROPPED]} dropped")
    page.line("   ".join(words))
    for state in NOTABLE:
        page.table((str(state), line.path, short(line.revision), line.reason) for line in _of(plan, state))
    dropped = _of(plan, State.DROPPED)
    page.table(("dropped", line.path, short(line.revision), line.reason) for line in dropped)
    page.table(("kept", line.path, _target(line)) for line in _of(plan, State.KEPT))
    page.line()


def _of(plan: Plan, state: State) -> list[LedgerLine]:
    return sorted((line for line in plan.ledger if line.state is state), key=lambda line: line.path)


def _is_pseudo(line: LedgerLine) -> bool:
    module = line.built or line.module
    return module is not None and is_pseudo(module.version)


def _target(line: LedgerLine) -> str:
    """The module version of a pin, and the revision unless the version's name has it already."""
    if line.module is None:
        return short(line.revision)
    where = line.module.version if line.module.path == line.path else str(line.module)
    if line.built and line.built != line.module:
        where += f" => {line.built}"
    return where if short(line.revision) in where else f"{where} ({short(line.revision)})"


def _unlocked(page: Page, plan: Plan) -> None:
    if not plan.unlocked:
        return
    as_of = f", taken as of {plan.source.date:%Y-%m-%d}" if plan.source.date else ""
    count = len(plan.unlocked)
    page.line(f"{count} import{'s' if count != 1 else ''} that no lock covers{as_of}")
    page.table((u.import_path, _version_of(u), u.reason) for u in plan.unlocked)
    page.line()


def _version_of(u: Unlocked) -> str:
    return u.module.version if u.module.path == u.import_path else str(u.module)


def _go_line(plan: Plan) -> str:
    return f"go {plan.go}   module {plan.module}"


def _go_mod_counts(plan: Plan) -> str:
    folders = sum(not r.new_version for r in plan.replaces)
    replaces = f"{len(plan.replaces) - folders} + {folders} replace" if plan.replaces else "no replace"
    return f"{len(plan.requires)} require, {replaces}"


def _next_step(plan: Plan) -> str:
    if any(f.severity is Severity.ERROR for f in plan.findings) or plan.count(State.UNRESOLVED):
        return "Not ready to apply: the errors above need a decision first."
    if plan.source.commit:
        return "Next: gomigrate apply --branch modules"
    return "Next: gomigrate apply --in-place"


def short(revision: str) -> str:
    """A revision as people write it: the first twelve digits of a commit hash, anything else as it is."""
    is_hash = len(revision) == 40 and all(c in "0123456789abcdef" for c in revision.lower())
    return revision[:12] if is_hash else revision


def folded(paths: Sequence[str]) -> list[str]:
    """Paths for reading: a folder with many of them stands for its files, with their number."""
    groups: dict[str, list[str]] = {}
    for path in sorted(paths):
        groups.setdefault(_folder(path), []).append(path)
    words = []
    for folder, files in groups.items():
        if folder and len(files) >= MANY_FILES:
            words.append(f"{folder}/ ({len(files):,} files)")
        else:
            words += files
    return words


def _folder(path: str) -> str:
    """The vendor folder that holds the path, else its top folder, else ""."""
    parts = path.split("/")[:-1]
    if "vendor" in parts:
        return "/".join(parts[: parts.index("vendor") + 1])
    return parts[0] if parts else ""
