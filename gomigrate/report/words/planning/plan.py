"""GM4xx: the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import all_of, filled
from gomigrate.report.words.planning.reasons import short
from gomigrate.report.words.planning.remedies import call_in, remedies_words, remedy_in
from gomigrate.report.words.row import Facts, Idle, Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def _helping(f: Facts) -> str:
    """What to try for this very pin; "" where nothing is known to help."""
    return "".join(remedies_words([remedy_in(f)], call_in(f)))


def _pinned(f: Facts) -> str:
    revision = short(str(f["revision"]))
    return f"{f['path']}{f' at {revision}' if revision else ''} is not available: {f['because']}."


_BLAMED = {
    "own": "{importer} imports {path}",
    "own test": "the tests of {importer} import {path}, so they cannot run",
    "dependency": "{importer}, a dependency, imports {path}",
    "dependency of a test": "{importer} imports {path}, so the project's tests that need {importer} cannot run",
    "dependency's test": "a test of {importer}, a dependency, imports {path}",
    "unbuilt": "{importer} imports {path} in files that this build does not compile",
}


_BEFORE = {
    "had": "; the legacy build has this package",
    "lacked": "; the legacy build lacks this package, too",
    "unknown": "",
}


_TOO_NEW = "the only available version, {module}, requires go {go}, which would change the language of the whole build"


def _lacking(f: Facts) -> str:
    if "packages" in f:
        return filled("The project {module} imports {packages:package} of its own by other paths, below {path}.", f)
    if f.get("is_relative"):
        return f"{f['importer']} imports {f['path']}, and module mode has no relative imports."
    blamed = _BLAMED[str(f["blame"])].format(importer=f["importer"], path=f["path"])
    blamed = blamed[:1].upper() + blamed[1:] if blamed.startswith(("the ", "a test ")) else blamed
    before = _BEFORE[str(f["before"])]
    if f.get("is_dotless"):
        return f"{blamed}: to module mode, a path without a dot is in the standard library{before}."
    why = _TOO_NEW.format(**f) if "go" in f else f["because"]
    return f"{blamed}: {why}{before}."


def _lacking_remedy(f: Facts) -> str:
    if "packages" in f:
        return filled("Run {gomigrate:plan --import-path {path:q}}: the project's own imports give it this path.", f)
    if f.get("itself"):
        return filled(
            "Run {gomigrate:plan --import-path {itself:q}}: by its import comment the package is the project's own.", f
        )
    if f.get("is_dotless"):
        return "Set GOPATH to the workspace that has the package, or give the package an import path with a dot."
    return "Replace the relative import by the full import path." if f.get("is_relative") else ""


def _late(f: Facts) -> str:
    when = f" ({f['date']})" if f["date"] else ""
    return f"{f['module']}{when} is the earliest available version, and newer than the project's commit."


def _mended(f: Facts) -> str:
    asks = f"The module graph requires {f['module']}"
    others = "" if f["by"] else ", nor is that of another version"
    twin = f", which is in the build as {f['twin']} already"
    done = f"a replace line builds {f['by']} instead" if f["by"] else "an exclude line drops the requirement"
    return f"{asks}{twin if f['twin'] else f', whose go.mod is not available{others}'}; {done}."


def _checkout_differs(f: Facts) -> str:
    revision = short(str(f["revision"]))
    named = f["named"] if isinstance(f["named"], tuple) else ()
    if not named:
        locked = f"{revision}, which the checkout in GOPATH does not have"
    elif named == (f["revision"],):
        locked = revision
    else:
        locked = f"{revision} (commit {all_of([short(commit) for commit in named], 'or')})"
    built = f"the checkout in GOPATH is at {short(str(f['commit']))}; the plan uses the checkout's commit"
    return f"{f['file']} pins {f['path']} at {locked}, but {built}."


def _merged(f: Facts) -> str:
    what = "GOPATH mode builds {importers} with {copies}. Module mode builds all with {built}, "
    return filled(what + "which differs in {packages:package} (+{added} -{removed}): {packages}.", f)


def _accept(f: Facts) -> str:
    shown = (
        "Compare the copies, which {gomigrate:plan --verbose} lists. If all can use the one copy:"
        " {gomigrate:plan --accept-merge {path:q}}"
    )
    apart = ". To keep the copies apart, make modules of {units:all}: {gomigrate:batch --layout units}"
    return filled(shown + apart * bool(f.get("units")), f)


def _unlinked(f: Facts) -> str:
    said = "{symbol} does not exist in module mode; its name there is {new}."
    return filled(f"{{where}}: {said}" if f["where"] else said, f)


def _new_paths(f: Facts) -> str:
    said = "{packages:package} {packages:~has} another path in module mode ({old} becomes {new})"
    if f["places"]:
        said += "; {asks:all} may show the path, in {places:place}"
    if f["first"]:
        said += "; init functions of packages that use {both} may run in another order"
    return filled(f"{said}.", f)


def _where_seen(f: Facts) -> Iterator[str]:
    places, first, second, both = (fact if isinstance(fact := f[name], tuple) else () for name in _SEEN)
    yield from places
    for one, other, shared in zip(first, second, both, strict=True):
        yield f"{one} sorted before {other}; both use {shared}"


def _each_file(f: Facts) -> Iterator[str]:
    yield from f["files"] if isinstance(f["files"], tuple) else ()


_SEEN = ("places", "first", "second", "both")


ROWS: dict[str, Row] = {
    "GM401": Row(
        title="dependency is not available",
        meaning="The build needs a dependency at a locked revision that no clone, cache, proxy or version control gave. There is no vendored copy to keep, either.",
        remedy="Run {gomigrate:clone}, then plan again: the plan reads the commit from the clone. If no lock file has the address, tell git: git config --global url.ADDRESS.insteadOf https://HOST/PATH. Otherwise set GOPROXY to a proxy that has the module, add a vendored copy, or remove the import.",
        message=_pinned,
        remedy_here=_helping,
    ),
    "GM402": Row(
        title="dependency has a later version than locked",
        meaning="Minimal version selection picks a later version than the locked one, because another module requires it. The plan's options do not hold the locked version.",
        remedy="Hold the locked version with --hold=PATH, or review the later version and accept the change.",
        message="{path} gets a later version than the locked one: {because}.",
    ),
    "GM403": Row(
        title="dependency stays as a copy",
        meaning="No available module has the files that the legacy build uses. The copy stays in the repository, and a replace line leads to it.",
        remedy=Idle("Nothing to do. After the migration, {gomigrate:next} can build the module instead of the copy."),
        message="{path} stays as a copy: {because}.",
        remedy_here=_helping,
    ),
    "GM404": Row(
        title="two modules provide an imported package",
        meaning="Two modules of the build list have the imported package, and the go command refuses an ambiguous import.",
        remedy="Require a version of one of the two modules that does not have the package.",
        message="{path}, imported by {importer}, is in {modules:all}.",
    ),
    "GM405": Row(
        title="project does not have an imported package",
        meaning="An import path below the project's module path leads to no package of the commit. The code is generated before a build, or a dependency was written for another revision of this repository. The legacy build lacks the package as well, and go mod tidy reports it as missing.",
        remedy="Generate or restore the package before go mod tidy. If a dependency imports the package, update that dependency.",
        message="{importer} imports {path}, but {module} has no such package.",
    ),
    "GM406": Row(
        title="an import needs a newer Go",
        meaning="A test of a dependency, or a file under build tags that no build sets, imports a package. The only available versions of its module would raise the go line, and with it the language of the whole project.",
        remedy=Idle(
            "Nothing to do for the build, but go mod tidy will add the module. When you are ready for the newer language, raise --go."
        ),
        message=_lacking,
    ),
    "GM407": Row(
        title="no module provides an imported package",
        meaning="The build imports a package that no module of the new build has. The project imports it, or a dependency does and the legacy build may have it.",
        remedy="Clone the package's repository to its place in GOPATH/src, or set GOPROXY to a proxy that has its module. Then plan again.",
        message=_lacking,
        remedy_here=_lacking_remedy,
    ),
    "GM408": Row(
        title="an import outside the build has no module",
        meaning="No module has a package that is imported outside the build: in a test of a dependency, or in a file for other platforms or build tags. The build is the same, but go mod tidy stops there.",
        remedy=Idle("Nothing to do for the build. Where go mod tidy stops at this import, run go mod tidy -e."),
        message=_lacking,
        remedy_here=_lacking_remedy,
    ),
    "GM409": Row(
        title="dependency is newer than the project",
        meaning="No lock file covers the import. The earliest available version of its module is newer than the project's commit.",
        remedy="Review the version, or set GOPROXY to a proxy that has older ones.",
        message=_late,
    ),
    "GM410": Row(
        title="a go.mod of the module graph is not available",
        meaning="A module requires a version whose go.mod no source gave, so the go command cannot load the module graph.",
        remedy="Set GOPROXY to a proxy that has this version, or exclude the version in go.mod.",
        message="The module graph needs the go.mod of {module}: {because}.",
    ),
    "GM411": Row(
        title="held versions do not reach users of the library",
        meaning="Only the main module's replace lines count. Projects that import this library get the versions that minimal version selection picks.",
        remedy="Before a release, test the library with the later versions.",
        message="Users of this library get later versions, because its replace lines have no effect for them: {held}.",
    ),
    "GM412": Row(
        title="uncommitted changes are not in the plan",
        meaning="The branch starts at the last commit. Uncommitted changes stay in the checkout, untouched.",
        remedy="Commit first, if the changes belong to the migration.",
        message=lambda f: f"The checkout has uncommitted changes; the plan is for commit {str(f['commit'])[:12]}.",
    ),
    "GM413": Row(
        title="checkout in GOPATH differs from the lock file",
        meaning="The lock file names a commit, tag or branch; the checkout in GOPATH is at another commit, or does not know that name. The legacy build uses the checkout.",
        remedy="Check out the locked commit in GOPATH/src, or update the lock file.",
        message=_checkout_differs,
    ),
    "GM414": Row(
        title="import leads through a vendor folder",
        meaning="The import path contains a vendor folder. Go 1.5 and later refuse such an import, in GOPATH mode and in module mode, so the importing package does not build.",
        remedy="Import the package by its own path, or remove the dependency that imports it.",
        message="{importer} imports {path}, a path through a vendor folder.",
    ),
    "GM415": Row(
        title="a go.mod of the module graph is replaced",
        meaning="A module requires a version whose go.mod is not available or declares another path, or that a replace line already builds under another path. The build uses no package of this version, but the go command needs its go.mod. So a replace line puts the nearest available version there. Where there is none, an exclude line drops the requirement.",
        remedy=Idle("Nothing to do: the build is the same. Remove the line once no dependency requires that version."),
        message=_mended,
    ),
    "GM416": Row(
        title="two import paths differ only in letter case",
        meaning="To the go command these are two packages, each with its own version, as before. The go command refuses both in one program or in one command (case-insensitive import collision), in GOPATH mode and in module mode.",
        remedy="Use one spelling everywhere, or build the programs one by one.",
        message="{paths:all} are two packages to the go command.",
    ),
    "GM417": Row(
        title="a module version is in the build under two paths",
        meaning="A replace line builds a module version in place of another module, and the build list also has this version under its own path. The go command refuses: used for two different module paths.",
        remedy="Use one of the two import paths everywhere, or hold one of them at another version with --hold.",
        message="{module} would be in the build as {paths:all}.",
    ),
    "GM418": Row(
        title="vendored standard library packages have no effect with modules",
        meaning="GOPATH mode reads vendor folders before the standard library, so the legacy build uses the vendored copy. Module mode uses the standard library's package and allows no module with that path.",
        remedy="If the copy matters, move it to an import path of the project, and change the imports.",
        message="GOPATH mode builds {packages:standard library package} from a vendor folder; module mode does not.",
    ),
    "GM419": Row(
        title="vendor folder is a package of the project",
        meaning="Go files lie directly in the vendor folder, so they are a package of the project that nothing can import. The migration deletes them with the folder.",
        remedy=Idle(
            "Nothing to do if the files only describe the folder, such as doc.go. Otherwise move them to another folder first, or keep the folder with --vendor=keep."
        ),
        message="{folder}/ has Go files of the project itself: {files}.",
    ),
    "GM420": Row(
        title="tests import a package that no module provides",
        meaning="A test of the project, or a dependency of such a test, imports a package that no module of the new build has. The build is the same, but these tests do not compile.",
        remedy="Clone the package's repository to its place in GOPATH/src, or set GOPROXY to a proxy that has its module. Or remove the test.",
        message=_lacking,
    ),
    "GM421": Row(
        title="a dependency's import is missing, as before",
        meaning="A dependency imports a package that the legacy build lacks, too. What needs this dependency does not compile, before and after.",
        remedy=Idle(
            "Nothing to do for the migration. To fix the build, clone the package's repository to its place in GOPATH/src, or set GOPROXY to a proxy that has its module."
        ),
        message=_lacking,
        remedy_here=lambda f: (
            Idle("Nothing to do for the migration: GOPATH mode refuses the import, too.")
            if f.get("is_relative")
            else ""
        ),
    ),
    "GM440": Row(
        title="different copies of a dependency become one",
        meaning="GOPATH mode builds a package once for each folder that has it: the project's vendor folder, a dependency's, GOPATH. Module mode builds one copy for all importers. These copies differ, so some packages are built with other code than before.",
        remedy="Compare the copies. If all can use the one copy: --accept-merge PATH. Otherwise make the copies equal before the migration. Or run {gomigrate:batch --layout units} to make modules of the folders that have their own vendor folder.",
        message=_merged,
        remedy_here=_accept,
    ),
    "GM441": Row(
        title="different copies of a dependency become one, as accepted",
        meaning="GOPATH mode builds several copies of a package that differ; module mode builds one for all importers. --accept-merge accepts this. verify counts the package as changed on purpose.",
        remedy="Test the packages that the message names.",
        message=_merged,
    ),
    "GM442": Row(
        title="equal copies of a dependency become one",
        meaning="GOPATH mode builds several copies of a package, each with its own variables and init functions. The files are the same. Module mode builds one copy: all importers share its variables, and what init registers (flags, metrics, drivers) is registered once.",
        remedy="Check whether an importer needs its own variables. If not, --accept-merge PATH removes this warning.",
        message="{packages:package} of {path} {packages:~is} built once instead of from {copies:copy}, so importers share variables and init functions: {packages}.",
    ),
    "GM443": Row(
        title="one package becomes two",
        meaning="GOPATH mode finds one folder by two import paths, with and without a major version (minimal module compatibility), and builds it once. In module mode these are two packages, with different types, variables and init functions.",
        remedy="Use one of the two import paths everywhere.",
        message="GOPATH mode builds {package} once, for the imports {paths:all}; module mode builds {paths:package} instead.",
    ),
    "GM444": Row(
        title="a linker name leads through a vendor folder",
        meaning="A //go:linkname line, or assembly, names a function or variable by its vendored path in GOPATH mode. In module mode that name is not defined, and programs do not link.",
        remedy="Remove everything up to and including the vendor folder from the name, on the branch or in a commit before the migration.",
        message=_unlinked,
    ),
    "GM445": Row(
        title="programs can see other package paths",
        meaning="In GOPATH mode the path of a vendored package includes the vendor folder; in module mode it does not. The code is the same, but code that asks for the path at run time sees another one: gob type names, PkgPath of types, function and file names in logs and profiles, versions of plugin packages. From go 1.21 on, packages that do not depend on each other are initialized in the order of their paths.",
        remedy="Check the named places: stored data with the old names, log filters, and plugins, which must be built again.",
        message=_new_paths,
        seen=_where_seen,
    ),
    "GM446": Row(
        title="some builds may use files that differ from the module's",
        meaning="Files of a dependency's copy differ from its module, or only one of the two has them. No build on a checked platform compiles these files; a build with other tags or on another platform may. C code and assembly can include files of any name.",
        remedy="Compare the files with the module's. If your builds need the copy's files, publish a fork or a release with them, and require that.",
        message="{files:file} that some builds may use {files:~differs} between a copy and its module, or {files:~is} in only one of them: {files}.",
        seen=_each_file,
    ),
    "GM447": Row(
        title="data files of a dependency differ from the module's",
        meaning="A dependency's copy has files that belong to no Go package. The module has other bytes, or not these files. Programs that open such a file at run time (runtime.Caller, build.Import, a path below vendor/) and generators that read it find another file, or none.",
        remedy="If something reads these files, keep them in your repository and read them there. If nothing does, make them equal to the module's or delete them, in a commit before the migration.",
        message="{files:data file} of dependencies {files:~differs} from the module's, or {files:~is} not in the module: {files}.",
        seen=_each_file,
    ),
    "GM448": Row(
        title="a kept copy needs a folder that the project uses",
        meaning="A kept copy gets a folder below third_party with its own go.mod, and the project has files there. The go.mod would separate the project's packages there from its module, and files of the same name would be overwritten. A link or a file may also be where a folder must be.",
        remedy="Rename the project's folder and its imports in a commit before the migration. Then plan again.",
        message="A kept copy needs the folder {folder}, but {files:file} of the project {files:~is} there.",
        seen=_each_file,
    ),
    "GM449": Row(
        title="the migration deletes files that are not Go's",
        meaning="The migration removes a vendor folder, and with it files that belong to no Go package: packages of another language, pages, scripts. From go 1.14 on a vendor folder must agree with go.mod, so it cannot stay.",
        remedy="If something still needs the files, move them to another folder in a commit before the migration; composer and bundler have settings for that. Or keep them in place with --vendor=regenerate.",
        message="Removing the vendor folder deletes {files:file} of no Go package: {files}.",
        seen=_each_file,
    ),
    "GM450": Row(
        title="a dependency imports an internal package of another module",
        meaning="A dependency imports an internal package that is not its own, such as one of the project. GOPATH mode allows this, because the vendored copy is in a folder of the project. Module mode checks import paths and refuses: use of internal package not allowed.",
        remedy="Move the package out of internal and change its imports, in a commit before the migration. Or move the dependency's code into the project.",
        message="{package} imports {names}; module mode refuses this: use of internal package not allowed.",
    ),
    "GM451": Row(
        title=".gitattributes changes files of a kept copy",
        meaning="A kept copy has the bytes that the legacy build read. The project's .gitattributes asks for other line endings, another encoding or an expanded $Id$ below third_party. So a checkout of the branch has other bytes in these files.",
        remedy="Add the line third_party/** -text -ident -working-tree-encoding to .gitattributes in a commit before the migration. Then plan again.",
        message="A checkout of the branch changes {files:file} of kept copies, because of .gitattributes: {files}.",
        seen=_each_file,
    ),
    "GM452": Row(
        title="another tool uses the vendor folder",
        meaning="Another language keeps packages in the vendor folder (composer: autoload.php and composer/; bundler: bundle/). From go 1.14 on the go command reads every vendor folder beside a go.mod, and refuses to build unless vendor/modules.txt agrees with go.mod. So these packages cannot stay there alone, and gomigrate does not delete them.",
        remedy="Have the other tool install elsewhere, in a commit before the migration (composer: config.vendor-dir; bundler: bundle config path). Or plan with --vendor=regenerate, which keeps both in the folder.",
        message="Removing the vendor folder would delete {files:file} of no Go package: {files}.",
        seen=_each_file,
    ),
    "GM453": Row(
        title="go mod vendor will delete files that are not Go's",
        meaning="The new vendor folder keeps files that belong to no Go package. The go command ignores them in a build, but go mod vendor deletes the whole folder before it writes a new one.",
        remedy="After each go mod vendor restore these files: git checkout HEAD -- FILES, or run the tool that installed them.",
        message="{files:file} of no Go package {files:~stays} in vendor/: {files}.",
        seen=_each_file,
    ),
}
