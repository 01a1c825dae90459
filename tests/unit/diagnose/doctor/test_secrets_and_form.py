"""What doctor shows: the shape of its JSON, its exit status, and no secret anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from gomigrate.cli.commands.doctor import doctor
from gomigrate.model.diagnosis.doctor import CheckName, CheckState
from gomigrate.model.diagnosis.machine import ENVIRONMENT, WRITTEN
from gomigrate.model.errors import UsageProblem
from gomigrate.report.doctor import doctor_json, doctor_text
from gomigrate.report.words.doctor.checks import TITLES
from tests.unit.diagnose.doctor.places import Place, codes, facts, whole
from tests.unit.world.fakeproxy import FakeProxy, serve, text, write_proxy

SCHEMA = Path(__file__).resolve().parents[4] / "gomigrate" / "report" / "schemas" / "doctor.json"
SECRETS = (
    "urlS3cret11",
    "netrcS3cret22",
    "headerS3cret33",
    "helperS3cret44",
    "insteadS3cret55",
    "ldflagS3cret66",
    "proxyS3cret77",
    "fileS3cret88",
    "serverS3cret99",
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def plant(place: Place, server: FakeProxy) -> None:
    """A secret in each place where people keep one."""
    host = server.url.removeprefix("http://")
    url, netrc, header, helper, instead, ldflag, proxy, file, said = SECRETS
    server.replies |= dict.fromkeys(whole(), text(403, f"see https://u:{said}@h.test/"))
    place.environ |= {
        "GOPROXY": f"https://robot:{url}@{host},{server.url}",
        "GOFLAGS": f"'-ldflags=-X main.token={ldflag}'",
        "HTTPS_PROXY": f"http://u:{proxy}@127.0.0.1:1",
    }
    place.written(f"GOPROXY=https://robot:{file}@other.example.com\n")
    (place.home / ".netrc").write_text(f"machine example.com login u password {netrc}\n")
    (place.home / "gitconfig").write_text(
        f'[http "https://example.com/"]\n\textraheader = Authorization: Bearer {header}\n'
        f"[credential]\n\thelper = !printf {helper}\n"
        f'[url "https://u:{instead}@example.com/"]\n\tinsteadOf = https://example.com/\n'
    )


@pytest.mark.parametrize("goprivate", ["", "example.com"])
def test_no_planted_secret_is_shown(goprivate: str, place: Place) -> None:
    with serve() as server:
        plant(place, server)
        place.environ["GOPRIVATE"] = goprivate
        seen = place.examine()
    said = [doctor_text(seen, 100, False, verbose=True, quiet=False), json.dumps(doctor_json(seen)), repr(seen)]
    assert seen.findings
    assert [secret for secret in SECRETS if any(secret in one for one in said)] == []
    assert "[redacted]" in said[0]


def test_json_has_the_published_shape(place: Place, tmp_path: Path) -> None:
    place.environ["GOPROXY"] = write_proxy(tmp_path / "files", whole())
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    validator.validate(doctor_json(place.examine(planned=place.environ["GOPROXY"])))
    place.environ["GOPROXY"] = "none"
    validator.validate(doctor_json(place.examine()))


@pytest.mark.parametrize(("goproxy", "status"), [("HEALTHY", 0), ("none", 1)])
def test_exit_status_is_1_for_errors_alone(goproxy: str, status: int, place: Place, tmp_path: Path) -> None:
    healthy = write_proxy(tmp_path / "files", whole())
    place.environ["GOPROXY"] = healthy if goproxy == "HEALTHY" else goproxy
    result = CliRunner(env=_only(place.environ)).invoke(doctor, [str(place.project), "--format", "json"])
    assert result.exit_code == status, result.output
    assert json.loads(result.output)["errors"] == status


def test_fix_prints_and_writes_nothing(place: Place) -> None:
    place.environ["GOPROXY"] = "off"
    place.written("GO111MODULE=off\n")
    words = [str(place.project), "--offline", "--fix"]
    result = CliRunner(env=_only(place.environ)).invoke(doctor, words)
    assert "go env -u GO111MODULE" in result.output
    assert (place.home / ".config/go/env").read_text() == "GO111MODULE=off\n"


@pytest.mark.go
def test_write_runs_the_commands_and_leaves_other_settings(place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "PATH": place.world(go=True).environ["PATH"]}
    place.written("GO111MODULE=off\nGOPRIVATE=https://corp.example.com\nGOBIN=/opt/bin\n")
    words = [str(place.project), "--offline", "--fix", "--write"]
    result = CliRunner(env=_only(place.environ)).invoke(doctor, words)
    assert "go env -u GO111MODULE" in result.output, result.output
    left = sorted((place.home / ".config/go/env").read_text().split())
    assert left == ["GOBIN=/opt/bin", "GOPRIVATE=corp.example.com"]
    said = CliRunner(env=_only(place.environ)).invoke(doctor, words[:3]).output
    assert said == "# go env can fix none of the findings\n"


@pytest.mark.go
def test_write_touches_the_file_of_go_env_w_alone(place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "GOTOOLCHAIN": "local", "PATH": place.world(go=True).environ["PATH"]}
    place.written("GO111MODULE=auto\nGOSUMDB=off\nGOPRIVATE=corp.example.com/...\n")
    del place.environ["GOSUMDB"]
    before = _files(place)
    words = [str(place.project), "--offline", "--fix"]
    printed = CliRunner(env=_only(place.environ)).invoke(doctor, words).output
    assert _files(place) == before
    assert CliRunner(env=_only(place.environ)).invoke(doctor, [*words, "--write"]).exit_code == 0
    after = _files(place)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {".config/go/env"}
    assert after[".config/go/env"] == b"GOPRIVATE=corp.example.com\n"
    assert len(printed.splitlines()) == 3


def test_what_the_environment_sets_is_not_offered_as_a_fix(place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "GO111MODULE": "auto", "GOSUMDB": "off", "GOPRIVATE": "https://corp.test"}
    place.written("GO111MODULE=off\n")
    assert place.examine(offline=True).fixes == ()


def _files(place: Place) -> dict[str, bytes]:
    """Everything in the home and in the project, but the caches and counters that the go command keeps of itself."""
    found: dict[str, bytes] = {}
    for root in (place.home, place.project):
        files = [file for file in root.rglob("*") if file.is_file()]
        found |= {
            str(file.relative_to(root)): file.read_bytes()
            for file in files
            if not {"telemetry", ".cache"} & {*file.parts}
        }
    return found


def test_write_alone_is_refused(place: Place) -> None:
    result = CliRunner(env=_only(place.environ)).invoke(doctor, [str(place.project), "--offline", "--write"])
    assert isinstance(result.exception, UsageProblem)


def test_variables_from_folklore_are_named(place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "GOTRUST": "1", "GOINSTALLDIR": "/x", "GOPRIVAT": "x", "GOOGLE_CLOUD": "y"}
    seen = place.examine(offline=True)
    assert codes(seen) == ["GM850"]
    assert {f.fact("variable"): f.fact("meant") for f in seen.findings} == {
        "GOTRUST": "",
        "GOINSTALLDIR": "",
        "GOPRIVAT": "GOPRIVATE",
    }


@pytest.mark.go
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("GOPATH", "relative", "GM853"), ("GOARCH", "zz80", "GM923"), ("GOEXPERIMENT", "nosuch", "GM923")],
)
def test_doctor_goes_on_where_the_go_command_refuses_to(name: str, value: str, code: str, place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "GOTOOLCHAIN": "local", name: value}
    seen = place.examine(go=True, offline=True)
    assert [finding.code for finding in seen.findings] == [code]
    if code == "GM923":
        assert str(facts(seen, code)["answer"]).startswith("go: ")


@pytest.mark.parametrize("goflags", ["-insecure", "-insecure=true -v"])
def test_insecure_in_goflags_is_told(goflags: str, place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "GOFLAGS": goflags}
    seen = place.examine(offline=True)
    assert codes(seen) == ["GM859"]
    assert facts(seen, "GM859") == {"flag": goflags.partition(" ")[0], "origin": "environment"}


def _only(environ: dict[str, str]) -> dict[str, str | None]:
    """The variables of the test and none of Go's that the machine has."""
    import os

    foreign = [name for name in os.environ if name.startswith(("GO", "SSL_", "GIT_", "HTTP", "NETRC", "XDG_"))]
    return {**dict.fromkeys(foreign), **environ}


def test_the_page_that_is_offered_is_that_of_the_worst(place: Place) -> None:
    (place.project / "go.mod").unlink()
    (place.project / "main.go").write_text("package main\n\nfunc main() {}\n")
    place.environ |= {"GOPROXY": "none", "GOTRUST": "1"}
    seen = place.examine(offline=True)
    assert codes(seen) == ["GM850", "GM868", "GM889"]
    assert "gomigrate explain GM868" in doctor_text(seen, 100, False, verbose=False, quiet=False)


def test_checks_that_are_ok_are_one_line_and_verbose_shows_each(place: Place) -> None:
    place.environ |= {"GOPROXY": "off", "GOTRUST": "1"}
    seen = place.examine(offline=True)
    short, long = (doctor_text(seen, 200, False, verbose=verbose, quiet=False).split("\n") for verbose in (False, True))
    well = [TITLES[one.name] for one in seen.checks if one.state is CheckState.OK]
    told = {TITLES[one.name]: {*(f.code for f in one.findings)} for one in seen.checks}
    assert len(well) > 1
    assert [line.strip() for line in short if line.startswith("  ok: ")] == [f"ok: {', '.join(well)}"]
    rows = {title: line for title in told for line in short[short.index("Checks") :] if line.startswith(f"  {title}  ")}
    assert [*rows] == [title for title in told if title not in well]
    assert all(code in rows[title] for title, codes_told in told.items() for code in codes_told)
    assert next(n for n, line in enumerate(short) if "GM850" in line) < short.index("Checks")
    assert [title for title in told if any(line.startswith(f"  {title}  ") for line in long)] == [*told]


def test_only_settings_that_somebody_made_are_shown_unless_all_are_asked_for(place: Place) -> None:
    place.environ |= {"GOPROXY": "off"}
    place.written("GOBIN=/opt/bin\n")
    seen = place.examine(offline=True)
    made = {row.name for row in seen.settings if row.value and row.origin in {ENVIRONMENT, WRITTEN}}
    assert {"GOPROXY", "GOBIN"} <= made
    for verbose, names in ((False, made), (True, {row.name for row in seen.settings if row.value})):
        said = doctor_text(seen, 200, False, verbose=verbose, quiet=False).partition("\nSettings")[2]
        shown = {line.split()[0] for line in said.split("\n")[1:] if line.startswith("  ")}
        assert shown - {"not"} == names


def test_a_locked_commit_is_not_counted_as_a_version_in_the_cache(place: Place) -> None:
    (place.project / "go.mod").unlink()
    (place.project / "go.sum").unlink(missing_ok=True)
    (place.project / "glide.lock").write_text("imports:\n- name: example.com/errors\n  version: " + "a" * 40 + "\n")
    place.environ["GOPROXY"] = "off"
    seen = place.examine(offline=True)
    caches = next(one for one in seen.checks if one.name is CheckName.CACHES)
    assert (dict(caches.facts)["modules"], dict(caches.facts)["uncached"]) == (0, 0)
    assert next(one for one in seen.checks if one.name is CheckName.DATABASE).facts[2] == ("modules", 1)
