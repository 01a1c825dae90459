"""From a draft to steps: their order, and the exact bytes of every file."""

from __future__ import annotations

from typing import Any

from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.plan import Change, ChangeSet, Plan, PlannedProject
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Entry, Kind
from gomigrate.plan.copies.keptcopies import KeptCopy
from gomigrate.plan.copies.rewriting import Rewrites
from gomigrate.plan.files.drafting import Draft
from gomigrate.write.changes import Texts, render

TEXTS = Texts(
    modules=("one", "1"),
    removed=("two", "2"),
    rewritten=("three", "3"),
    scripts=("s", "4"),
    record=("rec/plan.json", b"{}"),
)
OLD, NEW = "app/Godeps/_workspace/src/ex.test/lib", "ex.test/lib"
GO_FILE = f'package app\n\nimport "{OLD}"\n'.encode()
FILES = {
    "main.go": GO_FILE,
    "Gopkg.lock": b"lock",
    "vendor/ex.test/lib/a.go": b"package lib\n",
    "vendor/ex.test/lib/run.sh": b"#!/bin/sh\n",
    ".gitmodules": b"old",
}
TREE = MemoryTree(FILES, executable=frozenset({"vendor/ex.test/lib/run.sh", "main.go"}))


class LinkedTree(MemoryTree):
    """A tree in which some files are symbolic links: their bytes are the target."""

    def entries(self, path: str) -> tuple[Entry, ...]:
        links = {"link.go": Kind.LINK_TO_FILE, "gone": Kind.BROKEN_LINK, "folder": Kind.LINK_TO_DIR}
        return tuple(Entry(e.name, links.get(e.name, e.kind), e.executable) for e in super().entries(path))

    def link(self, path: str) -> str:
        return self.read(path).decode()


def draft(*, go_mod: str = "module app\n", rewritten: tuple[str, ...] = (), **more: Any) -> Draft:
    plan_facts: dict[str, Any] = {name: more.pop(name) for name in ("go_sum", "removes") if name in more}
    facts: dict[str, Any] = {
        "source": PlannedProject(import_path="app", root="/app"),
        "module": "app",
        "go": "1.18",
        "go_mod": go_mod,
        "go_sum": "",
        "removes": (),
        **dict.fromkeys(
            (
                *("ledger", "requires", "replaces", "build_list", "unlocked"),
                *("writes", "edits", "platforms", "findings"),
            ),
            (),
        ),
        **plan_facts,
    }
    rewrites = Rewrites(project="ex.test/app", files=rewritten, by_path={OLD: NEW}, prefixes=())
    copies = more.pop("copies", ())
    return Draft(plan=Plan(**facts), requirements=RequirementGraph(()), rewrites=rewrites, copies=copies, **more)


def steps(made: Draft, tree: MemoryTree = TREE, submodules: tuple[tuple[str, str], ...] = ()) -> ChangeSet:
    return render(made, tree, submodules, TEXTS)


def change(made: ChangeSet, path: str) -> Change:
    (found,) = [change for step in made.steps for change in step.changes if change.path == path]
    return found


def test_render_puts_modules_first_then_what_goes_then_imports() -> None:
    made = steps(draft(go_sum="sums\n", removes=("Gopkg.lock", "vendor/ex.test/lib/a.go"), rewritten=("main.go",)))
    assert [(step.subject, step.body, [c.path for c in step.changes]) for step in made.steps] == [
        ("one", "1", ["go.mod", "go.sum"]),
        ("two", "2", ["Gopkg.lock", "vendor/ex.test/lib/a.go"]),
        ("three", "3", ["main.go", "rec/plan.json"]),
    ]


def test_render_puts_build_files_last_without_the_record() -> None:
    made = steps(draft(removes=("Gopkg.lock",), scripts=(("main.go", b"built otherwise"),)))
    assert [(step.subject, [c.path for c in step.changes]) for step in made.steps] == [
        ("one", ["go.mod"]),
        ("two", ["Gopkg.lock", "rec/plan.json"]),
        ("s", ["main.go"]),
    ]


def test_render_leaves_out_steps_without_changes() -> None:
    assert [step.subject for step in steps(draft()).steps] == ["one"]


def test_render_of_what_is_there_already_is_nothing() -> None:
    tree = MemoryTree({"go.mod": b"module app\n", "rec/plan.json": b"{}", "main.go": b"package app\n"})
    assert steps(draft(rewritten=("main.go",)), tree) == ChangeSet(steps=())


def test_render_knows_the_bytes_before_and_after() -> None:
    tree = MemoryTree({**FILES, "go.mod": b"module old\n"})
    made = steps(draft(removes=("Gopkg.lock",), rewritten=("main.go",)), tree)
    assert (change(made, "go.mod").before, change(made, "go.mod").after) == (b"module old\n", b"module app\n")
    assert (change(made, "Gopkg.lock").before, change(made, "Gopkg.lock").after) == (b"lock", None)
    assert change(made, "main.go").after == GO_FILE.replace(OLD.encode(), NEW.encode())


def test_render_without_go_sum_writes_none() -> None:
    assert "go.sum" not in [c.path for step in steps(draft()).steps for c in step.changes]


def test_render_of_a_file_that_is_not_there_removes_nothing() -> None:
    assert [step.subject for step in steps(draft(removes=("vendor/untracked.go",))).steps] == ["one"]


def test_render_keeps_files_executable() -> None:
    copy = KeptCopy(
        path="ex.test/lib",
        folder="third_party/ex.test/lib",
        files=(("run.sh", b"#!"), ("a.go", b"a")),
        executables=frozenset({"run.sh"}),
    )
    made = steps(draft(copies=(copy,), rewritten=("main.go",), removes=("vendor/ex.test/lib/run.sh",)))
    assert change(made, "third_party/ex.test/lib/run.sh").executable
    assert not change(made, "third_party/ex.test/lib/a.go").executable
    assert change(made, "main.go").executable
    assert change(made, "vendor/ex.test/lib/run.sh").executable


def test_render_removes_links_as_links_and_never_writes_through_one() -> None:
    tree = LinkedTree({"link.go": b"../other.go", "gone": b"nowhere", "folder": b"../up", "main.go": GO_FILE})
    made = steps(draft(removes=("folder", "gone"), rewritten=("link.go", "main.go")), tree)
    assert [(c.path, c.before, c.link) for c in made.steps[1].changes] == [
        ("folder", b"../up", True),
        ("gone", b"nowhere", True),
    ]
    assert [c.path for c in made.steps[2].changes] == ["main.go", "rec/plan.json"]


def test_render_removes_a_submodule_by_its_commit() -> None:
    made = steps(draft(removes=("vendor/ex.test/sub",)), submodules=(("vendor/ex.test/sub", "c" * 40),))
    found = change(made, "vendor/ex.test/sub")
    assert (found.before, found.after, found.submodule) == (b"c" * 40, None, True)


def test_render_edits_gitmodules_in_the_step_of_what_goes() -> None:
    made = steps(draft(gitmodules=b"less"))
    assert [(step.subject, [c.path for c in step.changes]) for step in made.steps[1:]] == [
        ("two", [".gitmodules", "rec/plan.json"])
    ]


def test_render_does_not_write_gitmodules_that_goes_or_stays() -> None:
    for said in (None, b"", b"old"):
        assert [step.subject for step in steps(draft(gitmodules=said)).steps] == ["one"]


def test_render_writes_other_files_with_the_modules() -> None:
    made = steps(draft(tools=(("tools.go", b"package tools\n", False), ("run", b"#!", True))))
    assert [c.path for c in made.steps[0].changes] == ["go.mod", "rec/plan.json", "run", "tools.go"]
    assert change(made, "run").executable
