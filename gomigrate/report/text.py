"""A plan as text, for a person to review."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from gomigrate.model.decision import Hold, NewestOf, Pull
from gomigrate.model.findings import Severity
from gomigrate.model.go.pseudo import is_pseudo
from gomigrate.model.plan import LedgerLine, Plan, State, Unlocked, copies_of
from gomigrate.report.buildlines import LineFate, build_lines, counted_lines, lines_into
from gomigrate.report.ledger import counted_pins, counted_state, groups_of
from gomigrate.report.page import EVERYTHING, STYLES, Amount, Detail, Page, findings_into, groups_into, notes_into
from gomigrate.report.words.attempts import line_evidence
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.findings import remedy_of
from gomigrate.report.words.links import more_about, worst_of
from gomigrate.report.words.phrases import all_of, counted, plural
from gomigrate.report.words.planning.reasons import short, why
from gomigrate.report.words.planning.remedies import remedies_words
from gomigrate.report.words.scanning.project import known_by

if TYPE_CHECKING:
    from collections.abc import Sequence

MANY_FILES = 4
"""From so many files of one folder on, the folder is named instead of each."""

SHORT_GO_MOD = 24
"""A go.mod of so many lines is shown whole; a longer one only where everything is asked for."""

MOST_PATHS = 8
"""So many files are named one by one unless everything is asked for."""

MOST_PINS = 10
"""So many pins under one heading are named one by one unless everything is asked for."""

_GIT_SHORT = 7
"""So many digits of a commit git shows where space is short."""

DOTS = "-.."
"""What stands for the time in the middle of a pseudo-version."""

_TOLD_AS = {State.UNRESOLVED: "GM401", State.RAISED: "GM402", State.COPIED: "GM403"}
"""The findings that say of each such pin what its line of the ledger says."""

# What was tried to find something is for who wants to know; the message has the result.
_ATTEMPTS = frozenset(("GM407", "GM408", "GM410", "GM420", "GM421"))

_DETAILS = {
    Amount.QUIET: Detail(notes=False, evidence=0, is_folded=True, left_out=frozenset(_TOLD_AS.values())),
    Amount.NORMAL: Detail(
        notes=False, quiet_codes=_ATTEMPTS, left_out=frozenset(_TOLD_AS.values()), is_clipped=True, is_folded=True
    ),
    Amount.VERBOSE: EVERYTHING,
}


def plan_text(
    plan: Plan,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
    *,
    next_command: str = "",
    call: Invocation = HERE,
) -> str:
    """The plan for a person to review: whether it can be applied, what a person has to decide, what will change, what
    to look at, what becomes of every pin; and the command that comes next where nothing needs a decision first ("":
    there is none to name)."""
    page = Page(width, color=color, call=call)
    decisions = _decisions(plan)
    page.line(f"{plan.source.import_path}: {_outcome(plan)}", "bold red" if decisions else "bold")
    page.line("; ".join(_origin(plan)))
    _to_decide(page, plan, amount)
    if amount is not Amount.QUIET:
        _changes(page, plan, amount)
    to_look_at(page, plan, amount)
    if amount is not Amount.QUIET:
        _ledger(page, plan, amount)
        if amount is Amount.NORMAL:
            notes_into(page, [f for f in plan.findings if f.code not in _TOLD_AS.values()])
        if worst := worst_of(plan.findings):
            page.line()
            page.line(more_about(worst))
    page.line()
    if decisions:
        page.line(f"{counted(decisions, 'decision')} needed before apply: see the top", STYLES["error"])
    elif next_command:
        page.line(f"Next: {next_command}")
    return str(page)


def applied_text(
    plan: Plan,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
    *,
    done: Sequence[str],
    next_command: str = "",
    is_shown: bool = False,
    call: Invocation = HERE,
) -> str:
    """What apply did, in the lines `done`; what to look at before the branch is merged, one by one unless the plan was
    shown before; and the command that comes next."""
    page = Page(width, color=color, call=call)
    page.line(f"{plan.source.import_path}: {done[0]}", "bold green")
    for line in done[1:]:
        page.line(line)
    if amount is not Amount.QUIET and (left := left_words(plan)):
        page.line(f"Before you merge: {left}{f' ({call:plan} shows each)' * is_shown}")
    if amount is Amount.NORMAL and not is_shown:
        to_look_at(page, plan)
    if next_command:
        page.line()
        page.line(f"Next: {next_command}")
    return str(page)


def to_look_at(page: Page, plan: Plan, amount: Amount = Amount.NORMAL) -> None:
    """What a person should read before the merge: versions that are not the locked ones, copies, and warnings."""
    warnings = any(f.severity is Severity.WARNING for f in plan.findings)
    if warnings or any(map(plan.count, (State.RAISED, State.MOVED, State.COPIED))):
        page.heading("What to look at")
    for state in (State.RAISED, State.MOVED, State.COPIED):
        _pins(page, plan, state, amount)
    findings_into(page, [f for f in plan.findings if f.severity is not Severity.ERROR], _DETAILS[amount])


def left_words(plan: Plan) -> str:
    """What a person has to look at or to fix, in numbers, "" where there is nothing."""
    lines = [line.fate for line in build_lines(plan)]
    by_hand = lines.count(LineFate.UNSAFE) + lines.count(LineFate.BY_HAND)
    raised, moved, copies = plan.count(State.RAISED), plan.count(State.MOVED), len(copies_of(plan.ledger))
    kinds = ((raised, "raised version"), (copies, "kept copy"), (by_hand, "build file line"))
    to_review = all_of([counted(number, what) for number, what in kinds if number])
    differ = f"{counted(moved, 'version')} {plural('differs', moved)} from the lock" if moved else ""
    return "; ".join(filter(None, (f"{to_review} to review" if to_review else "", differ)))


def _decisions(plan: Plan) -> int:
    """How many there are that only a person can make."""
    errors = sum(f.severity is Severity.ERROR and f.code != _TOLD_AS[State.UNRESOLVED] for f in plan.findings)
    return errors + plan.count(State.UNRESOLVED)


def _outcome(plan: Plan) -> str:
    if decisions := _decisions(plan):
        return f"{counted(decisions, 'decision')} needed before apply"
    left = left_words(plan)
    return f"ready to apply, {left}" if left else "ready to apply"


def _origin(plan: Plan) -> list[str]:
    source = plan.source
    told = zip_longest(source.locks, source.lock_tools[: len(source.locks)], fillvalue="")
    locks = [f"{file} ({tool})" if tool else file for file, tool in told]
    parts = ["from " + (", ".join(locks) or "no lock file")]
    if source.vendor:
        parts[0] += f" and {source.vendor.replace(', ', '/, ')}/ with {counted(source.vendored_packages, 'package')}"
    if source.commit:
        parts.append(f"commit {source.commit[:_GIT_SHORT]}" + (f" of {source.date:%Y-%m-%d}" if source.date else ""))
    if source.found_by:
        parts.append(f"import path from {known_by(source.found_by.source, source.found_by.name)}")
    if source.is_dirty:
        parts.append("uncommitted changes are left out")
    return parts


def _to_decide(page: Page, plan: Plan, amount: Amount) -> None:
    """What stops the plan, each with what can be done."""
    _pins(page, plan, State.UNRESOLVED, amount)
    errors = [f for f in plan.findings if f.severity is Severity.ERROR and f.code != _TOLD_AS[State.UNRESOLVED]]
    if errors:
        page.heading(counted(len(errors), "error"), STYLES["error"])
        groups_into(page, errors, _DETAILS[amount])


def _ledger(page: Page, plan: Plan, amount: Amount) -> None:
    """What became of the pins: in numbers, then one by one those that nothing above has told."""
    page.heading(f"Ledger: {_counts(plan)}")
    for state in (State.HELD, State.DROPPED, State.KEPT):
        _pins(page, plan, state, amount)
    _unlocked(page, plan, amount)


def _counts(plan: Plan) -> str:
    """What became of the pins, in numbers that say what they count."""
    if not plan.ledger:
        return counted_pins(plan)
    kept = plan.count(State.KEPT)
    tags = sum(line.state is State.KEPT and not _is_pseudo(line) for line in plan.ledger)
    numbers = ((tags, "tag"), (kept - tags, "pseudo-version"))
    kinds = [(number, f"as {'a ' * (number == 1)}{plural(noun, number)}") for number, noun in numbers if number]
    both = f"({all_of([f'{number} {how}' for number, how in kinds])})"
    words = [f"{kept} kept {kinds[0][1] if len(kinds) == 1 else both}"] * bool(kept)
    words += [counted_state(plan, state) for state in State if state is not State.KEPT and plan.count(state)]
    return f"{counted_pins(plan)}: {', '.join(words)}"


def _pins(page: Page, plan: Plan, state: State, amount: Amount) -> None:
    """The pins that ended so, one a line where that fits; those that are kept are only counted where they are many."""
    for title, lines in groups_of(plan, state):
        is_whole = amount is Amount.VERBOSE or len(lines) <= MOST_PINS
        is_counted = state is State.KEPT and not is_whole
        style = "" if state is State.KEPT else STYLES.get(state, "")
        code = f"{_TOLD_AS[state]}  " if state in _TOLD_AS else ""
        page.heading(f"{code}{title}{' (-v lists them)' * is_counted}", style)
        rows = _once([(line.path, _end(line)) for line in lines])
        shown = [] if is_counted else rows if amount is Amount.VERBOSE else rows[:MOST_PINS]
        page.pairs(shown)
        if not is_counted and len(shown) < len(rows):
            page.line(f"  and {len(rows) - len(shown):,} more: -v lists them")
        told = [f for f in plan.findings if f.code == _TOLD_AS.get(state)]
        tried = remedies_words((line.remedy for line in lines), page.call)
        for advice in tried or dict.fromkeys(remedy_of(f, page.call) for f in told):
            page.table([(f"-> {advice}",)])
        for line in lines if amount is Amount.VERBOSE else ():
            if evidence := line_evidence(line):
                page.line(f"  {line.path}: {why(line.reason)}")
                page.table(((seen,) for seen in evidence), indent=6)


def _once(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each row once, and how often where that is more."""
    return [
        (first, f"{second} ({number} pins)" if (number := rows.count((first, second))) > 1 else second)
        for first, second in dict.fromkeys(rows)
    ]


def _end(line: LedgerLine) -> str:
    """What became of a pin, in few words."""
    commit = short(line.revision)
    match line.state:
        case State.KEPT:
            return _target(line)
        case State.HELD:
            return _held(line)
        case State.COPIED:
            reason = why(line.reason, _brief)
            return reason if commit in reason else f"{commit}: {reason}"
        case State.DROPPED:
            return commit
    return ": ".join(filter(None, (commit, why(line.reason))))


def _held(line: LedgerLine) -> str:
    """Such as "v1.3.5, not v1.4.3 (containerd@v1.5.2)"."""
    version = _brief(line.built.version) if line.built else short(line.revision)
    hold = line.reason
    if not isinstance(hold, Hold) or hold.pull is not Pull.HIGHER or hold.asker is None:
        return f"{version}: {why(hold)}"
    who = hold.asker.path.rpartition("/")[2]
    by = f"{who}@{hold.asker.version}" if hold.asker.version and not is_pseudo(hold.asker.version) else who
    other = _brief(hold.selected)
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


def _unlocked(page: Page, plan: Plan, amount: Amount) -> None:
    if not plan.unlocked:
        return
    as_of = f", taken as of {plan.source.date:%Y-%m-%d}" if plan.source.date else ""
    is_counted = amount is not Amount.VERBOSE and len(plan.unlocked) > MOST_PINS
    more = " (-v lists them)" * is_counted
    page.heading(f"{counted(len(plan.unlocked), 'import')} that no lock covers{as_of}{more}", "")
    page.pairs([] if is_counted else [(u.import_path, f"{_version_of(u)}{_asker(u, plan)}") for u in plan.unlocked])


def _asker(u: Unlocked, plan: Plan) -> str:
    """Whose import it is, and the date where it differs from the project's."""
    if not isinstance(u.reason, NewestOf):
        return ""
    date = u.reason.date
    is_other = date is not None and date != plan.source.date
    return f", imported by {u.reason.importer}" + (f", as of {date:%Y-%m-%d}" if date and is_other else "")


def _version_of(u: Unlocked) -> str:
    version = _brief(u.module.version)
    return version if u.module.path == u.import_path else f"{u.module.path} {version}"


def _changes(page: Page, plan: Plan, amount: Amount) -> None:
    """The go.mod in numbers, the files, and what becomes of the lines of build files."""
    most = max(map(len, (plan.writes, plan.edits, plan.removes))) if amount is Amount.VERBOSE else MOST_PATHS
    lines = build_lines(plan)
    is_fixed = any(line.fate is LineFate.MENDED for line in lines)
    rows = [
        ("go.mod", _go_mod_counts(plan, amount)),
        *((verb, _named(paths, most)) for verb, paths in _files(plan) if paths),
        ("record", ".gomigrate/plan.json on the branch, for verify and next"),
        *[("build files", f"{counted_lines(lines)}{' (--diff shows each change)' * is_fixed}")] * bool(lines),
    ]
    page.heading("What will change")
    page.table(rows)
    if _shows_go_mod(plan, amount):
        page.line()
        page.block(plan.go_mod)
    if amount is Amount.VERBOSE:
        lines_into(page, lines)


def _files(plan: Plan) -> tuple[tuple[str, Sequence[str]], ...]:
    return ("add", plan.writes), ("edit", plan.edits), ("delete", plan.removes)


def edits_text(plan: Plan, width: int, color: bool, call: Invocation = HERE) -> str:  # noqa: FBT001
    """What stands beside the diff of a plan's edits: what becomes of the lines of build files, in numbers, and those
    that are left, with the lines as they should be; and what stops the plan, if anything does."""
    page = Page(width, color=color, call=call)
    lines = build_lines(plan)
    page.line(f"Build files: {counted_lines(lines) or 'nothing to fix'}")
    lines_into(page, [line for line in lines if line.fate in (LineFate.UNSAFE, LineFate.BY_HAND)])
    if decisions := _decisions(plan):
        page.line(f"{counted(decisions, 'decision')} needed before apply: {call:plan}", STYLES["error"])
    return str(page)


def _named(paths: Sequence[str], most: int) -> str:
    words = folded(paths)
    if len(words) > most:
        words = [*words[: most - 2], f"... {len(paths)} files in all"]
    return ", ".join(words)


def _shows_go_mod(plan: Plan, amount: Amount) -> bool:
    return amount is Amount.VERBOSE or plan.go_mod.count("\n") <= SHORT_GO_MOD


def _go_mod_counts(plan: Plan, amount: Amount) -> str:
    numbers = {"require": len(plan.requires), "replace": len(plan.replaces)}
    counts = [f"go {plan.go}", *(f"{number:,} {what}" for what, number in numbers.items() if number)]
    return ", ".join(counts) + ("" if _shows_go_mod(plan, amount) else " (-v shows it)")


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
