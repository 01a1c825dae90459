"""go.mod and go.work files, and hashes: ours and golang.org/x/mod's, on thousands of made ones."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.dirhash import hash1
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import GoMod, ModFileError, Replace, parse
from gomigrate.modfile.gowork import parse_go_work
from gomigrate.modfile.quoting import auto_quote, must_quote
from gomigrate.modfile.render import has_two_require_blocks
from tests.fakeworld.txtar import parse_txtar
from tests.oracle.driver import Driver, answers, question, sent
from tests.oracle.making import odd
from tests.oracle.test_modfile import GOLDEN, GOOD

pytestmark = pytest.mark.go

COUNT = 3000

_COMMENT = re.compile(r"//.*")

SEEDS = (
    *GOOD,
    *(parse_txtar(Path(path).read_text(encoding="utf-8"))["formatted"] for path in GOLDEN),
    "module a.test/m\n\ngo 1.24\n\ntoolchain go1.24.1\n\ntool (\n\ta.test/x/cmd/y\n\tb.test/z\n)\n\nignore ./web\n",
    "// Deprecated: use a.test/m/v2\n//\n// More.\nmodule a.test/m\nretract v1.0.0 // why\n// both\nretract [v1.0.0, v1.1.0]\n",
    "module a.test/m\nrequire (\n\tb.test/x v1.0.0 // indirect\n\tc.test/y v1.2.0 // why\n)\nrequire d.test/z v0.1.0\n",
    "module a.test/m\ngo 1.21\nreplace (\n\tb.test/x => ../x\n\tb.test/x v1.0.0 => c.test/y v1.1.0\n)\nexclude b.test/x v1.2.0\n",
    "module a.test/m\ngodebug default=go1.21\ngodebug (\n\tpanicnil=1\n\tasynctimerchan=0\n)\n",
)
PIECES = (
    *"()[]{},\"'`/\\ \t\r\n=>v.1@-;*#é", "\n\n", "//", "// x\n", " // indirect", "// indirect; y", "/*", "*/", "=>", " => ",
    "module ", "go 1.21\n", "go 1.9.x\n", "go 1.21rc1", "toolchain go1.21.0\n", "toolchain default\n", "require (\n", ")\n",
    "require b.test/x v1.0.0\n", "require b.test/x/v2 v2.0.0\n", "exclude b.test/x v1.0.0\n", "replace a.test => ./b\n",
    "replace a.test v1.0.0 => c.test v1.0.0\n", "retract v1.0.0\n", "retract [v1.0.0, v1.2.0]\n", "tool a.test/x\n", "ignore x\n",
    "godebug x=y\n", "use ./x\n", "unknown x\n", "v1.2.3", "v2.0.0+incompatible", "v1", "master", '"a.test/\\x61"', "`raw`", "// Deprecated: d\n",
    "\ufeff", "\0", "\udcff", "\u2028", "\xa0", "\x7f", "\x85", "\u200b", "\f", "\v", "a.test/m", "v0.0.0-20200102030405-abcdefabcdef", "latest",
)  # fmt: skip


def _replaces(lines: tuple[Replace, ...]) -> list[Any]:
    return [[line.path, line.version, line.new_path, line.new_version] for line in lines]


def content(mod: GoMod) -> dict[str, Any]:
    """What a go.mod says, in the driver's shape."""
    return {
        "module": mod.module,
        "go": mod.go,
        "toolchain": mod.toolchain,
        "requires": [[line.path, line.version, line.indirect, line.line] for line in mod.requires],
        "replaces": _replaces(mod.replaces),
        "excludes": [[line.path, line.version] for line in mod.excludes],
        "tools": [line.path for line in mod.tools],
        "ignores": [line.path for line in mod.ignores],
        "godebugs": [[line.key, line.value] for line in mod.godebugs],
    }


def read(text: str, *, lax: bool) -> dict[str, Any] | None:
    try:
        return content(parse(text, lax=lax))
    except ModFileError:
        return None


def gomod_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made go.mod that is read or written otherwise: the text, which of the three, ours, theirs."""
    made = [odd(rng, SEEDS, PIECES, most=3) for _ in range(count)]
    found = answers(driver, [question("gomod", text) for text in made])
    differ = []
    for text, theirs in zip(made, found, strict=True):
        ours: dict[str, Any] = {"strict": read(text, lax=False), "lax": read(text, lax=True), "formatted": None}
        if ours["strict"] is not None:
            ours["formatted"] = edit(text)
        if keeps_more(text, ours["formatted"], theirs["formatted"]):
            theirs["formatted"] = ours["formatted"]
        differ += [(text, key, ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]]
    return differ


def comments(text: str) -> list[str]:
    """Every comment, without the space around it."""
    return sorted(found for line in text.split("\n") for found in _COMMENT.findall(line) if found.strip("/ \t\r"))


def keeps_more(text: str, ours: str | None, theirs: str | None) -> bool:
    """The one difference that is meant: the go command drops comments at the parentheses of blocks that it joins or
    removes. Whether that is all: ours has each comment of the text, and apart from comments both are the same."""
    if ours is None or theirs is None or len(comments(theirs)) >= len(comments(ours)):
        return False
    bare = {edit(_COMMENT.sub("", formatted)) for formatted in (ours, theirs)}
    return len(bare) == 1 and len(comments(ours)) == len(comments(text))


def test_made_go_mods_are_read_and_written_as_the_go_command_does(driver: Driver) -> None:
    assert gomod_differences(driver, random.Random(1), COUNT) == []


WORK_SEEDS = (
    "go 1.21\n\nuse ./a\n",
    "go 1.21.3\n\ntoolchain go1.22.0\n\nuse (\n\t./a\n\t../b // why\n)\n\nreplace x.test/y v1.0.0 => ./z\n",
    "go 1.18\nuse .\ngodebug panicnil=1\nreplace (\n\tx.test/y => z.test/y v1.2.3\n)\n",
)


def gowork_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made go.work that is read otherwise."""
    made = [odd(rng, WORK_SEEDS, PIECES, most=3) for _ in range(count)]
    found = answers(driver, [question("gowork", text) for text in made])
    differ = []
    for text, theirs in zip(made, found, strict=True):
        ours: dict[str, Any] | None = None
        try:
            work = parse_go_work(text)
        except ModFileError:
            pass
        else:
            ours = {"go": work.go, "toolchain": work.toolchain, "uses": [line.path for line in work.uses]}
            ours["replaces"] = _replaces(work.replaces)
        if ours != theirs["work"]:
            differ.append((text, ours, theirs["work"]))
    return differ


def test_made_go_works_are_read_as_the_go_command_does(driver: Driver) -> None:
    assert gowork_differences(driver, random.Random(1), COUNT) == []


def quote_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made text that is quoted otherwise."""
    made = [odd(rng, ("a.test/m", "two words", "", "(", "a//b", "é"), PIECES) for _ in range(count)]
    found = answers(driver, [question("quote", text) for text in made])
    return [
        (text, ours, theirs)
        for text, theirs in zip(made, found, strict=True)
        if (ours := {"must": must_quote(text), "auto": auto_quote(text)}) != theirs
    ]


def test_made_texts_are_quoted_as_the_go_command_does(driver: Driver) -> None:
    assert quote_differences(driver, random.Random(1), COUNT) == []


EDITED = ("a.test/one", "a.test/one-two", "b.test/x", "gopkg.in/yaml.v2", "b.test/x/v2")


def made_edit(rng: random.Random) -> tuple[list[list[str]], dict[str, Any]]:
    """Some changes, in the driver's words and in ours."""
    words: list[list[str]] = []
    ours: dict[str, Any] = {}
    if rng.random() < 0.3:
        ours["go"] = rng.choice(("1.16", "1.17", "1.21", "1.22.3"))
        words.append(["go", ours["go"]])
    if rng.random() < 0.3:
        ours["drop_replaces"] = [(rng.choice(EDITED), rng.choice(("", "v1.0.0"))) for _ in range(2)]
        words += [["dropreplace", path, version] for path, version in ours["drop_replaces"]]
    if rng.random() < 0.5:
        # With one of all versions x/mod takes the lines for single versions away, which we leave to the plan.
        wanted = {(rng.choice(EDITED[:3]), "v1.0.0"): rng.choice(("./z", "../a b")) for _ in range(2)}
        ours["replaces"] = [Replacement(path=p, version=v, new_path=new) for (p, v), new in sorted(wanted.items())]
        words += [["replace", item.path, item.version, item.new_path, ""] for item in sorted(ours["replaces"])]
    return words, ours


def meaning(text: str) -> dict[str, Any] | None:
    """What a go.mod says, wherever its lines stand: of several replace lines for one version the last counts."""
    said = read(text, lax=False)
    if said is None:
        return None
    said["requires"] = sorted((path, version, indirect) for path, version, indirect, _ in said["requires"])
    said["replaces"] = {(path, version): new for path, version, *new in said["replaces"]}
    return said


def difference(mine: str, theirs: str | None) -> str:
    """What is wrong with an edited go.mod beside the go command's; "" if nothing. Ours puts new lines beside those of
    their kind, so the place of a line is not compared: what both say is, and that ours has lost no comment."""
    if theirs is None:
        return "the go command refuses the change"
    if meaning(mine) != meaning(theirs):
        return "they say different things"
    return "" if set(comments(theirs)) <= set(comments(mine)) else "a comment is lost"


def edit_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made go.mod that is another one after made changes."""
    made = [(odd(rng, SEEDS, PIECES, most=1), made_edit(rng)) for _ in range(count)]
    made = [case for case in made if read(case[0], lax=False) is not None]
    found = answers(driver, [question("edit", text, edits=words) for text, (words, _) in made])
    return [
        (text, words, wrong)
        for (text, (words, ours)), theirs in zip(made, found, strict=True)
        if (wrong := difference(edit(text, **ours), theirs["text"]))
    ]


def test_made_go_mods_are_edited_as_the_go_command_does(driver: Driver) -> None:
    assert edit_differences(driver, random.Random(1), COUNT) == []


def require_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made go.mod whose requirements, all set again, become others."""
    made = []
    for _ in range(count):
        text = odd(rng, SEEDS, PIECES, most=1)
        mod = read(text, lax=False)
        if mod is None:
            continue
        # Nothing is dropped: the lines that are there stay, in the version that the first of them has.
        wanted = list({line.path: line.requirement for line in reversed(parse(text).requires)}.values())
        for path in rng.sample(EDITED, rng.randint(0, 4)):
            version = f"v{2 if path.endswith('v2') else 1}.{rng.randint(0, 3)}.0"
            wanted = [item for item in wanted if item.path != path]
            wanted.append(Requirement(path=path, version=version, indirect=rng.random() < 0.5))
        made.append((text, "two" if has_two_require_blocks(mod["go"]) else "one", wanted))
    edits = [[["requires", *(_words(item) for item in wanted)]] for _, _, wanted in made]
    asked = [question("edit", text, two, edits=edit) for (text, two, _), edit in zip(made, edits, strict=True)]
    differ = []
    for (text, _, wanted), theirs in zip(made, answers(driver, asked), strict=True):
        wrong = difference(edit(text, requires=wanted), theirs["text"])
        differ += [(text, wanted, wrong)] if wrong else []
    return differ


def _words(item: Requirement) -> str:
    return f"{item.path} {item.version}{' indirect' if item.indirect else ''}"


def test_requirements_of_made_go_mods_are_set_as_the_go_command_does(driver: Driver) -> None:
    assert require_differences(driver, random.Random(1), COUNT) == []


FILE_PIECES = ("a.go", "go.mod", "GO.MOD", "vendor", "Vendor", "LICENSE", "x", "X", "con", "é", "É", "ſ", "S", "K", "k", "modules.txt",
    "a b", ".git", ".hg_archival.txt", "aux.txt", "x:y", "x\\y", "..", ".", "", "\n", "~1", "\udcff", "sub", "ŉ", "ẞ", "ß")  # fmt: skip


def made_files(rng: random.Random) -> dict[str, bytes]:
    """Paths with a go.mod of some go version among them, none of which is a file and a folder."""
    files: dict[str, bytes] = {}
    for _ in range(rng.randint(1, 7)):
        files["/".join(rng.choice(FILE_PIECES) for _ in range(rng.randint(1, 3)))] = b"x"
    if "go.mod" in files:
        files["go.mod"] = rng.choice(
            (b"module a.test/m\n", b"module a.test/m\ngo 1.23\n", b"module a.test/m\ngo 1.24\n")
        )
    return {path: data for path, data in files.items() if not any(other.startswith(path + "/") for other in files)}


def hash_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made set of files with another hash."""
    made = [made_files(rng) for _ in range(count)]
    sets = [{sent(path): data.decode() for path, data in files.items()} for files in made]
    found = answers(driver, [question("hash", files=files) for files in sets])
    differ = []
    for files, theirs in zip(made, found, strict=True):
        try:
            ours = hash1(files.items())
        except ValueError:
            ours = None
        if ours != theirs["sum"]:
            differ.append((files, ours, theirs["sum"]))
    return differ


def test_made_files_have_the_hashes_of_the_go_command(driver: Driver) -> None:
    assert hash_differences(driver, random.Random(1), COUNT) == []
