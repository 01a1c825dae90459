"""A fresh vendor folder in the change set: the second step removes the old one and writes the new one."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place

if TYPE_CHECKING:
    from gomigrate.plan.files.drafting import Draft
    from gomigrate.write.changes import Texts

_WIDTH = 72
_SHOWN = 12


def with_fresh_vendor(draft: Draft, files: tuple[tuple[str, bytes], ...], complaints: tuple[str, ...]) -> Draft:
    """The draft with a vendor folder of these files (path below the project, bytes); `complaints` is what
    `go mod vendor` could not put into it."""
    names = {name for name, _ in files}
    plan = draft.plan
    findings = plan.findings
    if complaints:
        message = f"go mod vendor leaves out what it cannot find: {complaints[0]}"
        findings += (finding("GM702", message, place=Place("vendor"), evidence=complaints[1:]),)
    plan = replace(
        plan,
        writes=(*plan.writes, *sorted(names)),
        removes=tuple(path for path in plan.removes if path not in names),
        findings=findings,
    )
    return replace(draft, plan=plan, vendored=files)


def texts_for(texts: Texts, draft: Draft) -> Texts:
    """The texts, with the second step's telling of the fresh vendor folder where there is one."""
    if not draft.vendored:
        return texts
    others = [path for path in draft.plan.removes if not path.startswith("vendor/")]
    said = (
        f"The folder is what the go command makes of go.mod: {len(draft.vendored)} files. go build takes packages from"
        " there; go list -m all needs -mod=mod or -mod=readonly."
    )
    gone = [f"- {path}" for path in others[:_SHOWN]]
    if len(others) > _SHOWN:
        gone.append(f"- and {len(others) - _SHOWN} more")
    paragraphs = [textwrap.fill(said, _WIDTH)]
    if gone:
        paragraphs += ["Nothing reads these files any more:", "\n".join(gone)]
    body = "\n\n".join(paragraphs) + "\n"
    return replace(texts, removed=("Write vendor/ anew with go mod vendor", body))
