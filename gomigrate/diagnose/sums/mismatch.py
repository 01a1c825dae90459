"""Which party differs, and from whom. Pure: asks no server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding, finding_of
from gomigrate.model.diagnosis.sums import GO_MOD, ZIP, Held, Party, Silence
from gomigrate.model.findings import Fact, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.diagnosis.sums import FileSum, MergeConflict, SumEvidence

_WITNESSES = frozenset({Party.CACHE, Party.PROXY})
_BY_PARTY = {Party.CACHE: "GM895", Party.FOLDER: "GM896", Party.PROXY: "GM894"}


class Vouching(StrEnum):
    """The source of the right hash."""

    DATABASE = "database"
    GO_SUM = "go.sum"
    GO_SUM_AND_COPIES = "go.sum and copies"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledHash:
    """The right hash and its source; `digest` is "" where nothing decides it."""

    digest: str = ""
    by: Vouching | None = None
    name: str = ""

    @property
    def facts(self) -> dict[str, Fact]:
        """The hash and its source, for a finding."""
        return {"right": self.digest, "by": str(self.by or ""), "by_name": self.name}


def judge_conflict(conflict: MergeConflict) -> Finding:
    """A merge that was left unfinished in go.sum or go.work.sum."""
    evidence = tuple(f"{side}: {line}" for side, line in conflict.sides)
    place = Place(conflict.file, conflict.line)
    return finding("GM890", place=place, file=conflict.file, lines=len(conflict.sides), evidence=evidence)


def judge(seen: SumEvidence) -> tuple[Finding, ...]:
    """Everything that is wrong with one module version."""
    found = []
    database = seen.database
    if database.silence is Silence.UNPROVEN:
        found.append(finding("GM920", module=str(seen.module), database=database.name, answer=database.answer))
    for what in (GO_MOD, ZIP):
        settled = settle(seen, what)
        found += _recorded(seen, what, settled)
        if seen.work_file:
            work = seen.of_workspace()
            found += _recorded(work, what, settled if settled.digest else settle(work, what))
        found += _copies(seen, what, settled)
    return (*found, *_broken(seen), *_vendored(seen))


def settle(seen: SumEvidence, what: str) -> SettledHash:
    """The right hash: the database's; else one of go.sum that some copy confirms or no copy contradicts."""
    if proven := seen.proven(what):
        return SettledHash(digest=proven, by=Vouching.DATABASE, name=seen.database.name)
    recorded = {digest for digest, _ in seen.recorded(what)}
    copies = {held.digest for held in _witnesses(seen, what)}
    borne_out = recorded & copies
    if len(borne_out) == 1:
        return SettledHash(digest=borne_out.pop(), by=Vouching.GO_SUM_AND_COPIES, name=seen.file)
    if len(recorded) == 1 and not copies:
        return SettledHash(digest=recorded.pop(), by=Vouching.GO_SUM, name=seen.file)
    return SettledHash()


def _witnesses(seen: SumEvidence, what: str) -> list[Held]:
    return [held for held in seen.held if held.what == what and held.digest and held.party in _WITNESSES]


def _recorded(seen: SumEvidence, what: str, settled: SettledHash) -> Iterator[Finding]:
    """The lines of go.sum compared with the right hash, and with all copies where nothing decides it."""
    lines = seen.recorded(what)
    about: dict[str, Fact] = {"what": what, "module": str(seen.module), "file": seen.file}
    if not lines:
        if seen.is_required and (what == GO_MOD or seen.is_direct):
            work_file = seen.work_file if seen.of_workspace().recorded(what) else ""
            yield finding_of("GM899", {**about, "work_file": work_file}, place=Place(seen.file))
        return
    wrong = [(digest, line) for digest, line in lines if digest != settled.digest]
    copies = _who_has(seen, what)
    if len({digest for digest, _ in lines}) > 1:
        evidence = (*(f"{seen.file}:{line}: {digest}" for digest, line in lines), *copies)
        numbers = tuple(str(line) for _, line in wrong)
        facts = {**about, **settled.facts, "lines": numbers}
        yield finding_of("GM891", facts, place=Place(seen.file, wrong[0][1]), evidence=evidence)
    elif wrong:
        digest, line = lines[0]
        place = Place(seen.file, line)
        if settled.digest:
            facts = {**about, **settled.facts, "line": line, "recorded": digest}
            yield finding_of("GM892", facts, place=place, evidence=copies)
        elif len({held.digest for held in _witnesses(seen, what)}) == 1:
            facts = {**about, "recorded": digest, "commits": _commits(seen, what), **_silence(seen)}
            yield finding_of("GM893", facts, place=place, evidence=copies)


def _copies(seen: SumEvidence, what: str, settled: SettledHash) -> Iterator[Finding]:
    """The copies compared with the right hash."""
    copies = [held for held in seen.held if held.what == what and held.digest]
    if settled.digest:
        right = next((held for held in copies if held.digest == settled.digest and held.files), None)
        stale = False
        for held in copies:
            if held.digest == settled.digest or (held.party is Party.CACHE and stale):
                continue
            stale = stale or held.party is Party.CACHE
            yield _differing(seen, held, settled, right)
        return
    witnesses = _witnesses(seen, what)
    first = next(iter(witnesses), None)
    other = next((held for held in witnesses if first and held.digest != first.digest), None)
    if first and other:
        facts: dict[str, Fact] = {"what": what, "module": str(seen.module), "commits": _commits(seen, what)}
        facts |= {**_differences(other.files, first), **_silence(seen)}
        yield finding_of("GM921", facts, evidence=_who_has(seen, what))
        return
    # The folder may differ from a zip whose hash is not confirmed, too.
    zipped = next((held for held in witnesses if held.files), None)
    for held in copies:
        if zipped and held.party is Party.FOLDER and held.digest != zipped.digest:
            vouched = SettledHash(digest=zipped.digest, by=Vouching.COPY, name=str(zipped))
            yield _differing(seen, held, vouched, zipped)


def _differing(seen: SumEvidence, held: Held, settled: SettledHash, right: Held | None) -> Finding:
    """One copy that differs."""
    code = _BY_PARTY[held.party]
    files: dict[str, Fact] = {}
    if right and held.files:
        files = _differences(held.files, right)
        if len(held.files) == len(right.files) and _only_line_endings(held.files, right.files):
            code = "GM898"
    moved = right and right.commit and held.commit and right.commit != held.commit
    about = {**_about(seen, held), "what": held.what, "served": held.digest}
    commits = (right.commit, held.commit) if right and moved else ()
    return finding_of(code, {**about, **settled.facts, "commits": commits, **files})


def _about(seen: SumEvidence, held: Held) -> dict[str, Fact]:
    return {"party": str(held.party), "path": held.place, "module": str(seen.module)}


def _broken(seen: SumEvidence) -> Iterator[Finding]:
    """Copies that are no complete zip."""
    for held in seen.held:
        if held.what == ZIP and not held.digest and held.problem and held.party is Party.CACHE:
            yield finding_of("GM895", {**_about(seen, held), "problem": held.problem})


def _vendored(seen: SumEvidence) -> Iterator[Finding]:
    """The vendored part of the module compared with a whole copy that is right."""
    settled = settle(seen, ZIP)
    whole = [held for held in seen.held if held.what == ZIP and held.files and held.party is not Party.VENDOR]
    right = next((held for held in whole if held.digest == settled.digest), None)
    for held in seen.held:
        if held.party is not Party.VENDOR or right is None:
            continue
        known = set(right.files)
        wrong = tuple(file for file in held.files if file not in known)
        gone = _gone(held, right)
        if wrong or gone:
            files = _differences(wrong, right, gone)
            code = "GM898" if not gone and _only_line_endings(wrong, right.files) else "GM897"
            yield finding_of(code, {**_about(seen, held), **files})


def _gone(held: Held, right: Held) -> tuple[str, ...]:
    """The sources of the vendored packages that go mod vendor would have copied and that are not there."""
    here = {file.name for file in held.files}
    return tuple(
        file.name
        for file in right.files
        if file.is_source and file.name not in here and file.name.rpartition("/")[0] in held.packages
    )


def _differences(files: tuple[FileSum, ...], right: Held, missing: Iterable[str] | None = None) -> dict[str, Fact]:
    """Which files differ from the right ones, by how; {} where those of one side are not known. For a part of a module,
    `missing` has the missing files."""
    there, here = {file.name: file for file in files}, {file.name: file for file in right.files}
    if missing is None and not (there and here):
        return {}
    both = [(file, here[name]) for name, file in sorted(there.items()) if name in here]
    changed = [(a.name, a.unix_sha256 == b.unix_sha256) for a, b in both if a.sha256 != b.sha256]
    return {
        "changed": tuple(name for name, is_same in changed if not is_same),
        "line_endings": tuple(name for name, is_same in changed if is_same),
        "added": tuple(sorted(there.keys() - here.keys())),
        "missing": tuple(sorted(here.keys() - there.keys() if missing is None else missing)),
    }


def _only_line_endings(files: tuple[FileSum, ...], right: tuple[FileSum, ...]) -> bool:
    """Whether each file is a right one except for CR LF; the right ones may be more where `files` is a part."""
    unix = {file.name: file.unix_sha256 for file in right}
    return bool(files) and all(unix.get(file.name) == file.unix_sha256 for file in files)


def _commits(seen: SumEvidence, what: str) -> tuple[str, ...]:
    """The commits that have the version's name, where the copies name more than one."""
    commits = sorted({held.commit for held in _witnesses(seen, what) if held.commit})
    return tuple(commits) if len(commits) > 1 else ()


def _who_has(seen: SumEvidence, what: str) -> tuple[str, ...]:
    return tuple(f"{held}: {held.digest}" for held in seen.held if held.what == what and held.digest)


def _silence(seen: SumEvidence) -> dict[str, Fact]:
    """Why no database decided it."""
    silence = seen.database.silence
    return {"silence": str(silence), "answer": seen.database.answer} if silence else {}
