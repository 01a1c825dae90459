"""GM819 and GM822: what Bazel's files and gazelle say of dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.scripts.rules import by_case, row_of_change

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts, Row

_GO_REPOSITORY = {
    "same": "{path} is fetched by its {by} here. go.mod requires that commit as {version}.",
    "other": "{path} is fetched by its {by} here. It is not known whether that is {version}, which go.mod requires.",
    "replaced": "{path} is fetched by its {by} here, but go.mod replaces the module.",
    "remote": "{path} is fetched by its {by} here, from a remote of its own.",
    "archive": "{path} is fetched as an archive here. go.mod requires {version}.",
    "old": "{count:module} of go.mod {count:~is} fetched by commit here, and gazelle {gazelle} does not support module versions.",
}
_GO_REPOSITORY_REMEDY = {
    "other": 'Set version = "{version}", sum = "{sum}" to use the version of go.mod.',
    "replaced": "Change the rule to fetch the replacement.",
    "remote": "Compare the remote with {version}, which go.mod requires.",
    "archive": 'Set version = "{version}", sum = "{sum}" to use the version of go.mod.',
    "old": "Use gazelle 0.18.0 or later, then run gazelle update-repos -from_file=go.mod.",
}
_GAZELLE = {
    "vendored": "gazelle looks for dependencies in the vendor folder, which the branch does not have.",
    "labels": "{count:label} below //vendor {count:~is} used here, and the branch has no vendor folder.",
    "prefix": "gazelle has the import path {prefix}, but the module path is {path}.",
    "reads": "{lock} is read here, and the migration deletes it. This gazelle can read go.mod.",
    "old": "{lock} is read here, and the migration deletes it. This gazelle is too old to read go.mod.",
    "file": "{lock} is named here, and the migration deletes it. {new} has the same information.",
}
_GAZELLE_REMEDY = {
    "vendored": 'Remove external = "vendored", then run gazelle.',
    "labels": "Run gazelle update-repos -from_file=go.mod, then gazelle.",
    "prefix": "Set the prefix to {path}, then run gazelle.",
    "old": "Use gazelle 0.15.0 or later, and have it read go.mod.",
    "file": "Name {new} here, or remove the line.",
}


def _gm819(f: Facts) -> str:
    words = _GO_REPOSITORY[str(f["case"])]
    return filled(words if f.get("gazelle", "0") else words.replace("gazelle {gazelle}", "the gazelle of rules_go"), f)


ROWS: dict[str, Row] = {
    "GM819": row_of_change(
        title="a go_repository rule of Bazel does not use the version of go.mod",
        meaning="A go_repository rule fetches a dependency by its commit or tag. If go.mod requires the same commit, gomigrate sets the version and the hash, as gazelle update-repos -from_file=go.mod does. If not, it reports the difference. Gazelle before 0.18.0 does not support module versions, so gomigrate does not change its rules.",
        remedy="Run gazelle update-repos -from_file=go.mod.",
        message=_gm819,
        remedy_here=by_case("case", _GO_REPOSITORY_REMEDY),
    ),
    "GM822": row_of_change(
        title="gazelle uses the vendor folder, a lock file or another import path",
        meaning='A file of Bazel or gazelle names the vendor folder, a deleted lock file, or an import path that is not the module path. gomigrate removes external = "vendored" and lets gazelle read go.mod in place of the lock file. It changes other rules that name a lock file with --unsafe-fixes. It does not change labels below //vendor, which gazelle writes.',
        remedy="Run gazelle update-repos -from_file=go.mod, then gazelle.",
        message=by_case("case", _GAZELLE),
        remedy_here=by_case("case", _GAZELLE_REMEDY),
    ),
}
