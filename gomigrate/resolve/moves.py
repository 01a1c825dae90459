"""Repositories that moved, as data: old import paths whose commits live on under another module path.

Asked only after the old path itself gave no answer; the commit must be known at the new place, so a wrong or stale row
can cost a request but never change what is built. The import path in the code stays; a replace line leads to the new
place. Each row says when the move happened, and where that can be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

from gomigrate.model.go.modpath import is_inside


@dataclass(frozen=True, slots=True)
class MovedRoot:
    """A repository root that moved: `since` is the year (and month, where known) of the move."""

    old: str
    new: str
    since: str
    source: str


MOVES = (
    MovedRoot("github.com/golang/lint", "golang.org/x/lint", "2018-09", "golang/lint#436"),
    MovedRoot("github.com/Sirupsen/logrus", "github.com/sirupsen/logrus", "2017-06", "sirupsen/logrus#570"),
    MovedRoot("git.apache.org/thrift.git", "github.com/apache/thrift", "2019", "googollee/go-socket.io#257"),
    MovedRoot("github.com/codegangsta/cli", "github.com/urfave/cli", "2016-05", "urfave/cli README"),
    MovedRoot("github.com/codegangsta/negroni", "github.com/urfave/negroni", "2016-05", "urfave/negroni README"),
    MovedRoot("github.com/coreos/bbolt", "go.etcd.io/bbolt", "2018-08", "etcd-io/bbolt README"),
    MovedRoot("github.com/coreos/etcd", "go.etcd.io/etcd", "2018-08", "etcd-io/etcd#9965"),
    MovedRoot("github.com/kr/pty", "github.com/creack/pty", "2019-06", "creack/pty README"),
    MovedRoot("github.com/xenolf/lego", "github.com/go-acme/lego", "2019-03", "go-acme/lego#814"),
    MovedRoot("github.com/satori/uuid", "github.com/satori/go.uuid", "2014", "satori/go.uuid README"),
    MovedRoot("github.com/go-fsnotify/fsnotify", "github.com/fsnotify/fsnotify", "2015", "fsnotify README"),
    MovedRoot("gopkg.in/fsnotify.v1", "github.com/fsnotify/fsnotify", "2016", "fsnotify README"),
    MovedRoot("github.com/uber-go/zap", "go.uber.org/zap", "2017", "uber-go/zap README"),
    MovedRoot("github.com/uber-go/atomic", "go.uber.org/atomic", "2017", "uber-go/atomic README"),
    MovedRoot("github.com/dgrijalva/jwt-go", "github.com/golang-jwt/jwt", "2021-05", "golang-jwt/jwt README"),
    MovedRoot("github.com/docker/docker", "github.com/moby/moby", "2017-04", "moby/moby#32691"),
    MovedRoot("github.com/docker/distribution", "github.com/distribution/distribution", "2021", "distribution README"),
    MovedRoot("github.com/docker/libtrust", "github.com/moby/libtrust", "2021", "moby/libtrust"),
    MovedRoot("github.com/docker/swarmkit", "github.com/moby/swarmkit", "2021", "moby/swarmkit README"),
    MovedRoot("google.golang.org/cloud", "cloud.google.com/go", "2016", "googleapis/google-cloud-go README"),
    MovedRoot("google.golang.org/appengine", "github.com/golang/appengine", "2015", "golang/appengine README"),
    MovedRoot("code.google.com/p/go.net", "golang.org/x/net", "2014-11", "golang.org/x announcement"),
    MovedRoot("code.google.com/p/go.crypto", "golang.org/x/crypto", "2014-11", "golang.org/x announcement"),
    MovedRoot("code.google.com/p/go.text", "golang.org/x/text", "2014-11", "golang.org/x announcement"),
    MovedRoot("code.google.com/p/go.tools", "golang.org/x/tools", "2014-11", "golang.org/x announcement"),
    MovedRoot("code.google.com/p/goauth2", "golang.org/x/oauth2", "2014", "golang/oauth2 README"),
    MovedRoot("code.google.com/p/goprotobuf", "github.com/golang/protobuf", "2014-12", "golang/protobuf README"),
    MovedRoot("code.google.com/p/gogoprotobuf", "github.com/gogo/protobuf", "2014-12", "gogo/protobuf README"),
    MovedRoot("code.google.com/p/go-uuid", "github.com/pborman/uuid", "2015", "pborman/uuid README"),
    MovedRoot("code.google.com/p/snappy-go", "github.com/golang/snappy", "2015", "golang/snappy README"),
    MovedRoot("launchpad.net/gocheck", "gopkg.in/check.v1", "2014", "go-check/check README"),
    MovedRoot("launchpad.net/goyaml", "gopkg.in/yaml.v1", "2014", "go-yaml/yaml README"),
)


def moved_to(root: str) -> MovedRoot | None:
    """The move of the repository of an import path, or None."""
    return next((move for move in MOVES if is_inside(root, move.old)), None)
