"""Asks a repository's server, the only place that does: its commits come into a bare repository of our own.

The address is a stranger's: it stands in a lock. So it must be an address and nothing else, and one transport is
allowed, that of the address, or the one that the user's own `insteadOf` makes of it. Credentials, ssh and proxies are
the user's, as in `git clone`; nothing is checked out, and no hook, submodule or prompt is followed (git-fetch(1),
git(1) GIT_ALLOW_PROTOCOL, git-config(1) protocol.allow).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from gomigrate.world.git.gitrun import Git, GitFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_URL = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[A-Za-z0-9._~][A-Za-z0-9._~-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~%+,=@-]+)+/?"
)
_SCP = re.compile(
    r"(?:[A-Za-z0-9._][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+:[A-Za-z0-9._~][A-Za-z0-9._~/+-]*"
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://")
_PLAIN = frozenset({"http", "git"})
_FULL_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

# What the user's variables say of credentials, ssh, proxies and certificates (git(1), git-config(1) http.*).
_USERS = ("GIT_SSH", "GIT_SSL_", "GIT_ASKPASS", "GIT_PROXY_", "GIT_HTTP_")

_REMOTE = "gomigrate"
"""The name of the server in our repositories: one for which no user has settings."""

_FETCH = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--filter=blob:none", "--refmap=")
_ALL = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_TIMEOUT = 3600.0


def _network_git(folder: Path, transport: str) -> Git:
    """The git command for one folder of ours, which may use one transport, with what the user's variables say of
    reaching servers. ssh does not ask either, as with the go command."""
    users = {name: value for name, value in os.environ.items() if name.startswith(_USERS)}
    quiet = {"GCM_INTERACTIVE": "never"}
    if not {"GIT_SSH", "GIT_SSH_COMMAND"} & set(users):
        quiet["GIT_SSH_COMMAND"] = "ssh -o ControlMaster=no -o BatchMode=yes"
    allowed = "http:https" if transport == "http" else transport  # a redirect to https is welcome
    return Git(folder, variables={**quiet, **users, "GIT_ALLOW_PROTOCOL": allowed}, timeout=_TIMEOUT)


def is_address(url: str) -> bool:
    """Whether this can only be the address of a repository on a server: no option, no transport helper (`ext::`), no
    file, no password, nothing that a shell or a terminal takes for more than text."""
    parts = url.rpartition(":")[2].split("/")
    return bool(_URL.fullmatch(url) or _SCP.fullmatch(url)) and ".." not in parts and len(url) <= 2000


def transport_to(folder: Path, url: str, *, may_be_plain: bool) -> tuple[str, bool]:
    """(the transport by which git would go to an address, whether it may be used): an address without encryption needs
    `may_be_plain` (GOINSECURE), a file an `insteadOf` of the user's, and any is refused that the user's `protocol`
    settings or GIT_ALLOW_PROTOCOL refuse. Raises WorldProblem where git fails."""
    git = Git(folder)
    rewritten = os.fsdecode(git.run("ls-remote", "--get-url", "--", url)).removesuffix("\n")
    transport = _transport_of(rewritten)
    is_theirs = rewritten != url
    if not transport or (transport == "file" and not is_theirs):
        return transport or rewritten.partition(":")[0], False
    if transport in _PLAIN and not (may_be_plain or is_theirs):
        return transport, False
    return transport, _is_allowed(git, transport)


def _transport_of(url: str) -> str:
    if "::" in url.partition("/")[0] or url.startswith("-"):
        return ""
    if found := _SCHEME.match(url):
        return {"git+ssh": "ssh", "ssh+git": "ssh"}.get(found[1], found[1] if found[1] in _KNOWN else "")
    return "ssh" if ":" in url.partition("/")[0] else "file"


_KNOWN = frozenset({"https", "http", "ssh", "git", "file"})


def _is_allowed(git: Git, transport: str) -> bool:
    listed = os.environ.get("GIT_ALLOW_PROTOCOL")
    if listed is not None:
        return transport in listed.split(":")
    own = _values(git, f"protocol.{transport}.allow")
    # The last value is ours: every git command here says protocol.allow=never.
    general = _values(git, "protocol.allow")[:-1]
    said = (own or general or ["always"])[-1]
    return said != "never"


def _values(git: Git, name: str) -> list[str]:
    return os.fsdecode(git.ask("config", "--get-all", name) or b"").split()


def start_repository(folder: Path, url: str) -> None:
    """Make an empty bare repository at `folder`, which is not there yet, for the one at `url`. Raises WorldProblem."""
    git = Git(folder.parent)
    git.run("init", "--quiet", "--bare", "--template=", "--", folder.name)
    Git(folder).run("config", f"remote.{_REMOTE}.url", url)


def fetch_all(folder: Path, transport: str) -> None:
    """Bring all commits and trees of the server's branches and tags, without the contents of files where the server can
    leave these out. Raises WorldProblem with what git said."""
    _network_git(folder, transport).run(*_FETCH, _REMOTE, *_ALL)


def fetch_commit(folder: Path, transport: str, commit: str) -> bool:
    """Bring one commit by its full hash, whatever leads to it; False where the server does not give it."""
    if not _FULL_HASH.fullmatch(commit):
        return False
    try:
        _network_git(folder, transport).run(*_FETCH, _REMOTE, f"{commit}:refs/gomigrate/{commit}")
    except GitFailed:
        return False
    return True


def fetch_files(folder: Path, transport: str, commits: Iterable[str]) -> None:
    """Bring the contents of the files of these commits (full hashes), without what is vendored in them, which is in no
    module. Raises WorldProblem."""
    git = Git(folder)
    missing: set[bytes] = set()
    for commit in commits:
        listed = git.run("rev-list", "--objects", "--missing=print", "--no-walk", commit)
        away = {line[1:] for line in listed.splitlines() if line.startswith(b"?")}
        tree = git.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1] if away else []
        files = (record.partition(b"\t") for record in tree)
        missing |= {head.split()[2] for head, _, path in files if b"/vendor/" not in b"/" + path} & away
    if missing:
        network = _network_git(folder, transport).with_settings(("fetch.negotiationAlgorithm=noop",))
        network.run(*_FETCH, "--stdin", _REMOTE, stdin=b"".join(name + b"\n" for name in sorted(missing)))


def size_of(folder: Path) -> int:
    """The bytes of a repository's files."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
