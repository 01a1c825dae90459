"""Import paths that are known to be commands: what Go projects install in their builds."""

from __future__ import annotations

import re

_HOSTS = (
    "github.com/golang/lint/golint golang.org/x/lint/golint github.com/mattn/goveralls github.com/mattn/goreman"
    " github.com/mitchellh/gox github.com/axw/gocov/gocov github.com/AlekSi/gocov-xml github.com/modocache/gover"
    " github.com/kisielk/errcheck github.com/client9/misspell github.com/gordonklaus/ineffassign"
    " github.com/alecthomas/gometalinter github.com/fzipp/gocyclo github.com/jstemmer/go-junit-report"
    " github.com/jteeuwen/go-bindata/go-bindata github.com/go-bindata/go-bindata github.com/onsi/ginkgo/ginkgo"
    " github.com/golang/protobuf/protoc-gen-go github.com/gogo/protobuf/protoc-gen-gogo github.com/pierrre/gotestcover"
    " github.com/gogo/protobuf/protoc-gen-gogofast github.com/gogo/protobuf/protoc-gen-gofast"
    " github.com/gogo/protobuf/protoc-gen-gogofaster github.com/golang/mock/mockgen github.com/vektra/mockery"
    " github.com/tebeka/go2xunit github.com/wadey/gocovmerge github.com/gyuho/gocovmerge github.com/haya14busa/goverage"
    " github.com/tcnksm/ghr github.com/laher/goxc github.com/rakyll/statik github.com/mjibson/esc"
    " github.com/maxbrunsfeld/counterfeiter github.com/vbatts/git-validation github.com/dominikh/go-tools"
    " github.com/smartystreets/goconvey github.com/tools/godep github.com/ahmetb/govvv github.com/goreleaser/goreleaser"
    " github.com/square/certstrap github.com/alexkohler/nakedret github.com/mdempsky/unconvert github.com/opennota/check"
    " github.com/cespare/reflex github.com/nbutton23/zxcvbn-go github.com/tsenart/deadcode github.com/remyoudompheng/go-misc"
    " github.com/grpc-ecosystem/grpc-gateway/protoc-gen-grpc-gateway github.com/go-swagger/go-swagger"
    " github.com/grpc-ecosystem/grpc-gateway/protoc-gen-swagger github.com/mailru/easyjson/easyjson github.com/prometheus/promu"
    " github.com/stevvooe/protobuild github.com/coreos/protodoc github.com/benbjohnson/tmpl gotest.tools/gotestsum"
)
KNOWN = frozenset(_HOSTS.split())


def looks_like_command(path: str) -> bool:
    """Whether an import path is that of a command by all that its name tells: known, or below cmd/."""
    clean = path.removesuffix("/...")
    return clean in KNOWN or re.search(r"/cmd/[^/]+$|/cmd$", clean) is not None
