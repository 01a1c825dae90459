"""What the manual says about a finding's code: `gomigrate explain` prints it, and the documentation has a page of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gomigrate.model.severities import SEVERITIES
from gomigrate.report.read import findings_from_json
from gomigrate.report.words.findings import ROWS, message_of, remedy_of, table_of, usual_remedy

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding

SUBJECTS = {
    "scanning.project": ("The project and its checkouts", "tutorial"),
    "scanning.locks": ("Lock files", "lock-formats"),
    "scanning.modfile": ("go.mod, go.sum and go.work", "how-it-decides"),
    "planning.plan": ("Versions and imports", "how-it-decides"),
    "planning.evidence": ("Vendored files compared with their modules", "how-to/patched-vendor"),
    "planning.language": ("The go line", "how-to/go-versions"),
    "planning.leaving": ("Vendor folders, tools and files beside Go's", "how-to/vendor"),
    "planning.lifting": ("Releases in place of commits", "how-to/releases"),
    "scripts.rules": ("Build scripts and CI", "build-scripts"),
    "scripts.places": ("The project's place in GOPATH, in build files", "build-scripts"),
    "scripts.bazel": ("Bazel and gazelle", "build-scripts"),
    "verifying.goversions": ("The Go that builds the branch", "how-to/go-versions"),
    "verifying.branch": ("Verify: is it the same code?", "what-verify-sees"),
    "scripts.pipeline": ("Verify: does the pipeline run?", "what-verify-sees"),
    "verifying.recorded": ("The gate and the record", "how-to/ci-gate"),
    "fleets.partition": ("Several modules in one repository", "monorepos"),
    "doctor.settings": ("Go's settings, proxies, tools and caches", "doctor"),
    "sums.hashes": ("go.sum does not match", "sum"),
    "sums.gofailures": ("What the go command printed", "reference/failed-builds"),
}
"""The tables of words: the subject of their codes, and the page about it."""

PAGES = {
    "errors/ambiguous-import": "GM404 GM417 GM916",
    "errors/checksum-mismatch": "GM307 GM718 GM865 GM890 GM891 GM892 GM893 GM894 GM895 GM911 GM920 GM921",
    "errors/declares-its-path": "GM416 GM915",
    "errors/does-not-contain-package": "GM420 GM916",
    "errors/invalid-version": "GM401 GM915",
    "errors/not-in-std": "GM841 GM916",
    "errors/go-mod-updates": "GM912",
    "errors/internal-package": "GM450 GM916",
    "errors/no-main-module": "GM856 GM857 GM889 GM912 GM916",
    "errors/relative-imports": "GM407 GM408 GM916",
    "errors/v2-and-incompatible": "GM042 GM714 GM915",
    "how-to/after-the-migration": "GM325 GM360 GM361 GM362 GM402 GM411 GM603 GM604 GM605 GM606 GM713 GM743",
    "how-to/ci-caches": "GM815 GM816 GM884 GM885 GM886 GM887 GM888 GM925",
    "how-to/ci-tokens": "GM866 GM872 GM876 GM877 GM914 GM946 GM951 GM952",
    "how-to/company-mirror": "GM860 GM861 GM862 GM863 GM864 GM867 GM868 GM869 GM940",
    "how-to/dep-glide-godep": "GM022 GM105 GM106 GM108 GM110 GM501 GM502 GM804 GM805",
    "how-to/fewer-copies": "GM401 GM403 GM446 GM447 GM448 GM451",
    "how-to/forks": "GM204 GM411 GM416",
    "how-to/monorepo": "GM037 GM039 GM043 GM046",
    "how-to/patched-vendor": "GM309 GM355 GM403",
    "how-to/private-modules": "GM401 GM410 GM859 GM863 GM866 GM870 GM871 GM872 GM873 GM874 GM877 GM878 GM879 GM914 GM918 GM922",
    "how-to/replace-or-go-work": "GM318 GM322 GM858 GM926 GM930 GM931 GM947 GM948",
    "how-to/rolling-back": "GM304 GM610 GM612",
    "how-to/tools": "GM720 GM721 GM805 GM806 GM880 GM881 GM882 GM883",
    "how-to/users-on-gopath": "GM204 GM411",
    "how-to/vendor": "GM022 GM024 GM027 GM308 GM803 GM807 GM827 GM838 GM897 GM913 GM941",
}
"""Pages that help with single codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualPage:
    """The page of a code. `case` is what was said in a case that a test has, `case_remedy` the remedy there where the
    facts told a better one; `log` is what a go command printed, "" where the code tells of no log. `pages` are those of
    the documentation that help, without their ending."""

    code: str
    severity: str
    title: str
    meaning: str
    remedy: str
    case: str
    case_remedy: str
    log: str
    pages: tuple[str, ...]


def entry_of(code: str) -> ManualPage:
    """The page of a code. Raises KeyError for a code that does not exist."""
    row = ROWS[code]
    known = _cases().get(code, {})
    case = case_of(code)
    helped = case and remedy_of(case)
    return ManualPage(
        code=code,
        severity=str(SEVERITIES[code]),
        title=row.title,
        meaning=row.meaning,
        remedy=usual_remedy(row),
        case=_said(case) if case else "",
        case_remedy=helped if helped and helped != usual_remedy(row) else "",
        log=known.get("log", ""),
        pages=pages_of(code),
    )


def case_of(code: str) -> Finding | None:
    """A finding of this code from a case that a test has; None where no test has one as data."""
    known = _cases().get(code, {})
    if "facts" not in known:
        return None
    return findings_from_json([{"code": code, "severity": str(SEVERITIES[code]), **known}])[0]


def pages_of(code: str) -> tuple[str, ...]:
    """The pages of the documentation that help with a code; the one about its subject is the last."""
    helpful = [page for page, codes in PAGES.items() if code in codes.split()]
    return tuple(dict.fromkeys([*helpful, SUBJECTS[table_of(code)][1]]))


def _said(case: Finding) -> str:
    return f"{case.place}: {message_of(case)}" if case.place else message_of(case)


def _cases() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        files("gomigrate.report").joinpath("cases.json").read_text(encoding="utf-8")
    )
    return found
