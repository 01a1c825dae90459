"""GM3xx: verify."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM301": Row(
        title="the go command cannot load the branch",
        meaning="go list fails on the branch in module mode with -mod=readonly, so nobody can build it as it is.",
        remedy="Read the go command's words below; then mend go.mod or go.sum on the branch, or run gomigrate apply again.",
    ),
    "GM302": Row(
        title="the state before cannot be listed",
        meaning="go list fails in GOPATH mode on the commit that the branch starts from, so there is nothing to compare the branch with.",
        remedy="Run verify where the project could be built before: inside its GOPATH, or with --base naming a commit that could.",
    ),
    "GM303": Row(
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
    "GM304": Row(
        title="the branch carries no record",
        meaning=(
            "gomigrate apply leaves .gomigrate/plan.json on the branch: the commit it started from, the planned build list, the platforms. "
            "Without it the build can still be compared with the merge base, but nothing can be compared with a plan."
        ),
        remedy="Name the commit to compare with by --base, or verify the branch that gomigrate apply made.",
    ),
    "GM305": Row(
        title="the branch's record cannot be read",
        meaning="The file .gomigrate/plan.json is there, but it is not what gomigrate wrote (edited, truncated, from a newer version).",
        remedy="Restore the file from the branch's first commit, or remove it and name the commit to compare with by --base.",
    ),
    "GM306": Row(
        title="go.sum lacks a line",
        meaning="With -mod=readonly, which is the go command's default, every module of the build list needs its lines in go.sum.",
        remedy="Run go mod download and commit go.sum, or run gomigrate apply again.",
    ),
    "GM307": Row(
        title="a module is not what go.sum says",
        meaning="go mod verify found a module in the module cache whose content is not the one that go.sum has the hash of.",
        remedy="Run go clean -modcache and verify again; if it stays, somebody changed a published version: find out before you build.",
    ),
    "GM308": Row(
        title="the vendor folder does not follow go.mod",
        meaning=(
            "From go 1.14 on the go command builds out of vendor/ where there is one, and refuses a vendor/modules.txt that does not agree "
            "with go.mod; a folder of a legacy tool has no such file at all."
        ),
        remedy="Run go mod vendor on the branch, or remove the folder.",
    ),
    "GM309": Row(
        title="a vendored package differs from its module",
        meaning=(
            "The vendor folder is consistent by its list, but holds other bytes than the module it stands for. The go command does not check "
            "that: it builds whatever lies there."
        ),
        remedy="Run go mod vendor on the branch; if the changes are wanted, keep the package as a local copy with a replace.",
    ),
    "GM310": Row(
        title="the go command wants to write",
        meaning="Listing the branch changed its go.mod or go.sum, so a checkout of it is dirty after the first build.",
        remedy="Commit what the go command wrote, or run gomigrate apply again.",
    ),
    "GM311": Row(
        title="a locked module is missing from the state before",
        meaning=(
            "Neither a vendor tree nor GOPATH holds this dependency, and the locked commit could not be downloaded, so the packages "
            "out of it could not be compared."
        ),
        remedy="Put a checkout of the locked commit into GOPATH, or make it reachable by GOPROXY, and verify again.",
        message="{module} cannot be had: what imports it was not compared",
    ),
    "GM312": Row(
        title="compared after undoing rewritten imports",
        meaning=(
            "The plan rewrites import paths in Go files, so their bytes differ by exactly that. Both sides were compared with the old "
            "spelling replaced by the new one inside quotation marks."
        ),
        remedy="Nothing.",
    ),
    "GM313": Row(
        title="no state before the migration",
        meaning=(
            "The commit that the record names, or the one before go.mod came, cannot be the state before: it is no full hash, not an ancestor "
            "of the branch, a commit of the branch itself, or gomigrate had changed it already. A branch that chose what it is compared with "
            "would be equal to itself, so nothing was compared."
        ),
        remedy="Name the state before yourself: --base REV, such as --base $(git merge-base origin/main HEAD).",
    ),
    "GM314": Row(
        title="compared with a commit that you named",
        meaning="--base names another commit than the record, or one that the branch does not come from. The verdict is about that commit.",
        remedy="Nothing, if that is the state before that you mean.",
    ),
    "GM315": Row(
        title="the migration changed files that the plan does not name",
        meaning=(
            "The commits of the migration itself, from the one that brought go.mod to the one that wrote the record, hold changes that gomigrate "
            "did not plan: other files, other bytes in kept copies and rewritten files, another mode. Some of them may reach no compiler, so that "
            "all packages are the same; a build script, a test's data or a file with build tags can still change what is run."
        ),
        remedy="Look at each with git diff BASE REF -- FILE; put what is meant into a commit of its own after the migration's.",
    ),
    "GM316": Row(
        title="a platform that the go command does not know",
        meaning="The record names a platform that go tool dist list does not print. Nothing can be built for it, so nothing was compared on it.",
        remedy="Name the platforms to compare on yourself, with --platform.",
    ),
    "GM317": Row(
        title="programs run with other GODEBUG defaults",
        meaning=(
            "The go line, the toolchain and the godebug lines of go.mod decide what a program does where Go changed its behaviour: panic(nil), TLS, "
            "timers, certificates. The same files run otherwise than before, and no plan says so."
        ),
        remedy="Set the go line to 1.18, or add the line godebug default=go1.18 to go.mod (go 1.23 or later); see https://go.dev/doc/godebug for each setting.",
    ),
    "GM318": Row(
        title="go.work builds something else",
        meaning=(
            "The branch has a go.work at the project or above it. Whoever runs the go command there builds by its lines: its replace, go and godebug "
            "lines win over those of go.mod. What it builds was listed as well, and is not what go.mod alone builds."
        ),
        remedy="Look at the go.work, and remove it or the lines that change the build; GOWORK=off builds without it.",
    ),
    "GM319": Row(
        title="go.mod has other lines than planned",
        meaning="The go, toolchain, godebug and ignore lines decide how the same files are built and run. One of them is not what the plan, or the go.mod before, says.",
        remedy="Take the line back, or have it planned: gomigrate apply --go VERSION.",
    ),
    "GM320": Row(
        title="programs run with other GODEBUG defaults, as planned",
        meaning="The plan chose a go line that changes the defaults of GODEBUG settings; the programs are made of the same files, and may behave otherwise.",
        remedy="Add the line godebug default=go1.18 to go.mod (go 1.23 or later) to keep the old defaults; see https://go.dev/doc/godebug for each setting.",
    ),
    "GM321": Row(
        title="files changed between the base and the migration",
        meaning="Commits after the recorded state before, and before the one that brought go.mod, changed files. They are no part of the migration: the branch was moved to a later commit, or it brought these commits along.",
        remedy="Look at them, or run gomigrate apply again on the later commit.",
    ),
    "GM322": Row(
        title="a replace line leads out of the repository",
        meaning=(
            "The branch builds a folder that is no part of it: another machine has another one there, or none. What lies in it on this machine "
            "was looked at, and that says nothing about any other build."
        ),
        remedy="Put the folder into the repository, or require a version of the module instead.",
    ),
    "GM323": Row(
        title="the record names another version than the lock",
        meaning=(
            "Neither a vendor folder nor GOPATH has this dependency, so the state before is laid out from the module version that the record "
            "names. The lock of the state before does not mean that version, and so the branch would be compared with itself."
        ),
        remedy="Run gomigrate apply again on the commit that the migration started from, and compare its go.mod with the branch's.",
    ),
}
