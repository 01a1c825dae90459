"""A real case for each finding's page: what a scenario's plan or verify says, or what a go command printed.

`python -m tests.docs.cases` runs all scenarios and writes gomigrate/report/cases.json again (ten minutes). That what it
has still comes out is checked where the scenarios run (tests/scenarios/test_scenarios.py), and in test_findings.py.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gomigrate.diagnose.logs.judge import judge_log
from gomigrate.diagnose.logs.read import read_log
from gomigrate.report.read import findings_from_json
from gomigrate.report.words.findings import message_of
from tests.docs.console import ROOT
from tests.fakeworld.expectation import read_expectation, read_run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import build_world
from tests.oracle.environments import ENVIRONMENTS
from tests.unit.diagnose.logs.loglines import known_logs

FILE = ROOT / "gomigrate/report/cases.json"
FIELDS = ("where", "because", "facts")
OF_THE_TOOLCHAIN = {"GM320", "GM601", "GM602", "GM604", "GM605", "GM607"}
HERE = "127.0.0.1:3000"  # where servers are in the logs of known_logs
SHORT = 12
"""A log of more lines is no example."""


def shown(finding: dict[str, Any]) -> dict[str, Any]:
    """What a page needs of a finding's JSON: all but the words, which are made again."""
    return {name: finding[name] for name in FIELDS if finding.get(name)} | {"facts": finding["facts"]}


def documented(scenario: str, found: list[dict[str, Any]], *, verified: bool) -> tuple[list[Any], list[Any]]:
    """The cases that the pages have of a scenario's plan (or verdict), and what came out in their place."""
    cases = {code: case for code, case in stored().items() if case.get("scenario") == scenario}
    wanted = {code: case for code, case in cases.items() if code.startswith("GM3") == verified}
    told, come = [], []
    for code, case in wanted.items():
        # What depends on the Go at hand is compared by its place alone.
        names = ("where",) if code in OF_THE_TOOLCHAIN else FIELDS
        told.append((code, {name: case.get(name) for name in names}))
        same = [{name: shown(one).get(name) for name in names} for one in found if one["code"] == code]
        come.append(told[-1] if told[-1][1] in same else (code, same))
    return told, come


def stored() -> dict[str, dict[str, Any]]:
    """The file as it is."""
    cases: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return cases


def findings_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every finding in the JSON that a command prints."""
    if isinstance(value, dict):
        if "code" in value and "facts" in value:
            yield value
        for inner in value.values():
            yield from findings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from findings_in(inner)


def of_scenarios(cache: Path) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Scenario, whether it is about this code, and the finding."""
    for file in sorted([*ROOT.glob("tests/scenarios/*/world.toml"), *ROOT.glob("fixtures/*/world.toml")]):
        with tempfile.TemporaryDirectory() as top:
            world = build_world(file.parent, Path(top) / "world", cache)
            how, about = read_run(world.spec.rest), read_expectation(world.spec.rest).findings
            env = world.env | {name: text.replace("$ROOT", str(world.root)) for name, text in how.env.items()}
            calls = [["plan", "--format", "json", *how.words]]
            if how.mode == "branch":
                gomigrate(["apply", "--branch", "modules", *how.words], world.project, env)
                calls.append(["verify", "--against", "modules", "--format", "json"])
            for words in calls:
                out = gomigrate(words, world.project, env).out
                for found in findings_in(json.loads(out) if out else None):
                    if top not in json.dumps(found):
                        yield file.parent.name, found["code"] in about, found


def of_logs() -> dict[str, str]:
    """A short log for each code that go commands of this release print."""
    found: dict[str, str] = {}
    for log in known_logs():
        if "go1.26" in log.name and len(log.text.splitlines()) <= SHORT:
            for finding in judge_log(read_log(log.text), "build.log"):
                found.setdefault(finding.code, log.text.rstrip().replace(HERE, "proxy.example.com"))
    for one in ENVIRONMENTS:
        if one.said:
            found.setdefault(one.code, one.said.split("|", maxsplit=1)[0].replace(".*", "…").replace("\\", ""))
    return found


def chosen(rows: list[tuple[str, bool, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """One case for each code: of a scenario that is about it, told in few words."""
    by_code: dict[str, list[tuple[bool, int, str, dict[str, Any]]]] = defaultdict(list)
    for scenario, is_about, found in rows:
        words = message_of(findings_from_json([found])[0])
        by_code[found["code"]].append((not is_about, len(words), scenario, shown(found)))
    best = {code: min(cases, key=lambda case: case[:3]) for code, cases in by_code.items()}
    return {code: {"scenario": scenario, **case} for code, (_, _, scenario, case) in best.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        cases = chosen(list(of_scenarios(Path(cache))))
    write(cases)


def write(cases: dict[str, dict[str, Any]]) -> None:
    """The file, with a code a line."""
    logs = of_logs()
    rows = {code: cases.get(code, {}) | ({"log": logs[code]} if code in logs else {}) for code in {*cases, *logs}}
    lines = [f"{json.dumps(code)}: {json.dumps(rows[code], ensure_ascii=False)}" for code in sorted(rows)]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
