"""GM4xx: the plan."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM401": Row(
        title="locked dependency nobody has",
        meaning="A dependency that the build needs is locked at a revision that no clone, cache, proxy or version control could give, and no vendored copy exists to keep.",
        remedy="Where the proxy refuses revisions, as many mirrors do, let version control answer: GOPROXY=direct gomigrate plan. Else give gomigrate a clone of it (git clone ADDRESS GOPATH/src/IMPORT/PATH), a GOPROXY that has it, or a vendored copy; or remove the import.",
    ),
    "GM402": Row(
        title="locked version raised",
        meaning="Minimal version selection picks a higher version than the locked one, because another module in the graph requires it, and the plan was asked not to hold it.",
        remedy="Hold it with --hold, or review the newer version and accept it.",
    ),
    "GM403": Row(
        title="kept copy",
        meaning="The code that the legacy build uses cannot be downloaded as a module with the same files, so the copy stays in the repository with a replace line.",
        remedy="Nothing to do; where the module can be had later, or the patch goes upstream, drop the copy and its replace line.",
    ),
    "GM404": Row(
        title="ambiguous import",
        meaning="Two modules of the build list hold the imported package, and the go command refuses to choose.",
        remedy="Require a version of one of the two that no longer (or not yet) holds the package.",
    ),
    "GM405": Row(
        title="a dependency imports a package this module no longer has",
        meaning="A dependency was written against another revision of this very repository. The legacy build lacks that package as well; go mod tidy will complain about it.",
        remedy="Update the dependency, or bring the package back, when go mod tidy matters to you.",
    ),
    "GM406": Row(
        title="only a version for newer Go provides an import",
        meaning="The import is needed by a test of a dependency or under build tags that nobody sets; the only versions that can be had would raise the go line and with it the language of the whole module.",
        remedy="Nothing for the build; go mod tidy will want to add it. Raise --go on purpose when you are ready.",
    ),
    "GM407": Row(
        title="import that no module provides",
        meaning="An import that the legacy build finds has no module and no copy in the new build.",
        remedy="Give gomigrate a clone or a proxy that has it.",
    ),
    "GM408": Row(
        title="import that nobody has",
        meaning="An import of a test of a dependency, or under build tags that nobody sets, or of a package that the legacy build does not have either, has no module. What is built today is not affected; go mod tidy stops at it.",
        remedy="Nothing for the build; run go mod tidy -e where it stops at this import.",
    ),
    "GM409": Row(
        title="newer than the project",
        meaning="An import that no lock covers was given the earliest version that can be had, which is younger than the project's own commit.",
        remedy="Review it, or give GOPROXY a source that has older versions.",
    ),
    "GM410": Row(
        title="a go.mod of the module graph cannot be had",
        meaning="Some module requires a version whose go.mod no source has, so the go command cannot load the module graph.",
        remedy="Use a GOPROXY that has it, or exclude that version.",
    ),
    "GM411": Row(
        title="held versions do not reach users of a library",
        meaning="Replace lines count only in the main module: whoever imports this library gets the versions that minimal version selection chooses.",
        remedy="Before you release, see whether the library works with the raised versions.",
    ),
    "GM412": Row(
        title="uncommitted changes left out",
        meaning="The branch starts at the last commit; what is uncommitted in the checkout stays there, untouched.",
        remedy="Commit first if the changes belong into the migration.",
    ),
    "GM413": Row(
        title="checkout differs from the lock",
        meaning="The lock names one commit and GOPATH holds another; what the legacy build really uses is the checkout.",
        remedy="Check out the locked commit in GOPATH/src, or bring the lock up to date.",
    ),
    "GM414": Row(
        title="import through a vendor folder",
        meaning="The import names a package by its place inside a vendor folder. Go before 1.5 took it; every go command since refuses it, in GOPATH mode as in module mode, so the importing package has not been built for long.",
        remedy="Import the package by its own path, or drop the dependency that does this.",
    ),
    "GM415": Row(
        title="a go.mod of the module graph replaced",
        meaning="Some module requires a version whose go.mod no source has, or whose go.mod names another module; or which a replace line builds under another path, so that it would be there twice. The go command needs that file to load the module graph, though no package of the build comes from that version; so a replace line puts the nearest version in its place that can be had, or, where no version can be had, an exclude line drops the requirement.",
        remedy="Nothing: the build is the same. The line can go once a dependency no longer asks for that version.",
    ),
    "GM416": Row(
        title="two spellings of one import path",
        meaning="Two import paths differ in letter case alone. Each keeps its own version, as before; but the go command refuses to build both into one program, and to name both packages in one command (case-insensitive import collision), in GOPATH mode as in module mode.",
        remedy="Settle on one spelling, or build the programs one by one.",
    ),
    "GM417": Row(
        title="one module under two paths",
        meaning="A replace line puts a module version in the place of another module, and that very version is in the build list under its own path as well. The go command refuses that: used for two different module paths.",
        remedy="Settle on one of the two import paths, or hold one of the two at another version with --hold.",
    ),
    "GM418": Row(
        title="standard library package in a vendor folder",
        meaning="GOPATH mode looks into vendor folders before the standard library, so the vendored copy is what the legacy build takes. Module mode takes the standard library's, and refuses a module that has a package of that path; so the vendored copy is not in the new build.",
        remedy="If the copy matters, give it an import path of the project's own, and change the imports.",
    ),
    "GM419": Row(
        title="a package of the project lies directly in a vendor folder",
        meaning="The Go files are not below an import path but in the vendor folder itself, so they are a package of the project, which nothing can import. They go with the folder.",
        remedy="Nothing if they only describe the folder, as a doc.go does; else move them to another folder first, or keep the folder with --vendor=keep.",
    ),
}
