"""GM4xx: the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.remedies import Remedy, RemedyKind
from gomigrate.report.words.phrases import all_of, filled
from gomigrate.report.words.reasons import short
from gomigrate.report.words.remedies import remedies_words
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def _helping(f: Facts) -> str:
    """What to try for this very pin; "" where nothing is known to help."""
    if "remedy" not in f:
        return ""
    asked = f["remedy_asked"]
    remedy = Remedy(
        kind=RemedyKind(str(f["remedy"])),
        path=str(f["remedy_path"]),
        url=str(f["remedy_url"]),
        asked=asked if isinstance(asked, tuple) else (),
    )
    said = remedies_words([remedy])[0]
    return f"{said[:1].upper()}{said[1:]}." if not said.startswith(("gomigrate", "GONOPROXY")) else f"{said}."


def _pinned(f: Facts) -> str:
    return f"{f['path']} at {short(str(f['revision'])) or 'no known revision'}: {f['because']}."


_BLAMED = {
    "own": "{importer} imports {path}",
    "own test": "the tests of {importer} import {path}, so they cannot run",
    "dependency": "{importer}, a dependency, imports {path}",
    "dependency of a test": "{importer}, which tests of the project need, imports {path}, so they cannot run",
    "dependency's test": "a test of {importer}, a dependency, imports {path}",
    "unbuilt": "{importer} imports {path} where nothing of this build compiles it",
}


_BEFORE = {"had": "; the legacy build has it", "lacked": "; the legacy build lacks it too", "unknown": ""}


_TOO_NEW = (
    "the only version that can be had, {module}, asks for go {go}, which would change the language of the whole build"
)


def _lacking(f: Facts) -> str:
    if f.get("is_relative"):
        return f"{f['importer']} imports {f['path']}, and module mode knows no relative imports."
    blamed = _BLAMED[str(f["blame"])].format(importer=f["importer"], path=f["path"])
    if f.get("is_dotless"):
        return (
            f"{blamed}: module mode takes a path without a dot for the standard library's{_BEFORE[str(f['before'])]}."
        )
    why = _TOO_NEW.format(**f) if "go" in f else f["because"]
    return f"{blamed}: {why}{_BEFORE[str(f['before'])]}."


def _lacking_remedy(f: Facts) -> str:
    if f.get("itself"):
        return f"It is the project's own, by its import comment: plan with --import-path {f['itself']}."
    if f.get("is_dotless"):
        return "Set GOPATH to where the package is, or give it a path with a dot."
    return "Write the import path out." if f.get("is_relative") else ""


def _late(f: Facts) -> str:
    when = f" ({f['date']})" if f["date"] else ""
    return f"{f['module']} is the earliest version that can be had{when}; it is newer than the project's commit."


def _mended(f: Facts) -> str:
    asks = f"{f['module']}: the module graph asks for this version"
    others = "" if f["by"] else ", nor that of another version"
    twin = f", which is built as {f['twin']} and may not be in it twice"
    done = f"{f['by']} stands in for it" if f["by"] else "requirements on it are excluded"
    return f"{asks}{twin if f['twin'] else f', whose go.mod cannot be had{others}'}; {done}."


def _checkout_differs(f: Facts) -> str:
    revision = short(str(f["revision"]))
    named = f["named"] if isinstance(f["named"], tuple) else ()
    if not named:
        locked = f"{revision}, which its clone in GOPATH does not have"
    elif named == (f["revision"],):
        locked = revision
    else:
        locked = f"{revision} (commit {all_of([short(commit) for commit in named], 'or')})"
    built = f"GOPATH mode builds the checkout at {short(str(f['commit']))}; the checkout's commit is taken"
    return f"{f['file']} pins {f['path']} at {locked}, but {built}."


def _merged(f: Facts) -> str:
    what = "{importers} {importers:~was} built with {copies}; module mode builds {built} for all, "
    return filled(what + "which differs in {packages:package} (+{added} -{removed}): {packages}.", f)


def _accept(f: Facts) -> str:
    shown = "Read the difference (plan --verbose shows it); gomigrate plan --accept-merge {path} accepts it"
    apart = ". To keep the copies apart, make {units:all} modules of their own: gomigrate batch --layout units ."
    return filled(shown + apart * bool(f.get("units")), f)


def _unlinked(f: Facts) -> str:
    said = "{symbol} does not exist in module mode, where it is {new}."
    return filled(f"{{where}}: {said}" if f["where"] else said, f)


def _new_paths(f: Facts) -> str:
    said = "{packages:package} {packages:~has} another path from now on ({old} is {new})"
    if f["places"]:
        said += "; {asks:all} may show it, in {places:place}"
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
        title="locked dependency nobody has",
        meaning="A dependency that the build needs is locked at a revision that no clone, cache, proxy or version control could give, and no vendored copy exists to keep.",
        remedy="gomigrate clone brings its repository here, and the next plan reads the locked commit there; an address that no lock tells is given to git (git config --global url.ADDRESS.insteadOf https://HOST/PATH). Else name a GOPROXY that has it, give a vendored copy, or remove the import.",
        message=_pinned,
        remedy_here=_helping,
    ),
    "GM402": Row(
        title="locked version raised",
        meaning="Minimal version selection picks a higher version than the locked one, because another module in the graph requires it, and the plan was asked not to hold it.",
        remedy="Hold it with --hold, or review the newer version and accept it.",
        message="{path} is raised above its lock: {because}.",
    ),
    "GM403": Row(
        title="kept copy",
        meaning="The code that the legacy build uses cannot be downloaded as a module with the same files, so the copy stays in the repository with a replace line.",
        remedy="Nothing to do; where the module can be had later, or the patch goes upstream, drop the copy and its replace line.",
        message="{path} stays as a kept copy: {because}.",
        remedy_here=_helping,
    ),
    "GM404": Row(
        title="ambiguous import",
        meaning="Two modules of the build list hold the imported package, and the go command refuses to choose.",
        remedy="Require a version of one of the two that no longer (or not yet) holds the package.",
        message="{path}, imported by {importer}, is in {modules:all}.",
    ),
    "GM405": Row(
        title="import of a package that this module does not have",
        meaning="The import path lies below the module's own path, and the commit has no such package: code that is generated before a build, or a dependency that was written against another revision of this very repository. The legacy build lacks it as well; go mod tidy will complain about it.",
        remedy="Generate or bring back the package before go mod tidy; where a dependency imports it, update the dependency.",
        message="{importer} imports {path}, which would lie in {module} and is not there.",
    ),
    "GM406": Row(
        title="only a version for newer Go provides an import",
        meaning="The import is needed by a test of a dependency or under build tags that nobody sets; the only versions that can be had would raise the go line and with it the language of the whole module.",
        remedy="Nothing for the build; go mod tidy will want to add it. Raise --go on purpose when you are ready.",
        message=_lacking,
    ),
    "GM407": Row(
        title="import that no module provides",
        meaning="A package that is built imports a package that no module of the new build has: one of the project's own, or one of a dependency, where the legacy build has it or it is not known whether it has.",
        remedy="Give gomigrate a clone or a proxy that has it.",
        message=_lacking,
        remedy_here=_lacking_remedy,
    ),
    "GM408": Row(
        title="import that is not to be had, and not built",
        meaning="An import of a test of a dependency, or of a file that no first-class platform builds with the tags that the build files name, has no module. What is built is not affected; go mod tidy stops at it.",
        remedy="Nothing for the build; run go mod tidy -e where it stops at this import.",
        message=_lacking,
        remedy_here=_lacking_remedy,
    ),
    "GM409": Row(
        title="newer than the project",
        meaning="An import that no lock covers was given the earliest version that can be had, which is younger than the project's own commit.",
        remedy="Review it, or give GOPROXY a source that has older versions.",
        message=_late,
    ),
    "GM410": Row(
        title="a go.mod of the module graph cannot be had",
        meaning="Some module requires a version whose go.mod no source has, so the go command cannot load the module graph.",
        remedy="Use a GOPROXY that has it, or exclude that version.",
        message="the module graph needs the go.mod of {module}: {because}.",
    ),
    "GM411": Row(
        title="held versions do not reach users of a library",
        meaning="Replace lines count only in the main module: whoever imports this library gets the versions that minimal version selection chooses.",
        remedy="Before you release, see whether the library works with the raised versions.",
        message="users of this library get the raised versions, for its replace lines end here: {held}.",
    ),
    "GM412": Row(
        title="uncommitted changes left out",
        meaning="The branch starts at the last commit; what is uncommitted in the checkout stays there, untouched.",
        remedy="Commit first if the changes belong into the migration.",
        message=lambda f: f"the checkout has uncommitted changes; the plan is for commit {str(f['commit'])[:12]}.",
    ),
    "GM413": Row(
        title="checkout differs from the lock",
        meaning="The lock names one commit, tag or branch, and the checkout in GOPATH is at another commit, or knows no such name. What the legacy build really uses is the checkout.",
        remedy="Check out the locked commit in GOPATH/src, or bring the lock up to date.",
        message=_checkout_differs,
    ),
    "GM414": Row(
        title="import through a vendor folder",
        meaning="The import names a package by its place inside a vendor folder. Go before 1.5 took it; every go command since refuses it, in GOPATH mode as in module mode, so the importing package has not been built for long.",
        remedy="Import the package by its own path, or drop the dependency that does this.",
        message="{importer} imports {path}, a path through a vendor folder.",
    ),
    "GM415": Row(
        title="a go.mod of the module graph replaced",
        meaning="Some module requires a version whose go.mod no source has, or whose go.mod names another module; or which a replace line builds under another path, so that it would be there twice. The go command needs that file to load the module graph, though no package of the build comes from that version; so a replace line puts the nearest version in its place that can be had, or, where no version can be had, an exclude line drops the requirement.",
        remedy="Nothing: the build is the same. The line can go once a dependency no longer asks for that version.",
        message=_mended,
    ),
    "GM416": Row(
        title="two spellings of one import path",
        meaning="Two import paths differ in letter case alone. Each keeps its own version, as before; but the go command refuses to build both into one program, and to name both packages in one command (case-insensitive import collision), in GOPATH mode as in module mode.",
        remedy="Settle on one spelling, or build the programs one by one.",
        message="{paths:all} are two packages to the go command.",
    ),
    "GM417": Row(
        title="one module under two paths",
        meaning="A replace line puts a module version in the place of another module, and that very version is in the build list under its own path as well. The go command refuses that: used for two different module paths.",
        remedy="Settle on one of the two import paths, or hold one of the two at another version with --hold.",
        message="{module} would be built under {paths:all}.",
    ),
    "GM418": Row(
        title="standard library package in a vendor folder",
        meaning="GOPATH mode looks into vendor folders before the standard library, so the vendored copy is what the legacy build takes. Module mode takes the standard library's, and refuses a module that has a package of that path; so the vendored copy is not in the new build.",
        remedy="If the copy matters, give it an import path of the project's own, and change the imports.",
        message="{packages:package} {packages:~is} the standard library's, and built from a vendor folder.",
    ),
    "GM419": Row(
        title="a package of the project lies directly in a vendor folder",
        meaning="The Go files are not below an import path but in the vendor folder itself, so they are a package of the project, which nothing can import. They go with the folder.",
        remedy="Nothing if they only describe the folder, as a doc.go does; else move them to another folder first, or keep the folder with --vendor=keep.",
        message="{folder}/ holds Go files of the project's own: {files}.",
    ),
    "GM420": Row(
        title="tests that cannot run",
        meaning="A test of the project, or a dependency that only such tests need, imports a package that no module of the new build has. The build is not affected; these tests do not compile.",
        remedy="Give gomigrate a clone or a proxy that has it, or take the test out.",
        message=_lacking,
    ),
    "GM421": Row(
        title="a dependency's import that was missing before",
        meaning="A package of a dependency that is built imports a package that the legacy build lacks as well, so what needs it does not compile, before or after.",
        remedy="Nothing for the migration; give gomigrate a clone or a proxy that has it to mend the build.",
        message=_lacking,
        remedy_here=lambda f: (
            "Nothing for the migration: GOPATH mode refuses it as well." if f.get("is_relative") else ""
        ),
    ),
    "GM440": Row(
        title="copies that differ become one",
        meaning="GOPATH mode builds a package once for each folder that an importer finds it in: a vendor folder of the project, one of a dependency, GOPATH. These copies are not the same, and module mode builds one of each package, for all who import it. So some packages are built with other code than before.",
        remedy="Read the difference. If all can be built with the one copy, accept it: --accept-merge PATH. Else bring the copies together before the migration, or, where folders of the project have vendor folders of their own, make modules of them: gomigrate batch --layout units.",
        message=_merged,
        remedy_here=_accept,
    ),
    "GM441": Row(
        title="copies that differ become one, as accepted",
        meaning="GOPATH mode builds several copies of a package, which are not the same; module mode builds one for all who import it. --accept-merge says that this is meant, so it is no error. The record keeps it, and verify counts the package as changed on purpose.",
        remedy="Test the packages that are named.",
        message=_merged,
    ),
    "GM442": Row(
        title="copies that are the same become one",
        meaning="GOPATH mode builds several copies of a package, and each has variables of its own and runs its own init functions. They have the same files, so the code stays the same; but there is one set of variables from now on, which all importers share, and what init registers (flags, metrics, drivers) is registered once.",
        remedy="See whether an importer counts on variables of its own; if not, --accept-merge PATH settles it.",
        message="{packages:package} of {path} {packages:~is} built once instead of from {copies:copy}, so variables and what init does are shared: {packages}.",
    ),
    "GM443": Row(
        title="one package becomes two",
        meaning="GOPATH mode finds one folder by two import paths, with a major version and without (minimal module compatibility), and builds it once. In module mode these are packages of two modules: types of the one are not those of the other, and each has variables of its own and runs its init functions.",
        remedy="Settle on one of the two import paths.",
        message="{package} is built once, and imported as {paths:all}; module mode builds {paths:package} of it.",
    ),
    "GM444": Row(
        title="linker name through a vendor folder",
        meaning="A //go:linkname line, or assembly, names a function or variable of a vendored package by its path in GOPATH mode, with everything up to the vendor folder. Module mode knows the package by its import path only, so the name is not defined and programs do not link.",
        remedy="Take everything up to the vendor folder out of the name, on the branch or in the commit before it.",
        message=_unlinked,
    ),
    "GM445": Row(
        title="what a run may see of the new paths",
        meaning="A vendored package is known by the path of its copy in GOPATH mode, and by its import path in module mode. The code is the same; what asks for the path at run time sees another one: names under which gob writes types, PkgPath of a type, names of functions and of files in logs and profiles, the version of a plugin's packages. And where imports leave the order open, packages are initialised in the order of their paths (go 1.21 and later).",
        remedy="Look at the places: at data that was written with the old names, at filters of logs and at plugins, which have to be built anew.",
        message=_new_paths,
        seen=_where_seen,
    ),
    "GM446": Row(
        title="files for some builds are not the module's",
        meaning="A copy of a dependency has files that the module in its place has not, or has with other bytes (or the other way round). No build on a checked platform takes them by name; one with other tags or on another platform may, and C code and assembly include files by any name.",
        remedy="Compare the files with the module's. Where your builds need the copy's, publish a fork with them, or a release, and require that.",
        message="{files:file} that some build may take {files:~is} not in both the copy and its module with the same bytes: {files}.",
        seen=_each_file,
    ),
    "GM447": Row(
        title="data of a dependency is not the module's",
        meaning="A copy of a dependency has files that are in no list of a Go package, which the module in its place has not, or has with other bytes. Programs that look for such a file at run time (by runtime.Caller, build.Import or a path below vendor/), and generators that read it, find another one, or none.",
        remedy="Where something reads them, keep the files in your repository and have it read those; where nothing does, bring them to what the module has, or take them away, in a commit before.",
        message="{files:file} of dependencies that no Go package lists {files:~is} not the module's: {files}.",
        seen=_each_file,
    ),
    "GM448": Row(
        title="kept copy in a folder of the project",
        meaning="A kept copy gets a folder below third_party, with a go.mod of its own, and the project has files there already. The go.mod would cut packages of the project off from its module, and files of one name would be written over. A link or a file is in the way where a folder must be.",
        remedy="Give the project's own folder another name, and its imports, in a commit before; then plan again.",
        message="A kept copy takes {folder}, where {files:file} of the project {files:~is}.",
        seen=_each_file,
    ),
    "GM449": Row(
        title="files of others in a vendor folder",
        meaning="A vendor folder goes, and with it files that are no Go package's: packages of another language, pages, scripts. Go below 1.14 leaves a vendor folder alone; from then on it must agree with go.mod, so it cannot stay.",
        remedy="Move them to a folder of another name in a commit before, where anything still needs them; composer and bundler can be told which. --vendor=regenerate leaves them where they are.",
        message="{files:file} {files:~goes} with the vendor folder, and {files:~is} of no Go package: {files}.",
        seen=_each_file,
    ),
    "GM450": Row(
        title="internal package out of reach",
        meaning="A dependency imports an internal package that is not its own, such as one of the project. GOPATH mode lets it, since the vendored copy lies in a folder of the project; module mode goes by import paths, and refuses: use of internal package not allowed.",
        remedy="Move the package out of internal, with the imports of it, in a commit before; or move the dependency's code into the project.",
        message="{package} imports {names}, which it may not in module mode: it is not inside the folder that has internal.",
    ),
    "GM451": Row(
        title="attributes of git change a kept copy",
        meaning="A kept copy has the bytes that the legacy build read. It lies below third_party, and there a .gitattributes of the project asks for other ends of lines, another encoding or an expanded $Id$: every checkout of the branch has other bytes in these files.",
        remedy="Add the line third_party/** -text -ident -working-tree-encoding to .gitattributes in a commit before; then plan again.",
        message="A checkout of the branch changes {files:file} of kept copies, as .gitattributes asks: {files}.",
        seen=_each_file,
    ),
    "GM452": Row(
        title="folders of others in a vendor folder",
        meaning="Another language keeps packages in the vendor folder (composer: autoload.php and composer/, bundler: bundle/). With a go line of 1.14 or more the go command takes every folder of that name beside a go.mod for its own, whatever is in it, and refuses to build unless vendor/modules.txt agrees with go.mod. So they cannot stay without Go's part, and gomigrate does not take them away.",
        remedy="Have the other tool install elsewhere, in a commit before (composer: config.vendor-dir, bundler: bundle config path), or plan with --vendor=regenerate: the folder keeps both.",
        message="{files:file} of no Go package would go with the vendor folder: {files}.",
        seen=_each_file,
    ),
    "GM453": Row(
        title="files of others stay in a vendor folder",
        meaning="The vendor folder is written anew and keeps what no Go package has to do with. The go command does not mind it. But go mod vendor removes the whole folder before it writes it.",
        remedy="Whoever runs go mod vendor later brings these files back afterwards (git checkout HEAD -- FILES, or the tool that installed them).",
        message="{files:file} of no Go package {files:~stays} in vendor/: {files}.",
        seen=_each_file,
    ),
}
