"""GM0xx: the project, its tree and its checkouts."""

from __future__ import annotations

from gomigrate.model.legacy.inventory import PathSource
from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Idle, Row

SOURCES: dict[str, str] = {
    PathSource.COMMENT: "its import comment",
    PathSource.FOLDERS: "its folders below src",
    PathSource.GO_MOD: "its go.mod",
    PathSource.GOPATH: "its place in GOPATH",
    PathSource.IMPORTS: "its own imports",
    PathSource.LOCK: "",
    PathSource.OPTION: "--import-path",
    PathSource.REMOTE: "the git remote",
}


def known_by(source: str, name: str) -> str:
    """Where the project's import path is from: "Gopkg.lock", "its place in GOPATH (entry 2)"."""
    words = SOURCES[source]
    if not name:
        return words
    return f"{words} (entry {name})" if source == PathSource.GOPATH else f"{words} {name}".lstrip()


def _unread(f: Facts) -> str:
    return filled("Reading {path} failed: {reason}." if "path" in f else "Reading failed: {reason}.", f)


def _told_otherwise(f: Facts) -> str:
    other = {
        "by": known_by(str(f["by"]), str(f.get("by_name", ""))),
        "other_by": known_by(str(f["other_by"]), str(f.get("other_by_name", ""))),
        "is": "is a folder outside GOPATH" if f.get("is_outside") else "differs",
    }
    if "error" in f:
        other["is"] = f"is not valid ({f['error']})"
    return filled("Import path {other} from {other_by} {is}; gomigrate uses {path} from {by}.", {**f, **other})


def _which_path(f: Facts) -> str:
    if f["by"] == PathSource.OPTION:
        return filled("Check that other projects import {path}. If not, give another --import-path.", f)
    is_usable = not (f.get("is_outside") or "error" in f)
    other = "run {gomigrate:plan --import-path {other:q}}." if is_usable else "set the right path with --import-path."
    return filled("Check that other projects import {path}. If not, " + other, f)


def _nested(f: Facts) -> str:
    packages = ", with {packages:package}" if f["packages"] else ""
    return filled("Module mode ignores {folders:vendor folder} below the top" + packages + ".", f)


ROWS: dict[str, Row] = {
    "GM001": Row(
        title="file cannot be read",
        meaning="Reading a file or folder failed: permissions, a broken or circular symbolic link, or an I/O error. So its content is not known.",
        remedy="Make the file readable, or remove it. Then run again.",
        message=_unread,
    ),
    "GM002": Row(
        title="Go file cannot be parsed",
        meaning="The package clause or the imports of a Go file do not follow Go's grammar, so the go command refuses the file as well.",
        remedy="Fix the file, or exclude it with a build constraint.",
        message=lambda f: filled("Parsing {path} failed: {reason}." if "path" in f else "Parsing failed: {reason}.", f),
    ),
    "GM003": Row(
        title="symbolic link is not followed",
        meaning="./... does not include folders behind symbolic links, neither for the go command nor for gomigrate.",
        remedy=Idle(
            "Nothing to do unless the folder has packages to migrate: then name the folder on the command line."
        ),
        message="The symbolic link leads to a folder, which ./... does not include.",
    ),
    "GM020": Row(
        title="sources disagree about the import path",
        meaning="The place in GOPATH, a lock file, import comments, the project's own imports and the git remotes name different import paths. gomigrate uses the first of these that names a valid path.",
        remedy="Check that other projects import this path. If not, set the right path with --import-path.",
        message=_told_otherwise,
        remedy_here=_which_path,
    ),
    "GM021": Row(
        title="an earlier GOPATH entry hides the project",
        meaning="An earlier entry of GOPATH also has a folder at the project's import path, and GOPATH mode builds that folder wherever the path is imported.",
        remedy="Remove the other folder; or migrate that folder, if you build from there.",
        message="GOPATH mode builds {path} from {hiding}, not from {root}.",
        remedy_here="Remove {hiding}; or migrate that folder, if you build from there.",
    ),
    "GM022": Row(
        title="vendor folder is missing",
        meaning="The tool that wrote the lock file also writes a vendor folder. There is none, neither committed nor on disk.",
        remedy=Idle(
            "Nothing to do. To compare the lock file with vendored files, run the tool to write its vendor folder first."
        ),
        message="{tool} writes a vendor folder, but there is none: no vendored files can be compared with the lock file.",
    ),
    "GM023": Row(
        title="vendor folder has no lock file",
        meaning="No file says which versions of the dependencies are vendored. gomigrate compares the vendored files with published versions to find out.",
        remedy="Add the lock file of the tool that wrote the folder, if it exists. Otherwise review the versions that {gomigrate:plan} finds.",
        message="No lock file says which versions are in {folders:all}.",
    ),
    "GM024": Row(
        title="vendor folders below the top have no effect with modules",
        meaning="GOPATH mode reads every vendor folder, also below the top and in dependencies. Module mode reads only the vendor folder at the top.",
        remedy="Compare the versions. Where such a folder has another version than the rest of the build, choose one of the two.",
        message=_nested,
    ),
    "GM025": Row(
        title="dependencies are in a tool's own layout",
        meaning="An early godep kept dependencies in Godeps/_workspace and usually rewrote the imports to lead there. gb builds from src and vendor/src without GOPATH. gom kept a GOPATH in _vendor.",
        remedy=Idle(
            "Nothing to do: gomigrate rewrites imports that lead there to the dependencies' own import paths. Imports of a gb project's own code get the module path in front."
        ),
        message="{packages:package} of dependencies {packages:~is} in the layout of {tool}.",
    ),
    "GM026": Row(
        title="vendored file cannot be read",
        meaning="Reading a file of a vendored package failed: permissions, a broken link, or a partial clone without this file. So gomigrate cannot compare its content with the locked version.",
        remedy="Make the file readable, then run again. In a partial clone: git checkout -- FOLDER.",
        message="Reading failed: {reason}.",
    ),
    "GM027": Row(
        title="vendor/modules.txt contradicts go.mod",
        meaning="From go 1.14 on the go command builds from vendor/, and fails where go.mod and vendor/modules.txt disagree.",
        remedy=Idle(
            "Nothing to do if the migration removes vendor/. To keep the folder, run go mod vendor after the migration."
        ),
        message="The go command refuses to build from vendor/: {contradictions:contradiction} between go.mod and vendor/modules.txt.",
    ),
    "GM028": Row(
        title="vendored packages are in no lock file",
        meaning="The vendor folder has packages that no lock file names: added by hand, or left over. gomigrate compares their files with published versions to find theirs.",
        remedy="Remove the packages if nothing needs them. Otherwise review the versions that {gomigrate:plan} finds.",
        message="{packages} of {vendored:vendored package} {packages:~is} in no lock file.",
    ),
    "GM029": Row(
        title="locked and imported packages are not vendored",
        meaning="The build imports packages that the lock file pins and the vendor folder lacks. GOPATH mode uses them from GOPATH, or does not find them.",
        remedy="Run the vendoring tool again to complete the folder. Or continue: {gomigrate:plan} finds the versions by the lock file and the checkouts in GOPATH.",
        message="{pins} of {of:locked path} {pins:~is} imported, but not vendored.",
    ),
    "GM030": Row(
        title="locked paths are neither vendored nor imported",
        meaning="The lock file pins paths that no import needs and of which the vendor folder has nothing: pruned, or left over.",
        remedy=Idle("Nothing to do: the plan drops pins that the build does not need."),
        message="{pins} of {of:locked path} {pins:~is} neither vendored nor imported.",
    ),
    "GM031": Row(
        title="vendored packages are not imported",
        meaning="No import of the project's Go files, generators included, leads to these packages with any build tag. No build file names them.",
        remedy=Idle(
            "Nothing to do unless somebody runs tools from the vendor folder by hand: then import these tools in a tools.go file."
        ),
        message="{packages} of {vendored:vendored package} {packages:~is} not imported by anything that the project builds or tests.",
    ),
    "GM032": Row(
        title="checkouts in GOPATH have local changes",
        meaning="The files of a dependency's checkout in GOPATH differ from its commit, and the legacy build compiles the changed files.",
        remedy="Commit and push the changes, or undo them. Otherwise gomigrate can only keep the changed code as a copy.",
        message="{checkouts:checkout} in GOPATH {checkouts:~has} local changes, which the legacy build compiles.",
    ),
    "GM033": Row(
        title="checkouts in GOPATH have unpublished commits",
        meaning="A dependency's checkout in GOPATH is at a commit that no branch or tag of its remote contains, as far as the clone knows. So others may be unable to download the commit.",
        remedy="Push the commit; or run git fetch there, if the remote has the commit by now. Otherwise gomigrate can only keep the code as a copy.",
        message="{checkouts:checkout} in GOPATH {checkouts:~is} at a commit that no known branch or tag of a remote contains.",
    ),
    "GM034": Row(
        title="dependencies in GOPATH have no commit",
        meaning="A dependency in GOPATH is not a checkout, or its commit cannot be read. Only its files can tell the version.",
        remedy="Replace the folder by a clone at the commit that the files are from, if you know that commit.",
        message="{folders:folder} of dependencies in GOPATH {folders:~has} no commit that can be read.",
    ),
    "GM035": Row(
        title="checkouts in GOPATH do not use git",
        meaning="The checkout uses Mercurial, Bazaar or Subversion. gomigrate reads its commit, but does not check whether files differ from that commit.",
        remedy=Idle("Nothing to do if no files there were changed."),
        message="{checkouts:checkout} in GOPATH {checkouts:~does} not use git: gomigrate does not check for local changes.",
    ),
    "GM036": Row(
        title="lock file is not committed",
        meaning="The lock file is on disk, but not in the commit that the branch starts from. gomigrate uses the file, because the build on this machine may follow it.",
        remedy="Commit the file if it says what is built. Otherwise delete the file.",
        message="The lock file is on disk, but not in commit {commit}; gomigrate uses the file.",
    ),
    "GM041": Row(
        title="git ignores Go files of the project",
        meaning="Go files that git ignores, usually generated ones, are in the project's packages. Builds on this machine, plan and verify use them. A fresh clone lacks them until they are generated.",
        remedy="Generate these files wherever the branch is built, before go build and go mod tidy.",
        message="git ignores {files:Go file} in the project's packages; the plan includes their imports.",
    ),
    "GM042": Row(
        title="release tags do not fit the module path",
        meaning="Release tags have a major version that the module path lacks. The go command refuses a tag v2 or later on a commit with a go.mod, unless the path ends in that version, such as /v3. Tags from before the migration still work: with modules as +incompatible, and with GOPATH and dep as before.",
        remedy="Continue with tags that fit the module path. Or, after the merge and before the next tag, add the major version to the path in go.mod and in the project's own imports. Users then import the new path.",
        message="Module path {path} does not fit the tags {tags}: on a commit with a go.mod, {tags[0]} is valid for {wanted} only.",
        remedy_here="Continue with tags that fit {path}. Or, after the merge and before the next tag, change the path to {wanted} in go.mod and in the project's own imports.",
    ),
    "GM043": Row(
        title="lock files are below the top",
        meaning="The top folder has no lock file, but folders below have. The plan makes one module at the top with the pins of all of them. Each such folder can be a module of its own instead.",
        remedy=Idle(
            "Nothing to do for one module. To see a module for each folder, run {gomigrate:batch --list --layout units} first. Then {gomigrate:batch --layout units} makes these modules."
        ),
        message="The plan makes one module from {locks:lock file} below the top: {locks}.",
    ),
    "GM044": Row(
        title="a module file is not called go.mod",
        meaning="A file has the content of a go.mod and another name. Scripts pass the file with -modfile, or rename it to go.mod during a build, which would now replace the project's own go.mod. gomigrate reads pins from vendor/modules.txt, not from this file.",
        remedy="Once go.mod is in use, remove the file, its .sum and the script that uses them. go mod tidy replaces the script.",
        message="{path} has the content of a go.mod; gomigrate leaves {path} as it is and writes go.mod beside it.",
        remedy_here="Once go.mod is in use, remove {path}, {sums} and the script that uses them. go mod tidy replaces the script.",
    ),
    "GM045": Row(
        title="vendor links out of the repository",
        meaning="The symbolic link vendor leads out of the repository, or to nothing. No commit has what the legacy build used from there, so gomigrate cannot compare it with the lock file.",
        remedy="Commit the folder in place of the link; or remove the link, if nothing is built from it. Then run {gomigrate:plan} again.",
        message="vendor is a symbolic link to {target}, which the repository does not have.",
    ),
    "GM046": Row(
        title="lock files below the top pin different revisions",
        meaning="Lock files in several folders below the top pin one path at different revisions. One module can have only one version, so one of the folders would be built with another version than before.",
        remedy="Run {gomigrate:batch --layout units} to make a module for each folder, or {gomigrate:batch --layout one} to make one module with one version. Or commit lock files that agree, then plan again.",
        message="Lock files below the top pin {path} at different revisions; one module can have only one of them.",
    ),
    "GM037": Row(
        title="a nested go.mod separates packages from the project",
        meaning="A folder of the project has its own go.mod. GOPATH mode builds its packages as the project's. In module mode the folder is another module, which ./... does not include. If the project imports its packages, go.mod requires that module and replaces it by the folder.",
        remedy="Remove the nested go.mod to keep the packages in the project's module. Otherwise migrate the nested module separately.",
        message="{folder} is another module, so ./... no longer includes {packages:package} of the project.",
        remedy_here="Remove {folder}/go.mod to keep the packages in the project's module. Otherwise migrate {folder} separately.",
    ),
    "GM038": Row(
        title="repository has no commit",
        meaning="A branch needs a commit to start from, and the repository has none.",
        remedy="Commit first, or run {gomigrate:apply --in-place} to write into the folder itself.",
        message="The repository {repository} has no commit; gomigrate reads the files on disk instead.",
    ),
    "GM039": Row(
        title="the build uses packages outside the project",
        meaning="The build imports packages of the same repository that are not below the project's folder. With modules they belong to another module.",
        remedy="Migrate the folder that contains both. Or make the other folder a module too, and connect the two with a replace line or a go.work.",
        message="The build uses {packages:package} of this repository outside the project's folder.",
    ),
}
