"""Verify: its findings (GM3xx, GM609 to GM612), and what it could not check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import Tidy, TidyState
from gomigrate.report.words.phrases import all_of, counted, filled, first_few
from gomigrate.report.words.row import Idle, Row

if TYPE_CHECKING:
    from gomigrate.model.findings import Fact
    from gomigrate.report.words.row import Facts

MOST_NAMES = 12
"""So many names are given where there may be hundreds; JSON has them all."""


def unchecked_words(unchecked: Unchecked) -> str:
    """What was not checked, and why."""
    facts: dict[str, Fact] = {
        "names": first_few(unchecked.names, MOST_NAMES),
        "n": len(unchecked.names),
        "platform": unchecked.platform or "in every build",
        "count": unchecked.count,
    }
    return filled(_UNCHECKED[unchecked.what], facts)


_UNCHECKED = {
    Gap.NO_GO_COMMAND: "there is no go command: packages were not compared, and the build list was not computed",
    Gap.GO_MOD_LINES_ALONE: "instead, the require and replace lines of go.mod were compared with the plan",
    Gap.NO_BASE: "no commit to compare with is known, so packages were not compared; name one with --base",
    Gap.BASE_ORIGIN: "it is not known whether commit {names} came with the branch: no other branch of this clone has it; name another with --base",
    Gap.BASE_OF_SEVERAL: "go.mod was added {count} times: compared with the commit before the last time, {names}",
    Gap.NO_MODULE: "go.mod names no module, so packages were not compared",
    Gap.NO_PLAN: "there is no plan to compare the build list of {count:module} with",
    Gap.UNREADABLE_FILE: "a file of the repository cannot be read ({names}), so nothing was compared",
    Gap.OFFLINE: "with GOPROXY=off the build list comes from go list -m -e all",
    Gap.TOOLCHAIN: "go.mod asks for the toolchain {names}, which the go command may use; everything was compared with the Go that runs here",
    Gap.LOCKED_VERSIONS: "for the code before the migration, the versions of these come from the record; it is not known whether the locks mean them: {names}",
    Gap.DISAGREEMENTS: "units that locked another version than the chosen one, and had no copy of it: {names}",
    Gap.BROKEN_BEFORE: "{platform}: {n:package} could not be loaded before the migration, and {n:~was} not compared: {names}; put the code into GOPATH/src and verify again, or review it",
    Gap.BROKEN_ELSEWHERE: "{platform}: {n:package} could not be loaded before the migration, as committed with the vendor folder, so there was nothing to compare: {names}",
    Gap.WORKSPACE: "everything was compared without {names}, which is unchanged and builds other code than go.mod alone",
    Gap.VENDOR_STAYS: "vendor/ is unchanged, as asked, and does not agree with go.mod",
    Gap.NO_TESTS_BEFORE: "tests were not run: there is no code before the migration to compare their results with",
    Gap.PLATFORMS: "builds of other files were not compared, because there are too many or they cannot be listed: {names}; choose with --platform and --tags",
    Gap.UNEXPLAINED_FILES: "there is no plan that says why other files changed: {names}",
    Gap.OTHER_MODULES: "other modules here have records of their own; run verify in their folders: {names}",
    Gap.MIGRATION: "the history of this clone does not include the migration: the record, go.sum and the kept copies were not compared with what it wrote",
    Gap.NOT_BUILT: "nothing was compiled, as asked: only files were compared, which proves less",
    Gap.NOT_COMPILED: "{platform}: {n:package} did not compile before or after the migration, and only files were compared: {names}",
    Gap.COMPILER: "{platform}: the go command stopped before it had compiled both sides, so only files were compared: {names}",
    Gap.OWN_ZIPS: "there is no copy of {n:module} from before the migration: the zips that go.mod requires were used on both sides: {names}",
    Gap.NO_OLD_GO: "these Go versions could not be tried: {names}",
    Gap.WORK_TREE: "both builds used Go files that git ignores, as they are in this folder: {names}",
    Gap.NOTHING: "the project has no package and no dependency, so there is nothing to compare",
    Gap.CONTENT: "these files changed as planned, but their content was not checked: {names}",
}


def tidy_reason(tidy: Tidy) -> str:
    """Why `go mod tidy` cannot say what it would change, "" where it can."""
    if tidy.state is not TidyState.CANNOT:
        return ""
    return "go mod tidy -diff needs go 1.23 or later" if tidy.is_too_old else tidy.error or "no reason given"


_RECORD_FAULTS = {
    "unreadable": "The record cannot be read: {}.",
    "too-large": "The record is larger than {}.",
    "not-json": "The record is not JSON: {}.",
    "not-a-plan": "The record is not a plan: {}.",
}

_NOT_BEFORE = {
    "no-full-hash": "{!r} is not the full hash of a commit.",
    "no-commit": "{} is not a commit.",
    "verified-itself": "{} is the commit that verify checks.",
    "no-ancestor": "{} is not an ancestor of the branch.",
    "has-record": "{} already has a record of gomigrate, so the migration had begun there.",
    "has-go-mod": "{} already has a go.mod, and the plan does not mention one.",
    "lacks-go-mod": "The plan says that go.mod was edited, but {} has no go.mod.",
    "of-the-branch": "{} is a commit of the branch itself: the main branch does not have it.",
}


def _load_failed(f: Facts) -> str:
    if "module" in f:
        return f"The module line names {f['module']}, which {f['problem']}."
    if not f["command"]:
        return str(f["error"])
    where = f" for {f['platform']}" if f["platform"] else ""
    return f"{f['command']} fails{where}: {f['error'] or 'it printed no reason'}"


def _other_copy(f: Facts) -> str:
    who = "Before the migration, {importers} used {copies}. " if f["importers"] else "The build used {copies} before. "
    return filled(who + "Now everything uses {package} with the files of {taken}, which differ in {files}.", f)


def _named_base(f: Facts) -> str:
    said = ["that is the commit that verify checks"] * bool(f["is_verified_itself"])
    if not f["is_verified_itself"] and not f["is_related"]:
        said.append("it is not an ancestor of the branch")
    said += [f"the record names {f['recorded']}"] * bool(f["recorded"])
    return f"Compared with {f['commit']}: {all_of(said)}."


def _other_defaults(f: Facts) -> str:
    programs, tests = int(str(f["programs"])), int(str(f["tests"]))
    who = [counted(programs, "program")] * bool(programs)
    who += [f"the tests of {counted(tests, 'package')}"] * bool(tests)
    return filled("{settings:GODEBUG setting} {settings:~has} another default than before, for ", f) + f"{all_of(who)}."


def _other_workspace(f: Facts) -> str:
    if "error" in f:
        return f"go list fails in the workspace: {f['error']}"
    if "packages" in f:
        return filled("{platform}: {packages:package} {packages:~differs} between the workspace and go.mod alone.", f)
    return filled("{programs:program} {programs:~has} other GODEBUG defaults in the workspace.", f)


def _other_version(f: Facts) -> str:
    if f["locked"]:
        return filled("{module} is locked to {locked}, but {built} is another version.", f)
    return filled("{module} is compared as {built}, but no lock file before the migration pins it.", f)


def _no_results(f: Facts) -> str:
    when = "Before" if f["is_before"] else "After"
    mode = "GOPATH" if f["mode"] == "gopath" else "module"
    return f"{when} the migration, in {mode} mode: {f['error'] or 'go test failed and printed no reason'}"


def _no_base(f: Facts) -> str:
    if f["is_here"]:
        return f"This shallow clone does not show whether the branch comes from {f['commit']}."
    which = (
        f"Commit {f['commit']}, from which the migration started,"
        if f["commit"]
        else "The commit before go.mod was added"
    )
    return f"{which} is not in this {'shallow ' if f['is_shallow'] else ''}clone."


def _moved_on(f: Facts) -> str:
    files, go = int(str(f["files"])), int(str(f["go"]))
    what = counted(files, "Go file" if go == files else "file")
    if 0 < go < files:
        what += f", {go} of them Go files"
    return f"{counted(int(str(f['commits'])), 'commit')} after the migration changed {what}."


_GODEBUG = (
    "Set the go line to 1.18, or add the line godebug default=go1.18 to go.mod (Go 1.23 or later). See"
    " https://go.dev/doc/godebug for each setting."
)

ROWS: dict[str, Row] = {
    "GM301": Row(
        title="the go command cannot load the branch",
        meaning="The go command cannot load the branch in module mode with -mod=readonly, its default. Every build does the same, so the branch does not build as it is.",
        remedy="Read the go command's output below, fix go.mod or go.sum on the branch, or run {gomigrate:plan} to begin again.",
        message=_load_failed,
    ),
    "GM302": Row(
        title="the go command cannot load the code before the migration",
        meaning="go list fails in GOPATH mode on the commit that the branch starts from, so there is nothing to compare the branch with.",
        remedy="Run {gomigrate:verify} where the project built before: inside its GOPATH, or with --base and a commit that built.",
        message=_load_failed,
    ),
    "GM303": Row(
        title="a package is built from another copy than before",
        meaning=(
            "GOPATH mode built several different copies of one package: from vendor folders of dependencies, from folders of the project, or from GOPATH. "
            "Module mode builds one copy, so packages that imported another copy are now built with other code."
        ),
        remedy=(
            "Compare the copies. If one is right for all, plan and apply again with --accept-merge PACKAGE. If the folder with the other copy can be its own "
            "module, {gomigrate:batch --layout units} keeps both."
        ),
        message=_other_copy,
    ),
    "GM333": Row(
        title="a package is built from another copy than before, as accepted",
        meaning="The build had several different copies of one package, and now has one. The plan accepts that with --accept-merge. The package does not count as the same code.",
        remedy="Test the packages that imported another copy.",
        message=_other_copy,
    ),
    "GM334": Row(
        title="copies of a package with the same files become one",
        meaning="The build had several copies of one package with the same files, each with its own variables, and now has one. The code is the same, but all importers share the variables, and what its init functions register is registered once.",
        remedy="Check whether an importer needs its own variables. If not, plan and apply again with --accept-merge PACKAGE.",
        message="{package} had {copies:copy} with the same files before the migration and is built once now, so importers share its variables.",
    ),
    "GM304": Row(
        title="the branch has no record of a plan",
        meaning=(
            "gomigrate apply writes .gomigrate/plan.json to the branch: the commit that it started from, the planned build list, the platforms. "
            "Without this record verify compares the build with the merge base, but nothing with a plan."
        ),
        remedy="Name the commit to compare with --base, or verify the branch that apply made.",
        message="There is no record on the branch: it is compared with the code before the migration, not with a plan.",
    ),
    "GM305": Row(
        title="the branch's record cannot be read",
        meaning="The branch has a file .gomigrate/plan.json that gomigrate did not write in this form. It was edited or cut off, or a newer gomigrate wrote it.",
        remedy="Restore the file from the branch's first commit, or delete it and name the commit to compare with --base.",
        message=lambda f: _RECORD_FAULTS[str(f["fault"])].format(f["error"]),
    ),
    "GM306": Row(
        title="go.sum lacks a line that the build needs",
        meaning="With -mod=readonly, the go command's default, go.sum must have the hash of every go.mod in the build list.",
        remedy="Run go mod download and commit go.sum, or run {gomigrate:plan} to begin again.",
        message="go.sum has no hash of the go.mod of {module}.",
    ),
    "GM307": Row(
        title="a module in the module cache was changed",
        meaning="go mod verify compares each module in the module cache with the hash that was recorded at its download, and one does not match.",
        remedy="Run go clean -modcache, then {gomigrate:verify} again. If the problem stays, run {gomigrate:sum} before you build.",
        message="go mod verify: {module}",
    ),
    "GM308": Row(
        title="the vendor folder does not agree with go.mod",
        meaning=(
            "Since Go 1.14 the go command builds from vendor/ if there is one, and fails if vendor/modules.txt does not agree "
            "with go.mod. A vendor folder of a legacy tool has no vendor/modules.txt."
        ),
        remedy="Run go mod vendor on the branch, or delete the folder.",
        message=lambda f: str(f["error"]) or "go list -mod=vendor fails and prints no reason.",
    ),
    "GM309": Row(
        title="a vendored package differs from its module",
        meaning=(
            "vendor/modules.txt agrees with go.mod, but a package in vendor/ has other files than its module. The go command does not check "
            "that, and builds the vendored files."
        ),
        remedy="Run go mod vendor on the branch. If the changes are needed, keep the package as a local copy with a replace line.",
        message="The vendored files of {path} differ from the module's.",
    ),
    "GM310": Row(
        title="the go command changes go.mod or go.sum",
        meaning="go list changed the branch's go.mod or go.sum, so a build leaves the working tree dirty.",
        remedy="Commit what the go command wrote, or run {gomigrate:plan} to begin again.",
        message="go list changed go.mod or go.sum.",
    ),
    "GM311": Row(
        title="a locked module is not available for the comparison",
        meaning=(
            "Neither a vendor folder nor GOPATH has this dependency, and the locked commit could not be downloaded. "
            "Packages that import it were not compared."
        ),
        remedy="Put a checkout of the locked commit into GOPATH, or let GOPROXY provide it, then run {gomigrate:verify} again.",
        message="{module} is not available, so packages that import it were not compared.",
    ),
    "GM312": Row(
        title="the comparison ignores planned changes of import paths",
        meaning=(
            "The plan rewrites import paths in Go files, so these files differ from before. verify compared both sides with the old "
            "import path replaced by the new one, inside quotation marks only."
        ),
        remedy=Idle("Nothing to do: the imports differ as planned."),
        message="{files:Go file} {files:~was} compared with the old import paths replaced by the new ones.",
    ),
    "GM313": Row(
        title="the commit before the migration is not usable",
        meaning=(
            "verify compares the branch with the commit that the record names, or with the one before go.mod was added. That commit is no full hash, "
            "no ancestor of the branch, a commit of the branch itself, or already migrated. A branch must not choose what it is compared with, so "
            "nothing was compared."
        ),
        remedy="Name the commit before the migration: --base REV, such as --base $(git merge-base origin/main HEAD).",
        message=lambda f: _NOT_BEFORE[str(f["why"])].format(f["commit"]),
    ),
    "GM314": Row(
        title="the branch is compared with the commit of --base",
        meaning="--base names another commit than the record, or a commit that is not an ancestor of the branch. The verdict is about that commit.",
        remedy=Idle("Nothing to do if that is the commit before the migration."),
        message=_named_base,
    ),
    "GM315": Row(
        title="the migration changed files that the plan does not name",
        meaning=(
            "The commits of the migration, from the one that added go.mod to the one that wrote the record, contain changes that gomigrate "
            "did not plan: other files, other content in kept copies and rewritten files, another mode. Packages can still be the same. "
            "A build script, test data or a file with build tags can still change what runs."
        ),
        remedy="Check each file with git diff BASE REF -- FILE, and move intended changes into a commit after the migration.",
        message="{files:file} that the plan does not name {files:~differs} from before.",
    ),
    "GM316": Row(
        title="the record names a platform that the go command does not know",
        meaning="The record names a platform that go tool dist list does not print. Nothing can be built for it, so nothing was compared on it.",
        remedy="Choose the platforms to compare with --platform GOOS/GOARCH.",
        message="The go command does not know the platform {platform}, so nothing was compared on it.",
    ),
    "GM317": Row(
        title="programs run with other GODEBUG defaults",
        meaning=(
            "The go, toolchain and godebug lines of go.mod choose how a program behaves where Go changed: panic(nil), TLS, "
            "timers, certificates. The same files behave differently than before, and the plan does not say so."
        ),
        remedy=_GODEBUG,
        message=_other_defaults,
    ),
    "GM318": Row(
        title="go.work builds other code than go.mod",
        meaning=(
            "The project or a folder above it has a go.work. The go command uses it there: its replace, go and godebug "
            "lines override those of go.mod. verify listed both builds. They differ, or go list fails in the workspace."
        ),
        remedy="Remove go.work or the lines that change the build, or build with GOWORK=off.",
        message=_other_workspace,
    ),
    "GM319": Row(
        title="go.mod has other lines than planned",
        meaning="The go, toolchain, godebug and ignore lines decide how the same files are built and run. One of them differs from the plan, or from go.mod before the migration.",
        remedy="Restore the line, or migrate again with --go VERSION.",
        message="{lines:line} of go.mod {lines:~differs} from the plan, or from go.mod before the migration.",
    ),
    "GM320": Row(
        title="programs run with other GODEBUG defaults, as planned",
        meaning="The plan chose a go line that changes the defaults of GODEBUG settings. The programs have the same files, and may behave differently.",
        remedy="Add the line godebug default=go1.18 to go.mod (Go 1.23 or later) to keep the old defaults. See https://go.dev/doc/godebug for each setting.",
        message=_other_defaults,
    ),
    "GM321": Row(
        title="files changed between the base commit and the migration",
        meaning="Commits after the recorded base commit, and before the one that added go.mod, changed files. They are not part of the migration: the branch was rebased, or contains these commits.",
        remedy="Review these commits, or check out the later commit and run {gomigrate:plan} to begin again.",
        message="Commits between the base commit and the migration changed {files:file}.",
    ),
    "GM322": Row(
        title="a replace line points out of the repository",
        meaning=(
            "The branch builds a folder that is not in the repository. Another machine has another folder there, or none. verify "
            "used the folder on this machine, which says nothing about other builds."
        ),
        remedy="Move the folder into the repository, or require a version of the module instead.",
        message="go.mod replaces {module} by {folder}, which is outside of the repository.",
    ),
    "GM323": Row(
        title="the record names another version than the lock file",
        meaning=(
            "Neither a vendor folder nor GOPATH has this dependency, so verify takes the version in the record for the code before the migration. "
            "The lock file does not name that version, so the branch would be compared with itself."
        ),
        remedy="Migrate again from the commit that the migration started from, and compare its go.mod with the branch's.",
        message=_other_version,
    ),
    "GM324": Row(
        title="a checkout in GOPATH is not at the locked commit",
        meaning=(
            "GOPATH mode builds the checkout in GOPATH, whatever the lock file says, so verify compared the branch with the checkout. The lock file names "
            "another commit, or a name that the clone does not have. A build from the lock file has other code."
        ),
        remedy="Find out which of the two was released. If it is the locked one, check it out in GOPATH/src, then run {gomigrate:plan} to begin again.",
        message="GOPATH and the branch have {module} at the checkout's commit ({built}), but the lock file names {locked}.",
    ),
    "GM329": Row(
        title="files for another Go version differ",
        meaning=(
            "These files differ from before, but their build constraints exclude them from every build with the Go that runs here. Only "
            "another Go version compiles them."
        ),
        remedy=Idle("Nothing to do unless another Go version builds the project. If one does, compare these files."),
        message="{files:file} that only another Go version compiles {files:~differs} from before.",
    ),
    "GM609": Row(
        title="test results cannot be compared",
        meaning="go test did not finish before or after the migration, or its output cannot be read, so there are no results to compare.",
        remedy="Read the go command's output below, or give the tests more time with --tests-timeout DURATION.",
        message=_no_results,
    ),
    "GM610": Row(
        title="the base commit is not in this clone",
        meaning="The commit that the migration started from is not in this repository. A shallow clone, which CI often makes, does not have the whole history.",
        remedy="Run git fetch --unshallow, or set fetch-depth: 0 in CI, or name another commit with --base.",
        message=_no_base,
        remedy_here=lambda f: (
            "" if f["is_shallow"] else "Name the commit to compare with --base, or fetch the branch that has it."
        ),
    ),
    "GM611": Row(
        title="go.mod changed after the migration",
        meaning="Later commits edited go.mod, so it differs from the plan in the record. The output shows both values of each line.",
        remedy="Review the changes. If a CI gate has to pass with them, delete the record, or verify the migration's own commit.",
        message="{lines:line} of go.mod changed after the migration.",
    ),
    "GM612": Row(
        title="the branch has commits after the migration",
        meaning="Later commits changed files. Packages with these files differ from before, and the migration did not cause that. Other files may change what a build or a test does.",
        remedy="Review these commits as usual. To verify only the migration, use --against with the last commit that wrote .gomigrate/plan.json.",
        message=_moved_on,
    ),
}
