"""Plans, verdicts and findings as JSON values (see schemas/), and plans read back from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.plan import State, copies_of
from gomigrate.model.suite import Outcome
from gomigrate.report.ledger import pins_of
from gomigrate.report.read import plan_from_json
from gomigrate.report.valuejson import reason_json, value_json
from gomigrate.report.words.attempts import line_evidence
from gomigrate.report.words.findings import evidence_of, message_of, remedy_of
from gomigrate.report.words.planning.reasons import why
from gomigrate.report.words.verifying.answers import answers, last_line, what_to_do
from gomigrate.report.words.verifying.branch import tidy_reason, unchecked_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gomigrate.model.findings import Fact, Finding
    from gomigrate.model.gaps import Unchecked
    from gomigrate.model.legacy.habits import FlagsRow, Habit
    from gomigrate.model.legacy.inventory import FoundBy
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.plan import LedgerLine, Plan, Replacement, Requirement, Selected, Unlocked
    from gomigrate.model.suite import SuiteVerdict
    from gomigrate.model.verdict import PlatformVerdict, Tidy, Verdict

__all__ = ["finding_json", "plan_from_json", "plan_json", "record_json", "verdict_json"]

PLAN_SCHEMA = "gomigrate/plan/2"
VERDICT_SCHEMA = "gomigrate/verdict/2"

Json = dict[str, Any]


def plan_json(plan: Plan) -> Json:
    """Everything the plan says, in the shape of schemas/plan.json; `plan_from_json` gives the plan back."""
    return {
        "schema": PLAN_SCHEMA,
        "module": {"path": plan.module, "go": plan.go},
        "source": _source_json(plan),
        "counts": _counts_json(plan),
        "ledger": [_ledger_json(line) for line in plan.ledger],
        "requires": [_requirement_json(r) for r in plan.requires],
        "replaces": [_replacement_json(r) for r in plan.replaces],
        "excludes": [_module_json(module) for module in plan.excludes],
        "build_list": [_selected_json(s) for s in plan.build_list],
        "unlocked": [_unlocked_json(u) for u in plan.unlocked],
        "rewrites": [{"from": old, "to": new} for old, new in plan.rewrites],
        "files": {"write": list(plan.writes), "edit": list(plan.edits), "remove": list(plan.removes)},
        "platforms": list(plan.platforms),
        "habits": [_habit_json(habit) for habit in plan.habits],
        "go_commands": [value_json(command) for command in plan.go_commands],
        "goflags": [_flags_json(row) for row in plan.goflags],
        "vendor_stays": plan.vendor_stays,
        "restored": plan.is_restored,
        "disagreements": list(plan.disagreements),
        "accepted_merges": list(plan.accepted_merges),
        "lifted": [{"path": one.path, "reason": reason_json(one.reason)} for one in plan.lifted],
        "step": value_json(plan.step) if plan.step else None,
        "go_mod": plan.go_mod,
        "go_sum": plan.go_sum,
        "findings": [finding_json(f) for f in plan.findings],
    }


def record_json(plan: Plan) -> Json:
    """The plan as the branch carries it in .gomigrate/plan.json: without what only this machine knows (the project's
    folder) and without the texts that lie beside it in the branch (go.mod and go.sum)."""
    record = plan_json(plan)
    del record["go_mod"], record["go_sum"], record["source"]["root"]
    return record


def verdict_json(verdict: Verdict) -> Json:
    """What verify found, in the shape of schemas/verdict.json."""
    code, build, pipeline = verdict.code, verdict.build, verdict.pipeline
    holds = dict(zip(("code", "build", "pipeline"), map(str, verdict.holds), strict=True))
    not_asked = ("not asked",) * (len(holds) - len(answers(verdict)))
    said = dict(zip(holds, (*answers(verdict), *not_asked), strict=True))
    return {
        "schema": VERDICT_SCHEMA,
        "ref": verdict.ref,
        "base": verdict.base,
        "state": str(verdict.state),
        "summary": last_line(verdict),
        "code": {
            "answer": holds["code"],
            "summary": said["code"],
            "modules": {"same": code.modules_same, "differ": [value_json(d) for d in code.modules_differ]},
            "recorded": value_json(code.recorded) if code.recorded else None,
            "compiled": [value_json(compiled) for compiled in code.compiled],
            "files": [_platform_json(platform) for platform in code.platforms],
            "changed": {"others": [value_json(c) for c in code.unplanned], "unproved": list(code.unproved)},
            "findings": [finding_json(f) for f in code.findings],
        },
        "build": {
            "answer": holds["build"],
            "summary": said["build"],
            "go_versions": [value_json(support) for support in build.go_versions],
            "tests": None if build.tests is None else _tests_json(build.tests),
            "tidy": None if build.tidy is None else _tidy_json(build.tidy),
            "findings": [finding_json(f) for f in build.findings],
        },
        "pipeline": {
            "answer": holds["pipeline"],
            "summary": said["pipeline"],
            "files": list(pipeline.files),
            "unread": list(pipeline.unread),
            "findings": [finding_json(f) for f in pipeline.findings],
        },
        "to_do": [{"about": about, "what": what} for about, what in map(what_to_do, verdict.to_do)],
        "unchecked": [unchecked_words(unchecked) for unchecked in verdict.unchecked],
        "gaps": [_unchecked_json(unchecked) for unchecked in verdict.unchecked],
    }


def finding_json(finding: Finding) -> Json:
    """A finding: code, severity, where ("FILE:LINE", "FILE" or null), message, remedy, facts, evidence."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "where": str(finding.place) if finding.place else None,
        "message": message_of(finding),
        "remedy": remedy_of(finding),
        "because": reason_json(finding.because),
        "facts": facts_json(finding.facts),
        "evidence": list(evidence_of(finding)),
    }


def found_by_json(found: FoundBy | None) -> Json | None:
    """Who told the import path: what kind of source, and its name."""
    return {"source": str(found.source), "name": found.name} if found else None


def facts_json(facts: Iterable[tuple[str, Fact]]) -> Json:
    """Facts by their names."""
    return {name: list(fact) if isinstance(fact, tuple) else fact for name, fact in facts}


def _counts_json(plan: Plan) -> Json:
    """Lines of the ledger by state; what else can be counted has a name of its own."""
    return {
        **{str(state): plan.count(state) for state in State},
        "pins": pins_of(plan),
        "copies": len(copies_of(plan.ledger)),
        "modules": len(plan.build_list),
    }


def _source_json(plan: Plan) -> Json:
    source = plan.source
    return {
        "import_path": source.import_path,
        "found_by": found_by_json(source.found_by),
        "root": source.root,
        "commit": source.commit,
        "date": _time_json(source.date),
        "locks": list(source.locks),
        "lock_tools": list(source.lock_tools),
        "vendor": source.vendor,
        "vendored_packages": source.vendored_packages,
        "dirty": source.is_dirty,
    }


def _time_json(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _module_json(module: ModuleVersion | None) -> Json | None:
    return {"path": module.path, "version": module.version} if module else None


def _ledger_json(line: LedgerLine) -> Json:
    return {
        "path": line.path,
        "revision": line.revision,
        "state": str(line.state),
        "module": _module_json(line.module),
        "built": _module_json(line.built),
        "lock": str(line.lock) if line.lock else None,
        "reason": reason_json(line.reason),
        "why": why(line.reason),
        "pins": [{"path": pin.path, "where": str(pin.place)} for pin in line.pins],
        "attempts": [value_json(attempt) for attempt in line.attempts],
        "compared": value_json(line.compared) if line.compared else None,
        "needed_by": list(line.needed_by),
        "remedy": value_json(line.remedy) if line.remedy else None,
        "evidence": list(line_evidence(line)),
    }


def _requirement_json(line: Requirement) -> Json:
    return {"path": line.path, "version": line.version, "indirect": line.indirect}


def _replacement_json(line: Replacement) -> Json:
    return {
        "path": line.path,
        "version": line.version,
        "with": {"path": line.new_path, "version": line.new_version},
    }


def _selected_json(line: Selected) -> Json:
    return {"path": line.path, "version": line.version, "replaced_by": _module_json(line.replaced_by)}


def _unlocked_json(line: Unlocked) -> Json:
    return {"import_path": line.import_path, "module": _module_json(line.module), "reason": reason_json(line.reason)}


def _habit_json(habit: Habit) -> Json:
    return {
        "code": habit.code,
        "safety": str(habit.safety),
        "file": habit.file,
        "line": habit.line,
        "kind": habit.kind,
        "message": message_of(habit.finding),
        "remedy": remedy_of(habit.finding),
        "facts": facts_json(habit.facts),
        "before": list(habit.before),
        "after": list(habit.after),
        "applied": habit.applied,
    }


def _flags_json(row: FlagsRow) -> Json:
    return {
        "file": row.file,
        "line": row.line,
        "command": row.command,
        "value": row.value,
        "origin": row.origin,
        "hides": list(row.hides),
        "overridden": list(row.overridden),
        "through": row.through,
    }


def _platform_json(platform: PlatformVerdict) -> Json:
    return {
        "platform": platform.platform,
        "tags": list(platform.tags),
        "is_cgo": platform.is_cgo,
        "same": platform.same,
        "marked": [value_json(package) for package in platform.marked],
        "differ": [value_json(d) for d in platform.differ],
        "merged": list(platform.merged),
        "lost": list(platform.lost),
        "added": list(platform.added),
        "newly_broken": [{"import_path": path, "error": error} for path, error in platform.newly_broken],
        "broken_before": list(platform.broken_before),
        "moved": list(platform.moved),
    }


def _unchecked_json(unchecked: Unchecked) -> Json:
    return {
        "what": str(unchecked.what),
        "open": unchecked.is_open,
        "names": list(unchecked.names),
        "platform": unchecked.platform,
        "count": unchecked.count,
    }


def _tidy_json(tidy: Tidy) -> Json:
    return {
        "state": str(tidy.state),
        "lines": list(tidy.lines),
        "reason": tidy_reason(tidy),
        "missing": tidy.missing,
    }


def _tests_json(tests: SuiteVerdict) -> Json:
    return {
        "same": tests.same,
        "before": {str(outcome): count for outcome, count in zip(Outcome, tests.before, strict=False)},
        "after": {str(outcome): count for outcome, count in zip(Outcome, tests.after, strict=False)},
        "differ": [
            {
                "package": change.package,
                "test": change.test,
                "before": None if change.before is None else str(change.before),
                "after": None if change.after is None else str(change.after),
                "worse": change.is_worse,
                "evidence": list(change.evidence),
            }
            for change in tests.changes
        ],
    }
