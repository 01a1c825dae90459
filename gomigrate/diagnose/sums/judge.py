"""Which party differs, why, and what does least harm. Pure: nobody is asked here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.sums import GO_MOD, ZIP, Held, Party
from gomigrate.model.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.diagnosis.sums import FileSum, MergeConflict, SumEvidence

_SHOWN = 10
_WITNESSES = frozenset({Party.CACHE, Party.PROXY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The hash that holds and who vouches for it; `digest` "" where nothing settles it."""

    digest: str = ""
    by: str = ""


def judge_conflict(conflict: MergeConflict) -> Finding:
    """A merge that was left unfinished in go.sum or go.work.sum."""
    evidence = tuple(f"{side}: {line}" for side, line in conflict.sides[:_SHOWN])
    message = f"an unfinished merge, {len(conflict.sides)} lines between its marks"
    return finding("GM890", message, place=Place(conflict.file, conflict.line), evidence=evidence)


def judge(seen: SumEvidence) -> tuple[Finding, ...]:
    """Everything that is wrong with one module version."""
    found = list(_database(seen))
    for what in (GO_MOD, ZIP):
        truth = settle(seen, what)
        found += _go_sum(seen, what, truth)
        if seen.work_file:
            work = seen.of_workspace()
            found += _go_sum(work, what, truth if truth.digest else settle(work, what))
        found += _copies(seen, what, truth)
    found += [*_broken(seen), *_vendor(seen)]
    return tuple(found)


def settle(seen: SumEvidence, what: str) -> Truth:
    """The hash that holds: the database's; else one of go.sum that some copy bears out or no copy contradicts."""
    if proven := seen.proven(what):
        return Truth(digest=proven, by=seen.database.name)
    recorded = {digest for digest, _ in seen.recorded(what)}
    copies = {held.digest for held in _witnesses(seen, what)}
    borne_out = recorded & copies
    if len(borne_out) == 1:
        return Truth(digest=next(iter(borne_out)), by=f"{seen.file} and the copies that agree with it")
    if len(recorded) == 1 and not copies:
        return Truth(digest=next(iter(recorded)), by=seen.file)
    return Truth()


def _witnesses(seen: SumEvidence, what: str) -> list[Held]:
    return [held for held in seen.held if held.what == what and held.digest and held.party in _WITNESSES]


def _database(seen: SumEvidence) -> Iterator[Finding]:
    if seen.database.unproven:
        yield finding("GM920", f"{seen.module}: {seen.database.name}: {seen.database.unproven}")


def _go_sum(seen: SumEvidence, what: str, truth: Truth) -> Iterator[Finding]:
    """The lines of go.sum against the hash that holds, and against all copies where nothing settles it."""
    lines = seen.recorded(what)
    if not lines:
        if seen.is_required and (what == GO_MOD or seen.is_direct):
            yield finding(
                "GM899",
                f"go.sum has no hash of the {what} of {seen.module}",
                place=Place("go.sum"),
                remedy=f"Run go mod download {seen.module} (or go mod tidy), and commit go.sum.",
                evidence=_only_in_workspace(seen, what),
            )
        return
    hashes = {digest for digest, _ in lines}
    wrong = [(digest, line) for digest, line in lines if digest != truth.digest]
    if len(hashes) > 1:
        yield _two_hashes(seen, what, truth, wrong)
    elif truth.digest and wrong:
        digest, line = wrong[0]
        yield finding(
            "GM892",
            f"the {what} of {seen.module}: {seen.file} differs from what {truth.by} proves",
            place=Place(seen.file, line),
            remedy=f"Delete line {line} of {seen.file}, then run go mod download {seen.module} with the database on.",
            evidence=(f"{seen.file}: {digest}", f"{truth.by}: {truth.digest}", *_who_has(seen, what)),
        )
    elif not truth.digest:
        copies = {held.digest for held in _witnesses(seen, what)}
        digest, line = lines[0]
        if len(copies) == 1:
            yield finding(
                "GM893",
                f"the {what} of {seen.module} is not what {seen.file} has, wherever it comes from{_moved(seen, what)}",
                place=Place(seen.file, line),
                evidence=(f"{seen.file}: {digest}", *_who_has(seen, what), *_silence(seen)),
            )


def _only_in_workspace(seen: SumEvidence, what: str) -> tuple[str, ...]:
    if not seen.of_workspace().recorded(what):
        return ()
    return (f"{seen.work_file} has it: builds in the workspace succeed, those with GOWORK=off do not",)


def _two_hashes(seen: SumEvidence, what: str, truth: Truth, wrong: list[tuple[str, int]]) -> Finding:
    evidence = (*(f"{seen.file}:{line}: {digest}" for digest, line in seen.recorded(what)), *_who_has(seen, what))
    if not truth.digest:
        message = f"the {what} of {seen.module}: {seen.file} has two hashes, and nothing says which is right"
        remedy = "Find out which hash is right (let the checksum database be asked), then delete the other line."
        return finding("GM891", message, place=Place(seen.file, wrong[0][1]), remedy=remedy, evidence=evidence)
    numbers = ", ".join(str(line) for _, line in wrong)
    return finding(
        "GM891",
        f"the {what} of {seen.module}: {seen.file} has a second hash, which {truth.by} contradict",
        place=Place(seen.file, wrong[0][1]),
        remedy=f"Delete line {numbers} of {seen.file}.",
        evidence=evidence,
    )


def _copies(seen: SumEvidence, what: str, truth: Truth) -> Iterator[Finding]:
    """The copies against the hash that holds."""
    copies = [held for held in seen.held if held.what == what and held.digest]
    if truth.digest:
        right = next((held for held in copies if held.digest == truth.digest and held.files), None)
        stale = False
        for held in copies:
            if held.digest == truth.digest or (held.party is Party.CACHE and stale):
                continue
            stale = stale or held.party is Party.CACHE
            yield _differing(seen, held, truth, right)
        return
    witnesses = _witnesses(seen, what)
    if len({held.digest for held in witnesses}) > 1:
        message = f"the {what} of {seen.module}: the copies differ{_moved(seen, what)}"
        first, second = _two_that_differ(witnesses)
        evidence = (*_who_has(seen, what), *_differences(second.files, first), *_silence(seen))
        yield finding("GM921", message, evidence=evidence)
        return
    # The folder may differ from a zip that nobody vouches for as well.
    zipped = next((held for held in witnesses if held.files), None)
    for held in copies:
        if zipped and held.party is Party.FOLDER and held.digest != zipped.digest:
            yield _differing(seen, held, Truth(digest=zipped.digest, by=str(zipped)), zipped)


def _two_that_differ(witnesses: list[Held]) -> tuple[Held, Held]:
    first = witnesses[0]
    return first, next(held for held in witnesses if held.digest != first.digest)


def _differing(seen: SumEvidence, held: Held, truth: Truth, right: Held | None) -> Finding:
    """One copy that is not what it should be."""
    module = seen.module
    code = {Party.CACHE: "GM895", Party.FOLDER: "GM896", Party.PROXY: "GM894"}[held.party]
    remedy = None
    if held.party is Party.CACHE:
        remedy = f"Delete {held.place.rpartition('.')[0]}.* (not the whole cache), then run go mod download {module}."
    elif held.party is Party.FOLDER:
        remedy = f"Keep your changes elsewhere, delete {held.place}, then run go mod download {module}."
    elif held.party is Party.PROXY:
        remedy = f"Leave go.sum as it is. Take {held.place} out of GOPROXY for now, and tell who runs it."
    moved = ""
    if right and right.commit and held.commit and right.commit != held.commit:
        moved = f": the tag was moved, from commit {right.commit[:12]} to {held.commit[:12]}, or the other way round"
    files: tuple[str, ...] = ()
    if right and held.files:
        files = _differences(held.files, right)
        if len(held.files) == len(right.files) and _only_line_endings(held.files, right.files):
            code, remedy = "GM898", None
    elif held.what == ZIP:
        files = ("no copy with the right bytes is at hand, so the files cannot be named",)
    return finding(
        code,
        f"{held}: the {held.what} of {module} is not what {truth.by} vouch for{moved}",
        remedy=remedy,
        evidence=(f"there: {held.digest}", f"right: {truth.digest}", *files),
    )


def _broken(seen: SumEvidence) -> Iterator[Finding]:
    """Copies that are no whole zip."""
    for held in seen.held:
        if held.what != ZIP or held.digest or not held.problem or held.party is not Party.CACHE:
            continue
        stem = held.place.rpartition(".")[0]
        yield finding(
            "GM895",
            f"{held}: {held.problem}",
            remedy=f"Delete {stem}.* (not the whole cache), then run go mod download {seen.module}.",
        )


def _vendor(seen: SumEvidence) -> Iterator[Finding]:
    """The vendored part of the module against a whole copy: the one that holds, else any."""
    truth = settle(seen, ZIP)
    whole = [held for held in seen.held if held.what == ZIP and held.files and held.party is not Party.VENDOR]
    right = next((held for held in whole if held.digest == truth.digest), None)
    for held in seen.held:
        if held.party is not Party.VENDOR or right is None:
            continue
        wrong = tuple(file for file in held.files if file not in set(right.files))
        gone = _gone(held, right)
        if wrong or gone:
            yield finding(
                "GM898" if not gone and _only_line_endings(wrong, right.files) else "GM897",
                f"{held.place}: not all files are those of {seen.module}",
                evidence=(*_differences(wrong, right, is_part=True), *gone[:_SHOWN]),
            )


def _gone(held: Held, right: Held) -> tuple[str, ...]:
    """The sources of the vendored packages that go mod vendor would have copied and that are not there."""
    here = {file.name for file in held.files}
    return tuple(
        f"missing: {file.name}"
        for file in right.files
        if file.is_source and file.name not in here and file.name.rpartition("/")[0] in held.packages
    )


def _differences(files: tuple[FileSum, ...], right: Held, *, is_part: bool = False) -> tuple[str, ...]:
    """Which files differ from the right ones, and how."""
    there, here = {file.name: file for file in files}, {file.name: file for file in right.files}
    if not there or not here:
        return ()
    said = []
    for name in sorted({*there, *(() if is_part else here)}):
        mine, theirs = there.get(name), here.get(name)
        if mine is None:
            said.append(f"missing: {name}")
        elif theirs is None:
            said.append(f"added: {name}")
        elif mine.sha256 != theirs.sha256:
            how = "line endings" if mine.unix_sha256 == theirs.unix_sha256 else "changed"
            said.append(f"{how}: {name}")
    more = len(said) - _SHOWN
    return (*said[:_SHOWN], *((f"and {more} more files",) if more > 0 else ()))


def _only_line_endings(files: tuple[FileSum, ...], right: tuple[FileSum, ...]) -> bool:
    """Whether each file is one of the right ones but for CR LF; the right ones may be more where `files` is a part."""
    unix = {file.name: file.unix_sha256 for file in right}
    return bool(files) and all(unix.get(file.name) == file.unix_sha256 for file in files)


def _moved(seen: SumEvidence, what: str) -> str:
    commits = sorted({held.commit[:12] for held in _witnesses(seen, what) if held.commit})
    return f": the tag was moved, commits {' and '.join(commits)} go by its name" if len(commits) > 1 else ""


def _who_has(seen: SumEvidence, what: str) -> tuple[str, ...]:
    return tuple(f"{held}: {held.digest}" for held in seen.held if held.what == what and held.digest)


def _silence(seen: SumEvidence) -> tuple[str, ...]:
    return (f"checksum database: {seen.database.silence}",) if seen.database.silence else ()
