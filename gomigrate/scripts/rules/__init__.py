"""One module for each habit."""

from __future__ import annotations

import re

from gomigrate.scripts.rules import (
    ci_caches,
    docker_modules,
    go111module,
    go_get,
    go_import_path,
    go_repository,
    goflags,
    gopath_places,
    ignored_modules,
    linker_names,
    lock_names,
    mod_vendor,
    old_go,
    old_tool_installs,
    old_tools,
    other_languages,
    package_patterns,
    vendor_experiment,
)

RULES = (
    old_tools.RULE,
    old_tool_installs.RULE,
    go_get.RULE,
    lock_names.RULE,
    package_patterns.RULE,
    mod_vendor.RULE,
    vendor_experiment.RULE,
    go111module.RULE,
    linker_names.RULE,
    gopath_places.RULE,
    other_languages.RULE,
    old_go.RULE,
    go_import_path.RULE,
    go_repository.RULE,
    docker_modules.RULE,
    ci_caches.RULE,
    ignored_modules.RULE,
    goflags.RULE,
)
"""In the order in which they are asked: where two want to change the same, the first one does."""

UNREADABLE = "GM820"
_WORDS = re.compile(
    r"\bgo (?:get|install|build|test|list)\b|GOPATH|GO111MODULE|GOFLAGS|GO15VENDOR|\bvendor\b|Gopkg\.|Godeps|glide"
    r"|govendor|\bdep ensure\b"
)


def has_habit_words(text: str) -> bool:
    """Whether a text that is not understood may hold a habit."""
    return _WORDS.search(text) is not None
