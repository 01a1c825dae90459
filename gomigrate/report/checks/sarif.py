"""SARIF 2.1.0 (OASIS), as the code scanning of GitHub, and others, take it.

GitHub refuses a whole file with one result that has no location, and tells results of one rule apart by a fingerprint.
Its upload action computes that from the line where there is one; where there is none, it is given here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gomigrate import __url__, __version__
from gomigrate.model.findings import Severity
from gomigrate.report.words.findings import usual_remedy
from gomigrate.report.words.links import finding_url
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.report.checks.items import CheckItem, CheckReport

Json = dict[str, Any]

MOST = 25_000
"""GitHub refuses a run with more results."""

_MOST_TEXT = 4_000
_ROOT = "%SRCROOT%"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SUCCEEDED = 1
"""The highest exit status with which a command has done what it was asked: 1 says that something needs a decision."""


def sarif_json(report: CheckReport) -> Json:
    """The report as a SARIF log with one run. Paths are relative to the repository's root; of more results than GitHub
    takes, the last are left out, and a notification says so."""
    order = list(Severity)
    items = sorted(report.items, key=lambda item: order.index(item.severity))[:MOST]
    rules = sorted({item.code: item for item in items}.items())
    numbers = {code: number for number, (code, _) in enumerate(rules)}
    folder = f"{_uri(report.folder)}/" if report.folder else ""
    run = {
        "tool": {
            "driver": {
                "name": "gomigrate",
                "semanticVersion": __version__,
                "informationUri": __url__,
                "rules": [_rule(item) for _, item in rules],
            }
        },
        "automationDetails": {"id": f"gomigrate/{report.command}/{folder}"},
        "invocations": [
            {
                "executionSuccessful": report.status <= _SUCCEEDED,
                "exitCode": report.status,
                "toolExecutionNotifications": _notifications(report, len(items)),
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": _results(report, items, numbers),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(item: CheckItem) -> Json:
    row = item.row
    help_ = f"{row.meaning}\n\nWhat to do: {usual_remedy(row)}"
    rule = {
        "id": item.code,
        "shortDescription": {"text": row.title},
        "fullDescription": {"text": row.meaning},
        "help": {"text": help_},
        "defaultConfiguration": {"level": str(item.severity)},
    }
    return {**rule, "helpUri": finding_url(item.code)} if item.code.startswith("GM") else rule


def _results(report: CheckReport, items: Sequence[CheckItem], numbers: dict[str, int]) -> list[Json]:
    seen: Counter[str] = Counter()
    results = []
    for item in items:
        path = report.path_of(item.place)
        line = item.place.line if item.place and path else 0
        told = f"{report.where(item)}: {item.message}" if item.place and not path else item.message
        words = "\0".join((item.code, path, *item.key))
        print_ = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[print_] += 1
        prints = {"gomigrate/v1": f"{print_}:{seen[print_]}"}
        if not line:
            prints["primaryLocationLineHash"] = prints["gomigrate/v1"]
        location: Json = {"artifactLocation": {"uri": _uri(path or report.anchored), "uriBaseId": _ROOT}}
        if line:
            location["region"] = {"startLine": line}
        results.append(
            {
                "ruleId": item.code,
                "ruleIndex": numbers[item.code],
                "level": str(item.severity),
                "message": {"text": _plain("\n".join(filter(None, (told, item.remedy))))},
                "locations": [{"physicalLocation": location}],
                "partialFingerprints": prints,
            }
        )
    return results


def _notifications(report: CheckReport, shown: int) -> list[Json]:
    left = len(report.items) - shown
    told = [(Severity.WARNING, f"{counted(left, 'result')} left out: a run has {MOST:,} at most")] if left else []
    if report.outcome:
        told.append((Severity.NOTE if report.status <= _SUCCEEDED else Severity.ERROR, report.outcome))
    return [{"level": str(level), "message": {"text": _plain(text)}} for level, text in told]


def _uri(path: str) -> str:
    """A path as a relative reference (RFC 3986): its bytes, with what has a meaning in a URI as %XX."""
    return quote(path.encode("utf-8", "surrogateescape" if _is_encodable(path) else "surrogatepass"))


def _is_encodable(path: str) -> bool:
    """Whether each half of a surrogate pair in it stands for a byte that is no UTF-8 (PEP 383)."""
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> str:
    """Text that makes no link: `[words](target)` is one in every message (SARIF 2.1.0, 3.11.6), unless a backslash
    stands before each bracket."""
    shown = text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}..."
    return re.sub(r"[\[\]\\]", r"\\\g<0>", shown) if "](" in shown else shown
