"""The page of failed builds: ten logs with what `sum --log` says, and the table of all that it knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gomigrate.diagnose.logs.judge import judge_log
from gomigrate.diagnose.logs.read import read_log
from gomigrate.diagnose.logs.table import CODES, PATTERNS
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.report.sums import sum_text
from gomigrate.report.words.sums.gofailures import FAILURES
from tests.unit.diagnose.logs.loglines import KnownLog, known_logs

SHOWN = {
    "The image's Go is too old": "go-version/local: a tool that is installed",
    "go.sum lacks a hash": "missing-go-sum-entry/package: GitHub",
    "A private module, asked for at the checksum database": "database-missing: 1.13, a private module",
    "Git has no credentials": "credentials: BuildKit, 1.12",
    "A certificate authority that is not trusted": "certificate: git and GnuTLS",
    "No name server in the container": "unreachable/name: Nix",
    "A tag that was moved": "checksum-mismatch-database: install",
    "vendor is out of date": "vendoring: obs prefix",
    "A workspace that was not copied": "workspace/folder: broken line",
    "A module cache that root filled": "cache/permission: a cache that root filled",
}
WIDTH = 100


def failed_builds_page(made: str, head: str) -> str:
    """The page; `made` is the line that says where it comes from, `head` comes first."""
    logs = {log.name: log for log in known_logs()}
    parts = [head, "# From a failed build to the command that fixes it\n\n", made]
    parts += ["\nTen logs, and what `gomigrate sum --log FILE` says: each fits on one screen.\n"]
    for title, name in SHOWN.items():
        parts += _screen(title, logs[name])
    parts += _table()
    return "".join(parts)


def _screen(title: str, log: KnownLog) -> Iterator[str]:
    read = read_log(log.text)
    report = SumReport(failures=read.failures, findings=tuple(judge_log(read, "build.log")))
    yield f"\n## {title}\n\n```text\n{log.text.rstrip()}\n```\n\n"
    said = sum_text(report, WIDTH, False, verbose=False, quiet=False)
    yield f"```text\n$ gomigrate sum --log build.log\n{said}\n```\n"


def _table() -> Iterator[str]:
    yield "\n## All failures that it knows\n\nWho prints it: the go command from that version on, or the program. "
    yield "A part in brackets appears if the log has it.\n"
    yield "\n| failure | printed by | finding | cause |\n| --- | --- | --- | --- |\n"
    for name in dict.fromkeys(f"{row.kind}/{row.case}".rstrip("/") for row in PATTERNS):
        kind, _, case = name.partition("/")
        printed = dict.fromkeys(row.printed_by for row in PATTERNS if (row.kind, row.case) == (kind, case))
        cause = _cell((FAILURES.get(name) or FAILURES[kind]).meaning)
        yield f"| `{name}` | {', '.join(printed)} | {CODES[kind]} | {cause} |\n"


def _cell(text: str) -> str:
    return re.sub(r"\{(\w+)\}", r"*\1*", text).replace("|", ", ")
