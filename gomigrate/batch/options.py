"""What a batch was asked to do, as it is kept in its run folder."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.model.errors import UsageProblem
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.policy import Policy
from gomigrate.report.batchjson import BatchJsonError, amount, texts, typed

if TYPE_CHECKING:
    from gomigrate.model.fleets.batch import Unit

DEFAULT_BRANCH = "modules"
PLACEHOLDERS = ("unit", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """`branch` is a template: `{unit}` stands for the unit's folder in its repository and `{name}` for the last word
    of that; without either, the units of a repository share one branch. `force` replaces branches that exist,
    `dry_run` only plans, `step_branches` makes a branch for each commit besides, `unit_timeout` is the number of
    seconds that one unit may take. With a `layout` the units are the modules that one repository becomes, whose top
    has the import path `import_path` ("": found out)."""

    policy: Policy
    branch: str = DEFAULT_BRANCH
    force: bool = False
    dry_run: bool = False
    step_branches: bool = False
    unit_timeout: float = 3600
    layout: Layout | None = None
    import_path: str = ""

    def branch_of(self, unit: Unit) -> str:
        """The branch that the unit is written to."""
        folder = unit.prefix or unit.root.rpartition("/")[2]
        return self.branch.replace("{unit}", folder).replace("{name}", folder.rpartition("/")[2])


def options_json(options: BatchOptions) -> dict[str, Any]:
    """The options as a JSON value."""
    return asdict(options)


def options_from_json(value: object) -> BatchOptions:
    """The options that `options_json` made this of. Raises UsageProblem where another gomigrate wrote them."""
    try:
        said = typed(value, dict, "options")
        policy = typed(said.get("policy"), dict, "policy")
        hold, layout = policy.get("hold"), said.get("layout")
        return BatchOptions(
            **_like(BatchOptions(policy=Policy()), said, ("policy", "layout", "unit_timeout")),
            policy=Policy(
                **_like(Policy(), policy, ("hold",)), hold=hold if isinstance(hold, str) else texts(hold, "hold")
            ),
            layout=None if layout is None else Layout(typed(layout, str, "layout")),
            unit_timeout=amount(said.get("unit_timeout"), threading.TIMEOUT_MAX, "unit_timeout"),
        )
    except (TypeError, ValueError) as error:
        raise UsageProblem(f"the options of the run were written by another gomigrate: {error}") from error


def _like(example: Policy | BatchOptions, value: dict[str, Any], other: tuple[str, ...]) -> dict[str, Any]:
    """The fields but the `other` ones, if they are those of the example and of their kinds. Raises BatchJsonError."""
    wanted = asdict(example)
    if set(value) != set(wanted):
        raise BatchJsonError("other fields than these")
    return {name: typed(value[name], type(wanted[name]), name) for name in wanted if name not in other}
