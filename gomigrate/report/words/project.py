"""GM0xx: the project, its tree and its checkouts."""

from __future__ import annotations

from gomigrate.model.legacy.inventory import PathSource
from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Row

SOURCES: dict[str, str] = {
    PathSource.COMMENT: "its import comment",
    PathSource.FOLDERS: "its folders below src",
    PathSource.GO_MOD: "its go.mod",
    PathSource.GOPATH: "its place in GOPATH",
    PathSource.IMPORTS: "its own imports of itself",
    PathSource.LOCK: "the word of",
    PathSource.OPTION: "--import-path",
    PathSource.REMOTE: "the git remote",
}


def known_by(source: str, name: str) -> str:
    """Who tells the project's import path: "the word of Gopkg.lock", "its place in GOPATH, entry 2"."""
    words = SOURCES[source]
    if not name:
        return words
    return f"{words}, entry {name}" if source == PathSource.GOPATH else f"{words} {name}"


def _unread(f: Facts) -> str:
    return filled("{path} cannot be read: {reason}." if "path" in f else "It cannot be read: {reason}.", f)


def _told_otherwise(f: Facts) -> str:
    other = {
        "by": known_by(str(f["by"]), str(f.get("by_name", ""))),
        "other_by": known_by(str(f["other_by"]), str(f.get("other_by_name", ""))),
        "is": "is a folder outside of GOPATH" if f.get("is_outside") else "is another path",
    }
    if "error" in f:
        other["is"] = f"is no import path: {f['error']}"
    return filled("The import path is {path}, by {by}; {other}, by {other_by}, {is}.", {**f, **other})


ROWS: dict[str, Row] = {
    "GM001": Row(
        title="file cannot be read",
        meaning="A file or folder could not be read (permissions, a broken or circular symbolic link, an I/O error), so what it holds is unknown.",
        remedy="Make it readable, or remove it, and run again.",
        message=_unread,
    ),
    "GM002": Row(
        title="Go file cannot be parsed",
        meaning="The package clause or the imports of a Go file do not follow Go's grammar, so the go command would refuse it as well.",
        remedy="Mend the file, or exclude it with a build constraint.",
        message=lambda f: filled("{path}: {reason}." if "path" in f else "{reason}.", f),
    ),
    "GM003": Row(
        title="symbolic link not followed",
        meaning="The go command does not follow symbolic links to folders when it expands ./..., and gomigrate does as it does.",
        remedy="Nothing, unless the linked folder holds packages that should be migrated: then name it on the command line.",
        message="It is a symbolic link to a folder; ./... does not look into it.",
    ),
    "GM020": Row(
        title="import path told in several ways",
        meaning="Sources disagree about the project's import path: its place in GOPATH, a lock file, import comments, its imports of itself, the git remotes. The first of these that says anything was taken.",
        remedy="Check that the chosen path is the one that others import, or name the right one with --import-path.",
        message=_told_otherwise,
    ),
    "GM021": Row(
        title="hidden by an earlier GOPATH entry",
        meaning="An earlier entry of GOPATH has a folder at the project's import path too, and GOPATH mode builds that one wherever the path is imported.",
        remedy="Remove the other folder, or migrate that one, if it is what you build.",
        message="GOPATH mode takes {path} from {hiding}, not from {root}.",
    ),
    "GM022": Row(
        title="no vendor folder",
        meaning="The lock file belongs to a tool that writes a vendor folder, and there is none, neither committed nor on disk.",
        remedy="Nothing: the locked versions are what counts. To compare files with what was really built, let the tool write its vendor folder first.",
        message="{tool} writes a vendor folder, and there is none: its lock alone says what was built.",
    ),
    "GM023": Row(
        title="vendor folder without a lock",
        meaning="Vendored code is there, but no file says which versions it is, so that has to be found out from its bytes.",
        remedy="Add the lock file of the tool that wrote the folder, if it exists anywhere; otherwise review the versions that were found.",
        message="No lock file says which versions lie in {folders:all}.",
    ),
    "GM024": Row(
        title="vendor folders below the top",
        meaning="In GOPATH mode a vendor folder counts for all code around it, also below the project's top and inside of dependencies. Module mode consults none but the one at the top.",
        remedy="Compare: where such a folder holds another version than the rest of the build, one of the two has to be chosen.",
        message="{folders:vendor folder} below the top {folders:~has} {packages:package}; module mode does not look there.",
    ),
    "GM025": Row(
        title="dependencies in a layout of a tool's own",
        meaning="An early godep kept dependencies in Godeps/_workspace and, mostly, rewrote the imports to go there; gb builds the project's code from src and dependencies from vendor/src, without GOPATH; gom kept a GOPATH in _vendor.",
        remedy="Nothing: such imports are rewritten to the dependencies' own paths, and those of gb's own code to begin with the module path.",
        message="{packages:package} of dependencies, as {tool} lays them out.",
    ),
    "GM026": Row(
        title="vendored file cannot be read",
        meaning="A file of a vendored package could not be read: permissions, a broken link, or a partial clone that never fetched it. What it holds could not be compared with the locked version.",
        remedy="Make the file readable (in a partial clone: git checkout of the folder fetches it), and run again.",
        message="It cannot be read: {reason}.",
    ),
    "GM027": Row(
        title="vendor/modules.txt contradicts go.mod",
        meaning="From go 1.14 on the go command builds out of vendor, and refuses to where go.mod and vendor/modules.txt do not say the same.",
        remedy="Nothing, if the vendor folder goes with the migration; to keep it, run go mod vendor afterwards.",
        message="The go command refuses this vendor folder for {contradictions:contradiction} to go.mod.",
    ),
    "GM028": Row(
        title="vendored, but in no lock file",
        meaning="Packages lie in the vendor folder that no lock file mentions: put there by hand, or left from before. Their versions have to be found out from their bytes.",
        remedy="Remove the packages if nothing needs them, or review the versions that were found.",
        message="{packages} of {vendored:vendored package} {packages:~is} in no lock file.",
    ),
    "GM029": Row(
        title="locked and imported, but not vendored",
        meaning="The vendor folder lacks packages that the build imports and the lock file pins, so the build takes them from GOPATH, or does without.",
        remedy="Run the vendoring tool again, or go on: the locked version is taken.",
        message="{pins} of {of:locked path} {pins:~is} imported, but not vendored.",
    ),
    "GM030": Row(
        title="locked, but neither vendored nor imported",
        meaning="A lock file pins paths of which the vendor folder holds nothing and which no import asks for: pruned, or left over.",
        remedy="Nothing: such pins are dropped.",
        message="{pins} of {of:locked path} {pins:~is} neither vendored nor imported.",
    ),
    "GM031": Row(
        title="vendored, but imported by nothing",
        meaning="Packages in the vendor folder are reached by no import of the project's Go files, with any build tag, generators included, and named by no build file.",
        remedy="Nothing: they are not needed, unless somebody runs tools from the vendor folder by hand; then name them in a tools file.",
        message="{packages} of {vendored:vendored package} {packages:~is} imported by nothing that the project builds or tests.",
    ),
    "GM032": Row(
        title="checkout with local changes",
        meaning="A dependency's checkout in GOPATH differs from its commit, and the legacy build uses the changed files.",
        remedy="Commit and publish the changes, or undo them; otherwise the changed code can only stay as a copy.",
        message="{checkouts:checkout} in GOPATH {checkouts:~has} local changes, which the legacy build uses.",
    ),
    "GM033": Row(
        title="checkout with unpublished commits",
        meaning="A dependency's checkout in GOPATH is at a commit that no branch or tag of its remote is known to hold, so nobody else can download it.",
        remedy="Push the commit, or fetch from the remote if it is there by now; otherwise the code can only stay as a copy.",
        message="{checkouts:checkout} in GOPATH {checkouts:~is} at a commit that no remote is known to have.",
    ),
    "GM034": Row(
        title="dependency without a commit",
        meaning="A dependency in GOPATH is no checkout of any version control, or one that cannot be read, so only its bytes tell the version.",
        remedy="Replace the folder by a clone at the commit that it was taken from, if that is known.",
        message="{folders:folder} of dependencies in GOPATH {folders:~has} no commit to go by.",
    ),
    "GM035": Row(
        title="checkout of another version control",
        meaning="The checkout belongs to Mercurial, Bazaar or Subversion. Its commit was read from its files; whether files differ from that commit is not known.",
        remedy="Nothing, if nobody changed files there.",
        message="{checkouts:checkout} in GOPATH {checkouts:~is} not git's.",
    ),
    "GM036": Row(
        title="lock file not committed",
        meaning="A lock file lies on disk and is not in the commit that the branch starts from. It was read all the same, since the build on this machine may follow it.",
        remedy="Commit it if it tells what is built, or delete it.",
        message="It lies on disk, but not in commit {commit}.",
    ),
    "GM041": Row(
        title="Go files that git ignores",
        meaning="Go files lie beside the project's own that no commit has, since git is told to ignore them: generated ones, mostly. A build here takes them, and so do plan and verify; a fresh clone lacks them until they are generated.",
        remedy="Generate them wherever the branch is built, before go build and go mod tidy.",
        message="{files:file} of the packages: what they import counts.",
    ),
    "GM042": Row(
        title="tags of another major version",
        meaning="The project has releases whose major version its module path does not have. Once a commit has a go.mod, the go command takes tags of v2 and more from it only where the path ends in that version, such as /v3. Tags of commits before the migration stay as they are: module users get them as +incompatible, and GOPATH users and dep as ever.",
        remedy="Choose how the releases go on: with tags that fit the path; or with a path that ends in the major version: then change it in go.mod and in all imports of the project's own packages in a commit after the merge, before the next tag. Users then import the new path.",
        message="The module path {path} does not fit the tags {tags}: of a commit with a go.mod the go command takes the like for {wanted} alone.",
        remedy_here="Go on with v0 or v1 tags; or change the path to {wanted} in go.mod and in the imports of the project's own packages after the merge, before the next tag.",
    ),
    "GM043": Row(
        title="locks below the top",
        meaning="The project's top folder has no lock of its own, and folders below it have. Their pins count for the whole: the plan makes one module at the top. Each such folder can be a module of its own instead, with its own go.mod.",
        remedy="Nothing for one module. To see the modules of the other layout: gomigrate batch --list --layout units . ; to make them: gomigrate batch --layout units .",
        message="One module takes the place of {locks:lock file} in folders below the top: {locks}.",
    ),
    "GM044": Row(
        title="module file of another name",
        meaning="A file of another name has what a go.mod has. Scripts give it to the go command with -modfile, or call it go.mod for the time of a run and take that away afterwards: from now on that is the project's own go.mod. Its pins are read from vendor/modules.txt, not from here.",
        remedy="Once go.mod counts, remove the file, its .sum and the script that uses them; go mod tidy does its work.",
        message="It is a go.mod of another name, and is left as it is beside the new one.",
        remedy_here="Once go.mod counts, remove {path}, {sums} and the script that uses them; go mod tidy does its work.",
    ),
    "GM045": Row(
        title="vendor folder outside of the repository",
        meaning="The repository has a link called vendor that leads out of it, or to nothing. What the legacy build took from there is in no commit, so it cannot be compared with what the locks say.",
        remedy="Put the folder in the place of the link in a commit before, or remove the link if nothing is built from it; then plan again.",
        message="vendor is a link to {target}, which the repository does not have.",
    ),
    "GM046": Row(
        title="locked differently below the top",
        meaning="Locks of several folders below the project's top pin a path at different revisions. A module has one version of each dependency, so that one module at the top would change what one of the folders is built with.",
        remedy="Make a module of each such folder: gomigrate batch --layout units . ; or take one version for all: gomigrate batch --layout one . ; or bring the locks to one revision in a commit before.",
        message="{path} is locked at different revisions in folders below the top; one module has one of them.",
    ),
    "GM037": Row(
        title="nested module",
        meaning="A folder inside the project has a go.mod of its own. GOPATH mode takes its packages as the project's; in module mode they belong to the nested module, and ./... does not reach them. Where the project's other packages import them, go.mod requires the nested module and replaces it by its folder.",
        remedy="Remove the nested go.mod if the packages are to stay in the project's module; otherwise migrate the nested module by itself.",
        message="It makes {folder} a module of its own: {packages:package} of the project would leave ./...",
    ),
    "GM038": Row(
        title="no commit yet",
        meaning="The repository has no commit, so there is nothing that a branch could start from.",
        remedy="Commit first, or use apply --in-place.",
        message="The repository at {repository} has no commit yet; what lies on disk was read instead.",
    ),
    "GM039": Row(
        title="packages of the same repository outside the project",
        meaning="The build imports packages that lie in the project's own repository, but not below the project's folder; they would belong to another module.",
        remedy="Migrate from the folder that holds both, or make the other folder a module too and tie the two together with replace or go.work.",
        message="{packages:package} that the build uses {packages:~is} in this repository, outside of the project.",
    ),
}
