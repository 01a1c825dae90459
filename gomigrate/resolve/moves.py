"""Repositories that moved, as data: old import paths whose commits live on under another module path.

Asked only after the old path itself gave no answer; the commit must be known at the new place, so a wrong or stale row
can cost a request but never change what is built. The import path in the code stays; a replace line leads to the new
place. Each row says when the move happened, and where that can be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

from gomigrate.model.go.modpath import is_inside


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRoot:
    """A repository root that moved: `since` is the year (and month, where known) of the move."""

    old: str
    new: str
    since: str
    source: str


MOVES: tuple[MovedRoot, ...] = (
    MovedRoot(old="github.com/golang/lint", new="golang.org/x/lint", since="2018-09", source="golang/lint#436"),
    MovedRoot(
        old="github.com/Sirupsen/logrus",
        new="github.com/sirupsen/logrus",
        since="2017-06",
        source="sirupsen/logrus#570",
    ),
    MovedRoot(
        old="git.apache.org/thrift.git",
        new="github.com/apache/thrift",
        since="2019",
        source="googollee/go-socket.io#257",
    ),
    MovedRoot(
        old="github.com/codegangsta/cli", new="github.com/urfave/cli", since="2016-05", source="urfave/cli README"
    ),
    MovedRoot(
        old="github.com/codegangsta/negroni",
        new="github.com/urfave/negroni",
        since="2016-05",
        source="urfave/negroni README",
    ),
    MovedRoot(old="github.com/coreos/bbolt", new="go.etcd.io/bbolt", since="2018-08", source="etcd-io/bbolt README"),
    MovedRoot(old="github.com/coreos/etcd", new="go.etcd.io/etcd", since="2018-08", source="etcd-io/etcd#9965"),
    MovedRoot(old="github.com/kr/pty", new="github.com/creack/pty", since="2019-06", source="creack/pty README"),
    MovedRoot(old="github.com/xenolf/lego", new="github.com/go-acme/lego", since="2019-03", source="go-acme/lego#814"),
    MovedRoot(
        old="github.com/satori/uuid", new="github.com/satori/go.uuid", since="2014", source="satori/go.uuid README"
    ),
    MovedRoot(
        old="github.com/go-fsnotify/fsnotify",
        new="github.com/fsnotify/fsnotify",
        since="2015",
        source="fsnotify README",
    ),
    MovedRoot(old="gopkg.in/fsnotify.v1", new="github.com/fsnotify/fsnotify", since="2016", source="fsnotify README"),
    MovedRoot(old="github.com/uber-go/zap", new="go.uber.org/zap", since="2017", source="uber-go/zap README"),
    MovedRoot(old="github.com/uber-go/atomic", new="go.uber.org/atomic", since="2017", source="uber-go/atomic README"),
    MovedRoot(
        old="github.com/dgrijalva/jwt-go",
        new="github.com/golang-jwt/jwt",
        since="2021-05",
        source="golang-jwt/jwt README",
    ),
    MovedRoot(old="github.com/docker/docker", new="github.com/moby/moby", since="2017-04", source="moby/moby#32691"),
    MovedRoot(
        old="github.com/docker/distribution",
        new="github.com/distribution/distribution",
        since="2021",
        source="distribution README",
    ),
    MovedRoot(old="github.com/docker/libtrust", new="github.com/moby/libtrust", since="2021", source="moby/libtrust"),
    MovedRoot(
        old="github.com/docker/swarmkit", new="github.com/moby/swarmkit", since="2021", source="moby/swarmkit README"
    ),
    MovedRoot(
        old="google.golang.org/cloud",
        new="cloud.google.com/go",
        since="2016",
        source="googleapis/google-cloud-go README",
    ),
    MovedRoot(
        old="google.golang.org/appengine",
        new="github.com/golang/appengine",
        since="2015",
        source="golang/appengine README",
    ),
    MovedRoot(
        old="code.google.com/p/go.net", new="golang.org/x/net", since="2014-11", source="golang.org/x announcement"
    ),
    MovedRoot(
        old="code.google.com/p/go.crypto",
        new="golang.org/x/crypto",
        since="2014-11",
        source="golang.org/x announcement",
    ),
    MovedRoot(
        old="code.google.com/p/go.text", new="golang.org/x/text", since="2014-11", source="golang.org/x announcement"
    ),
    MovedRoot(
        old="code.google.com/p/go.tools", new="golang.org/x/tools", since="2014-11", source="golang.org/x announcement"
    ),
    MovedRoot(old="code.google.com/p/goauth2", new="golang.org/x/oauth2", since="2014", source="golang/oauth2 README"),
    MovedRoot(
        old="code.google.com/p/goprotobuf",
        new="github.com/golang/protobuf",
        since="2014-12",
        source="golang/protobuf README",
    ),
    MovedRoot(
        old="code.google.com/p/gogoprotobuf",
        new="github.com/gogo/protobuf",
        since="2014-12",
        source="gogo/protobuf README",
    ),
    MovedRoot(
        old="code.google.com/p/go-uuid", new="github.com/pborman/uuid", since="2015", source="pborman/uuid README"
    ),
    MovedRoot(
        old="code.google.com/p/snappy-go", new="github.com/golang/snappy", since="2015", source="golang/snappy README"
    ),
    MovedRoot(old="launchpad.net/gocheck", new="gopkg.in/check.v1", since="2014", source="go-check/check README"),
    MovedRoot(old="launchpad.net/goyaml", new="gopkg.in/yaml.v1", since="2014", source="go-yaml/yaml README"),
)


def moved_to(root: str) -> MovedRoot | None:
    """The move of the repository that an import path lies in, or None."""
    return next((move for move in MOVES if is_inside(root, move.old)), None)
