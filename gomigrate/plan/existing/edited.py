"""The existing go.mod and go.sum with the plan's changes. Everything else stays: comments, blocks, exclude, retract and
toolchain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.plan import Requirement
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gosum import parse_go_sum, render_go_sum

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.plan.existing.existing import Existing
    from gomigrate.plan.files.drafting import ModuleFiles
    from gomigrate.plan.solve.solution import Solution


def edited_go_mod(
    existing: Existing,
    solution: Solution,
    files: ModuleFiles,
    restored: frozenset[str],
) -> str:
    """The text of the go.mod: the same bytes where nothing changes.

    `files` are those of a project without one, `restored` the paths whose old replace lines are removed. Lines of the
    file keep their own comments and their // indirect marks.
    """
    mod, comments = existing.mod, files.comments
    marks = {line.path: line.indirect for line in mod.requires}
    old = {line.path: line.version for line in mod.requires}
    changed = [
        Requirement(path=r.path, version=r.version, indirect=marks.get(r.path, r.indirect))
        for r in files.requires
        if old.get(r.path) != r.version
    ]
    there = set(mod.replacements)
    new = [line for line in comments if line not in there]
    anew = restored | {line.path for line in new}
    dropped = [(r.path, r.version) for r in mod.replacements if r.path in anew and r not in comments]
    go = solution.go if solution.go != mod.go else ""
    # Versions whose go.mod no source has: the module graph is made without them.
    excluded = [module for module in solution.excluded if module not in existing.excluded]
    if not (changed or new or dropped or go or excluded):
        return existing.text
    lines = "".join(f"\n// {files.excluded[m]}\nexclude {m.path} {m.version}\n" for m in excluded)
    return edit(
        existing.text + lines,
        go=go,
        requires=changed,
        drop_replaces=dropped,
        replaces=new,
        comments={line: comments[line] for line in new},
        go_comment=files.go_comment if go else "",
    )


def edited_go_sum(existing: Existing, planned: str) -> tuple[str, tuple[Finding, ...]]:
    """The planned go.sum with the lines of the old one that it lacks. A finding for each line that contradicts the old
    one: that version changed since the old line was written."""
    new, old = parse_go_sum(planned), parse_go_sum(existing.go_sum)
    known = {(line.path, line.version): line.hash for line in new.lines}
    before = {(line.path, line.version): line.hash for line in old.lines}
    more = [line for line in old.lines if (line.path, line.version) not in known]
    findings = tuple(
        finding(
            "GM718",
            path=path,
            version=version,
            place=Place("go.sum"),
            evidence=(f"go.sum: {before[path, version]}", f"now: {now}"),
        )
        for (path, version), now in sorted(known.items())
        if before.get((path, version), now) != now
    )
    return render_go_sum((*new.lines, *more)), findings
