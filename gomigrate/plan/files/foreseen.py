"""What verify will find in the build files and Go files of the branch, from the same data. So the plan can say it
already."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place, Severity
from gomigrate.model.severities import SEVERITIES
from gomigrate.plan.files.scripting import gone_paths
from gomigrate.plan.goline.installed import ci_versions
from gomigrate.plan.goline.judged import judge_all, told_of
from gomigrate.scripts.gone.reading import PipelineFiles, broken_lines
from gomigrate.scripts.read.read import read
from gomigrate.scripts.spans import decoded
from gomigrate.scripts.unclear import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.habits import Habit
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.plan.files.drafting import ModuleFiles
    from gomigrate.plan.files.scripting import Scripts
    from gomigrate.scan.buildfiles import BuildFiles
    from gomigrate.scripts.gone.brokenline import BrokenLine
    from gomigrate.scripts.read.document import Document


def foreseen(
    found: BuildFiles,
    inventory: Inventory,
    policy: Policy,
    files: ModuleFiles,
    scripts: Scripts,
    written: Iterable[str],
    modules: Iterable[str],
    said: Sequence[Finding],
) -> Iterator[Finding]:
    """A finding for each line that behaves differently on the branch, by its place in the project as it is now. Lines
    that a habit or a finding of `said` names are left out. Also one for each Go of the build files that cannot build
    the branch. `written` are the files that are added to `files`, `modules` the paths of all modules that are built."""
    gone = gone_paths(inventory, policy, files, written, modules)
    planned = _planned(found, scripts, frozenset(files.removes))
    told = set(told_places(scripts.habits, said))
    texts = {document.path: document.text for document in found.documents}
    for line in broken_lines(planned, gone):
        number = _line_before(line, texts.get(line.file), planned, scripts.habits)
        if (line.file, number) not in told:
            place, evidence = Place(line.file, number), tuple(filter(None, (line.words,)))
            yield finding("GM823", place=place, evidence=evidence, use=line.use.value, what=line.what)
    if scripts.needs:
        for one in told_of("GM813", judge_all(ci_versions(planned.documents), scripts.needs)):
            yield _with_lines(one, planned, scripts.new_goes)


def _with_lines(said: Finding, planned: PipelineFiles, new_goes: Mapping[tuple[str, str], str]) -> Finding:
    """The finding with the line at each of its places, and as it should be: an image that is bound to a digest gets the
    tag of another Go, without a digest."""
    texts = {document.path: document.text.split("\n") for document in planned.documents}
    places, version = said.fact("places"), str(said.fact("go"))
    image = rf"(?<![\w./-])((?:docker\.io/)?(?:library/)?golang:){re.escape(version)}(-alpine)?@sha256:\w+"
    lines, should = [], []
    for place in places if isinstance(places, tuple) else ():
        file, _, number = place.rpartition(":")
        line = "".join(texts.get(file, [])[int(number) - 1 : int(number)])
        new = new_goes.get((file, version), "")
        mended = re.sub(image, rf"\g<1>{new}\g<2>", line) if new else line
        lines.append(line.strip())
        should.append(mended.strip() if mended != line else "")
    return replace(said, facts=(*said.facts, ("lines", tuple(lines)), ("should", tuple(should))))


def told_places(habits: Iterable[Habit], findings: Iterable[Finding]) -> Iterator[tuple[str, int]]:
    """The file and the line of each habit that is left and each finding, where they are more than a note."""
    for habit in habits:
        if not habit.applied and SEVERITIES[habit.code] is not Severity.NOTE:
            yield habit.file, habit.line
    for said in findings:
        if said.severity is Severity.NOTE:
            continue
        if said.place:
            yield said.place.file, said.place.line
        also = said.fact("also")
        for place in also if isinstance(also, tuple) else ():
            file, _, number = place.rpartition(":")
            is_line = bool(file) and number.isascii() and number.isdigit()
            yield (file, int(number)) if is_line else (place, 0)


def _planned(found: BuildFiles, scripts: Scripts, removed: frozenset[str]) -> PipelineFiles:
    """The files as they will be on the branch."""
    new = {path: decoded(data) for path, data in scripts.files}
    documents = [_changed(d, new) for d in found.documents if d.path not in removed]
    kept = found.pipeline
    return PipelineFiles(
        documents=documents,
        plain=tuple((path, text) for path, text in kept.plain if path not in removed),
        sources=kept.sources,
        others=kept.others,
        links=tuple((path, target) for path, target in kept.links if path not in removed),
    )


def _changed(document: Document, new: dict[str, str]) -> Document:
    if document.path not in new:
        return document
    try:
        return read(document.path, document.kind, new[document.path])
    except UnreadableError:
        return document  # as it was: nothing changes a file into one that cannot be read


def _line_before(line: BrokenLine, before: str | None, planned: PipelineFiles, habits: Iterable[Habit]) -> int:
    """Where a line of the planned file is now. Of equal lines it is the one with the same count; a changed line is
    where its habit is."""
    text = next((document.text for document in planned.documents if document.path == line.file), None)
    if before is None or text is None or text == before:
        return line.line
    lines = text.split("\n")
    words = lines[line.line - 1]
    rank = sum(1 for one in lines[: line.line - 1] if one == words)
    same = [number for number, one in enumerate(before.split("\n"), start=1) if one == words]
    if rank < len(same):
        return same[rank]
    mended = (habit for habit in habits if habit.file == line.file and habit.applied)
    return next((habit.line for habit in mended if words.strip() in map(str.strip, habit.after)), line.line)
