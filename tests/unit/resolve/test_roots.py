"""Repository roots that an import path alone tells."""

from __future__ import annotations

import pytest

from gomigrate.resolve.roots import likely_root, static_root, with_major


@pytest.mark.parametrize(
    ("import_path", "root"),
    [
        ("github.com/acme/lib", "github.com/acme/lib"),
        ("github.com/acme/lib/a/b", "github.com/acme/lib"),
        ("github.com/acme/lib.v2/a", "github.com/acme/lib.v2"),
        ("bitbucket.org/ww/goautoneg", "bitbucket.org/ww/goautoneg"),
        ("gopkg.in/yaml.v2", "gopkg.in/yaml.v2"),
        ("gopkg.in/mgo.v2/bson", "gopkg.in/mgo.v2"),
        ("gopkg.in/acme/lib.v1-unstable/x", "gopkg.in/acme/lib.v1-unstable"),
        ("golang.org/x/net/context/ctxhttp", "golang.org/x/net"),
        ("google.golang.org/grpc/codes", "google.golang.org/grpc"),
        ("cloud.google.com/go/compute/metadata", "cloud.google.com/go"),
        ("go.uber.org/zap/zapcore", "go.uber.org/zap"),
        ("k8s.io/api/core/v1", "k8s.io/api"),
        ("sigs.k8s.io/yaml", "sigs.k8s.io/yaml"),
        ("launchpad.net/gocheck", "launchpad.net/gocheck"),
        ("launchpad.net/goamz/aws", "launchpad.net/goamz"),
        ("launchpad.net/~rog/juju-core/branch/sub", "launchpad.net/~rog/juju-core/branch"),
        ("launchpad.net/~rog/+junk/tool", "launchpad.net/~rog/+junk/tool"),
        ("code.google.com/p/go.net/websocket", "code.google.com/p/go.net"),
        ("git.apache.org/thrift.git/lib/go/thrift", "git.apache.org/thrift.git"),
        ("git.acme.test/team/lib.git/sub", "git.acme.test/team/lib.git"),
        ("acme.test/old.hg", "acme.test/old.hg"),
    ],
)
def test_static_root_of_a_known_host_follows_its_rule(import_path: str, root: str) -> None:
    assert static_root(import_path) == root


@pytest.mark.parametrize(
    "import_path",
    [
        "",
        "fmt",
        "github.com",
        "github.com/acme",
        "github.com.evil.test/acme/lib",
        "notgithub.com/acme/lib",
        "gopkg.in/yaml",
        "gopkg.in/yaml.2",
        "golang.org/x",
        "golang.org/y/net",
        "gitlab.com/group/sub/lib",
        "go.acme.test/lib/v2",
        "cloud.google.com/golang",
        "acme.test/lib.github/x",
    ],
)
def test_static_root_of_any_other_path_is_not_told(import_path: str) -> None:
    assert static_root(import_path) == ""


@pytest.mark.parametrize(
    ("root", "import_path", "module"),
    [
        ("github.com/acme/lib", "github.com/acme/lib/v2", "github.com/acme/lib/v2"),
        ("github.com/acme/lib", "github.com/acme/lib/v10/sub", "github.com/acme/lib/v10"),
        # Not a major version of a module: folders.
        ("github.com/acme/lib", "github.com/acme/lib", "github.com/acme/lib"),
        ("github.com/acme/lib", "github.com/acme/lib/v1", "github.com/acme/lib"),
        ("github.com/acme/lib", "github.com/acme/lib/v0", "github.com/acme/lib"),
        ("github.com/acme/lib", "github.com/acme/lib/v02", "github.com/acme/lib"),
        ("github.com/acme/lib", "github.com/acme/lib/v2beta1", "github.com/acme/lib"),
        ("github.com/acme/lib", "github.com/acme/lib/sub/v2", "github.com/acme/lib"),
        ("github.com/acme/lib", "github.com/other/lib/v2", "github.com/acme/lib"),
        ("gopkg.in/yaml.v2", "gopkg.in/yaml.v2/v3", "gopkg.in/yaml.v2"),
    ],
)
def test_with_major_takes_only_what_a_module_path_may_end_in(root: str, import_path: str, module: str) -> None:
    assert with_major(root, import_path) == module


@pytest.mark.parametrize(
    ("import_path", "root"),
    [
        ("github.com/acme/lib/a/b", "github.com/acme/lib"),
        ("gitlab.com/group/lib/a/b", "gitlab.com/group/lib"),
        ("git.acme.test/team/lib/a/b", "git.acme.test/team/lib"),
        # Most other hosts are domains of one owner.
        ("acme.test/lib/a/b", "acme.test/lib"),
        ("github.acme.test/lib/a", "github.acme.test/lib"),
        ("acme.test", "acme.test"),
    ],
)
def test_likely_root_of_an_unknown_host_is_what_its_name_makes_likely(import_path: str, root: str) -> None:
    assert likely_root(import_path) == root
