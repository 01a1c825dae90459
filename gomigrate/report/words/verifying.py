"""Verify: its findings (GM3xx, GM609 to GM612), and what it could not check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import Tidy, TidyState
from gomigrate.report.words.phrases import all_of, counted, filled, first_few
from gomigrate.report.words.row import Row

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
    Gap.NO_GO_COMMAND: "there is no go command: no package was compared, and the build list was not computed",
    Gap.GO_MOD_LINES_ALONE: "the require and replace lines of go.mod were compared with the plan instead",
    Gap.NO_BASE: "no commit to compare with is known, so no package was compared; --base names one",
    Gap.BASE_ORIGIN: "whether {names} came with the branch: no other branch of this clone has it; --base names one",
    Gap.BASE_OF_SEVERAL: "go.mod was added {count} times: compared with the commit before the last time, {names}",
    Gap.NO_MODULE: "go.mod names no module, so no package was compared",
    Gap.NO_PLAN: "there is no plan to compare the build list of {count:module} with",
    Gap.UNREADABLE_FILE: "a file of the repository cannot be read ({names}), so nothing was compared",
    Gap.OFFLINE: "with GOPROXY=off the build list was taken from go list -m -e all",
    Gap.TOOLCHAIN: "go.mod asks for the toolchain {names}, by which the go command may build; all was compared by the one here",
    Gap.LOCKED_VERSIONS: "the state before has these as the record names them; whether the locks mean these could not be told: {names}",
    Gap.DISAGREEMENTS: "units that locked another version of these than the chosen one, and had no copy of it: {names}",
    Gap.BROKEN_BEFORE: "{platform}: {n:package} could not be loaded before, so not compared: {names}",
    Gap.BROKEN_ELSEWHERE: "{platform}: {n:package} could not be loaded before, as committed with its vendor folder, so nothing was built there that could be compared: {names}",
    Gap.WORKSPACE: "all was compared without {names}, which is as before and builds something else",
    Gap.VENDOR_STAYS: "vendor/ stays as it was, as asked, and does not agree with go.mod",
    Gap.NO_TESTS_BEFORE: "the tests were not run: there is no state before to compare their results with",
    Gap.PLATFORMS: "builds that take other files were not compared, for they are many or cannot be listed: {names}; see --platform and --tags",
    Gap.UNEXPLAINED_FILES: "there is no plan that says why other files changed: {names}",
    Gap.OTHER_MODULES: "other modules with records of their own, which are verified in their folders: {names}",
    Gap.MIGRATION: "the history of this clone does not reach the migration: the record, go.sum and the kept copies could not be compared with what it left",
    Gap.NOT_BUILT: "nothing was compiled, as asked: only files were compared, and that is less",
    Gap.NOT_COMPILED: "{platform}: {n:package} could not be compiled on either side, and {n:~was} compared by {n:~its} files alone: {names}",
    Gap.COMPILER: "{platform}: the go command ended before it had compiled both sides, so only files were compared: {names}",
    Gap.OWN_ZIPS: "the state before has no copy of {n:module}: it was laid out from the very zips that go.mod requires: {names}",
    Gap.NO_OLD_GO: "could not be tried: {names}",
    Gap.WORK_TREE: "Go files that git ignores were taken into both builds as they lie here: {names}",
    Gap.NOTHING: "the project has no package and no dependency, so there is nothing to compare",
    Gap.CONTENT: "changed as planned, but the content was not checked: {names}",
}


def tidy_reason(tidy: Tidy) -> str:
    """Why `go mod tidy` cannot say what it would change, "" where it can."""
    if tidy.state is not TidyState.CANNOT:
        return ""
    return "go mod tidy -diff needs go 1.23 or later" if tidy.is_too_old else tidy.error or "no reason given"


_RECORD_FAULTS = {
    "unreadable": "cannot be read: {}",
    "too-large": "is larger than {}",
    "not-json": "is not JSON: {}",
    "not-a-plan": "{}",
}

_NOT_BEFORE = {
    "no-full-hash": "{!r} is not the full hash of a commit.",
    "no-commit": "{} is not a commit.",
    "verified-itself": "{} is the verified commit itself.",
    "no-ancestor": "the branch does not come from {}.",
    "has-record": "{} has a record of gomigrate already, so it is no state before.",
    "has-go-mod": "{} has a go.mod already, which the plan does not know of.",
    "lacks-go-mod": "the plan says that go.mod was edited, but {} has none.",
    "of-the-branch": "{} is a commit of the branch itself: the main branch does not have it.",
}


def _load_failed(f: Facts) -> str:
    if "module" in f:
        return f"the module line names {f['module']}, which {f['problem']}"
    if not f["command"]:
        return str(f["error"])
    where = f" for {f['platform']}" if f["platform"] else ""
    return f"{f['command']} fails{where}: {f['error'] or 'it does not say why'}"


def _other_copy(f: Facts) -> str:
    who = "{importers} {importers:~was} built with {copies}" if f["importers"] else "{copies} {copies:~was} built"
    return filled(who + "; {package} is now built everywhere as {taken} was, which differs in {files}", f)


def _named_base(f: Facts) -> str:
    said = ["that is the verified commit itself"] * bool(f["is_verified_itself"])
    if not f["is_verified_itself"] and not f["is_related"]:
        said.append("the verified commit does not come from it")
    said += [f"the record names {f['recorded']}"] * bool(f["recorded"])
    return f"compared with {f['commit']}: {', '.join(said)}."


def _other_defaults(f: Facts) -> str:
    programs, tests = int(str(f["programs"])), int(str(f["tests"]))
    who = [counted(programs, "program")] * bool(programs)
    who += [f"the tests of {counted(tests, 'package')}"] * bool(tests)
    return filled("other defaults than before for {settings:GODEBUG setting}: ", f) + f"{all_of(who)}."


def _other_workspace(f: Facts) -> str:
    if "error" in f:
        return f"go list fails in it: {f['error']}"
    if "packages" in f:
        return filled("{platform}: {packages:package} of the build {packages:~is} not the same in the workspace.", f)
    return filled("{programs:program} would have other GODEBUG defaults in the workspace.", f)


def _other_version(f: Facts) -> str:
    if f["locked"]:
        return filled("{module} is locked to {locked}, which {built} is not", f)
    return filled("{module} is laid out from {built}, and no lock of the state before has a pin there", f)


def _no_results(f: Facts) -> str:
    when = "before" if f["is_before"] else "after"
    mode = "GOPATH" if f["mode"] == "gopath" else "module"
    return f"{when}, in {mode} mode: {f['error'] or 'go test failed without a word'}"


def _no_base(f: Facts) -> str:
    if f["is_here"]:
        return f"whether the branch comes from {f['commit']} cannot be told in this shallow clone."
    which = (
        f"commit {f['commit']}, from which the migration started," if f["commit"] else "the commit before go.mod came"
    )
    return f"{which} is not in this {'shallow ' if f['is_shallow'] else ''}clone."


def _moved_on(f: Facts) -> str:
    files, go = int(str(f["files"])), int(str(f["go"]))
    what = counted(files, "Go file" if go == files else "file")
    if 0 < go < files:
        what += f", {go} of them Go files"
    return f"{counted(int(str(f['commits'])), 'commit')} since the migration changed {what}."


ROWS: dict[str, Row] = {
    "GM301": Row(
        title="the go command cannot load the branch",
        meaning="go list fails on the branch in module mode with -mod=readonly, so nobody can build it as it is.",
        remedy="Read the go command's words below; then mend go.mod or go.sum on the branch, or run gomigrate apply again.",
        message=_load_failed,
    ),
    "GM302": Row(
        title="the state before cannot be listed",
        meaning="go list fails in GOPATH mode on the commit that the branch starts from, so there is nothing to compare the branch with.",
        remedy="Run verify where the project could be built before: inside its GOPATH, or with --base naming a commit that could.",
        message=_load_failed,
    ),
    "GM303": Row(
        title="another copy of a package is built",
        meaning=(
            "GOPATH mode built several different copies of one package, out of vendor trees of dependencies, of folders of the project, or out of GOPATH. "
            "Module mode knows one copy only; it is equal to one of them, so the packages that imported another one are built with other code now."
        ),
        remedy=(
            "Look at how the copies differ. If all may be built with the one, plan again with --accept-merge PACKAGE. Where the folder with the other copy can be a "
            "module of its own, gomigrate batch --layout units keeps both."
        ),
        message=_other_copy,
    ),
    "GM333": Row(
        title="another copy of a package is built, as accepted",
        meaning="The build had several different copies of one package, and has one of them now; the plan says by --accept-merge that this is meant. The package does not count as the same.",
        remedy="Test the packages that imported another copy.",
        message=_other_copy,
    ),
    "GM334": Row(
        title="copies that were the same are one",
        meaning="The build had several copies of one package with the same files, each with variables of its own, and has one now. The code is the same; but all importers share its variables, and what its init functions register is registered once.",
        remedy="See whether an importer counts on variables of its own; if not, plan again with --accept-merge PACKAGE.",
        message="{package} was built from {copies:copy} with the same files and is built from one now, so importers share its variables",
    ),
    "GM304": Row(
        title="the branch carries no record",
        meaning=(
            "gomigrate apply leaves .gomigrate/plan.json on the branch: the commit it started from, the planned build list, the platforms. "
            "Without it the build can still be compared with the merge base, but nothing can be compared with a plan."
        ),
        remedy="Name the commit to compare with by --base, or verify the branch that gomigrate apply made.",
        message="not there: compared with the state before, but with no plan",
    ),
    "GM305": Row(
        title="the branch's record cannot be read",
        meaning="The file .gomigrate/plan.json is there, but it is not what gomigrate wrote (edited, truncated, from a newer version).",
        remedy="Restore the file from the branch's first commit, or remove it and name the commit to compare with by --base.",
        message=lambda f: _RECORD_FAULTS[str(f["fault"])].format(f["error"]),
    ),
    "GM306": Row(
        title="go.sum lacks a line",
        meaning="With -mod=readonly, which is the go command's default, every module of the build list needs its lines in go.sum.",
        remedy="Run go mod download and commit go.sum, or run gomigrate apply again.",
        message="no line for the go.mod of {module}",
    ),
    "GM307": Row(
        title="a module is not what go.sum says",
        meaning="go mod verify found a module in the module cache whose content is not the one that go.sum has the hash of.",
        remedy="Run go clean -modcache and verify again; if it stays, somebody changed a published version: find out before you build.",
        message="{module}",
    ),
    "GM308": Row(
        title="the vendor folder does not follow go.mod",
        meaning=(
            "From go 1.14 on the go command builds out of vendor/ where there is one, and refuses a vendor/modules.txt that does not agree "
            "with go.mod; a folder of a legacy tool has no such file at all."
        ),
        remedy="Run go mod vendor on the branch, or remove the folder.",
        message=lambda f: str(f["error"]) or "go list -mod=vendor fails",
    ),
    "GM309": Row(
        title="a vendored package differs from its module",
        meaning=(
            "The vendor folder is consistent by its list, but holds other bytes than the module it stands for. The go command does not check "
            "that: it builds whatever lies there."
        ),
        remedy="Run go mod vendor on the branch; if the changes are wanted, keep the package as a local copy with a replace.",
        message="differs from its module",
    ),
    "GM310": Row(
        title="the go command wants to write",
        meaning="Listing the branch changed its go.mod or go.sum, so a checkout of it is dirty after the first build.",
        remedy="Commit what the go command wrote, or run gomigrate apply again.",
        message="go list changes it, or go.sum",
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
        message="{files:Go file} {files:~was} compared after undoing the rewriting of import paths",
    ),
    "GM313": Row(
        title="no state before the migration",
        meaning=(
            "The commit that the record names, or the one before go.mod came, cannot be the state before: it is no full hash, not an ancestor "
            "of the branch, a commit of the branch itself, or gomigrate had changed it already. A branch that chose what it is compared with "
            "would be equal to itself, so nothing was compared."
        ),
        remedy="Name the state before yourself: --base REV, such as --base $(git merge-base origin/main HEAD).",
        message=lambda f: _NOT_BEFORE[str(f["why"])].format(f["commit"]),
    ),
    "GM314": Row(
        title="compared with a commit that you named",
        meaning="--base names another commit than the record, or one that the branch does not come from. The verdict is about that commit.",
        remedy="Nothing, if that is the state before that you mean.",
        message=_named_base,
    ),
    "GM315": Row(
        title="the migration changed files that the plan does not name",
        meaning=(
            "The commits of the migration itself, from the one that brought go.mod to the one that wrote the record, hold changes that gomigrate "
            "did not plan: other files, other bytes in kept copies and rewritten files, another mode. Some of them may reach no compiler, so that "
            "all packages are the same; a build script, a test's data or a file with build tags can still change what is run."
        ),
        remedy="Look at each with git diff BASE REF -- FILE; put what is meant into a commit of its own after the migration's.",
        message="{files:file} that the plan does not name {files:~is} not as before.",
    ),
    "GM316": Row(
        title="a platform that the go command does not know",
        meaning="The record names a platform that go tool dist list does not print. Nothing can be built for it, so nothing was compared on it.",
        remedy="Name the platforms to compare on yourself, with --platform.",
        message="{platform} is no platform that the go command knows, so nothing was compared on it.",
    ),
    "GM317": Row(
        title="programs run with other GODEBUG defaults",
        meaning=(
            "The go line, the toolchain and the godebug lines of go.mod decide what a program does where Go changed its behaviour: panic(nil), TLS, "
            "timers, certificates. The same files run otherwise than before, and no plan says so."
        ),
        remedy="Set the go line to 1.18, or add the line godebug default=go1.18 to go.mod (go 1.23 or later); see https://go.dev/doc/godebug for each setting.",
        message=_other_defaults,
    ),
    "GM318": Row(
        title="go.work builds something else",
        meaning=(
            "The branch has a go.work at the project or above it. Whoever runs the go command there builds by its lines: its replace, go and godebug "
            "lines win over those of go.mod. What it builds was listed as well, and is not what go.mod alone builds."
        ),
        remedy="Look at the go.work, and remove it or the lines that change the build; GOWORK=off builds without it.",
        message=_other_workspace,
    ),
    "GM319": Row(
        title="go.mod has other lines than planned",
        meaning="The go, toolchain, godebug and ignore lines decide how the same files are built and run. One of them is not what the plan, or the go.mod before, says.",
        remedy="Take the line back, or have it planned: gomigrate apply --go VERSION.",
        message="{lines:line} {lines:~is} not what was planned, or what was there before.",
    ),
    "GM320": Row(
        title="programs run with other GODEBUG defaults, as planned",
        meaning="The plan chose a go line that changes the defaults of GODEBUG settings; the programs are made of the same files, and may behave otherwise.",
        remedy="Add the line godebug default=go1.18 to go.mod (go 1.23 or later) to keep the old defaults; see https://go.dev/doc/godebug for each setting.",
        message=_other_defaults,
    ),
    "GM321": Row(
        title="files changed between the base and the migration",
        meaning="Commits after the recorded state before, and before the one that brought go.mod, changed files. They are no part of the migration: the branch was moved to a later commit, or it brought these commits along.",
        remedy="Look at them, or run gomigrate apply again on the later commit.",
        message="commits between the state before and the migration changed {files:file}.",
    ),
    "GM322": Row(
        title="a replace line leads out of the repository",
        meaning=(
            "The branch builds a folder that is no part of it: another machine has another one there, or none. What lies in it on this machine "
            "was looked at, and that says nothing about any other build."
        ),
        remedy="Put the folder into the repository, or require a version of the module instead.",
        message="{module} is replaced by {folder}",
    ),
    "GM323": Row(
        title="the record names another version than the lock",
        meaning=(
            "Neither a vendor folder nor GOPATH has this dependency, so the state before is laid out from the module version that the record "
            "names. The lock of the state before does not mean that version, and so the branch would be compared with itself."
        ),
        remedy="Run gomigrate apply again on the commit that the migration started from, and compare its go.mod with the branch's.",
        message=_other_version,
    ),
    "GM324": Row(
        title="compared with a checkout that is not what the lock names",
        meaning=(
            "GOPATH mode builds the checkout in GOPATH, whatever the lock says, and that is what the branch was compared with. The lock names "
            "another commit, or a name that the clone does not have: who built by the lock built other code than this."
        ),
        remedy="Ask which of the two was released. For the lock's, check it out in GOPATH/src, and plan and apply again.",
        message="the state before has {module} as it is checked out in GOPATH, and so has the branch ({built}); the lock names {locked}.",
    ),
    "GM329": Row(
        title="files of another release of Go differ",
        meaning=(
            "These files are not the same as before, and their build constraints keep them out of every build of the Go that verified: only "
            "another release of Go takes them."
        ),
        remedy="Where such a Go builds the project, look at the files; else there is nothing to do.",
        message="{files:file} that only another release of Go takes differ",
    ),
    "GM609": Row(
        title="tests cannot be compared",
        meaning="go test did not run to its end on one of the sides, or said nothing that can be read, so the results say nothing.",
        remedy="Read the go command's words below; give the tests more time with --tests-timeout.",
        message=_no_results,
    ),
    "GM610": Row(
        title="base commit not in this clone",
        meaning="The commit that the migration started from is not in the repository: a shallow clone, as CI makes it, leaves history out.",
        remedy="Run git fetch --unshallow, or give the checkout the whole history (fetch-depth: 0), or name another commit with --base.",
        message=_no_base,
        remedy_here=lambda f: (
            "" if f["is_shallow"] else "Name the commit to compare with by --base, or fetch the branch that has it."
        ),
    ),
    "GM611": Row(
        title="go.mod was changed since the migration",
        meaning="Later commits edited go.mod. The record tells what was planned then; each line that is otherwise now is shown with both values.",
        remedy="Nothing, if the changes are meant. To gate on the present state, remove the record or verify the branch at the migration's own commit.",
        message="{lines:line} {lines:~was} changed since the migration.",
    ),
    "GM612": Row(
        title="branch has moved on since the migration",
        meaning="Later commits changed files. Packages that hold them differ from the state before the migration, and that is no fault of it; other files may change what a build or a test does.",
        remedy="Look at them as at any change. To see the migration alone, verify its own commit: --against with the last commit that wrote .gomigrate/plan.json.",
        message=_moved_on,
    ),
}
