"""The folders that Go works with, where the user sets them: GOROOT, GOPATH, GOBIN, the caches, the temporary one."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.machine import DEFAULT, ENVIRONMENT
from gomigrate.model.findings import Severity
from gomigrate.world.disk.folders import is_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.findings import Finding


def folder_trouble(seen: Setup) -> Iterator[Finding]:
    """The findings about them."""
    yield from _goroot(seen)
    yield from _relative(seen)
    yield from _temporary(seen)
    if not seen.env.gocache or seen.env.gocache == "off":
        yield finding("GM945", origin=seen.settings.origin("GOCACHE"), is_off=seen.env.gocache == "off")


def _goroot(seen: Setup) -> Iterator[Finding]:
    goroot, running = seen.goroot, seen.env.goversion.split()[:1]
    if goroot is None or (running and running[0].startswith("devel")):
        return
    is_other = bool(running and goroot.version) and goroot.version != running[0]
    if is_other or not goroot.is_there:
        yield finding(
            "GM942",
            path=goroot.path,
            origin=goroot.origin,
            version=goroot.version,
            running=seen.env.goversion,
            is_there=goroot.is_there,
        )


def _relative(seen: Setup) -> Iterator[Finding]:
    env = seen.env
    places = [("GOPATH", entry) for entry in env.gopath]
    places += [("GOMODCACHE", env.gomodcache), ("GOCACHE", env.gocache), ("GOWORK", env.gowork), ("GOBIN", env.gobin)]
    for name, place in places:
        origin = seen.settings.origin(name)
        if name != "GOPATH" and origin == DEFAULT:
            continue  # It follows from GOPATH, which has a finding.
        is_off = place == "off" and name in {"GOCACHE", "GOWORK"}
        if place and not is_off and not posixpath.isabs(place) and place[1:3] not in {":\\", ":/"}:
            # The other four stop every build, GOBIN go install alone.
            yield finding("GM949" if name == "GOBIN" else "GM853", variable=name, path=place, origin=origin)


def _temporary(seen: Setup) -> Iterator[Finding]:
    for name, place in seen.temporary:
        if not is_folder(place):
            yield finding("GM950", variable=name, path=place, origin=ENVIRONMENT)
        return


def explains_refusal(seen: Setup) -> bool:
    """Whether the reason why the go command refuses to run has a finding of its own."""
    is_unknown_mode = seen.env.go111module not in {"", "on", "off", "auto"}
    return is_unknown_mode or any(one.severity is Severity.ERROR for one in folder_trouble(seen))
