"""One module for each habit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.rules.bazel import gazelle, go_repository
from gomigrate.scripts.rules.ci import (
    cache_drift,
    cached_folders,
    docker_modules,
    go_conditions,
    go_import_path,
    ignored_modules,
    other_languages,
)
from gomigrate.scripts.rules.gocommand import dropped_commands, go111module, go_get, goflags, old_go
from gomigrate.scripts.rules.gopath import computed_path, dependency_place, own_names, own_place, project_folder
from gomigrate.scripts.rules.makefiles import make_checks, make_targets
from gomigrate.scripts.rules.oldtools import lock_names, old_tool_installs, old_tools, tool_checks
from gomigrate.scripts.rules.vendorfolder import (
    kept_copies,
    linker_names,
    mod_vendor,
    package_patterns,
    vendor_conditions,
    vendor_experiment,
    vendored_packages,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.rules.rule import Rule

RULES = (
    make_targets.RULE,
    vendor_conditions.RULE,
    make_checks.RULE,
    tool_checks.RULE,
    old_tools.RULE,
    old_tool_installs.RULE,
    vendored_packages.RULE,
    go_get.RULE,
    lock_names.RULE,
    package_patterns.RULE,
    kept_copies.RULE,
    mod_vendor.RULE,
    old_go.RULE,
    go_conditions.RULE,
    vendor_experiment.RULE,
    go111module.RULE,
    linker_names.RULE,
    computed_path.RULE,
    project_folder.RULE,
    own_place.RULE,
    own_names.RULE,
    dependency_place.RULE,
    other_languages.RULE,
    go_import_path.RULE,
    go_repository.RULE,
    gazelle.RULE,
    docker_modules.RULE,
    dropped_commands.RULE,
    cached_folders.RULE,
    cache_drift.RULE,
    ignored_modules.RULE,
    goflags.RULE,
)
"""In the order in which they run: where two would change the same, the first one does."""


def rules_for(document: Document) -> Iterator[Rule]:
    """The rules whose habits may stand in a document, by its kind and its words."""
    words = document.text.lower()
    for rule in RULES:
        if (not rule.kinds or document.kind in rule.kinds) and any(word in words for word in rule.words):
            yield rule
