"""A fresh vendor folder in the change set: the second step removes the old one and writes the new one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place

if TYPE_CHECKING:
    from gomigrate.plan.files.drafting import Draft


def with_fresh_vendor(
    draft: Draft,
    files: tuple[tuple[str, bytes], ...],
    complaints: tuple[str, ...],
    left_out: tuple[str, ...] = (),
) -> Draft:
    """The draft with a vendor folder of these files (path below the project, bytes); `complaints` is what
    `go mod vendor` could not put into it, `left_out` what it never puts there though C code includes it."""
    names = {name for name, _ in files}
    plan = draft.plan
    findings = plan.findings
    if complaints:
        findings += (finding("GM702", problem=complaints[0], place=Place("vendor"), evidence=complaints[1:]),)
    if left_out:
        findings += (finding("GM706", place=Place("vendor"), files=left_out),)
    plan = replace(
        plan,
        writes=(*plan.writes, *sorted(names)),
        removes=tuple(path for path in plan.removes if path not in names),
        findings=findings,
    )
    return replace(draft, plan=plan, vendored=files)
