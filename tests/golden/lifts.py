"""What is said of pseudo-versions that become releases, and of those that do not."""

from __future__ import annotations

from gomigrate.model.codes import finding
from gomigrate.model.decision import InGoMod, Lifted, Locked, Offered
from gomigrate.model.findings import Finding, Place
from gomigrate.plan.lift.settle import Obstacle

OLD = "v1.0.1-0.20170301000000-cccccccccccc"
_LOCKED = Locked(revision="c" * 40)

REASONS = {
    "lifted-same": Lifted(because=_LOCKED, old=OLD, new="v1.1.0", how=Offered.SAME),
    "lifted-on": Lifted(because=_LOCKED, old=OLD, new="v1.2.0", how=Offered.COMPATIBLE, files=3),
    "lifted-in-go-mod": Lifted(
        because=InGoMod(), old=OLD, new="v1.2.0", how=Offered.COMPATIBLE, files=1, has_commit=True
    ),
}


def findings() -> tuple[Finding, ...]:
    """Each code, with each case of its sentence."""
    changes = ("~ x.test/lib/a.go", "+ x.test/lib.More", "- x.test/lib.Gone", "require x.test/log (none) -> v1.0.0")
    return (
        _lifted("GM740", 0, 2),
        _lifted("GM741", 1, 1, changes),
        _lifted("GM741", 2, 1, has_commit=True),
        *(
            finding("GM742", path="x.test/lib", old=OLD, new="v1.1.0", obstacle=str(obstacle), names=names)
            for obstacle, names in zip(Obstacle, (("1.22",), *([("x.test/a", "x.test/b")] * 6)), strict=True)
        ),
        *(
            finding("GM743", names=("x.test/a v1.0.0", "x.test/b v1.1.0")[:pins], word=word)
            for pins, word in ((1, "same"), (2, "compatible"))
        ),
        finding("GM744", names=("x.test/a",), refused=("https://a.proxy",), word="same"),
        finding("GM745", count=1, evidence=("x.test/log v0.9.0 -> v1.0.0",)),
        *(
            finding("GM746", names=("x.test/a", "x.test/b")[:pins], day=day)
            for pins, day in ((1, ""), (2, "2018-06-30"))
        ),
        _lifted("GM741", 0, 1),
        *(
            finding("GM747", names=("x.test/a", "x.test/b")[:pins], evidence=("x.test/a v1.0.0: ~ x.test/a.T",))
            for pins in (1, 2)
        ),
    )


def _lifted(
    code: str, files: int, packages: int, changes: tuple[str, ...] = (), *, has_commit: bool = False
) -> Finding:
    return finding(
        code,
        place=Place("Gopkg.lock", 7),
        evidence=changes,
        path="x.test/lib",
        old=OLD,
        new="v1.1.0",
        packages=packages,
        files=files,
        has_commit=has_commit,
    )
