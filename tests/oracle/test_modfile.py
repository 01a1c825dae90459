"""Our reading and writing of go.mod and go.sum against the real go command's."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.gosum import parse_go_sum, render_go_sum
from gomigrate.modfile.render import render
from tests.fakeworld.environment import closed_environment, run
from tests.fakeworld.txtar import parse_txtar

pytestmark = pytest.mark.go

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "modfile").glob("*.txtar"))


@dataclass(frozen=True, slots=True)
class Go:
    """The go command in a folder of its own."""

    folder: Path
    env: dict[str, str]

    def edit(self, text: str, *words: str) -> str | None:
        """What `go mod edit` says of a go.mod; None where it refuses."""
        (self.folder / "go.mod").write_bytes(text.encode("utf-8", "surrogateescape"))
        try:
            return run(["go", "mod", "edit", *words], self.folder, self.env)
        except RuntimeError:
            return None


@pytest.fixture
def go(tmp_path: Path, shared_gocache: Path) -> Go:
    folder = tmp_path / "module"
    folder.mkdir()
    return Go(folder, closed_environment(tmp_path, [tmp_path / "gopath"], shared_gocache))


def as_json(mod: GoMod) -> dict[str, object]:
    """A go.mod in the shape of `go mod edit -json`, without what is empty."""

    def module(path: str, version: str = "") -> dict[str, object]:
        return {"Path": path, **({"Version": version} if version else {})}

    shape: dict[str, object] = {
        "Module": module(mod.module),
        "Go": mod.go,
        "Toolchain": mod.toolchain,
        "GoDebug": [{"Key": line.key, "Value": line.value} for line in mod.godebugs],
        "Require": [
            {**module(line.path, line.version), **({"Indirect": True} if line.indirect else {})}
            for line in mod.requires
        ],
        "Exclude": [module(line.path, line.version) for line in mod.excludes],
        "Replace": [
            {"Old": module(line.path, line.version), "New": module(line.new_path, line.new_version)}
            for line in mod.replaces
        ],
        "Tool": [{"Path": line.path} for line in mod.tools],
        "Ignore": [{"Path": line.path} for line in mod.ignores],
    }
    return {key: value for key, value in shape.items() if value}


GOOD = [
    "module a.test/m\r\n\r\ngo 1.9\r\nrequire b.test/x v1.0.0 //  indirect\r\n",
    'module "a.test/\\x6d" // Deprecated: gone\nrequire "b.test/x" v1\n',
    "// Deprecated: a\n// b\n//\n// c\nmodule a.test/m\ntoolchain default\n",
    "module a.test/m\nrequire b.test/x v1.0.0 // indirect; why\nrequire c.test/x v1.0.0 //indirect;\n",
    "module a.test/m\nrequire gopkg.in/check.v1 v0.0.0-20161208181325-20d25e280405\n",
    "module a.test/m\nrequire (\n\tb.test/x v2.0.0+incompatible\n\n\t// about\n\n\tb.test/a v1.0.0 // x\n\t//end\n)\n",
    "module a.test/m\nreplace b.test/x => C:/x\n",
    "module a.test/m\nreplace b.test/x v1.0.0 => c.test/x/v2 v2.0.0\nreplace b.test/x v1.0.0 => ./x\n",
    "module a.test/m\nretract [ v1.0.0 , v1.2.0 ] // one\nretract (\n\tv1.5.0\n\tv1.10.0 // two\n)\n",
    "module a.test/m\ngodebug (\n\tpanicnil=1\n)\n",
    "require (\n)\nmodule a.test/m // caf\udce9\n",
    "module a.test/m\nexclude (\n\tb.test/x v1.9.0\n\tb.test/x v1.10.0\n)\n",
    "module a.test/m\ngo 1.21\nexclude (\n\tb.test/x v1.10.0\n\tb.test/x v1.9.0\n)\n",
]


def golden(path: Path) -> tuple[str, str]:
    files = parse_txtar(path.read_text(encoding="utf-8"))
    return files["go.mod"].replace("\\r\n", "\r\n"), files["formatted"]


@pytest.mark.parametrize("text", [*GOOD, *(golden(path)[0] for path in GOLDEN)])
def test_parse_and_format_are_those_of_go_mod_edit(go: Go, text: str) -> None:
    found = go.edit(text, "-fmt", "-print")
    assert found == edit(text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    # -json tells of the file after it is sorted, so ours is asked of the same text.
    said = json.loads(go.edit(text, "-json") or "")
    # What only other modules ask of a go.mod, gomigrate does not read.
    listed = {key: value for key, value in said.items() if value and key != "Retract"}
    listed.get("Module", {}).pop("Deprecated", None)
    assert _sorted(as_json(parse(edit(text)))) == _sorted(listed)


def _sorted(shape: dict[str, object]) -> dict[str, object]:
    return {
        key: sorted(value, key=json.dumps) if isinstance(value, list) else value
        for key, value in shape.items()
        if key != "Module" or "caf" not in str(value)
    }


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_is_what_go_mod_edit_writes(go: Go, path: Path) -> None:
    text, formatted = golden(path)
    assert go.edit(text, "-fmt", "-print") == formatted


@pytest.mark.parametrize(
    "text",
    [
        "module `a.test/m`\n",
        "module 'a.test/m'\n",
        'module "a.test/m\n',
        "module a b\n",
        "module a.test/m /* no */\n",
        "\ufeffmodule a.test/m\n",
        "go 1\n",
        "go 1.17\ngo 1.18\n",
        "toolchain 1.21\n",
        "godebug x\n",
        "require b.test/x master\n",
        "require b.test/x v2.0.0\n",
        "require b.test/x/v1 v1.0.0\n",
        "replace b.test/x => c.test/x\n",
        "replace b.test/x => ./x v1.0.0\n",
        "replace b.test/x => ..\\x\n",
        "retract v1.0.0 v1.1.0\n",
        "foo bar\n",
        "go (\n1.17\n)\n",
        "require (\n",
        "require (\n) )\n",
    ],
)
def test_parse_refuses_what_go_mod_edit_refuses(go: Go, text: str) -> None:
    assert go.edit(text, "-json") is None
    with pytest.raises(ModFileError):
        parse(text)


def test_edit_replaces_and_go_line_as_go_mod_edit_does(go: Go) -> None:
    text = golden(GOLDEN[0])[1]
    found = go.edit(
        text,
        "-go=1.21",
        "-replace=ex.test/a=./copy",
        "-replace=ex.test/a@v1.0.0=ex.test/f@v1.0.1",
        "-print",
    )
    new = Replacement(path="ex.test/a", version="v1.0.0", new_path="ex.test/f", new_version="v1.0.1")
    replaces = [Replacement(path="ex.test/a", new_path="./copy"), new]
    assert edit(text, go="1.21", replaces=replaces) == found


MODULES = {
    "ex.test/a": ["v1.2.0", "v1.10.0", "v2.0.0+incompatible"],
    "ex.test/a-b": ["v1.0.0"],
    "ex.test/a/v2": ["v2.0.0"],
    "ex.test/c": ["v1.0.0"],
}


def proxy(root: Path) -> str:
    """A proxy whose modules hold one package each; ex.test/c needs a newer ex.test/a than the main module asks for."""
    for path, versions in MODULES.items():
        folder = root / path / "@v"
        folder.mkdir(parents=True)
        (folder / "list").write_text("\n".join(versions))
        for version in versions:
            text = f"module {path}\n"
            code = "package p\n"
            if path == "ex.test/c":
                text += "\nrequire ex.test/a v1.10.0\n"
                code += 'import _ "ex.test/a"\n'
            (folder / f"{version}.mod").write_text(text)
            (folder / f"{version}.info").write_text(json.dumps({"Version": version, "Time": "2017-01-01T00:00:00Z"}))
            with zipfile.ZipFile(folder / f"{version}.zip", "w") as archive:
                if not version.endswith("+incompatible"):
                    archive.writestr(f"{path}@{version}/go.mod", text)
                archive.writestr(f"{path}@{version}/p.go", code)
    return f"file://{root}"


@pytest.mark.parametrize("version", ["1.16", "1.17"])
def test_rendered_files_are_left_alone_by_go_mod_tidy(go: Go, tmp_path: Path, version: str) -> None:
    env = {**go.env, "GOPROXY": proxy(tmp_path / "tidy-proxy")}
    imports = "".join(f'import _ "{path}"\n' for path in ("ex.test/a-b", "ex.test/a/v2", "ex.test/c"))
    (go.folder / "m.go").write_text(f"package m\n{imports}")
    requires = [
        Requirement(path="ex.test/c", version="v1.0.0"),
        Requirement(path="ex.test/a-b", version="v1.0.0"),
        Requirement(path="ex.test/a/v2", version="v2.0.0"),
    ]
    if version == "1.17":
        requires.append(Requirement(path="ex.test/a", version="v1.10.0", indirect=True))
    held = Replacement(path="ex.test/a", new_path="ex.test/a", new_version="v1.2.0")
    text = render("ex.test/m", version, requires, [held], comments={held: "ex.test/c asks for v1.10.0"})
    (go.folder / "go.mod").write_text(text)
    run(["go", "mod", "tidy"], go.folder, env)
    assert (go.folder / "go.mod").read_text() == text
    go_sum = (go.folder / "go.sum").read_text()
    assert len(parse_go_sum(go_sum).lines) >= 6
    assert render_go_sum(reversed(parse_go_sum(go_sum).lines)) == go_sum


def test_edited_requirements_are_placed_as_go_mod_tidy_places_them(go: Go, tmp_path: Path) -> None:
    env = {**go.env, "GOPROXY": proxy(tmp_path / "edit-proxy")}
    (go.folder / "m.go").write_text('package m\nimport _ "ex.test/a-b"\nimport _ "ex.test/c"\n')
    before = "// top\nmodule ex.test/m\n\ngo 1.17\n\nrequire (\n\tex.test/a v1.2.0 // indirect\n\tex.test/c v1.0.0\n)\n"
    (go.folder / "go.mod").write_text(before)
    run(["go", "mod", "tidy"], go.folder, env)
    changes = [
        Requirement(path="ex.test/a", version="v1.10.0", indirect=True),
        Requirement(path="ex.test/a-b", version="v1.0.0"),
    ]
    assert (go.folder / "go.mod").read_text() == edit(before, requires=changes)
