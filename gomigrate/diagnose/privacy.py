"""Which names are private, by settings and by signs; which places are public; what a pattern covers."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gomigrate.model.diagnosis.doctor import PatternFlaw, PrivateSign, SignKind
from gomigrate.model.go.modpath import is_inside, match_prefix_patterns
from gomigrate.world.go.goenv import DEFAULT_GOPROXY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.diagnosis.machine import GitSetting
    from gomigrate.world.go.goenv import GoEnv

LISTS = ("GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE")
"""The variables that are lists of patterns of module paths."""

FORGES = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht", "git.sr.ht", "gitee.com"})
"""Hosts where everybody can have code: a login or an insteadOf for the whole host says nothing of a single module."""

# Paths that stand for public code: a pattern that matches one of them covers far more than private modules.
_PUBLIC_SAMPLES = (
    "github.com/anybody/anything",
    "gitlab.com/anybody/anything",
    "bitbucket.org/anybody/anything",
    "golang.org/x/anything",
    "google.golang.org/anything",
    "gopkg.in/anything.v1",
    "k8s.io/anything",
    "go.uber.org/anything",
)

_DEFAULT = urlsplit(DEFAULT_GOPROXY.partition(",")[0]).hostname
_PUBLIC_PROXIES = frozenset({_DEFAULT, "goproxy.io", "goproxy.cn", "gocenter.io", "athens.azurefd.net"})
_PRIVATE_ENDINGS = (".internal", ".local", ".lan", ".corp", ".intra", ".intranet", ".home.arpa", ".private")


def is_public_proxy(url: str, private_hosts: Iterable[str]) -> bool:
    """Whether a proxy may be public, so that gomigrate must send no private name there. Public are well known proxies,
    and those whose host is neither in a private network nor in the domain of a private module."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "file" or parts.username is not None:
        return False
    if host in _PUBLIC_PROXIES:
        return True
    return not (is_private_host(host) or any(_domain(host) == _domain(private) for private in private_hosts))


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def is_private_host(host: str) -> bool:
    """Whether the host's name or address has a meaning only in a private network."""
    if host == "localhost" or host.endswith(_PRIVATE_ENDINGS) or "." not in host.strip("[]"):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_private or address.is_loopback


def is_private(dependency: Dependency, env: GoEnv) -> bool:
    """Whether the settings, or the signs of the host, say that the module is private."""
    return bool(dependency.signs) or match_prefix_patterns(f"{env.gonoproxy},{env.gonosumdb}", dependency.path)


def own_pattern(path: str) -> str:
    """The pattern that covers a private module and similar ones: its host, or, on a public host, its owner."""
    host, *rest = path.split("/")
    return "/".join([host, *rest[:1]]) if host in FORGES else host


def signs_of(path: str, env: GoEnv, git: Iterable[GitSetting], logins: Iterable[str]) -> tuple[PrivateSign, ...]:
    """Why a module looks private although no setting says so; () where nothing does. `logins` are places of netrc."""
    host = path.partition("/")[0]
    found = [PrivateSign(SignKind.NETWORK, host)] if is_private_host(host) else []
    found += [PrivateSign(SignKind.NETRC, place) for place in logins if place not in FORGES and is_inside(path, place)]
    for setting in git:
        place = git_place(setting)
        if place not in FORGES and is_inside(path, place):
            found.append(PrivateSign(SignKind.GIT, setting.key))
    if match_prefix_patterns(env.goinsecure, path):
        found.append(PrivateSign(SignKind.INSECURE, path))
    return tuple(dict.fromkeys(found))


def git_place(setting: GitSetting) -> str:
    """The HOST/PATH that an insteadOf, a credential or a header is for; "" where it is for all."""
    section, _, name = setting.key.rpartition(".")
    kind, _, url = section.partition(".")
    if name.lower() == "insteadof":
        url = setting.value
    elif kind not in {"credential", "http"}:
        url = ""
    match = re.match(r"(?:[a-z+]+://)?(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+(?=/|$))?[:/]?(?P<path>.*)", url)
    if not match:
        return ""
    path = match["path"].strip("/").removesuffix(".git")
    return f"{match['host']}/{path}" if path else match["host"]


def covers_public(pattern: str) -> str:
    """A path of public code that the pattern matches; "" where it matches none."""
    return next((sample for sample in _PUBLIC_SAMPLES if match_prefix_patterns(pattern, sample)), "")


def patterns(globs: str) -> tuple[str, ...]:
    """The patterns of a list as in GOPRIVATE, empty ones left out, with the blanks that people put around them."""
    return tuple(pattern for pattern in globs.split(",") if pattern.strip())


def matching(globs: str, path: str) -> str:
    """The first pattern of the list that covers the path, "" for none."""
    return next((pattern for pattern in patterns(globs) if match_prefix_patterns(pattern, path)), "")


def flaw_of(pattern: str) -> PatternFlaw | None:
    """Why a pattern can match no module path; None where it may match one."""
    bare = pattern.removesuffix("/")
    flaws = {
        PatternFlaw.QUOTE: re.search(r"[\"'`]", bare),
        PatternFlaw.SEPARATOR: re.search(r"[;|]", bare),
        PatternFlaw.BLANK: bare != bare.strip() or " " in bare,
        PatternFlaw.SCHEME: "://" in bare,
        PatternFlaw.DOTS: bare.endswith("/..."),
        PatternFlaw.PORT: ":" in bare,
        PatternFlaw.SLASH: bare.startswith("/"),
        PatternFlaw.BRACKET: bare.count("[") != bare.count("]"),
        PatternFlaw.CAPITALS: re.search(r"[A-Z]", bare.partition("/")[0]),
    }
    return next((flaw for flaw, has_it in flaws.items() if has_it), None)
