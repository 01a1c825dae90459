"""Repository roots that follow from an import path alone (Go reference: "Finding a repository for a module path").

For any other host a source has to say: a clone on disk, or the proxy, prefix by prefix.
"""

from __future__ import annotations

import re

_STATIC = tuple(
    re.compile(rf"^({pattern})(?:/|$)")
    for pattern in (
        r"github\.com/[A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-]+",
        r"bitbucket\.org/[A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-]+",
        r"gopkg\.in/(?:[A-Za-z0-9][\-A-Za-z0-9]*/)?[A-Za-z][\-.A-Za-z0-9]*\.v[0-9]+(?:-unstable)?",
        r"golang\.org/x/[A-Za-z0-9_.\-]+",
        r"google\.golang\.org/[A-Za-z0-9_.\-]+",
        r"cloud\.google\.com/go",
        r"go\.uber\.org/[A-Za-z0-9_.\-]+",
        r"k8s\.io/[A-Za-z0-9_.\-]+",
        r"sigs\.k8s\.io/[A-Za-z0-9_.\-]+",
        r"launchpad\.net/~[A-Za-z0-9_.\-]+/(?:\+junk|[A-Za-z0-9_.\-]+)/[A-Za-z0-9_.\-]+",
        r"launchpad\.net/[A-Za-z0-9_.\-]+",
        r"hub\.jazz\.net/git/[a-z0-9]+/[A-Za-z0-9_.\-]+",
        r"git\.apache\.org/[a-z0-9_.\-]+\.git",
        r"git\.openstack\.org/[A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-]+",
        r"code\.google\.com/[pr]/[a-z0-9\-.]+",
        r".+?\.(?:git|hg|bzr|fossil|svn)",
    )
)

_SERVERS = frozenset({"gitlab.com", "gitee.com", "codeberg.org", "git.sr.ht"})
_MAJOR = re.compile(r"^/(v(?:[2-9]|[1-9][0-9]+))(?:/|$)")


def static_root(import_path: str) -> str:
    """The repository root of an import path by rule alone, or "" where a source would have to say."""
    for pattern in _STATIC:
        match = pattern.match(import_path)
        if match:
            return match[1]
    return ""


def with_major(root: str, import_path: str) -> str:
    """The root with the major version that follows it in the import path, if one does: `/v2` is a module's own path,
    or a folder of the repository in code from before modules."""
    match = _MAJOR.match(import_path[len(root) :]) if import_path.startswith(root) else None
    return f"{root}/{match[1]}" if match and not root.startswith("gopkg.in/") else root


def likely_root(import_path: str) -> str:
    """The static root, or a guess where there is none. It is host, owner and name where the host's name says that it is
    a git server. Else it is host and name, as most import paths with a domain of their own have it."""
    host, *rest = import_path.split("/")
    is_server = host.startswith(("git.", "gitlab.", "gitea.")) or host in _SERVERS
    return static_root(import_path) or "/".join([host, *rest[: 2 if is_server else 1]])
