"""Import paths that are known to be commands: what Go projects install in their builds."""

from __future__ import annotations

import re

_PATHS = (
    "github.com/AlekSi/gocov-xml github.com/ahmetb/govvv github.com/alecthomas/gometalinter"
    " github.com/alexkohler/nakedret github.com/axw/gocov/gocov github.com/benbjohnson/tmpl"
    " github.com/cespare/reflex github.com/client9/misspell github.com/coreos/protodoc github.com/fzipp/gocyclo"
    " github.com/go-bindata/go-bindata github.com/gogo/protobuf/protoc-gen-gofast"
    " github.com/gogo/protobuf/protoc-gen-gogo github.com/gogo/protobuf/protoc-gen-gogofast"
    " github.com/gogo/protobuf/protoc-gen-gogofaster github.com/golang/lint/golint github.com/golang/mock/mockgen"
    " github.com/golang/protobuf/protoc-gen-go github.com/gordonklaus/ineffassign github.com/goreleaser/goreleaser"
    " github.com/grpc-ecosystem/grpc-gateway/protoc-gen-grpc-gateway"
    " github.com/grpc-ecosystem/grpc-gateway/protoc-gen-swagger github.com/gyuho/gocovmerge"
    " github.com/haya14busa/goverage github.com/jstemmer/go-junit-report github.com/jteeuwen/go-bindata/go-bindata"
    " github.com/kisielk/errcheck github.com/laher/goxc github.com/mailru/easyjson/easyjson github.com/mattn/goreman"
    " github.com/mattn/goveralls github.com/maxbrunsfeld/counterfeiter github.com/mdempsky/unconvert"
    " github.com/mitchellh/gox github.com/mjibson/esc github.com/modocache/gover github.com/onsi/ginkgo/ginkgo"
    " github.com/pierrre/gotestcover github.com/prometheus/promu github.com/rakyll/statik"
    " github.com/smartystreets/goconvey github.com/square/certstrap github.com/stevvooe/protobuild"
    " github.com/tcnksm/ghr github.com/tebeka/go2xunit github.com/tools/godep github.com/tsenart/deadcode"
    " github.com/vbatts/git-validation github.com/vektra/mockery github.com/wadey/gocovmerge"
    " golang.org/x/lint/golint gotest.tools/gotestsum"
)
KNOWN = frozenset(_PATHS.split())

MOVED = {
    "github.com/golang/lint/golint": "golang.org/x/lint/golint",
    "github.com/mvdan/interfacer": "mvdan.cc/interfacer",
    "github.com/mvdan/unparam": "mvdan.cc/unparam",
}
"""Commands whose go.mod says another path: under the old one no version later than that is installed."""


def looks_like_command(path: str) -> bool:
    """Whether an import path is that of a command as far as its name shows: known, or below cmd/."""
    clean = path.removesuffix("/...")
    return clean in KNOWN or re.search(r"/cmd/[^/]+$|/cmd$", clean) is not None
