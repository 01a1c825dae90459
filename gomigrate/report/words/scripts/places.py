"""Places below GOPATH/src in build files, and folders of kept copies that checks come across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Idle, Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts


def _gm811_here(f: Facts) -> str:
    if f.get("wanted"):
        return filled("Use {wanted} (needs Go 1.16 or later, and no folder in GOPATH)", f)
    if f.get("makes"):
        return "Write the output to a temporary folder, and copy it from there into the project."
    if not f["module"]:
        return ""
    if f.get("too_early"):
        return filled(
            "Copy go.mod and go.sum into the image before this line, run go mod download, and use {folder}{below}", f
        )
    if f.get("folder"):
        return filled("Run go mod download first, and use {folder}{below}", f)
    return filled(
        "Run go mod download first, and use the folder that go list -m -f '{{{{.Dir}}}}' {module} prints. No shell reads"
        " this line, so the command itself does not work here.",
        f,
    )


ROWS: dict[str, Row] = {
    "GM810": Row(
        title="a build file puts the project into GOPATH",
        meaning="A line creates, links or enters a folder below GOPATH/src for the project. Module mode does not need the folder, and it does no harm. Only a go command that names the project's packages by import path must run in the folder of go.mod. gomigrate puts `cd FOLDER &&` before such a command in an image. In a CI file it puts `(cd FOLDER && ...)` around one that follows a `cd`.",
        remedy=Idle(
            "Nothing to do: the project builds in any folder. When you next edit the file, remove the lines or let them name the folder of go.mod."
        ),
        message=lambda f: filled(
            "{command} names the project by its import path here. In module mode it has to run in {place}."
            if f.get("place")
            else "This file uses the project's folder in GOPATH ({lines:~line} {lines:all}). Module mode does not need it.",
            f,
        ),
        remedy_here=lambda f: filled("Run {command} in {place}", f) if f.get("place") else "",
    ),
    "GM811": Row(
        title="a build file looks for a dependency in GOPATH",
        meaning="A line uses files of another module below GOPATH/src. In module mode they are not there. They are in the module cache, read-only.",
        remedy="Run go mod download first, and use the folder that go list -m -f '{{{{.Dir}}}}' MODULE prints.",
        message=lambda f: filled(
            "This line looks for {path} in GOPATH. With modules it is in the module cache."
            if f["path"]
            else "This line reads or writes files of dependencies below GOPATH/src. With modules no dependencies are there.",
            f,
        ),
        remedy_here=_gm811_here,
    ),
    "GM814": Row(
        title="go_import_path has no effect with modules",
        meaning="With this key Travis CI puts the checkout below GOPATH/src. Snapcraft's go plugin does so with go-importpath, Drone with clone: path:. Module mode does not need that place, and it does no harm. The go plugin uses go.mod where there is one, and since core20 nothing else.",
        remedy=Idle("Nothing to do: remove the key when no other line uses that place."),
        message=lambda f: filled(
            "{key} puts the checkout where GOPATH mode needs {path}. Modules do not need it.",
            {"key": "go_import_path", **f},
        ),
    ),
    "GM838": Row(
        title="a check would include the kept copies",
        meaning="A build file lists files with find, gofmt, git or ls and leaves out the vendor folder, to format or check the rest. Kept copies of dependencies lie in third_party/, so the list would include them. gomigrate adds the same test for that folder to find, and the same filter to grep -v. It changes nothing if the folder also has files of the project.",
        remedy="Leave out the folder of the kept copies as well.",
        message="This line lists files without the vendor folder, and would list the kept copies in {folder}.",
    ),
    "GM839": Row(
        title="an import path is computed from the place in GOPATH",
        meaning="A Makefile or a script removes GOPATH/src/ from the folder's path to get the project's import path. Outside of GOPATH the whole path remains, so -X of the linker names no package and reports no error. gomigrate writes the module path in files of the top folder. It does not change files in other folders, or lines where another program computes the path.",
        remedy="Replace the computed value by the import path.",
        message="This line computes {path} from the place in GOPATH. Outside of GOPATH it gives a folder's path, which no package has.",
        remedy_here="Use {path}",
    ),
}
