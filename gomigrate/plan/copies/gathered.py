"""The kept copies of a plan, collected while choices are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.plan.copies.keptcopies import KeptCopy, NeededBesides, keep, unrewritten
from gomigrate.plan.copies.vendored import led_to, vendored_at, wanted_by_tests

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.scan.mentions import Mention


class Copies:
    """The kept copies, made known as folders that the build list can use."""

    def __init__(
        self, inventory: Inventory, contents: Contents, run: Iterable[str] = (), mentions: Iterable[Mention] = ()
    ) -> None:
        """`run` are packages that are run with generators and tools, `mentions` what is named below vendor folders."""
        self._new_path = unrewritten(inventory)
        self._contents = contents
        self._beside = NeededBesides(
            packages=(*wanted_by_tests(inventory), *vendored_at(inventory, led_to(inventory, run))),
            tree=inventory.tree,
            named=tuple((one.root, one.below) for one in mentions if one.below and not one.is_linked),
        )
        self.kept: list[KeptCopy] = []

    def keep(self, choices: Sequence[Choice]) -> None:
        """Keep the copies of those choices that need one; each once, however often it is solved."""
        paths = tuple(choice.path for choice in choices)
        for choice in choices:
            if choice.is_copy:
                copy = keep(choice, self._new_path, paths, _upstream_go(choice, self._contents), self._beside)
                self._contents.folders[choice.built.path] = copy.tree
                self.kept = [*(known for known in self.kept if known.path != copy.path), copy]

    def has_packages_in(self, path: str) -> bool:
        """Whether another module's copy has Go files in the folder of this module path or below it: a nested module of
        that path would have the same packages."""
        return any(
            copy.path != path and is_inside(path, copy.path) and name.startswith(f"{path[len(copy.path) + 1 :]}/")
            for copy in self.kept
            for name, _ in copy.files
            if name.endswith(".go")
        )


def _upstream_go(choice: Choice, contents: Contents) -> str:
    """The go line under which upstream's code is compiled, if it has a go.mod."""
    module = choice.resolution.module if choice.resolution else None
    return contents.go_mod_or_empty(module).go if module else ""
