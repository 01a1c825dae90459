"""Places below GOPATH/src in build files, and folders of kept copies that checks come across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts


def _gm811_here(f: Facts) -> str:
    if f.get("wanted"):
        return filled("Write {wanted} instead, from Go 1.16 on: that needs no folder in GOPATH.", f)
    if f.get("makes"):
        return "Have it written to a scratch folder, and take what is made from there into the project."
    if not f["module"]:
        return ""
    if f.get("too_early"):
        return filled(
            "Copy go.mod and go.sum into the image before this line and run go mod download; then write"
            " {folder}{below}.",
            f,
        )
    if f.get("folder"):
        return filled("Write {folder}{below}, which go mod download has to come before.", f)
    return filled(
        "Take the folder that go list -m -f '{{{{.Dir}}}}' {module} prints, after go mod download; no shell reads this"
        " line.",
        f,
    )


ROWS: dict[str, Row] = {
    "GM810": Row(
        title="the project's place in GOPATH",
        meaning="Folders below GOPATH/src are made, linked or entered for the project. In module mode that is not needed and does no harm: the build goes by go.mod, wherever it lies. Only a go command that names the project's packages by import path has to run in the folder of go.mod: in an image such a command gets `cd FOLDER &&`, after a `cd` in a CI service `(cd FOLDER && ...)`.",
        remedy="Nothing; work in any folder when you next touch these lines.",
        message=lambda f: filled(
            "{command} builds the project by its import path here; in module mode it has to run in {place}."
            if f.get("place")
            else "The project's place in GOPATH is used here ({lines:~line} {lines:all}); module mode does not need it.",
            f,
        ),
    ),
    "GM811": Row(
        title="a dependency's place in GOPATH",
        meaning="A line reaches for the files of another module below GOPATH/src. In module mode nothing puts them there: they lie in the module cache, read-only.",
        remedy="Ask for the place with go list -m -f '{{.Dir}}' MODULE, after go mod download.",
        message=lambda f: filled(
            "{path} is looked for in GOPATH, and nothing puts it there any more."
            if f["path"]
            else "Files are looked for below GOPATH/src, or made there, and nothing puts any there any more.",
            f,
        ),
        remedy_here=_gm811_here,
    ),
    "GM814": Row(
        title="go_import_path",
        meaning="Travis CI puts the checkout below GOPATH/src by this key, Snapcraft's go plugin by go-importpath, Drone by clone: path:. Module mode does not need the place, and it does no harm; the plugin goes by go.mod where there is one, and from core20 on it knows nothing else.",
        remedy="Take the key out once no other line counts on the place.",
        message=lambda f: filled("{key} puts the checkout where GOPATH wants {path}.", {"key": "go_import_path", **f}),
    ),
    "GM838": Row(
        title="a check that leaves the vendor folder out",
        meaning="Files are listed by find, gofmt, git or ls without the vendor folder, to be formatted or checked. Dependencies that stay as copies lie below third_party, and would be listed: find gets the same test once more with that folder, grep -v the same filter. Where the folder holds files of the project's own, nothing changes.",
        remedy="Leave the folder of the copies out as well.",
        message="Files are listed here without vendored code; the kept copies in {folder} would be listed.",
    ),
    "GM839": Row(
        title="an import path computed from the place in GOPATH",
        meaning="A Makefile or a script cuts GOPATH/src/ off the folder's path to get the project's import path. Outside of GOPATH the whole path is left: -X of the linker then names no package, and says nothing. A Makefile or a script of the top folder gets the module's path instead; in folders below, and where another program computes it, it is told.",
        remedy="Write the import path.",
        message="This computes {path} from the place in GOPATH; elsewhere it is a folder's path, and no package has it.",
        remedy_here="Write {path}.",
    ),
}
