"""gomigrate sum against real servers on the loopback, a module cache and a vendor folder: who differs, and no other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from gomigrate.cli.commands.sum import sum as sum_command
from gomigrate.diagnose.sums.sumcheck import check_sums
from gomigrate.model.diagnosis.sums import LimitKind, Silence, SumReport
from gomigrate.model.errors import UsageProblem
from gomigrate.report.sums import sum_json, sum_text
from gomigrate.world.net import client
from tests.unit.diagnose.doctor.places import ERRORS, MODULES, TEXT, Place, facts, whole
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import FakeProxy, Reply, info, module, module_zip, serve, text, write_proxy

SCHEMA = Path(__file__).resolve().parents[4] / "gomigrate" / "report" / "schemas" / "sum.json"
ZIP = f"/{ERRORS}/@v/v1.2.3.zip"
OTHER = module_zip(ERRORS, "v1.2.3", {"a.go": "package a // tampered with\n", "b.go": "package a\n"})
DIFFERENCES = ("changed", "line_endings", "added", "missing")
CRLF = module_zip(ERRORS, "v1.2.3", {"a.go": "package a\r\n"})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def proxy(place: Place) -> Iterator[FakeProxy]:
    with serve() as server:
        server.replies |= whole()
        place.environ["GOPROXY"] = server.url
        yield server


def look(place: Place, *wanted: tuple[str, str], log: str | None = None, offline: bool = False) -> SumReport:
    return check_sums(place.world(), str(place.project), wanted, log=log, is_offline=offline)


def codes(report: SumReport) -> list[str]:
    return sorted(finding.code for finding in report.findings)


def places(report: SumReport) -> list[str]:
    return [str(finding.place) for finding in report.findings]


def fill_cache(place: Place, zipped: bytes | None = None, *, folder: str = "package a\n") -> Path:
    """A module cache with both modules; `zipped` is another zip, `folder` the text of the extracted a.go, of ERRORS."""
    root = place.home / "go" / "pkg" / "mod"
    place.environ["GOMODCACHE"] = str(root)
    replies = whole()
    if zipped is not None:
        replies[ZIP] = Reply(body=zipped)
    write_proxy(root / "cache" / "download", replies)
    extracted = root / f"{ERRORS}@v1.2.3"
    extracted.mkdir(parents=True)
    (extracted / "a.go").write_text(folder, newline="")
    return root


def vendored(place: Place, content: str) -> None:
    folder = place.project / "vendor" / ERRORS
    folder.mkdir(parents=True)
    (folder / "a.go").write_text(content, newline="")
    (place.project / "vendor" / "modules.txt").write_text(f"# {ERRORS} v1.2.3\n## explicit\n{ERRORS}\n")


def without_database(place: Place) -> None:
    place.environ["GOSUMDB"] = "off"


def edit_sum(place: Place, old: str, new: str) -> None:
    file = place.project / "go.sum"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


def zip_hash(replies: dict[str, Reply]) -> str:
    return sums_of(replies, ERRORS, "v1.2.3").split()[2]


@pytest.mark.parametrize("offline", [False, True])
@pytest.mark.parametrize("database", [False, True])
def test_healthy_is_silent(offline: bool, database: bool, place: Place, proxy: FakeProxy) -> None:
    fill_cache(place)
    vendored(place, "package a\n")
    if not database:
        without_database(place)
    seen = look(place, offline=offline)
    assert codes(seen) == []
    assert bool(proxy.asked) == (not offline)
    assert len(seen.evidence) == 2
    assert all(bool(one.database.zip) == (database and not offline) for one in seen.evidence)


def test_tampering_proxy_is_named_with_its_files(place: Place, proxy: FakeProxy) -> None:
    with serve() as bad:
        bad.replies |= whole() | {ZIP: Reply(body=OTHER)}
        place.environ["GOPROXY"] = f"{bad.url},{proxy.url}"
        seen = look(place)
    assert codes(seen) == ["GM894"]
    said = facts(seen, "GM894")
    assert (said["party"], said["path"], said["module"]) == ("proxy", bad.url, f"{ERRORS}@v1.2.3")
    assert [said[name] for name in DIFFERENCES] == [("a.go",), (), ("b.go",), ()]
    assert said["right"] == zip_hash(whole()) != said["served"]


def test_proxy_that_lies_about_go_mod_is_named(place: Place, proxy: FakeProxy) -> None:
    proxy.replies[f"/{ERRORS}/@v/v1.2.3.mod"] = Reply(body=b"module example.com/errors\n\ngo 1.99\n")
    seen = look(place)
    assert codes(seen) == ["GM894"]
    assert (facts(seen, "GM894")["what"], facts(seen, "GM894")["path"]) == ("go.mod", proxy.url)


def test_line_endings_are_told_apart_from_tampering(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place)
    proxy.replies[ZIP] = Reply(body=CRLF)
    seen = look(place)
    assert codes(seen) == ["GM898"]
    said = facts(seen, "GM898")
    assert (said["party"], said["path"]) == ("proxy", proxy.url)
    assert [said[name] for name in DIFFERENCES] == [(), ("a.go",), (), ()]


def test_moved_tag_is_told_by_the_commits(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place)
    without_database(place)
    cached = place.home / "go/pkg/mod/cache/download" / ERRORS / "@v/v1.2.3.info"
    cached.write_bytes(info("v1.2.3", commit="a" * 40).body)
    proxy.replies[f"/{ERRORS}/@v/v1.2.3.info"] = info("v1.2.3", commit="b" * 40)
    proxy.replies[ZIP] = Reply(body=OTHER)
    seen = look(place)
    assert codes(seen) == ["GM894"]
    assert facts(seen, "GM894")["commits"] == ("a" * 40, "b" * 40)


def test_stale_cache_is_named_and_only_its_files_are_to_be_deleted(place: Place, proxy: FakeProxy) -> None:
    root = fill_cache(place, OTHER)
    seen = look(place)
    assert codes(seen) == ["GM895"]
    assert facts(seen, "GM895")["path"] == f"{root}/cache/download/{ERRORS}/@v/v1.2.3.zip"


def test_hash_beside_a_cached_zip_that_is_not_its_own_is_found(place: Place, proxy: FakeProxy) -> None:
    root = fill_cache(place)
    (root / "cache/download" / ERRORS / "@v/v1.2.3.ziphash").write_text("h1:AAAA=")
    seen = look(place)
    assert codes(seen) == ["GM895"]
    assert str(facts(seen, "GM895")["path"]).endswith("/v1.2.3.ziphash")


def test_cached_zip_that_is_no_zip_is_found(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place, b"PK half of it")
    assert codes(look(place)) == ["GM895"]


@pytest.mark.parametrize("database", [False, True])
def test_edited_folder_in_the_cache_is_found(database: bool, place: Place, proxy: FakeProxy) -> None:
    fill_cache(place, folder="package a // my patch\n")
    if not database:
        without_database(place)
    seen = look(place, offline=not database)
    assert codes(seen) == ["GM896"]
    assert facts(seen, "GM896")["changed"] == ("a.go",)


@pytest.mark.parametrize(("content", "code"), [("package a // patched\n", "GM897"), ("package a\r\n", "GM898")])
def test_vendored_copy_that_differs_is_found(content: str, code: str, place: Place, proxy: FakeProxy) -> None:
    vendored(place, content)
    seen = look(place)
    assert codes(seen) == [code]
    assert facts(seen, code)["path"] == f"vendor/{ERRORS}"


SEVERAL = {
    "a.go": "package a\n",
    "gone.go": "package a\n\nvar X = 1\n",
    "asm_amd64.s": "",
    "gone_test.go": "package a\n",
    "tool.go": "//go:build ignore\n\npackage main\n",
    "README.md": "hello\n",
    "other/o.go": "package other\n",
}


@pytest.mark.parametrize("gone", ["gone.go", "asm_amd64.s"])
@pytest.mark.parametrize("is_there", [True, False])
def test_source_deleted_from_vendor_is_found_and_what_is_never_copied_is_not_missed(
    gone: str, is_there: bool, place: Place, proxy: FakeProxy
) -> None:
    replies = module(ERRORS, "v1.2.3", SEVERAL)
    proxy.replies |= replies
    place.write_project({ERRORS: "v1.2.3"}, replies)
    without_database(place)
    vendored(place, "package a\n")
    for name in {"gone.go", "asm_amd64.s"} - (set() if is_there else {gone}):
        (place.project / "vendor" / ERRORS / name).write_text(SEVERAL[name])
    seen = look(place)
    assert codes(seen) == ([] if is_there else ["GM897"])
    if not is_there:
        assert [facts(seen, "GM897")[name] for name in DIFFERENCES] == [(), (), (), (gone,)]


@pytest.mark.go
def test_what_go_mod_vendor_copies_is_whole(place: Place, proxy: FakeProxy) -> None:
    replies = module(ERRORS, "v1.2.3", SEVERAL)
    proxy.replies |= replies
    place.write_project({ERRORS: "v1.2.3"}, replies)
    without_database(place)
    (place.project / "main.go").write_text(f'package main\n\nimport _ "{ERRORS}"\n\nfunc main() {{}}\n')
    environ = place.environ | {"GOFLAGS": "-modcacherw", "GOTOOLCHAIN": "local"}
    words = [shutil.which("go") or "go", "mod", "vendor"]
    done = subprocess.run(words, cwd=place.project, env=environ, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert codes(look(place)) == []
    (place.project / "vendor" / ERRORS / "gone.go").unlink()
    assert codes(look(place)) == ["GM897"]


def test_hand_edited_go_sum_is_proven_wrong_by_the_database(place: Place, proxy: FakeProxy) -> None:
    edit_sum(place, zip_hash(whole()), "h1:edited=")
    seen = look(place)
    assert codes(seen) == ["GM892"]
    assert places(seen) == ["go.sum:1"]
    said = facts(seen, "GM892")
    assert (said["file"], said["line"], said["recorded"]) == ("go.sum", 1, "h1:edited=")
    assert (said["right"], said["by"]) == (zip_hash(whole()), "database")


@pytest.mark.parametrize("why", ["off", "private", "offline"])
def test_without_a_database_nobody_is_blamed_alone(why: str, place: Place, proxy: FakeProxy) -> None:
    fill_cache(place)
    edit_sum(place, zip_hash(whole()), "h1:edited=")
    place.environ |= {"off": {"GOSUMDB": "off"}, "private": {"GOPRIVATE": "example.com"}, "offline": {}}[why]
    seen = look(place, offline=why == "offline")
    assert codes(seen) == ["GM893"]
    assert facts(seen, "GM893")["silence"] == {"off": "off", "private": "exempt", "offline": "offline"}[why]
    assert not any(ERRORS in path for path in proxy.asked) or why == "off"


def test_copies_that_differ_with_nobody_to_vouch_are_not_judged(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place, OTHER, folder="package a // tampered with\n")
    (place.home / "go/pkg/mod" / f"{ERRORS}@v1.2.3" / "b.go").write_text("package a\n")
    without_database(place)
    edit_sum(place, zip_hash(whole()), "h1:edited=")
    assert codes(look(place)) == ["GM921"]


@pytest.mark.parametrize("side", ["both the same", "one wrong"])
def test_merge_conflict_is_one_finding_and_both_sides_are_read(side: str, place: Place, proxy: FakeProxy) -> None:
    file = place.project / "go.sum"
    right = file.read_text()
    theirs = right if side == "both the same" else right.replace(zip_hash(whole()), "h1:wrong=", 1)
    file.write_text(f"<<<<<<< HEAD\n{right}=======\n{theirs}>>>>>>> their branch name\n")
    seen = look(place)
    assert codes(seen) == (["GM890"] if side == "both the same" else ["GM890", "GM891"])
    assert places(seen)[0] == "go.sum:1"
    if side == "one wrong":
        assert facts(seen, "GM891")["lines"] == ("7",)


def test_missing_entries_are_named_and_indirect_zips_are_not_wanted(place: Place, proxy: FakeProxy) -> None:
    (place.project / "go.sum").write_text("")
    go_mod = place.project / "go.mod"
    go_mod.write_text(go_mod.read_text().replace(f"{TEXT} v2.0.1", f"{TEXT} v2.0.1 // indirect"))
    seen = look(place)
    assert [(f.code, f.fact("what"), f.fact("module"), f.fact("file")) for f in seen.findings] == [
        ("GM899", "go.mod", f"{ERRORS}@v1.2.3", "go.sum"),
        ("GM899", "zip", f"{ERRORS}@v1.2.3", "go.sum"),
        ("GM899", "go.mod", f"{TEXT}@v2.0.1", "go.sum"),
    ]


def test_database_that_lies_about_inclusion_is_not_believed(place: Place, proxy: FakeProxy, tmp_path: Path) -> None:
    fake = FakeDatabase([(path, v, sums_of(whole(), path, v)) for path, v in MODULES.items()])
    replies = fake.replies()
    for name in [name for name in replies if "/tile/" in name]:
        replies[name] = Reply(body=bytes(len(replies[name].body)))
    place.environ["GOSUMDB"] = f"{fake.key} {write_proxy(tmp_path / 'lying', replies)}"
    seen = look(place)
    assert codes(seen) == ["GM920", "GM920"]
    assert all(one.database.zip == "" for one in seen.evidence)


def test_module_that_the_database_does_not_have_is_silent(place: Place, proxy: FakeProxy, tmp_path: Path) -> None:
    fake = FakeDatabase([(ERRORS, "v1.2.3", sums_of(whole(), ERRORS, "v1.2.3"))])
    place.environ["GOSUMDB"] = f"{fake.key} {write_proxy(tmp_path / 'small', fake.replies())}"
    seen = look(place)
    assert codes(seen) == []
    assert [one.database.silence for one in seen.evidence] == [None, Silence.NO_ANSWER]
    assert seen.evidence[1].database.answer.endswith(" -> no such file")


def test_only_what_is_wanted_is_asked(place: Place, proxy: FakeProxy) -> None:
    seen = look(place, (ERRORS, ""))
    assert [one.module.path for one in seen.evidence] == [ERRORS]
    assert not any(TEXT in path for path in proxy.asked)
    with pytest.raises(UsageProblem, match=r"neither go\.mod nor go\.sum"):
        look(place, ("example.com/unknown", "v1.0.0"))


def test_log_leads_to_the_module_that_it_complains_about(place: Place, proxy: FakeProxy) -> None:
    proxy.replies[ZIP] = Reply(body=OTHER)
    log = f"verifying {ERRORS}@v1.2.3: checksum mismatch\n\tdownloaded: h1:x=\n\tgo.sum:     h1:y=\n\nSECURITY ERROR\n"
    seen = look(place, log=log)
    assert codes(seen) == ["GM894", "GM911"]
    assert [one.module.path for one in seen.evidence] == [ERRORS]


def test_log_of_another_project_is_read_all_the_same(place: Place, proxy: FakeProxy) -> None:
    seen = look(place, log="verifying example.org/x@v1.0.0: checksum mismatch\n")
    assert codes(seen) == ["GM911"]
    assert proxy.asked == []


def test_nothing_is_written(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place, OTHER)
    before = {file: file.read_bytes() for file in place.root.rglob("*") if file.is_file()}
    look(place)
    assert {file: file.read_bytes() for file in place.root.rglob("*") if file.is_file()} == before


def test_no_planted_secret_is_shown(place: Place, proxy: FakeProxy) -> None:
    host = proxy.url.removeprefix("http://")
    proxy.replies[ZIP] = text(403, "see https://u:serverS3cret99@h.test/")
    place.environ["GOPROXY"] = f"https://robot:urlS3cret11@{host}|{proxy.url}"
    (place.home / ".netrc").write_text("machine example.com login u password netrcS3cret22\n")
    log = "go: example.com/x@v1.0.0: reading https://u:logS3cret33@h.test/x/@v/v1.0.0.info: 404 Not Found\n"
    said = []
    for report in (look(place), look(place, log=log)):
        said += [sum_text(report, 100, False, verbose=True, quiet=False), json.dumps(sum_json(report)), repr(report)]
    assert [
        secret
        for secret in ("urlS3cret11", "netrcS3cret22", "logS3cret33", "serverS3cret99")
        if any(secret in one for one in said)
    ] == []
    assert any("[redacted]" in one for one in said)


def test_json_has_the_published_shape(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place, OTHER)
    vendored(place, "package b\n")
    edit_sum(place, "h1:", "h1:x")
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    for log in (None, "go: updates to go.mod needed\n", "make: *** [all] Error 2\n"):
        report = look(place, log=log)
        validator.validate(sum_json(report))
        assert report.findings


@pytest.mark.parametrize(
    ("words", "status"),
    [([], 0), (["LOG"], 1), (["-x"], 2), (["not a module"], 2), (["example.com/unknown"], 2), (["--log", "/none"], 2)],
)
def test_exit_statuses(words: list[str], status: int, place: Place, proxy: FakeProxy) -> None:
    import os

    from gomigrate.cli.main import one_line_errors

    foreign = [name for name in os.environ if name.startswith(("GO", "SSL_", "GIT_", "HTTP", "NETRC", "XDG_"))]
    runner = CliRunner(env={**dict.fromkeys(foreign), **place.environ})
    given = ["--log", "-"] if words == ["LOG"] else words

    def call() -> int:
        result = runner.invoke(sum_command, [str(place.project), *given], input="go: updates to go.mod needed\n")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code

    if status != 2:
        assert call() == status
        return
    with pytest.raises(SystemExit) as stopped, one_line_errors():
        raise SystemExit(call())
    assert stopped.value.code == 2


@pytest.mark.parametrize("is_silent", [True, False])
def test_server_that_hangs_is_left_alone_after_a_few_times(
    is_silent: bool, place: Place, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = {f"example.com/m{number}": "v1.0.0" for number in range(30)}
    place.write_project(modules, whole(modules))
    without_database(place)
    proxy.replies |= {name: replace(reply, delay=30 if is_silent else 0) for name, reply in whole(modules).items()}
    if is_silent:
        monkeypatch.setattr(client, "LIMITS", client.Limits(silence=0.2))
    seen = look(place)
    assert codes(seen) == []
    problems = [held.problem for one in seen.evidence for held in one.held]
    assert (len({path.partition("/@v/")[0] for path in proxy.asked}) < 30) is is_silent
    assert any("not asked any more" in problem for problem in problems) is is_silent
    assert [(limit.kind, limit.proxy, limit.modules, limit.all_modules) for limit in seen.limits] == (
        [(LimitKind.NO_ANSWER, proxy.url, 30, 30)] if is_silent else []
    )


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_proxy_that_could_not_be_compared_is_named_beside_nothing_differs(
    status: int, place: Place, proxy: FakeProxy
) -> None:
    if status != 200:
        proxy.replies |= {name: text(status, "no") for name in whole() if ERRORS in name}
    seen = look(place)
    assert codes(seen) == []
    assert [(limit.kind, limit.proxy, limit.modules, limit.all_modules) for limit in seen.limits] == (
        [(LimitKind.NO_ANSWER, proxy.url, 1, 2)] if status != 200 else []
    )
    assert all(f" {status} " in limit.answer for limit in seen.limits)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_hashes_are_shown_in_one_piece(width: int, place: Place, proxy: FakeProxy) -> None:
    fill_cache(place)
    shown = sum_text(look(place), width, False, verbose=True, quiet=False)
    assert zip_hash(whole()) in shown
    assert shown.count(zip_hash(whole())) == 5  # go.sum, database, zip and folder of the cache, proxy


def test_only_who_has_a_copy_is_counted(place: Place, proxy: FakeProxy) -> None:
    fill_cache(place)
    (counted,) = (line for line in shown(place) if "module version" in line)
    assert re.findall(r"\d+", counted) == ["2", "2", "2", "2"]
    (counted,) = (line for line in shown(place, offline=True) if "module version" in line)
    assert re.findall(r"\d+", counted) == ["2", "2"]


def shown(place: Place, *, offline: bool = False) -> list[str]:
    return sum_text(look(place, offline=offline), 200, False, verbose=False, quiet=False).split("\n")


def workspace(place: Place, sums: str, *, uses: str = "./project") -> None:
    (place.root / "other").mkdir(exist_ok=True)
    (place.root / "other/go.mod").write_text("module example.com/other\n")
    (place.root / "go.work").write_text(f"go 1.18\n\nuse {uses}\n")
    (place.root / "go.work.sum").write_text(sums)


def test_workspace_sums_that_are_right_are_silent_and_their_modules_are_looked_at(
    place: Place, proxy: FakeProxy
) -> None:
    proxy.replies |= whole({"example.com/more": "v1.0.0"})
    workspace(place, sums_of(whole({"example.com/more": "v1.0.0"}), "example.com/more", "v1.0.0"))
    seen = look(place)
    assert codes(seen) == []
    assert [one.module.path for one in seen.evidence] == [ERRORS, "example.com/more", TEXT]
    assert "../go.work.sum:1" in sum_text(seen, 100, False, verbose=True, quiet=False)


@pytest.mark.parametrize("database", [True, False])
def test_hand_edited_workspace_sum_is_found_in_its_file(database: bool, place: Place, proxy: FakeProxy) -> None:
    if not database:
        without_database(place)
    workspace(place, sums_of(whole(), ERRORS, "v1.2.3").replace(zip_hash(whole()), "h1:edited="))
    seen = look(place)
    assert codes(seen) == ["GM892"]
    assert places(seen) == ["../go.work.sum:1"]
    assert (facts(seen, "GM892")["file"], facts(seen, "GM892")["line"]) == ("../go.work.sum", 1)
    place.environ["GOWORK"] = "off"
    assert codes(look(place)) == []


def test_entry_that_only_the_workspace_has_is_missing_elsewhere(place: Place, proxy: FakeProxy) -> None:
    (place.project / "go.sum").write_text(sums_of(whole(), TEXT, "v2.0.1"))
    workspace(place, sums_of(whole(), ERRORS, "v1.2.3"))
    seen = look(place)
    assert codes(seen) == ["GM899", "GM899"]
    assert [f.fact("work_file") for f in seen.findings] == ["../go.work.sum"] * 2
    workspace(place, sums_of(whole(), ERRORS, "v1.2.3"), uses="./other")
    assert [f.fact("work_file") for f in look(place).findings] == ["", ""]


def test_merge_conflict_in_the_workspace_sum_is_found_in_its_file(place: Place, proxy: FakeProxy) -> None:
    workspace(place, "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n")
    seen = look(place)
    assert codes(seen) == ["GM890"]
    assert places(seen) == ["../go.work.sum:1"]


@pytest.mark.go
@pytest.mark.parametrize(
    ("in_work", "gowork", "said"),
    [("right", "", ""), ("wrong", "", "checksum mismatch"), ("right", "off", "missing go.sum entry")],
)
def test_go_command_reads_the_workspace_sum_as_we_do(
    in_work: str, gowork: str, said: str, place: Place, proxy: FakeProxy
) -> None:
    without_database(place)
    place.write_project({ERRORS: "v1.2.3"}, whole())
    (place.project / "go.sum").write_text("")
    (place.project / "main.go").write_text(f'package main\n\nimport _ "{ERRORS}"\n\nfunc main() {{}}\n')
    wrong = f"h1:{'A' * 43}="
    lines = sums_of(whole(), ERRORS, "v1.2.3")
    workspace(place, lines if in_work == "right" else lines.replace(zip_hash(whole()), wrong))
    place.environ |= {"GOFLAGS": "-modcacherw", "GOTOOLCHAIN": "local", "GOWORK": gowork}
    words = [shutil.which("go") or "go", "list", "-deps", "./..."]
    done = subprocess.run(words, cwd=place.project, env=place.environ, capture_output=True, text=True, timeout=120)
    assert (done.returncode == 0) is (not said), done.stderr
    assert said in done.stderr
    ours = {("right", ""): "GM899", ("wrong", ""): "GM893", ("right", "off"): "GM899"}[in_work, gowork]
    assert ours in codes(look(place))
