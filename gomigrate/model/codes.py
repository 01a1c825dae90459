"""The table of finding codes: the one source of `gomigrate explain` and of the documentation's list."""

from __future__ import annotations

from dataclasses import dataclass

from gomigrate.model.findings import Finding, Place, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A kind of finding: its severity, a title, what it means and what can usually be done."""

    severity: Severity
    title: str
    meaning: str
    remedy: str


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, Code] = {
    # GM0xx: the project and its tree
    "GM001": Code(
        severity=E,
        title="file cannot be read",
        meaning="A file or folder could not be read (permissions, a broken or circular symbolic link, an I/O error), so what it holds is unknown.",
        remedy="Make it readable, or remove it, and run again.",
    ),
    "GM002": Code(
        severity=W,
        title="Go file cannot be parsed",
        meaning="The package clause or the imports of a Go file do not follow Go's grammar, so the go command would refuse it as well.",
        remedy="Mend the file, or exclude it with a build constraint.",
    ),
    "GM003": Code(
        severity=N,
        title="symbolic link not followed",
        meaning="The go command does not follow symbolic links to folders when it expands ./..., and gomigrate does as it does.",
        remedy="Nothing, unless the linked folder holds packages that should be migrated: then name it on the command line.",
    ),
    "GM020": Code(
        severity=W,
        title="import path told in several ways",
        meaning="Sources disagree about the project's import path: its place in GOPATH, a lock file, import comments, its imports of itself, the git remotes. The first of these that says anything was taken.",
        remedy="Check that the chosen path is the one that others import, or name the right one with --import-path.",
    ),
    "GM021": Code(
        severity=W,
        title="hidden by an earlier GOPATH entry",
        meaning="An earlier entry of GOPATH has a folder at the project's import path too, and GOPATH mode builds that one wherever the path is imported.",
        remedy="Remove the other folder, or migrate that one, if it is what you build.",
    ),
    "GM022": Code(
        severity=N,
        title="no vendor folder",
        meaning="The lock file belongs to a tool that writes a vendor folder, and there is none, neither committed nor on disk.",
        remedy="Nothing: the locked versions are what counts. To compare files with what was really built, let the tool write its vendor folder first.",
    ),
    "GM023": Code(
        severity=W,
        title="vendor folder without a lock",
        meaning="Vendored code is there, but no file says which versions it is, so that has to be found out from its bytes.",
        remedy="Add the lock file of the tool that wrote the folder, if it exists anywhere; otherwise review the versions that were found.",
    ),
    "GM024": Code(
        severity=W,
        title="vendor folders below the top",
        meaning="In GOPATH mode a vendor folder counts for all code around it, also below the project's top and inside of dependencies. Module mode consults none but the one at the top.",
        remedy="Compare: where such a folder holds another version than the rest of the build, one of the two has to be chosen.",
    ),
    "GM025": Code(
        severity=N,
        title="dependencies in a layout of godep's or gb's own",
        meaning="An early godep kept dependencies in Godeps/_workspace and, mostly, rewrote the imports to go there; gb builds the project's code from src and dependencies from vendor/src, without GOPATH.",
        remedy="Nothing: such imports are rewritten to the dependencies' own paths, and those of gb's own code to begin with the module path.",
    ),
    "GM026": Code(
        severity=W,
        title="vendored file cannot be read",
        meaning="A file of a vendored package could not be read: permissions, a broken link, or a partial clone that never fetched it. What it holds could not be compared with the locked version.",
        remedy="Make the file readable (in a partial clone: git checkout of the folder fetches it), and run again.",
    ),
    "GM027": Code(
        severity=W,
        title="vendor/modules.txt contradicts go.mod",
        meaning="From go 1.14 on the go command builds out of vendor, and refuses to where go.mod and vendor/modules.txt do not say the same.",
        remedy="Nothing, if the vendor folder goes with the migration; to keep it, run go mod vendor afterwards.",
    ),
    "GM028": Code(
        severity=W,
        title="vendored, but in no lock file",
        meaning="Packages lie in the vendor folder that no lock file mentions: put there by hand, or left from before. Their versions have to be found out from their bytes.",
        remedy="Remove the packages if nothing needs them, or review the versions that were found.",
    ),
    "GM029": Code(
        severity=W,
        title="locked and imported, but not vendored",
        meaning="The vendor folder lacks packages that the build imports and the lock file pins, so the build takes them from GOPATH, or does without.",
        remedy="Run the vendoring tool again, or go on: the locked version is taken.",
    ),
    "GM030": Code(
        severity=N,
        title="locked, but neither vendored nor imported",
        meaning="A lock file pins paths of which the vendor folder holds nothing and which no import asks for: pruned, or left over.",
        remedy="Nothing: such pins are dropped.",
    ),
    "GM031": Code(
        severity=N,
        title="vendored, but imported by nothing",
        meaning="Packages in the vendor folder are reached by no import of the project's builds and tests, with any build tag.",
        remedy="Nothing: they are not needed, unless tools are run from the vendor folder; then name them in a tools file.",
    ),
    "GM032": Code(
        severity=W,
        title="checkout with local changes",
        meaning="A dependency's checkout in GOPATH differs from its commit, and the legacy build uses the changed files.",
        remedy="Commit and publish the changes, or undo them; otherwise the changed code can only stay as a copy.",
    ),
    "GM033": Code(
        severity=W,
        title="checkout with unpublished commits",
        meaning="A dependency's checkout in GOPATH is at a commit that no branch or tag of its remote is known to hold, so nobody else can download it.",
        remedy="Push the commit, or fetch from the remote if it is there by now; otherwise the code can only stay as a copy.",
    ),
    "GM034": Code(
        severity=W,
        title="dependency without a commit",
        meaning="A dependency in GOPATH is no checkout of any version control, or one that cannot be read, so only its bytes tell the version.",
        remedy="Replace the folder by a clone at the commit that it was taken from, if that is known.",
    ),
    "GM035": Code(
        severity=N,
        title="checkout of another version control",
        meaning="The checkout belongs to Mercurial, Bazaar or Subversion. Its commit was read from its files; whether files differ from that commit is not known.",
        remedy="Nothing, if nobody changed files there.",
    ),
    "GM036": Code(
        severity=W,
        title="lock file not committed",
        meaning="A lock file lies on disk and is not in the commit that the branch starts from. It was read all the same, since the build on this machine may follow it.",
        remedy="Commit it if it tells what is built, or delete it.",
    ),
    "GM037": Code(
        severity=W,
        title="nested module",
        meaning="A folder inside the project has a go.mod of its own. GOPATH mode takes its packages as the project's; in module mode they belong to the nested module, and ./... does not reach them.",
        remedy="Remove the nested go.mod if the packages are to stay in the project's module; otherwise migrate the nested module by itself.",
    ),
    "GM038": Code(
        severity=N,
        title="no commit yet",
        meaning="The repository has no commit, so there is nothing that a branch could start from.",
        remedy="Commit first, or use apply --in-place.",
    ),
    "GM039": Code(
        severity=W,
        title="packages of the same repository outside the project",
        meaning="The build imports packages that lie in the project's own repository, but not below the project's folder; they would belong to another module.",
        remedy="Migrate from the folder that holds both, or make the other folder a module too and tie the two together with replace or go.work.",
    ),
    # GM1xx: lock files
    "GM101": Code(
        severity=E,
        title="lock file cannot be read",
        meaning="A legacy lock file is there, but it is not in its tool's format (truncated, binary, merge conflict).",
        remedy="Restore the file from history, or delete it to migrate from vendor/ and GOPATH alone.",
    ),
    "GM102": Code(
        severity=W,
        title="lock entry cannot be used",
        meaning="One entry of a lock file lacks a path or a revision, or names something that is no import path.",
        remedy="Correct the entry; until then the package is treated as not locked.",
    ),
    "GM103": Code(
        severity=W,
        title="unknown field in a lock file",
        meaning="A lock file says something that its format does not define; it is reported so that nothing is thrown away silently.",
        remedy="Check whether the field mattered to your build.",
    ),
    "GM104": Code(
        severity=W,
        title="two entries for one path",
        meaning="A lock file pins the same path twice, at different revisions.",
        remedy="Remove the entry that is not meant.",
    ),
    "GM105": Code(
        severity=N,
        title="manifest without a lock file",
        meaning="A tool's manifest is there without its lock, so it says what was wished for, not what was built.",
        remedy="Run the tool once more to write its lock, or let the other locks, vendor/ and GOPATH decide.",
    ),
    "GM106": Code(
        severity=W,
        title="lock files disagree",
        meaning="Two legacy lock files pin the same path at different commits; only one of them tells what was built.",
        remedy="Delete the stale lock file, or say which one counts.",
    ),
    "GM107": Code(
        severity=N,
        title="code taken from another project's vendor tree",
        meaning="A lock entry names as its origin a folder inside another project's vendor tree; its revision is that project's.",
        remedy="Nothing: the origin is looked at when the commit is searched for.",
    ),
    "GM108": Code(
        severity=N,
        title="tool told by what its file says",
        meaning="Several tools use a lock file of this name; which one wrote it was decided by its content.",
        remedy="Nothing, unless the named tool is not yours: the entries mean the same.",
    ),
    "GM109": Code(
        severity=W,
        title="credentials in a lock file",
        meaning="A repository URL in a lock file carries a user name and password or a token. gomigrate leaves them out everywhere.",
        remedy="Revoke them: they are in the project's history. Keep credentials in a netrc file or a git credential helper.",
    ),
    "GM110": Code(
        severity=W,
        title="lock entry follows a branch",
        meaning="A lock entry names a branch but no commit, so what was built cannot be told from the lock file.",
        remedy="Write the commit into the entry, or let vendor/ or the checkout in GOPATH decide.",
    ),
    "GM111": Code(
        severity=N,
        title="lock entry brings more code along",
        meaning="A lock entry tells its tool to take more than the entry names: the pins of the dependency's own lock file, or the packages of its staging folder. They are not in this file.",
        remedy="Nothing where a vendor tree shows what was built; otherwise compare the versions that were chosen.",
    ),
    "GM112": Code(
        severity=W,
        title="setting stated twice in a lock file",
        meaning="One table of a lock file has the same field twice; as its tool does, gomigrate takes the last.",
        remedy="Remove the field that is not meant.",
    ),
    "GM113": Code(
        severity=N,
        title="submodule without a URL",
        meaning="The index has a commit for a folder of the vendor tree, but .gitmodules does not say where it comes from.",
        remedy="Nothing: the commit is looked for where the import path leads.",
    ),
    # GM3xx: verify
    "GM301": Code(
        severity=E,
        title="the go command cannot load the branch",
        meaning="go list fails on the branch in module mode with -mod=readonly, so nobody can build it as it is.",
        remedy="Read the go command's words below; then mend go.mod or go.sum on the branch, or run gomigrate apply again.",
    ),
    "GM302": Code(
        severity=E,
        title="the state before cannot be listed",
        meaning="go list fails in GOPATH mode on the commit that the branch starts from, so there is nothing to compare the branch with.",
        remedy="Run verify where the project could be built before: inside its GOPATH, or with --base naming a commit that could.",
    ),
    "GM303": Code(
        severity=W,
        title="another copy of a package is built",
        meaning=(
            "GOPATH mode built several different copies of one package, out of nested vendor trees. Module mode knows one copy only; "
            "it is equal to one of them, but not to the one that your own packages imported."
        ),
        remedy="Look at how the two copies differ; to build the other one, keep it in the repository as a copy with a replace.",
    ),
    "GM304": Code(
        severity=W,
        title="the branch carries no record",
        meaning=(
            "gomigrate apply leaves .gomigrate/plan.json on the branch: the commit it started from, the planned build list, the platforms. "
            "Without it the build can still be compared with the merge base, but nothing can be compared with a plan."
        ),
        remedy="Name the commit to compare with by --base, or verify the branch that gomigrate apply made.",
    ),
    "GM305": Code(
        severity=E,
        title="the branch's record cannot be read",
        meaning="The file .gomigrate/plan.json is there, but it is not what gomigrate wrote (edited, truncated, from a newer version).",
        remedy="Restore the file from the branch's first commit, or remove it and name the commit to compare with by --base.",
    ),
    "GM306": Code(
        severity=E,
        title="go.sum lacks a line",
        meaning="With -mod=readonly, which is the go command's default, every module of the build list needs its lines in go.sum.",
        remedy="Run go mod download and commit go.sum, or run gomigrate apply again.",
    ),
    "GM307": Code(
        severity=E,
        title="a module is not what go.sum says",
        meaning="go mod verify found a module in the module cache whose content is not the one that go.sum has the hash of.",
        remedy="Run go clean -modcache and verify again; if it stays, somebody changed a published version: find out before you build.",
    ),
    "GM308": Code(
        severity=E,
        title="the vendor folder does not follow go.mod",
        meaning=(
            "From go 1.14 on the go command builds out of vendor/ where there is one, and refuses a vendor/modules.txt that does not agree "
            "with go.mod; a folder of a legacy tool has no such file at all."
        ),
        remedy="Run go mod vendor on the branch, or remove the folder.",
    ),
    "GM309": Code(
        severity=E,
        title="a vendored package differs from its module",
        meaning=(
            "The vendor folder is consistent by its list, but holds other bytes than the module it stands for. The go command does not check "
            "that: it builds whatever lies there."
        ),
        remedy="Run go mod vendor on the branch; if the changes are wanted, keep the package as a local copy with a replace.",
    ),
    "GM310": Code(
        severity=E,
        title="the go command wants to write",
        meaning="Listing the branch changed its go.mod or go.sum, so a checkout of it is dirty after the first build.",
        remedy="Commit what the go command wrote, or run gomigrate apply again.",
    ),
    "GM311": Code(
        severity=W,
        title="a locked module is missing from the state before",
        meaning=(
            "Neither a vendor tree nor GOPATH holds this dependency, and the locked commit could not be downloaded, so the packages "
            "out of it could not be compared."
        ),
        remedy="Put a checkout of the locked commit into GOPATH, or make it reachable by GOPROXY, and verify again.",
    ),
    "GM312": Code(
        severity=N,
        title="compared after undoing rewritten imports",
        meaning=(
            "The plan rewrites import paths in Go files, so their bytes differ by exactly that. Both sides were compared with the old "
            "spelling replaced by the new one inside quotation marks."
        ),
        remedy="Nothing.",
    ),
    "GM313": Code(
        severity=N,
        title="go mod tidy would change the branch",
        meaning=(
            "go mod tidy also looks after the tests of all dependencies and takes the newest version of what nothing pins; the build does "
            "not need that."
        ),
        remedy="Nothing for the build. Before running go mod tidy, look at the lines it would change.",
    ),
    # GM2xx: go.mod, go.sum, go.work, vendor/modules.txt
    "GM201": Code(
        severity=E,
        title="go.mod or go.work cannot be read",
        meaning="The file does not follow the format, so the go command refuses it as well.",
        remedy="Correct the lines that the message names, or delete the file if it is left over.",
    ),
    "GM202": Code(
        severity=W,
        title="go.sum line cannot be read",
        meaning="A line of go.sum does not have the three fields module, version and hash; the go command stops at it.",
        remedy="Delete the line; `go mod download` adds what is missing.",
    ),
    "GM203": Code(
        severity=W,
        title="vendor/modules.txt line cannot be read",
        meaning="A line of vendor/modules.txt follows none of the forms that the go command writes, and it is passed over.",
        remedy="Write the file anew with `go mod vendor`, or remove vendor/.",
    ),
    "GM204": Code(
        severity=N,
        title="replace line of a dependency does not count",
        meaning="A dependency's go.mod has replace lines; the go command follows those of the main module only.",
        remedy="Nothing, unless the dependency does not build without it: then repeat the line in your own go.mod.",
    ),
    # GM4xx: the plan
    "GM401": Code(
        severity=E,
        title="locked dependency nobody has",
        meaning="A dependency that the build needs is locked at a revision that no clone, cache, proxy or version control could give, and no vendored copy exists to keep.",
        remedy="Give gomigrate a clone of it in GOPATH/src, a GOPROXY that has it, or a vendored copy; or remove the import.",
    ),
    "GM402": Code(
        severity=W,
        title="locked version raised",
        meaning="Minimal version selection picks a higher version than the locked one, because another module in the graph requires it, and the plan was asked not to hold it.",
        remedy="Hold it with --hold, or review the newer version and accept it.",
    ),
    "GM403": Code(
        severity=N,
        title="kept copy",
        meaning="The code that the legacy build uses cannot be downloaded as a module with the same files, so the copy stays in the repository with a replace line.",
        remedy="Nothing to do; where the module can be had later, or the patch goes upstream, drop the copy and its replace line.",
    ),
    "GM404": Code(
        severity=E,
        title="ambiguous import",
        meaning="Two modules of the build list hold the imported package, and the go command refuses to choose.",
        remedy="Require a version of one of the two that no longer (or not yet) holds the package.",
    ),
    "GM405": Code(
        severity=W,
        title="a dependency imports a package this module no longer has",
        meaning="A dependency was written against another revision of this very repository. The legacy build lacks that package as well; go mod tidy will complain about it.",
        remedy="Update the dependency, or bring the package back, when go mod tidy matters to you.",
    ),
    "GM406": Code(
        severity=W,
        title="only a version for newer Go provides an import",
        meaning="The import is needed by a test of a dependency or under build tags that nobody sets; the only versions that can be had would raise the go line and with it the language of the whole module.",
        remedy="Nothing for the build; go mod tidy will want to add it. Raise --go on purpose when you are ready.",
    ),
    "GM407": Code(
        severity=E,
        title="import that no module provides",
        meaning="An import that the legacy build finds has no module and no copy in the new build.",
        remedy="Give gomigrate a clone or a proxy that has it.",
    ),
    "GM408": Code(
        severity=W,
        title="import that nobody has",
        meaning="An import of a test of a dependency, or under build tags that nobody sets, has no module. The builds are not affected; go mod tidy stops at it.",
        remedy="Nothing for the build; run go mod tidy -e, or drop the dependency whose test imports it.",
    ),
    "GM409": Code(
        severity=N,
        title="newer than the project",
        meaning="An import that no lock covers was given the earliest version that can be had, which is younger than the project's own commit.",
        remedy="Review it, or give GOPROXY a source that has older versions.",
    ),
    "GM410": Code(
        severity=E,
        title="a go.mod of the module graph cannot be had",
        meaning="Some module requires a version whose go.mod no source has, so the go command cannot load the module graph.",
        remedy="Use a GOPROXY that has it, or exclude that version.",
    ),
    "GM411": Code(
        severity=W,
        title="held versions do not reach users of a library",
        meaning="Replace lines count only in the main module: whoever imports this library gets the versions that minimal version selection chooses.",
        remedy="Before you release, see whether the library works with the raised versions.",
    ),
    "GM412": Code(
        severity=N,
        title="uncommitted changes left out",
        meaning="The branch starts at the last commit; what is uncommitted in the checkout stays there, untouched.",
        remedy="Commit first if the changes belong into the migration.",
    ),
    "GM413": Code(
        severity=W,
        title="checkout differs from the lock",
        meaning="The lock names one commit and GOPATH holds another; what the legacy build really uses is the checkout.",
        remedy="Check out the locked commit in GOPATH/src, or bring the lock up to date.",
    ),
    "GM501": Code(
        severity=W,
        title="lock contradicted by the files",
        meaning="The files that the legacy build compiles are not those of the locked commit, but another version of the module has every one of them. The lock is stale or was edited by hand; the build is the truth, so that version is required.",
        remedy="Nothing, if the build was right; require the locked version instead, if the lock was.",
    ),
    "GM502": Code(
        severity=N,
        title="version told by its files",
        meaning="No lock file names a revision of this dependency, or no source knows the one that is named. The files of the legacy build were compared with the module's versions, and the named one has all that a build takes.",
        remedy="Nothing: the build is the same. Where several versions have these files, the one nearest in time was taken.",
    ),
    "GM503": Code(
        severity=E,
        title="dependency with local changes",
        meaning="Files that the legacy build compiles differ from every version of their module that was looked into, and --patched=fail asks for a decision.",
        remedy="Keep the changed copy with --patched=keep, drop the changes with --patched=upstream, or publish them as a fork and lock that.",
    ),
    "GM504": Code(
        severity=W,
        title="local changes dropped",
        meaning="The legacy build compiled changed files of this dependency; as --patched=upstream asks, the module is taken as its authors published it, so the build is not the same.",
        remedy="Run the tests; if the changes are missed, use --patched=keep.",
    ),
    "GM415": Code(
        severity=W,
        title="a go.mod of the module graph replaced",
        meaning="Some module requires a version whose go.mod no source has, or whose go.mod names another module. The go command needs that file to load the module graph, though no package of the build comes from that version; so a replace line puts the nearest version in its place that can be had, or, where no version can be had, an exclude line drops the requirement.",
        remedy="Nothing: the build is the same. The line can go once a dependency no longer asks for that version.",
    ),
    "GM414": Code(
        severity=W,
        title="import through a vendor folder",
        meaning="The import names a package by its place inside a vendor folder. Go before 1.5 took it; every go command since refuses it, in GOPATH mode as in module mode, so the importing package has not been built for long.",
        remedy="Import the package by its own path, or drop the dependency that does this.",
    ),
    # GM7xx: vendor folders, files beside Go's, tools, projects that are modules already
    # GM6xx: the go line, and the tests of verify --tests
    "GM601": Code(
        severity=N,
        title="another language than in GOPATH mode",
        meaning="GOPATH mode compiles every package as the toolchain's own version of the language; module mode goes by the go line of each package's module, and takes go 1.16 where there is none.",
        remedy="Nothing: the code was written for the older language. --go chooses another line for your own packages.",
    ),
    "GM602": Code(
        severity=N,
        title="loop variables as the code was written for",
        meaning="A closure uses the variable of a loop, or its address is taken. Below go 1.22 all turns share one variable; from go 1.22 on, and so in GOPATH mode with such a toolchain, each turn has its own. Told from the text: whether it matters depends on what outlives the turn.",
        remedy="If your latest builds were made in GOPATH mode with go 1.22 or later, look at these loops; a copy of the variable inside the loop behaves the same everywhere.",
    ),
    "GM603": Code(
        severity=W,
        title="loop variables change",
        meaning="From go 1.22 on each turn of a loop has its own variable. A closure uses the variable of these loops, or its address is taken, so they may behave otherwise than under the go line that keeps the old meaning.",
        remedy="Look at these loops and run the tests (gomigrate verify --tests); a //go:build go1.21 line holds a file at the old meaning.",
    ),
    "GM604": Code(
        severity=W,
        title="GODEBUG defaults change",
        meaning="The go line of the main module decides the defaults of GODEBUG settings, by which a program keeps the behaviour of older Go. GOPATH mode gives those of go 1.18 and before.",
        remedy="Add the line `godebug default=go1.18` to go.mod (go 1.23 or later), or //go:debug default=go1.18 to package main, to keep them; else see https://go.dev/doc/godebug for each.",
    ),
    "GM605": Code(
        severity=N,
        title="what go mod init would have written",
        meaning="go mod init writes the toolchain's own version as the go line, which changes loop variables and GODEBUG defaults at once, without a word.",
        remedy="Nothing. To go there later, raise the go line on purpose, with the tests at hand; --go shows package by package what would change.",
    ),
    "GM606": Code(
        severity=W,
        title="go line other than the default",
        meaning="The go line must be at least what the code of the main module needs to compile, and at least that of every module of the build from go 1.21 on.",
        remedy="Look at what the line changes. Where a dependency asks for it, an older version of that dependency may not.",
    ),
    "GM607": Code(
        severity=N,
        title="what the chosen go line changes",
        meaning="--go asks for another line than the default, which keeps loops and GODEBUG as they were in the old code. Each package is named with what may be otherwise for it.",
        remedy="Look at the packages named first, and run the tests; leave --go out to keep everything as it was.",
    ),
    "GM608": Code(
        severity=W,
        title="dependency written for newer Go than its go line",
        meaning="GOPATH mode compiles everything as the newest language. In module mode a dependency is compiled by the go line of its own go.mod, and as go 1.16 without one; its code has something that came later.",
        remedy="Require a version of it that has a go.mod, or keep a copy whose go.mod has the line it needs.",
    ),
    "GM609": Code(
        severity=E,
        title="tests cannot be compared",
        meaning="go test did not run to its end on one of the sides, or said nothing that can be read, so the results say nothing.",
        remedy="Read the go command's words below; give the tests more time with --tests-timeout.",
    ),
    "GM610": Code(
        severity=W,
        title="base commit not in this clone",
        meaning="The commit that the migration started from is not in the repository: a shallow clone, as CI makes it, leaves history out.",
        remedy="Run git fetch --unshallow, or give the checkout the whole history (fetch-depth: 0), or name another commit with --base.",
    ),
    "GM611": Code(
        severity=N,
        title="go.mod was changed since the migration",
        meaning="Later commits edited go.mod. The record tells what was planned then; each line that is otherwise now is shown with both values.",
        remedy="Nothing, if the changes are meant. To gate on the present state, remove the record or verify the branch at the migration's own commit.",
    ),
    "GM612": Code(
        severity=N,
        title="branch has moved on since the migration",
        meaning="Later commits changed Go files, so the packages that hold them differ from the state before the migration, and that is no fault of it.",
        remedy="To see the migration alone, verify its own commit: --against with the last commit that wrote .gomigrate/plan.json.",
    ),
    "GM701": Code(
        severity=W,
        title="old vendor folder stays",
        meaning=(
            "As --vendor=keep asks, vendor/ is not touched. From go 1.14 on the go command builds from a vendor folder where there is one, and "
            "refuses one whose modules.txt does not agree with go.mod; an old tool's folder has no such file. go.sum on the branch is complete."
        ),
        remedy="Build with -mod=readonly or -mod=mod (also as GOFLAGS=-mod=readonly), or use --vendor=regenerate or --vendor=remove.",
    ),
    "GM702": Code(
        severity=W,
        title="go mod vendor cannot find everything",
        meaning="go mod vendor also wants what is imported under build tags that nobody sets; what it cannot find is not in the fresh vendor folder.",
        remedy="Nothing for the build; go mod vendor without -e stops at the same imports.",
    ),
    "GM703": Code(
        severity=W,
        title="untracked vendor folder stays on disk",
        meaning=(
            "git does not track the vendor folder, or not wholly, so no commit can remove it: it is still there in a checkout of the branch, and from "
            "go 1.14 on the go command then says inconsistent vendoring."
        ),
        remedy="Delete vendor/ after you have checked the branch out, or build with -mod=readonly.",
    ),
    "GM704": Code(
        severity=N,
        title="old vendor folder stays unused",
        meaning="With a go line below 1.14 the go command builds from the module cache even where there is a vendor folder.",
        remedy="Nothing; the folder must go, or be written anew, before the go line is raised.",
    ),
    "GM705": Code(
        severity=N,
        title="lock file goes with its vendor folder",
        meaning="The lock file lies inside vendor/. A vendor folder in which only that file is left would still be a vendor folder to the go command, which refuses it.",
        remedy="Nothing; the file is in the project's history. --vendor=keep keeps it.",
    ),
    "GM710": Code(
        severity=W,
        title="built from vendor without being required",
        meaning=(
            "go.mod requires no module that has these packages. Up to go 1.22 in go.mod the go command builds them from an old vendor folder "
            "all the same, and says nothing: a green build proves nothing there."
        ),
        remedy="Nothing: the lock and the vendored files say which versions they are, and these are required now.",
    ),
    "GM711": Code(
        severity=W,
        title="go.mod moved a pin",
        meaning=(
            "The go.mod that is there builds another version than the old lock beside it had, as a go mod init and go mod tidy without the lock do. "
            "The go.mod is taken for the truth, and stays."
        ),
        remedy="Bring the locked versions back with --restore, or review the newer ones; the lock goes with this migration.",
    ),
    "GM712": Code(
        severity=N,
        title="pins restored",
        meaning="As --restore asks, the versions of the old lock replace those that the go.mod had.",
        remedy="Nothing; without --restore the go.mod's versions stay.",
    ),
    "GM713": Code(
        severity=N,
        title="pseudo-version lifted to its tag",
        meaning="By now a tag names the very commit that a pseudo-version in go.mod stands for. The commit is the same, and so is every file.",
        remedy="Nothing.",
    ),
    "GM714": Code(
        severity=W,
        title="pseudo-version repaired",
        meaning=(
            "The go command refuses a pseudo-version whose time is not that of its commit, whose base is no tag before it, or whose hash is not cut to "
            "twelve digits. The canonical name of the same commit is used instead."
        ),
        remedy="Nothing.",
    ),
    "GM715": Code(
        severity=E,
        title="replacement folder without go.mod",
        meaning="A replace line names a folder that has no go.mod, or is not there; the go command stops at it.",
        remedy="Bring the folder back, give it a go.mod with its module line, or take the replace line out.",
    ),
    "GM716": Code(
        severity=N,
        title="consistent vendor folder goes",
        meaning="vendor/ was written by go mod vendor and agreed with go.mod. go.mod changes, so the folder as it is would be refused.",
        remedy="Use --vendor=regenerate to have it written anew.",
    ),
    "GM717": Code(
        severity=N,
        title="a release contains the commit",
        meaning="A pseudo-version is required whose commit is part of a later release. That release has more than the commit, so it is an offer, not done.",
        remedy="Require the release when you are ready to review what comes along.",
    ),
    "GM718": Code(
        severity=E,
        title="go.sum contradicted",
        meaning="A module version has another content now than when its line in go.sum was written. Somebody changed a published version, or a proxy lies.",
        remedy="Find out which is right before you build; gomigrate does not write over the line.",
    ),
    "GM720": Code(
        severity=W,
        title="pinned command cannot be had",
        meaning="A lock names a command that nothing imports (dep's required, glock's cmd, a vendored main package), and no source has it with all that it imports at the locked versions. Its pin is dropped.",
        remedy="Install the command by other means, or give gomigrate a proxy or a clone that has it and run again.",
    ),
    "GM721": Code(
        severity=N,
        title="commands keep their versions",
        meaning=(
            "Commands that a lock pins, though nothing imports them, stay required: from go 1.24 on by tool lines in go.mod, below by a Go file that "
            "imports them and that no build takes, so that go mod tidy keeps their lines."
        ),
        remedy="Nothing; go install with the command's path builds the locked version.",
    ),
    "GM730": Code(
        severity=W,
        title="vendored file named outside of Go",
        meaning=(
            "A build file, a script, a C include, a .proto import, a string in Go code or a link names a path below a vendor folder that goes. What it names is "
            "not lost: the module has it, and go list tells where the module cache keeps it (read-only, without executable bits)."
        ),
        remedy="Change the line to the place that the message names; a module has to be downloaded first (go mod download).",
    ),
    "GM731": Code(
        severity=W,
        title="vendored file that no module has",
        meaning=(
            "A build file names a path below a vendor folder, and the module that takes its place does not have it: module zips leave out vendor "
            "folders and nested modules, and a dependency may be built from another version. The files are kept below third_party."
        ),
        remedy="Change the line to the kept files.",
    ),
    "GM732": Code(
        severity=W,
        title="linker variable named through a vendor folder",
        meaning="The linker flag -X names a variable by an import path with a vendor folder in it. In module mode no package has that path, and the linker says nothing: the variable stays as it is.",
        remedy="Take everything up to the vendor folder out of the flag.",
    ),
    "GM733": Code(
        severity=W,
        title="vendor folder copied or linked as a whole",
        meaning="A Dockerfile copies the vendor folder, or a link leads to it, and the folder goes.",
        remedy="Copy go.mod and go.sum instead and run go mod download there, or use --vendor=regenerate.",
    ),
}


def finding(
    code: str,
    message: str,
    *,
    place: Place | None = None,
    remedy: str | None = None,
    evidence: tuple[str, ...] = (),
) -> Finding:
    """A finding of this code, with the table's severity and, unless `remedy` says better, its remedy."""
    row = CODES[code]
    return Finding(
        code=code,
        severity=row.severity,
        message=message,
        remedy=remedy or row.remedy,
        place=place,
        evidence=evidence,
    )
