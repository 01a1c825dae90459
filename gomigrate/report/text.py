"""A plan as text, for a person to review."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.decision import Hold, NewestOf, Pull
from gomigrate.model.findings import Severity
from gomigrate.model.go.pseudo import is_pseudo
from gomigrate.model.plan import LedgerLine, Plan, State, Unlocked
from gomigrate.report.buildlines import LineFate, build_lines, counted_lines, lines_into
from gomigrate.report.ledger import ORDER, counted_pins, counted_state, groups_of
from gomigrate.report.page import EVERYTHING, STYLES, Detail, Page, findings_into
from gomigrate.report.words.attempts import line_evidence
from gomigrate.report.words.links import more_about, worst_of
from gomigrate.report.words.phrases import counted
from gomigrate.report.words.project import known_by
from gomigrate.report.words.reasons import short, why
from gomigrate.report.words.remedies import remedies_words

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
_ATTEMPTS = frozenset(("GM401", "GM407", "GM408", "GM410", "GM420", "GM421"))
# The ledger shows these pins already.
_IN_LEDGER = frozenset(("GM403",))


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
    next_command: str = "",
) -> str:
    """The plan for a person to review: what happens to every pin and why, the go.mod, the files, the findings; and the
    command that comes next where nothing needs a decision first ("": there is none to name)."""
    page = Page(width, color=color)
    page.line("   ".join(_header(plan)), "bold")
    page.line()
    page.line(_counts(plan))
    if not _is_ready(plan):
        page.line("Not ready to apply: the errors below need a decision first.", STYLES["error"])
    for state in (State.UNRESOLVED, State.RAISED, State.MOVED) if amount is Amount.QUIET else ORDER:
        _pins(page, plan, state, amount)
    if amount is not Amount.QUIET:
        _unlocked(page, plan)
        _files(page, plan, amount)
    findings_into(page, plan.findings, _DETAILS[amount])
    if amount is not Amount.QUIET and (worst := worst_of(plan.findings)):
        page.line()
        page.line(more_about(worst))
    page.line()
    if not _is_ready(plan):
        page.line(_NOT_READY)
    elif next_command:
        page.line(f"Next: {next_command}")
    return str(page)


_NOT_READY = "Not ready to apply: the errors above need a decision first."


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
        parts.append(f"found by {known_by(source.found_by.source, source.found_by.name)}")
    if source.commit:
        day = f", {source.date:%Y-%m-%d}" if source.date else ""
        parts.append(f"commit {source.commit[:7]}{day}")
    if source.is_dirty:
        parts.append("changes that are not committed are left out")
    return parts


def _counts(plan: Plan) -> str:
    """What became of the pins, in numbers that say what they count."""
    if not plan.ledger:
        return counted_pins(plan)
    tags = sum(line.state is State.KEPT and not _is_pseudo(line) for line in plan.ledger)
    words = [f"{tags} kept as tags", f"{plan.count(State.KEPT) - tags} kept as pseudo-versions"]
    words += [counted_state(plan, state) for state in (State.HELD, State.COPIED, State.RAISED, State.UNRESOLVED)]
    words += [counted_state(plan, state) for state in (State.MOVED, State.DROPPED) if plan.count(state)]
    return f"{counted_pins(plan)}: {', '.join(words)}"


def _pins(page: Page, plan: Plan, state: State, amount: Amount) -> None:
    """The pins that ended so, one a line where that fits."""
    for title, lines in groups_of(plan, state):
        page.line()
        page.line(f"{state}: {title}", STYLES.get(state, ""))
        page.pairs([(line.path, _end(line)) for line in lines])
        for advice in remedies_words(line.remedy for line in lines):
            page.table([(f"-> {advice}",)])
        for line in lines if amount is Amount.VERBOSE else ():
            if evidence := line_evidence(line):
                page.line(f"  {line.path}: {why(line.reason)}")
                page.table(((seen,) for seen in evidence), indent=6)


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


def _unlocked(page: Page, plan: Plan) -> None:
    if not plan.unlocked:
        return
    as_of = f", taken as of {plan.source.date:%Y-%m-%d}" if plan.source.date else ""
    page.line()
    page.line(f"{counted(len(plan.unlocked), 'import')} that no lock covers{as_of}")
    page.pairs([(u.import_path, f"{_version_of(u)}{_asker(u, plan)}") for u in plan.unlocked])


def _asker(u: Unlocked, plan: Plan) -> str:
    """Whose import it is, and the date where it is another than the project's."""
    if not isinstance(u.reason, NewestOf):
        return ""
    date = u.reason.date
    is_other = date is not None and date != plan.source.date
    return f", imported by {u.reason.importer}" + (f", as of {date:%Y-%m-%d}" if date and is_other else "")


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
    _scripts(page, plan, amount)


def _scripts(page: Page, plan: Plan, amount: Amount) -> None:
    """How many lines of build files there are, by what becomes of them."""
    lines = build_lines(plan)
    if not lines:
        return
    is_mended = any(line.fate is LineFate.MENDED for line in lines)
    page.line()
    page.line(f"Build files: {counted_lines(lines)}{' (--diff shows each change)' * is_mended}")
    if amount is Amount.VERBOSE:
        lines_into(page, lines)


def edits_text(plan: Plan, width: int, color: bool) -> str:  # noqa: FBT001
    """What stands beside the diff of a plan's edits: what becomes of the lines of build files, in numbers, and those
    that are left, with the lines as they should be; and what stops the plan, if anything does."""
    page = Page(width, color=color)
    lines = build_lines(plan)
    page.line(f"Build files: {counted_lines(lines) or 'nothing to mend'}")
    lines_into(page, [line for line in lines if line.fate in (LineFate.UNSAFE, LineFate.BY_HAND)])
    if not _is_ready(plan):
        page.line(_NOT_READY.replace("above", "of gomigrate plan"), STYLES["error"])
    return str(page)


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
