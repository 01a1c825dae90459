"""The stages of gomigrate for programs: look, plan, write, verify, and the values that pass between them.

    from gomigrate import api

    world = api.World.from_environment(os.environ, folder)
    prepared = api.prepare(world, folder, api.Policy())

Every value is a frozen dataclass; every error that is not a bug is a GomigrateError. Nothing here prints, exits, or
reads the environment but through World. What `__all__` names is kept by the rules of Semantic Versioning: within a
major version names, parameters and fields are only added. Everything else in the package may change at any time.
"""

from gomigrate.graph.requirements import cycles, path, whole, why
from gomigrate.model.errors import GomigrateError, NothingToDo, ProjectProblem, UsageProblem, WorldProblem
from gomigrate.model.findings import Finding, Place, Severity
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.graph.requirements import GraphAnswer, RequirementGraph
from gomigrate.model.legacy.inventory import Inventory
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import ChangeSet, LedgerLine, Plan, Replacement, Requirement, State
from gomigrate.model.policy import Policy
from gomigrate.model.verdict import (
    FileChange,
    PackageDifference,
    PlatformVerdict,
    Verdict,
    VerdictState,
)
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.pipeline import (
    Prepared,
    apply_in_place,
    apply_to_branch,
    blocking,
    module_graph,
    needs_decision,
    package_graph,
    prepare,
    scan,
    undo_in_place,
)
from gomigrate.report.graph import graph_json
from gomigrate.report.inventory import inventory_json
from gomigrate.report.json import plan_json, verdict_json
from gomigrate.report.words.findings import message_of, remedy_of
from gomigrate.verify.verify import verify
from gomigrate.world.disk.inplace import InPlaceResult
from gomigrate.world.disk.undo import PutBack
from gomigrate.world.git.branch import BranchResult
from gomigrate.world.world import World

__all__ = [
    "BranchResult",
    "ChangeSet",
    "FileChange",
    "Finding",
    "Gap",
    "GomigrateError",
    "GraphAnswer",
    "InPlaceResult",
    "Inventory",
    "LedgerLine",
    "ModuleVersion",
    "NothingToDo",
    "PackageDifference",
    "Place",
    "Plan",
    "PlatformVerdict",
    "Policy",
    "Prepared",
    "ProjectProblem",
    "PutBack",
    "Replacement",
    "Requirement",
    "RequirementGraph",
    "Severity",
    "State",
    "Unchecked",
    "UsageProblem",
    "Verdict",
    "VerdictState",
    "World",
    "WorldProblem",
    "apply_in_place",
    "apply_to_branch",
    "blocking",
    "cycles",
    "graph_json",
    "inventory_json",
    "message_of",
    "module_graph",
    "needs_decision",
    "package_graph",
    "path",
    "plan_json",
    "prepare",
    "read_mod_graph",
    "remedy_of",
    "scan",
    "undo_in_place",
    "verdict_json",
    "verify",
    "whole",
    "why",
]
