"""go_import_path of Travis CI, go-importpath of Snapcraft and clone: path: of Drone: they place the checkout in GOPATH,
which module mode does not need."""

from __future__ import annotations

from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual

KEYS = {
    FileKind.TRAVIS: ("go_import_path",),
    FileKind.SNAPCRAFT: ("go-importpath",),
    FileKind.DRONE: ("clone", "path"),
}


def find(document: Document, build: Build) -> Corrections:
    """The key, wherever it stands. Other lines may still need the place, so the key is reported and not removed."""
    for scalar in document.scalars:
        wanted = KEYS[document.kind]
        if scalar.keys[-len(wanted) :] == wanted:
            yield manual(scalar.start, key=": ".join(wanted), path=scalar.value)


RULE = Rule(code="GM814", find=find, words=("go_import_path", "go-importpath", "clone"), kinds=frozenset(KEYS))
