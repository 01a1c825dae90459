"""A plan as text, for a person to review."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.go.pseudo import is_pseudo
from gomigrate.model.habits import Safety
from gomigrate.model.plan import LedgerLine, Plan, State, Unlocked
from gomigrate.report.page import EVERYTHING, STYLES, Detail, Page, findings_into

if TYPE_CHECKING:
    from collections.abc import Sequence

MANY_FILES = 4
"""From so many files of one folder on, the folder is named instead of each."""

SHORT_GO_MOD = 24
"""A go.mod of so many lines is shown whole; a longer one only where everything is asked for."""

MOST_PATHS = 8
"""So many files are named one by one unless everything is asked for."""

_GIT_SHORT = 7
"""So many digits of a commit git shows where space is short."""

DOTS = "-.."
"""What stands for the time in the middle of a pseudo-version."""

# What was tried to find something is for who wants to know; the message says what came of it.
_ATTEMPTS = frozenset(("GM401", "GM408", "GM410"))
# The ledger shows these pins already.
_IN_LEDGER = frozenset(("GM403",))

_ASKS = re.compile(r"(\S+?)(?:@(\S+))? asks for (\S+?)(?:; held by replace)?")


class Amount(StrEnum):
    """How much of a plan is told: what needs attention, what a review needs, or all there is."""

    QUIET = "quiet"
    NORMAL = "normal"
    VERBOSE = "verbose"


def plan_text(
    plan: Plan,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
    *,
    is_being_applied: bool = False,
) -> str:
    """The plan for a person to review: what happens to every pin and why, the go.mod, the files, the findings; and,
    unless it is being applied already, the next step."""
    page = Page(width, color=color)
    page.line("   ".join(_header(plan)), "bold")
    page.line()
    page.line(_counts(plan))
    if not _is_ready(plan):
        page.line("Not ready to apply: the errors below need a decision first.", STYLES["error"])
    for state in (State.UNRESOLVED, State.RAISED) if amount is Amount.QUIET else _ORDER:
        _pins(page, plan, state, amount)
    if amount is not Amount.QUIET:
        _unlocked(page, plan)
        _files(page, plan, amount)
    findings_into(page, plan.findings, _DETAILS[amount])
    page.line()
    if not is_being_applied or not _is_ready(plan):
        page.line(_next_step(plan))
    return str(page)


_ORDER = (State.UNRESOLVED, State.RAISED, State.HELD, State.COPIED, State.DROPPED, State.KEPT)
_TITLES = {
    State.UNRESOLVED: "nobody has what these are locked to",
    State.RAISED: "another module asks for a later version, and it is not held",
    State.HELD: "a replace line keeps them, since another module asks for a later version",
    State.DROPPED: "nothing in the build imports them",
    State.KEPT: "the very commit that was locked",
}
_DETAILS = {
    Amount.QUIET: Detail(notes=False, quiet_codes=_ATTEMPTS),
    Amount.NORMAL: Detail(quiet_codes=_ATTEMPTS, left_out=_IN_LEDGER, is_clipped=True),
    Amount.VERBOSE: EVERYTHING,
}


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


def _counts(plan: Plan) -> str:
    counts = Counter(line.state for line in plan.ledger)
    tags = sum(line.state is State.KEPT and not _is_pseudo(line) for line in plan.ledger)
    words = [f"{tags} kept as tags", f"{counts[State.KEPT] - tags} kept as pseudo-versions"]
    words += [f"{counts[state]} {state}" for state in (State.HELD, State.COPIED, State.RAISED, State.UNRESOLVED)]
    if counts[State.DROPPED]:
        words.append(f"{counts[State.DROPPED]} dropped")
    return f"{len(plan.ledger)} pins: {', '.join(words)}"


def _pins(page: Page, plan: Plan, state: State, amount: Amount) -> None:
    """The pins that ended so, one a line where that fits."""
    lines = sorted((line for line in plan.ledger if line.state is state), key=lambda line: line.path)
    if not lines:
        return
    page.line()
    page.line(
        f"{state}: {_copies(lines)}" if state is State.COPIED else f"{state}: {_TITLES[state]}", STYLES.get(state, "")
    )
    page.pairs([(line.path, _end(line)) for line in lines])
    if amount is Amount.VERBOSE:
        for line in lines:
            if line.evidence:
                page.line(f"  {line.path}: {line.reason}")
                page.table(((seen,) for seen in line.evidence), indent=6)


def _copies(lines: Sequence[LedgerLine]) -> str:
    """Such as "8 kept copies (not downloadable: 7, patched: 1)"."""
    kinds = Counter("patched" if line.reason.startswith("differs") else "not downloadable" for line in lines)
    told = ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items()))
    return f"{len(lines)} kept cop{'y' if len(lines) == 1 else 'ies'} ({told})"


def _end(line: LedgerLine) -> str:
    """What became of a pin, in few words."""
    commit = short(line.revision)
    match line.state:
        case State.KEPT:
            return _target(line)
        case State.HELD:
            return _held(line)
        case State.COPIED:
            version = line.module.version if line.module else ""
            reason = line.reason.replace(version, _brief(version)) if version else line.reason
            return reason if commit in reason else f"{commit}: {reason}"
        case State.DROPPED:
            return commit
    return ": ".join(filter(None, (commit, line.reason)))


def _held(line: LedgerLine) -> str:
    """Such as "v1.3.5, not v1.4.3 (containerd@v1.5.2)"."""
    version = _brief(line.built.version) if line.built else short(line.revision)
    found = _ASKS.fullmatch(line.reason)
    if not found:
        return f"{version}: {line.reason.removesuffix('; held by replace')}"
    who = found[1].rpartition("/")[2]
    by = f"{who}@{found[2]}" if found[2] and not is_pseudo(found[2]) else who
    other = _brief(found[3])
    base, dots, commit = version.partition(DOTS)
    if dots and other.startswith(f"{base}{DOTS}"):
        version, other = commit[:_GIT_SHORT], other.removeprefix(f"{base}{DOTS}")[:_GIT_SHORT]
    return f"{version}, not {other} ({by})"


def _brief(version: str) -> str:
    """A version in few characters: of a pseudo-version the beginning and the commit."""
    if not is_pseudo(version):
        return version
    base, _, rest = version.partition("-")
    return f"{base}{DOTS}{rest.rpartition('-')[2].partition('+')[0]}"


def _is_pseudo(line: LedgerLine) -> bool:
    module = line.built or line.module
    return module is not None and is_pseudo(module.version)


def _target(line: LedgerLine) -> str:
    """The module version of a pin, and the commit unless the version's name has it already."""
    if line.module is None:
        return short(line.revision)
    version = _brief(line.module.version)
    where = version if line.module.path == line.path else f"{line.module.path} {version}"
    if line.built and line.built != line.module:
        where += f" => {line.built.path} {_brief(line.built.version)}".rstrip()
    return where if short(line.revision) in where else f"{where} ({short(line.revision)})"


def _unlocked(page: Page, plan: Plan) -> None:
    if not plan.unlocked:
        return
    as_of = f", taken as of {plan.source.date:%Y-%m-%d}" if plan.source.date else ""
    count = len(plan.unlocked)
    page.line()
    page.line(f"{count} import{'s' if count != 1 else ''} that no lock covers{as_of}")
    page.pairs([(u.import_path, f"{_version_of(u)}, {u.reason.partition(';')[0]}") for u in plan.unlocked])


def _version_of(u: Unlocked) -> str:
    version = _brief(u.module.version)
    return version if u.module.path == u.import_path else f"{u.module.path} {version}"


def _files(page: Page, plan: Plan, amount: Amount) -> None:
    page.line()
    page.line(f"go.mod    go {plan.go}, {_go_mod_counts(plan)}", "bold")
    if amount is Amount.VERBOSE or plan.go_mod.count("\n") <= SHORT_GO_MOD:
        page.block(plan.go_mod)
        page.line()
    for verb, paths in (("write", plan.writes), ("edit", plan.edits), ("remove", plan.removes)):
        if paths:
            page.table(
                [(f"{verb:<6}", _named(paths, len(paths) if amount is Amount.VERBOSE else MOST_PATHS))], indent=0
            )
    _scripts(page, plan)


def _scripts(page: Page, plan: Plan) -> None:
    """How many habits of GOPATH mode build files have, by what becomes of them."""
    if not plan.habits:
        return
    done = [habit for habit in plan.habits if habit.applied]
    left = Counter(habit.safety for habit in plan.habits if not habit.applied)
    unsafe = f"{left[Safety.UNSAFE]} with --unsafe-fixes" if left[Safety.UNSAFE] else ""
    words = [f"{len(done)} rewritten in {len({habit.file for habit in done})} files", unsafe]
    words.append(f"{left[Safety.MANUAL]} by hand" if left[Safety.MANUAL] else "")
    page.line()
    page.line(f"GOPATH habits in build files: {', '.join(filter(None, words))}")


def _named(paths: Sequence[str], most: int) -> str:
    words = folded(paths)
    if len(words) > most:
        words = [*words[: most - 2], f"... {len(paths)} files in all"]
    return ", ".join(words)


def _go_mod_counts(plan: Plan) -> str:
    is_long = plan.go_mod.count("\n") > SHORT_GO_MOD
    folders = sum(not r.new_version for r in plan.replaces)
    replaces = f"{len(plan.replaces) - folders} + {folders} replace" if plan.replaces else "no replace"
    return f"{len(plan.requires)} require, {replaces}{' (-v shows it whole)' * is_long}"


def _is_ready(plan: Plan) -> bool:
    return not plan.count(State.UNRESOLVED) and not any(f.severity is Severity.ERROR for f in plan.findings)


def _next_step(plan: Plan) -> str:
    if not _is_ready(plan):
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
