"""What the choice for vendor folders and lock files (--vendor, --locks) means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.goversion import go_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy

VENDOR = "vendor"

# From this go line on the go command builds out of vendor/ where there is one (Go reference: "Vendoring").
_CHECKED_FROM = (1, 14)


def is_in_vendor(path: str) -> bool:
    """Whether a path of the project is in the vendor folder that module mode reads: the one at the top."""
    return path.startswith(f"{VENDOR}/")


def removed_locks(inventory: Inventory, policy: Policy) -> set[str]:
    """The lock files that are removed for themselves. One inside a vendor folder stays or goes with it, because the go
    command would refuse a folder with nothing else in it."""
    if policy.locks == "keep":
        return set()
    return {path for path in inventory.lock_files if not (policy.vendor == "keep" and is_in_vendor(path))}


def kept_locks(inventory: Inventory, policy: Policy) -> set[str]:
    """The lock files that stay though their folder is removed (Godeps/Godeps.json beside the workspace)."""
    if policy.locks == "remove":
        return set()
    return {path for path in inventory.lock_files if not is_in_vendor(path)}


def is_refused(inventory: Inventory, policy: Policy, go: str) -> bool:
    """Whether an old vendor folder stays where the go command looks at it; `go` is the go line."""
    has_top = any(root.dir == VENDOR or is_in_vendor(root.dir) for root in inventory.vendor_roots)
    return policy.vendor == "keep" and has_top and go_version(go) >= _CHECKED_FROM


def vendor_findings(inventory: Inventory, policy: Policy, go: str, *, is_sound: bool = False) -> Iterator[Finding]:
    """What the choice means for everyone who builds the branch; `go` is its go line, `is_sound` says whether the vendor
    folder agrees with its go.mod."""
    has_top = any(root.dir == VENDOR or is_in_vendor(root.dir) for root in inventory.vendor_roots)
    if is_refused(inventory, policy, go):
        if not is_sound:
            yield finding("GM701", place=Place(VENDOR), go=go)
    elif policy.vendor == "keep" and has_top:
        yield finding("GM704", place=Place(VENDOR), go=go)
    if policy.vendor == "remove" and any(path == VENDOR or is_in_vendor(path) for path in inventory.untracked_vendor):
        yield finding("GM703", place=Place(VENDOR))
    gone = sorted(path for path in inventory.lock_files if is_in_vendor(path))
    if policy.locks == "keep" and policy.vendor != "keep" and gone:
        yield finding("GM705", place=Place(gone[0]), path=gone[0])
