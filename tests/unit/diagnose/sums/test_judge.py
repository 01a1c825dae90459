"""Who is blamed for what, as a table: the evidence made by hand, no server asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.diagnose.sums.mismatch import judge, settle
from gomigrate.model.diagnosis.sums import GO_MOD, ZIP, DatabaseWord, FileSum, Held, Party, Silence, SumEvidence
from gomigrate.model.modules import ModuleVersion
from gomigrate.report.words.findings import remedy_of

MODULE = ModuleVersion("example.com/x", "v1.0.0")
RIGHT, WRONG, THIRD = "h1:right=", "h1:wrong=", "h1:third="
DB = DatabaseWord(name="sum.test", zip=RIGHT)
NONE = DatabaseWord(silence=Silence.OFF)

# go.sum's hashes, the database's word, cache, proxies -> codes
TABLE = [
    # all agree, or none says otherwise
    ((RIGHT,), DB, RIGHT, (RIGHT,), []),
    ((RIGHT,), NONE, RIGHT, (RIGHT, RIGHT), []),
    ((RIGHT,), NONE, "", (), []),
    ((RIGHT,), DB, "", (), []),
    ((), NONE, RIGHT, (RIGHT,), []),
    ((), DB, RIGHT, (RIGHT,), []),
    # go.sum is wrong by proof
    ((WRONG,), DB, RIGHT, (RIGHT,), ["GM892"]),
    ((WRONG,), DB, "", (), ["GM892"]),
    ((WRONG,), DB, WRONG, (RIGHT,), ["GM892", "GM895"]),
    ((WRONG,), DB, WRONG, (WRONG,), ["GM892", "GM894", "GM895"]),
    # all copies against go.sum, unproven
    ((WRONG,), NONE, RIGHT, (RIGHT,), ["GM893"]),
    ((WRONG,), NONE, "", (RIGHT,), ["GM893"]),
    # one copy is wrong
    ((RIGHT,), DB, WRONG, (RIGHT,), ["GM895"]),
    ((RIGHT,), NONE, WRONG, (RIGHT,), ["GM895"]),
    ((RIGHT,), DB, RIGHT, (WRONG, RIGHT), ["GM894"]),
    ((RIGHT,), NONE, RIGHT, (WRONG,), ["GM894"]),
    ((RIGHT,), DB, WRONG, (WRONG,), ["GM894", "GM895"]),
    ((), DB, WRONG, (), ["GM895"]),
    # nothing settles it
    ((WRONG,), NONE, RIGHT, (THIRD,), ["GM921"]),
    ((), NONE, RIGHT, (WRONG,), ["GM921"]),
    # two hashes
    ((RIGHT, WRONG), DB, RIGHT, (RIGHT,), ["GM891"]),
    ((RIGHT, WRONG), NONE, RIGHT, (RIGHT,), ["GM891"]),
    ((RIGHT, WRONG), NONE, "", (), ["GM891"]),
    ((RIGHT, WRONG), NONE, RIGHT, (WRONG,), ["GM891", "GM921"]),
]


def evidence(sums: tuple[str, ...], word: DatabaseWord, cache: str, proxies: tuple[str, ...], what: str) -> SumEvidence:
    lines = tuple((digest, number) for number, digest in enumerate(sums, 1))
    held = [Held(party=Party.PROXY, place=f"https://p{n}.test", what=what, digest=d) for n, d in enumerate(proxies)]
    if cache:
        held.insert(0, Held(party=Party.CACHE, place=f"/mod/cache/v1.0.0.{what}", what=what, digest=cache))
    if what == ZIP:
        return SumEvidence(module=MODULE, zip_lines=lines, database=word, held=tuple(held))
    return SumEvidence(
        module=MODULE, go_mod_lines=lines, database=replace(word, zip="", go_mod=word.zip), held=tuple(held)
    )


@pytest.mark.parametrize("what", [ZIP, GO_MOD])
@pytest.mark.parametrize(("sums", "word", "cache", "proxies", "codes"), TABLE)
def test_blame(
    sums: tuple[str, ...], word: DatabaseWord, cache: str, proxies: tuple[str, ...], codes: list[str], what: str
) -> None:
    assert sorted(f.code for f in judge(evidence(sums, word, cache, proxies, what))) == codes


def test_the_database_comes_before_any_majority() -> None:
    seen = evidence((WRONG,), DB, WRONG, (WRONG, WRONG), ZIP)
    assert settle(seen, ZIP).digest == RIGHT


def test_remedies_do_least_harm() -> None:
    said = [remedy_of(f) for row in TABLE for f in judge(evidence(*row[:4], ZIP))]
    assert len(said) > len(TABLE) // 2
    assert not any("clean -modcache" in one or "rm go.sum" in one or "GOSUMDB=off" in one for one in said)


def test_wrong_second_hash_is_named_by_its_line() -> None:
    found = judge(evidence((WRONG, RIGHT), DB, "", (), ZIP))
    assert [(f.fact("lines"), f.fact("right"), f.fact("by")) for f in found] == [(("1",), RIGHT, "database")]


def vendored(*files: FileSum) -> SumEvidence:
    whole = (FileSum("a.go", "1", "1"), FileSum("b.go", "2", "2"), FileSum("LICENSE", "3", "3"))
    held = (
        Held(party=Party.CACHE, place="/mod/v1.0.0.zip", what=ZIP, digest=RIGHT, files=whole),
        Held(party=Party.VENDOR, place="vendor/example.com/x", what=ZIP, files=files),
    )
    return SumEvidence(module=MODULE, zip_lines=((RIGHT, 1),), database=NONE, held=held)


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ((), []),
        ((FileSum("a.go", "1", "1"),), []),
        ((FileSum("a.go", "9", "1"),), ["GM898"]),
        ((FileSum("a.go", "9", "1"), FileSum("b.go", "8", "8")), ["GM897"]),
        ((FileSum("c.go", "7", "7"),), ["GM897"]),
    ],
)
def test_vendored_part(files: tuple[FileSum, ...], codes: list[str]) -> None:
    assert [f.code for f in judge(vendored(*files))] == codes
