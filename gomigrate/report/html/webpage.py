"""One page in one file, to be opened, sent or printed: a plan, a verdict, or both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.model.findings import Severity
from gomigrate.model.plan import State, copies_of
from gomigrate.model.verdict import TidyState, VerdictState
from gomigrate.report.buildlines import build_lines, counted_lines
from gomigrate.report.edits import marked_lines
from gomigrate.report.html.findinggroups import groups
from gomigrate.report.html.graphpage import drawing
from gomigrate.report.html.webframe import page_pieces
from gomigrate.report.text import folded
from gomigrate.report.words.attempts import line_evidence
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.phrases import counted, first_rows
from gomigrate.report.words.planning.reasons import short, why
from gomigrate.report.words.planning.remedies import remedies_words
from gomigrate.report.words.verifying.answers import (
    answers,
    because,
    compiled_words,
    configuration_name,
    not_compiled_rows,
    outcome,
    questions,
    support_words,
    what_to_do,
    why_other_code,
)
from gomigrate.report.words.verifying.branch import tidy_reason, unchecked_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.edits import FileEdit
    from gomigrate.model.findings import Finding
    from gomigrate.model.graph.picture import Picture
    from gomigrate.model.plan import LedgerLine, Plan
    from gomigrate.model.verdict import Tidy, Verdict

PATCH_NAME = "GOMIGRATE.patch"
"""What a patch beside a kept copy ends in."""

_PARTS = (
    *(
        "questions",
        "to_do",
        "compiled",
        "not_compiled",
        "platforms",
        "file_counts",
        "modules_differ",
        "others",
        "unchecked",
    ),
    *("go_versions", "tidy", "tests"),
)
_FILE_COUNTS = ("differ", "lost", "newly_broken", "added", "broken_before")
"""What is counted of packages besides those that are the same, as the verdict and its JSON call it."""
_MOST = 6
"""So many errors stand in the decision; all are among the findings."""
_ANSWERS = ("code", "build", "pipeline")
_MARKS = {"+": "add", "-": "del", "@": "at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMaterial:
    """What a report is made of, besides the plan and the verdict: the picture of the modules, the patches of kept
    copies by path, and the edits that are not written yet."""

    picture: Picture | None = None
    patches: tuple[tuple[str, str], ...] = ()
    edits: tuple[FileEdit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    text: str
    tone: str
    people: tuple[str, ...]
    because: str = ""


def report_page(plan: Plan | None, verdict: Verdict | None, material: PageMaterial) -> str:
    """The report of a plan, of a verdict, or of both. `plan` is None where a verified branch has no record.

    An element with data-json says where the number or the sentence in it stands in the JSON of the same run: a path
    below `plan:`, `verdict:` or, for what both have, `found:`.
    """
    findings = _findings(plan, verdict)
    name = plan.module if plan else verdict.ref if verdict else ""
    values: dict[str, Any] = {
        "command": "verify" if verdict else "plan",
        "heading": name,
        "decision": _decision(plan, verdict, findings),
        "facts": _facts(plan, verdict),
        "groups": (found := groups(findings)),
        "anchors": {group["code"]: group["anchor"] for group in reversed(found)},
        "severities": [(str(s), sum(f.severity is s for f in findings)) for s in Severity],
        **_of_verdict(verdict),
        "plan": plan,
        "graph": drawing(material.picture) if plan and material.picture and material.picture.nodes else None,
        "copies": [_copy(path, text) for path, text in material.patches],
        "edits": [_edit(edit) for edit in material.edits],
        "build_files": counted_lines(build_lines(plan)) if plan else "",
        "full": False,
        **(_of_plan(plan) if plan else {}),
    }
    return "".join(page_pieces("report.html.j2", f"gomigrate: {name}", **values, contents=_contents(values)))


def _findings(plan: Plan | None, verdict: Verdict | None) -> tuple[Finding, ...]:
    """Those of both, each once; where both say one thing of one place, as the verdict saw it. A gate asks for no plan
    again: those of its verdict."""
    seen = verdict.findings if verdict else ()
    planned = () if plan is None or (verdict and verdict.is_gate) else plan.findings
    one, other = (Counter((f.code, f.place) for f in findings) for findings in (dict.fromkeys(planned), seen))
    again = {key for key in other if one[key] == other[key] == 1}
    return tuple(dict.fromkeys((*(f for f in planned if (f.code, f.place) not in again), *seen)))


def _of_verdict(verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return dict.fromkeys((*_PARTS, "has_evidence"), ())
    code, build = verdict.code, verdict.build
    found = {
        "questions": list(zip(questions(verdict), answers(verdict), map(str, verdict.holds), _ANSWERS, strict=False)),
        "to_do": [what_to_do(item) for item in verdict.to_do],
        "compiled": [(configuration_name(c), compiled_words(c), c) for c in code.compiled],
        "not_compiled": not_compiled_rows(code.compiled),
        "why_other_code": why_other_code,
        "platforms": [(configuration_name(p), p) for p in code.platforms],
        "file_counts": [name for name in _FILE_COUNTS if any(getattr(p, name) for p in code.platforms)],
        "modules_differ": code.modules_differ,
        "others": code.unplanned,
        "unchecked": [unchecked_words(left) for left in verdict.unchecked],
        "go_versions": [(support, support_words(support)) for support in build.go_versions],
        "tidy": _tidy(build.tidy) if build.tidy else None,
        "tests": build.tests,
    }
    return found | {"has_evidence": any(found[part] for part in _PARTS if part not in ("questions", "to_do"))}


def _decision(plan: Plan | None, verdict: Verdict | None, findings: Sequence[Finding]) -> _Decision:
    """Can this be merged, and what needs a person?"""
    if verdict:
        tone = {VerdictState.READY: "good", VerdictState.NOT_SAME: "bad"}.get(verdict.state, "warn")
        words, people = outcome(verdict), () if verdict.is_gate else tuple(_people(plan))
        return _Decision(text=words[:1].upper() + words[1:], because=because(verdict), tone=tone, people=people)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    told = tuple(f"{f.code}: {message_of(f)}" for f in errors)
    if errors:
        words = f"Not ready: {counted(len(errors), 'decision')} needed before apply"
        return _Decision(text=words, tone="bad", people=(*first_rows(told, _MOST), *_people(plan)))
    return _Decision(text="Ready to apply; nothing is written yet", tone="good", people=tuple(_people(plan)))


def _people(plan: Plan | None) -> Iterable[str]:
    """What a person has to look at in the plan, besides its findings."""
    if plan and (raised := plan.count(State.RAISED)):
        yield f"{counted(raised, 'pin')} raised: another module requires a later version than the locked one"
    if plan and (copied := len(copies_of(plan.ledger))):
        number = f"{counted(copied, 'dependency')} {'stays as a copy' if copied == 1 else 'stay as copies'}"
        yield f"{number} in the repository: see what differs"


def _facts(plan: Plan | None, verdict: Verdict | None) -> list[tuple[str, str, str]]:
    """Each with its name, and where the JSON has it ("": it is no number)."""
    facts: list[tuple[str, str, str]] = []
    if verdict:
        facts += [("branch", verdict.ref, "verdict:ref")]
        facts += [("compared with", verdict.base[:12], "")] * bool(verdict.base)
    if plan:
        source = plan.source
        pins = len({pin for line in plan.ledger for pin in line.pins})
        facts += [("go", plan.go, "plan:module.go")]
        facts += [("pins", f"{pins:,}", "plan:counts.pins")] * bool(pins)
        facts += [("locked commits", f"{len(plan.ledger):,}", "plan:ledger")] * (len(plan.ledger) != pins)
        facts += [("modules in the build", f"{len(plan.build_list):,}", "plan:counts.modules")]
        facts += [("locks", ", ".join(source.locks), "")] * bool(source.locks)
        if source.vendor:
            facts += [
                (f"packages in {source.vendor}", f"{source.vendored_packages:,}", "plan:source.vendored_packages")
            ]
        facts += [("commit", source.commit[:12], "")] * bool(source.commit and not verdict)
    return facts


def _of_plan(plan: Plan) -> dict[str, Any]:
    locked = {line.path: _locked(line) for line in plan.ledger}
    by_module = {line.module.path: _locked(line) for line in plan.ledger if line.module}
    builds = []
    for selected in plan.build_list:
        was = by_module.get(selected.path) or locked.get(selected.path, "")
        new = selected.replaced_by
        built = "" if new is None else new.version if new.path == selected.path else str(new)
        states = {line.state for line in plan.ledger if line.module and line.module.path == selected.path}
        is_changed = State.RAISED in states
        row = {"path": selected.path, "locked": was, "version": selected.version, "built": built}
        builds.append(row | {"is_changed": is_changed})
    order = {state: number for number, state in enumerate(reversed(State))}
    return {
        "ledger": [_pin(line) for line in sorted(plan.ledger, key=lambda line: (order[line.state], line.path))],
        "states": [(str(state), plan.count(state)) for state in State if plan.count(state)],
        "folders": len(copies_of(plan.ledger)),
        "builds": builds,
        "is_locked": any(row["locked"] for row in builds),
        "is_replaced": any(row["built"] for row in builds),
        "files": [
            (title, kind, len(paths), folded(paths))
            for title, kind, paths in (
                ("written", "write", plan.writes),
                ("edited", "edit", plan.edits),
                ("removed", "remove", plan.removes),
            )
            if paths
        ],
    }


def _locked(line: LedgerLine) -> str:
    return short(line.revision)


def _pin(line: LedgerLine) -> dict[str, Any]:
    built = line.built or line.module
    told = str(built) if built else ""
    if built and built.path == line.path:
        told = built.version
    lock = str(line.lock) if line.lock else ""
    words = " ".join([line.path, line.revision, told, lock, why(line.reason)]).lower()
    return {
        "state": str(line.state),
        "path": line.path,
        "locked": _locked(line),
        "built": told,
        "lock": lock,
        "reason": why(line.reason),
        "evidence": (*line_evidence(line), *remedies_words((line.remedy,))),
        "words": words,
    }


def _copy(path: str, text: str) -> dict[str, Any]:
    lines = [(_mark(line), line) for line in text.splitlines()]
    folder = path.removesuffix(PATCH_NAME).rstrip("/_")
    added, removed = (sum(mark == wanted for mark, _ in lines) for wanted in ("add", "del"))
    return {"folder": folder, "lines": lines, "added": added, "removed": removed}


def _edit(edit: FileEdit) -> dict[str, Any]:
    lines = [("" if kind == "head" else kind, line) for kind, line in marked_lines(edit)]
    added, removed = (sum(kind == wanted for kind, _ in lines) for wanted in ("add", "del"))
    return {"path": edit.path, "lines": lines, "added": added, "removed": removed}


def _mark(line: str) -> str:
    return "" if line.startswith(("+++", "---")) else _MARKS.get(line[:1], "")


def _tidy(tidy: Tidy) -> dict[str, Any]:
    said = {
        TidyState.CLEAN: "Tidy has nothing to change.",
        TidyState.DIFFERS: "Tidy would change this:",
        TidyState.CANNOT: f"Tidy cannot say: {tidy_reason(tidy)}",
    }
    return {"text": said[tidy.state], "lines": tidy.lines}


def _contents(values: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts that the page has, for its navigation, each with its number and where the JSON has that."""
    found = sum(len(group["cases"]) for group in values["groups"])
    # A verdict's JSON has no edits: those are what the branch has of them by now.
    edited = (None, "") if values["questions"] else (len(values["edits"]), "plan:edits")
    parts = (
        ("evidence", "Evidence", values["has_evidence"], None, ""),
        ("findings", "Findings", values["groups"], found, "found:"),
        ("ledger", "Ledger", values.get("ledger"), len(values.get("ledger", ())), "plan:ledger"),
        ("buildlist", "Build list", values["plan"], len(values.get("builds", ())), "plan:build_list"),
        ("edits", "Edits", values["plan"] and values["edits"], *edited),
        ("copies", "Copies", values["plan"] and values["copies"], None, ""),
        ("graph-of-modules", "Graph", values["graph"], None, ""),
        ("files", "Files", values["plan"], None, ""),
    )
    return [
        {"id": name, "title": title, "count": count, "json": where}
        for name, title, shown, count, where in parts
        if shown
    ]
