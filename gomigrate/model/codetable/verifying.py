"""GM3xx: verify."""

from __future__ import annotations

from gomigrate.model.codetable.code import Code
from gomigrate.model.findings import Severity

CODES: dict[str, Code] = {
    "GM301": Code(
        severity=Severity.ERROR,
        title="the go command cannot load the branch",
        meaning="go list fails on the branch in module mode with -mod=readonly, so nobody can build it as it is.",
        remedy="Read the go command's words below; then mend go.mod or go.sum on the branch, or run gomigrate apply again.",
    ),
    "GM302": Code(
        severity=Severity.ERROR,
        title="the state before cannot be listed",
        meaning="go list fails in GOPATH mode on the commit that the branch starts from, so there is nothing to compare the branch with.",
        remedy="Run verify where the project could be built before: inside its GOPATH, or with --base naming a commit that could.",
    ),
    "GM303": Code(
        severity=Severity.ERROR,
        title="another copy of a package is built",
        meaning=(
            "GOPATH mode built several different copies of one package, out of nested vendor trees. Module mode knows one copy only; "
            "it is equal to one of them, but not to the one that the named package of yours imported: that one is built otherwise now."
        ),
        remedy=(
            "Look at how the copies differ. Where the folder with the other copy can be a module of its own, gomigrate batch --layout units keeps both; "
            "otherwise one has to be chosen, with a pin in the lock or a copy and a replace."
        ),
    ),
    "GM304": Code(
        severity=Severity.WARNING,
        title="the branch carries no record",
        meaning=(
            "gomigrate apply leaves .gomigrate/plan.json on the branch: the commit it started from, the planned build list, the platforms. "
            "Without it the build can still be compared with the merge base, but nothing can be compared with a plan."
        ),
        remedy="Name the commit to compare with by --base, or verify the branch that gomigrate apply made.",
    ),
    "GM305": Code(
        severity=Severity.ERROR,
        title="the branch's record cannot be read",
        meaning="The file .gomigrate/plan.json is there, but it is not what gomigrate wrote (edited, truncated, from a newer version).",
        remedy="Restore the file from the branch's first commit, or remove it and name the commit to compare with by --base.",
    ),
    "GM306": Code(
        severity=Severity.ERROR,
        title="go.sum lacks a line",
        meaning="With -mod=readonly, which is the go command's default, every module of the build list needs its lines in go.sum.",
        remedy="Run go mod download and commit go.sum, or run gomigrate apply again.",
    ),
    "GM307": Code(
        severity=Severity.ERROR,
        title="a module is not what go.sum says",
        meaning="go mod verify found a module in the module cache whose content is not the one that go.sum has the hash of.",
        remedy="Run go clean -modcache and verify again; if it stays, somebody changed a published version: find out before you build.",
    ),
    "GM308": Code(
        severity=Severity.ERROR,
        title="the vendor folder does not follow go.mod",
        meaning=(
            "From go 1.14 on the go command builds out of vendor/ where there is one, and refuses a vendor/modules.txt that does not agree "
            "with go.mod; a folder of a legacy tool has no such file at all."
        ),
        remedy="Run go mod vendor on the branch, or remove the folder.",
    ),
    "GM309": Code(
        severity=Severity.ERROR,
        title="a vendored package differs from its module",
        meaning=(
            "The vendor folder is consistent by its list, but holds other bytes than the module it stands for. The go command does not check "
            "that: it builds whatever lies there."
        ),
        remedy="Run go mod vendor on the branch; if the changes are wanted, keep the package as a local copy with a replace.",
    ),
    "GM310": Code(
        severity=Severity.ERROR,
        title="the go command wants to write",
        meaning="Listing the branch changed its go.mod or go.sum, so a checkout of it is dirty after the first build.",
        remedy="Commit what the go command wrote, or run gomigrate apply again.",
    ),
    "GM311": Code(
        severity=Severity.WARNING,
        title="a locked module is missing from the state before",
        meaning=(
            "Neither a vendor tree nor GOPATH holds this dependency, and the locked commit could not be downloaded, so the packages "
            "out of it could not be compared."
        ),
        remedy="Put a checkout of the locked commit into GOPATH, or make it reachable by GOPROXY, and verify again.",
    ),
    "GM312": Code(
        severity=Severity.NOTE,
        title="compared after undoing rewritten imports",
        meaning=(
            "The plan rewrites import paths in Go files, so their bytes differ by exactly that. Both sides were compared with the old "
            "spelling replaced by the new one inside quotation marks."
        ),
        remedy="Nothing.",
    ),
    "GM319": Code(
        severity=Severity.ERROR,
        title="a replace line leads out of the repository",
        meaning=(
            "The branch builds a folder that is no part of it: another machine has another one there, or none. What lies in it on this machine "
            "was looked at, and that says nothing about any other build."
        ),
        remedy="Put the folder into the repository, or require a version of the module instead.",
    ),
}
