"""Lines that use what is removed. Each line of a file that ends in a mark (`#E use`, `#W use`) is to be reported so,
and no other line of it: what stands without a mark is the control."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from gomigrate.scripts.engine import documents
from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.gone.reading import PipelineFiles, broken_lines
from gomigrate.scripts.kinds import FileKind, kind_by_first_line, kind_by_path

APP = "x.test/app"
LIB = "vendor/y.test/lib"
BEFORE = (
    *("Gopkg.lock", "Gopkg.toml", "glide.lock", "glide.yaml", "Godeps/Godeps.json", "vendor/vendor.json"),
    *(f"{LIB}/lib.go", f"{LIB}/data.json", f"{LIB}/cmd/gen/main.go", "sub/Gopkg.lock"),
)
AFTER = ("go.mod", "main.go", "cmd/app/main.go", "sub/main.go", "docs/vendor/jquery.js", "web/vendor/x.test/a.js")
MARK = re.compile(r"[ \t]*«(?P<how>[EW]) (?P<use>[\w-]+)»$")


def told(files: dict[str, str], gone: GonePaths | None = None) -> tuple[BrokenLine, ...]:
    """The findings about files, read as a scan reads them."""
    gone = gone or GonePaths.of(APP, BEFORE, AFTER, modules=("y.test/lib",))
    kinds = [(path, kind_by_path(path) or kind_by_first_line(text.encode()), text) for path, text in files.items()]
    known = [(path, kind, text) for path, kind, text in kinds if kind is not None]
    found, _ = documents(known)
    read = {document.path for document in found}
    return broken_lines(
        PipelineFiles(
            documents=found,
            plain=tuple((path, text) for path, kind, text in kinds if path not in read and kind is not FileKind.GO),
            sources=tuple((path, text) for path, kind, text in kinds if kind is FileKind.GO),
        ),
        gone,
    )


def settings(files: dict[str, str], gone: GonePaths | None = None) -> tuple[BrokenLine, ...]:
    """The findings about settings and files of other languages."""
    gone = gone or GonePaths.of(APP, BEFORE, AFTER, modules=("y.test/lib",))
    return broken_lines(PipelineFiles(others=tuple(files.items())), gone)


def places(lines: Sequence[BrokenLine]) -> list[tuple[int, str, str]]:
    return [(line.line, "E" if line.fails else "W", line.use.value) for line in lines]


def check(path: str, marked: str, more: dict[str, str] | None = None) -> None:
    """The findings about the file without its marks are what the marks say."""
    text, wanted = [], []
    for number, line in enumerate(marked.split("\n"), start=1):
        if match := MARK.search(line):
            wanted.append((number, match["how"], match["use"]))
        text.append(MARK.sub("", line))
    found = told({path: "\n".join(text), **(more or {})})
    assert places([line for line in found if line.file == path]) == wanted


FILES = {
    "prerequisites without a rule, with one, and of what is there": (
        "Makefile",
        """\
LOCK := glide.lock «W file»
SOURCES = $(wildcard *.go) $(wildcard Gopkg.lock) $(LOCK)
.PHONY: build
build: vendor
vendor: Gopkg.lock «W target»
	touch $@
Gopkg.lock: Gopkg.toml «E prerequisite»
app: $(SOURCES) main.go «E prerequisite»
bin/%: go.mod cmd/app/main.go | vendor/vendor.json «E prerequisite»
include vendor/y.test/lib/rules.mk «E file»
-include vendor/y.test/lib/more.mk «W file»
clean:
	rm -rf vendor bin Gopkg.lock
""",
    ),
    "a flag in two variables, a package in one that is no file": (
        "build.sh",
        """\
PKG=x.test/app
P=$PKG/vendor/y.test/lib «W packages»
M=-mod
M+==vendor
MODE=vendor
go build $M ./... «E vendor-flag»
go test -mod=$MODE ./... «E vendor-flag»
go vet -mod=$OTHER ./...
""",
    ),
    "variables that the linker sets through a vendor folder": (
        "build.sh",
        """\
V=y.test/lib
go build -ldflags "-X $(go list .)/vendor/$V.Version=3" . «W linker»
go build -ldflags "-X x.test/app/vendor/y.test/lib.Version=3" . «W linker»
go build -ldflags "-X y.test/lib.Version=3" .
""",
    ),
    "variables that the linker sets, named in Go": (
        "main.go",
        """\
package main

const ld = "-X x.test/app/vendor/y.test/lib.Version=5" «W linker»
const fine = "-X y.test/lib.Version=5"

var parts = []string{"-X", app + "/vendor/y.test/lib.Version=5"} «W linker»
""",
    ),
    "a default that is half of a flag": (
        "sub/build.sh",
        """\
: ${MOD:=vendor}
go build -mod=$MOD ./... «E vendor-flag»
""",
    ),
    "arguments of a Python call": (
        "noxfile.py",
        """\
def build(session):
    session.run("go", "build", "-mod=vendor") «E vendor-flag»
    session.run("go", "build", "-mod=mod")
""",
    ),
    "paths that are put together in Go": (
        "main.go",
        """\
package main

const root = "vendor"
const other = "web/vendor"

func f(lib string) {
	read("vendor/" + lib + "/data.json") «W read»
	os.Open(fmt.Sprintf("vendor/%s/data.json", lib)) «W read»
	os.Open(fmt.Sprintf("%s/%s/data.json", root, lib)) «W read»
	path := root + "/" + lib «W read»
	strings.HasPrefix(path, "vendor/"+lib)
	strings.HasPrefix(path, root+"/")
	skip := map[string]bool{root: true}
	os.Open(other + "/" + lib)
	filepath.Join(dir, root, lib)
	os.Open(dir + root + "/" + lib)
	read(dir + "vendor/" + lib)
	fmt.Sprintf("%s/%s", dir, root)
	filepath.Join(root, lib) «W read»
}
""",
    ),
    "phony targets run as ever": (
        "Makefile",
        """\
.PHONY: vendor deps
vendor: deps
deps:
	go mod download
""",
    ),
    "commands on the line of a rule, in directives and variables": (
        "Makefile",
        """\
deps: ; @dep ensure «E tool»
ifeq (,$(shell dep version)) «W question»
$(error no dep)
endif
HAVE := $(shell command -v glide) «W question»
GO := GO111MODULE=off go «E modules-off»
GOGET := GO111MODULE=off go get
FLAGS ?= -v -mod=vendor «E vendor-flag»
SRCS = $(shell find . -name '*.go' -not -path './vendor/*')
GLIDE = /opt/other/tool
x:
	$(GLIDE) up
	$(GODEP) restore «E tool»
	$(GO) build $(FLAGS) ./...
""",
    ),
    "commands that a variable makes quiet": (
        "Makefile",
        """\
vendor: glide.lock | $(BASE) ; $(info retrieving) @ ## Install «E prerequisite»
	$Q cd $(BASE) && $(GLIDE) --quiet install «E tool»
	@touch $@
lint: | $(BASE)
	$Q go get github.com/golang/lint/golint «W go-get»
	$(Q) $(GOLINT) $$($(GLIDE) novendor) «W tool»
	$Q $(DEP) ensure «E tool»
	$Q cd $(BASE) && go test ./...
ls:
	echo $(shell ls vendor) «W file»
""",
    ),
    "old tools": (
        "a.sh",
        """\
#!/bin/sh
dep ensure «E tool»
if ! command -v dep >/dev/null; then exit 1; fi «W question»
which glide || true «W question»
V="$(godep version)" «W question»
dep version «E question»
if dep ensure; then true; fi «W tool»
docker run --rm golang dep ensure «E tool»
sh -c "cd /x && glide install" «E tool»
echo "run dep ensure first"
./dep.sh ensure
curl -L https://glide.sh/get | sh «W install»
[ "$(:)" = "v0.5" ] || exit 1 «E answer»
[ "`:`" = "v0.5" ] || exit 1 «E answer»
{{ $_ := set $hosts (list `localhost` $port | join `:`) }}
make dep
trash -k
""",
    ),
    "programs that a Makefile looks for": (
        "Makefile",
        """\
PROGRAMS = git dep go «E question»
X := $(foreach p,$(PROGRAMS),$(if $(shell which $(p)),,$(error no $(p))))
Y := $(foreach p,git go,$(if $(shell which $(p)),,$(error no $(p))))
all:
	@$(if $(shell command -v glide),,$(error no glide)) «E question»
	$(call need,dep) «W question»
	$(call need,go)
	cat tools.txt | xargs -n1 go get -u «W go-get»
	$(foreach t,$(TOOLS),go get $(t);) «W go-get»
	-rm -r vendor
vendor/%: «W target»
	go mod download
	@touch $@ «E file»
	go build ${FLAGS:--mod=vendor} ./... «E vendor-flag»
""",
    ),
    "arguments": (
        "a.sh",
        """\
cp Gopkg.lock out/ «E file»
git add vendor Gopkg.lock «E file»
git diff --exit-code -- Gopkg.lock vendor «W file»
git status --porcelain vendor «W file»
git log -- vendor
git archive HEAD vendor cmd > x.tar «E file»
zip -r x.zip . -x 'vendor/*' Gopkg.lock
rsync -a vendor/ $DEST/ «E file»
tar czf src.tgz --exclude=vendor cmd
tar czf src.tgz cmd vendor «E file»
cat ./Gopkg.lock || true «W file»
cd vendor/y.test/lib «E file»
./vendor/bin/gen «E file»
protoc -Ivendor/y.test/lib a.proto «E file»
protoc -I vendor/y.test/lib a.proto «E file»
protoc -I docs/vendor a.proto
grep -v vendor/ list.txt
ls | grep -Ev "vendor|glide.lock"
grep -rn glide.lock docs
NEXT=$(grep -A 1 -e '^- package: y.test/lib$' glide.yaml | grep -Po '[0-9.]+') «W file»
REV=$(awk -F '"' '/revision/ {print $2}' ./Gopkg.lock) «W file»
go list ./... | grep -v /vendor/ | sed 's#vendor/##'
find . -path ./vendor/y.test -prune
find cmd vendor -name '*_test.go' -delete «E file»
find vendor/y.test -type f | wc -l «W file»
FILES=$(find vendor -name '*.go')
golangci-lint run --skip-dirs vendor
misspell --ignore vendor/y.test/lib .
rm -rf vendor/ Gopkg.lock
mkdir -p vendor/y.test «W made»
ln -sf . vendor/src «W made»
ln -s vendor/y.test/lib lib «W file»
docker run -v $PWD/vendor:/go/src golang «E file»
ls web/vendor/x.test
PKG=${PKG:-$(cd x; ls ./vendor/k8s.test/gen || echo ../gen)} «W file»
# cat Gopkg.lock
""",
    ),
    "questions whether it is there": (
        "a.sh",
        """\
[ -d vendor ] || exit 1 «W condition»
if [ ! -f Gopkg.lock ]; then exit 1; fi «W condition»
test -d docs/vendor
[ -f go.mod ]
""",
    ),
    "the go command": (
        "a.sh",
        """\
go build -mod=vendor ./... «E vendor-flag»
go test -mod vendor ./... «E vendor-flag»
go build -mod=readonly ./...
go build ./vendor/y.test/lib/cmd/gen «E packages»
go install x.test/app/vendor/y.test/lib/cmd/gen «E packages»
go vet ./vendor/... «E packages»
go install y.test/lib/cmd/gen
go get ./... && go get -d -t .
go get -u ./... «W go-get»
go get -tags x y.test/tool «W go-get»
go get x.test/app/cmd/app
go env -w GO111MODULE=off «E modules-off»
GO111MODULE=off go build «E modules-off»
GO111MODULE=on go build
GO111MODULE=auto go build
export GOPATH=$PWD/vendor:$GOPATH «W gopath»
export GOPATH=$(pwd) «W gopath»
export GOPATH=$HOME/go
export GOPATH=$GOPATH:$PWD/vendor
export GOPATH=$PWD:$PWD/vendor «W gopath»
cd /src/tool && GO111MODULE=off go build «W modules-off»
cd /
go install x.test/app/cmd/app «E outside»
cd x
go install x.test/app/cmd/app
""",
    ),
    "a vendor folder that the file makes": (
        "a.sh",
        """\
go build -mod=vendor ./... «W vendor-flag»
go mod vendor
go build -mod=vendor ./...
cp -r vendor/y.test/lib x
""",
    ),
    "images": (
        "Dockerfile",
        """\
FROM golang:1.20 AS build
WORKDIR /src
COPY Gopkg.* ./ «E copy»
COPY go.mod main.go vendor/ ./ «E copy»
ADD Gopkg.lock /src «E copy»
COPY --from=0 vendor x
ENV GO111MODULE=off «E modules-off»
RUN go build -mod=vendor ./cmd/app «E vendor-flag»
FROM golang:1.20
ADD . /go/src/x.test/app
RUN go install x.test/app/cmd/app «E outside»
RUN cd /go/src/x.test/app && go install x.test/app/cmd/app
WORKDIR /go/src/x.test/app
RUN go install x.test/app/cmd/app
FROM alpine
COPY . .
RUN go install ./cmd/app
""",
    ),
    "a Travis file": (
        ".travis.yml",
        """\
env:
  - GO111MODULE=off «E modules-off»
cache:
  directories:
    - vendor «W cache»
    - docs/vendor
install:
  - dep ensure «E tool»
  - name: dep ensure
script: go test -mod=vendor ./... «E vendor-flag»
""",
    ),
    "keys of caches": (
        ".circleci/config.yml",
        """\
jobs:
  build:
    steps:
      - run: go build
      - save_cache:
          key: v1-{{ checksum "Gopkg.lock" }} «E cache»
          paths: [vendor] «W cache»
      - restore_cache:
          key: v1-{{ checksum "go.sum" }}
      - persist_to_workspace:
          root: .
          paths: [vendor/] «W file»
""",
    ),
    "hashFiles is empty and does not fail": (
        ".github/workflows/ci.yml",
        """\
jobs:
  t:
    steps:
      - uses: actions/cache@v4
        with:
          path: ~/go
          key: x-${{ hashFiles('**/go.sum', '**/Gopkg.lock') }} «W cache»
      - name: Run dep ensure -mod=vendor
        run: go test ./...
      - uses: lint
        with:
          skip-dirs: vendor
""",
    ),
    "GoReleaser": (
        ".goreleaser.yml",
        """\
builds:
  - main: ./cmd/app
    flags:
      - -mod=vendor «E vendor-flag»
    env:
      - GO111MODULE=off «E modules-off»
archives:
  - files:
      - Gopkg.lock «W file»
      - main.go
""",
    ),
    "the strings of a Jenkinsfile are commands": (
        "Jenkinsfile",
        """\
node {
  sh 'go build -mod=vendor ./...' «E vendor-flag»
  sh "cp Gopkg.lock out/" «E file»
  sh 'vndr' «E tool»
  // sh 'dep ensure'
  echo 'dep ensure'
  sh "go list ./... | grep -v vendor/y.test/lib"
  sh 'go get -u y.test/tool' «W go-get»
}
""",
    ),
    "a file of a task runner": (
        "Taskfile.yml",
        """\
tasks:
  b:
    desc: glide
    cmds:
      - dep ensure «E tool»
      - GO111MODULE=off go build «E modules-off»
      - cmd: "go test -mod=vendor ./..." «E vendor-flag»
      - echo "dep ensure; go build -mod=vendor"
""",
    ),
    "a list of arguments": (
        "package.json",
        """\
{"scripts": {
  "b": "GO111MODULE=off go build", «E modules-off»
  "glide": "^1.0",
  "c": "dep ensure" «E tool»
}}
""",
    ),
    "shell that is not understood is read line by line": (
        "a.sh",
        """\
if [ x; then (
dep ensure «E tool»
echo dep ensure
go build -mod=vendor «E vendor-flag»
""",
    ),
    "Go code that reads": (
        "a_test.go",
        """\
package main

import _ "x.test/app/vendor/y.test/lib"

// os.ReadFile("vendor/y.test/lib/data.json")
var a, _ = os.ReadFile("vendor/y.test/lib/data.json") «E read»
var b, _ = os.ReadFile(filepath.Join("vendor", "y.test", "lib", "data.json")) «E read»
var c = filepath.Join(root, "vendor", "y.test", "lib") «W read»
var d = http.Dir("./vendor/y.test/lib") «W read»
var e = "vendor/y.test/lib/data.json" «W read»
var f = strings.HasPrefix(p, "vendor/y.test/lib")
var g = "vendor/z.test/never"
var h = map[string]int{"vendor": 1}
var i, _ = ioutil.ReadFile("Gopkg.lock") «E read»
var j = parse(dir, "Gopkg.lock")
var k = filepath.Join(dir, "vendor")
var l, _ = os.Stat("docs/vendor/jquery.js")
var m = exec.Command("dep", "ensure", "-v") «W tool»
var n = exec.Command("go", "build", "-mod=vendor") «W vendor-flag»
var o, _ = build.Import("y.test/lib", ".", build.FindOnly) «W place»
var p, _ = build.Import("x.test/app/sub", ".", 0)
var q = fmt.Errorf("vendor/y.test/lib is missing: run dep ensure")
var r = load(t, "glide.lock", &locks) «W read»
var s = load("glide.lock") «W read»
var u = names{"glide.lock"}
var v = runWithEnv(env, "go", "run", "-mod=vendor", "build.go") «W vendor-flag»
var w = []string{"go", "vet", "-mod=vendor", "./..."} «W vendor-flag»
var x = run(dir, "dep", "ensure") «W tool»
var y = []string{"dep", "glide", "godep"}
var z = strings.Contains(line, "-mod=vendor")

func read() ([]byte, error) {
	if isVendored := strings.HasPrefix(p, "vendor/y.test/lib"); !isVendored {
		return os.ReadFile("Gopkg.lock") «E read»
	}
	return nil, errors.New("x" + strings.TrimPrefix(p, "vendor/y.test/lib"))
}

func gopath() {
	env["GOPATH"] = cwd + ":" + filepath.Join(cwd, "vendor") «W gopath»
	gopath := filepath.Join(cwd, "vendor") «W gopath»
	os.Setenv("GOPATH", filepath.Join(cwd, "build"))
	old := filepath.Join(cwd, "vendor")
	update(gopath, old, filepath.Join(name, "vendor"))
}
""",
    ),
    "a test in a folder of its own": (
        "sub/a_test.go",
        """\
package sub

var a, _ = os.ReadFile("../vendor/y.test/lib/data.json") «E read»
var b, _ = os.ReadFile(filepath.Join("..", "vendor", "y.test", "lib", "data.json")) «E read»
var c, _ = os.Open("Gopkg.lock") «E read»
var d, _ = os.Open("../main.go")
""",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_lines_that_use_what_is_gone_are_told_and_no_others(name: str) -> None:
    check(*FILES[name])


def test_go_run_needs_the_imports_of_its_file() -> None:
    gen = '// +build ignore\n\npackage main\n\nimport (\n\t"fmt"\n\t"{}"\n)\n'
    more = {"sub/gen.go": gen.format("z.test/gen"), "sub/fine.go": gen.format("y.test/lib/x")}
    check("sub/main.go", "package sub\n\n//go:generate go run gen.go «E import»\n//go:generate go run fine.go\n", more)
    check("Makefile", "g:\n\tgo run sub/gen.go -o x «E import»\n\tgo run ./sub gen.go\n", more)


@pytest.mark.parametrize(
    ("ignored", "wanted"),
    [
        ("*\n!cmd\n!vendor\n", [(1, "E", "context")]),
        ("*\n!cmd\n!go.*\n", []),
        ("**\n!**/*.go\n", [(1, "E", "context")]),
        ("*.md\nvendor\n", []),
        ("*\n!*.mod\n*.mod\n", [(3, "E", "context")]),
        ("/go.mod\n", [(1, "E", "context")]),
        ("docs/go.mod\n", []),
    ],
)
def test_go_mod_has_to_reach_the_image(ignored: str, wanted: list[tuple[int, str, str]]) -> None:
    image = "FROM golang\nWORKDIR /x\nCOPY . .\nRUN go build ./...\n"
    assert places(told({".dockerignore": ignored, "Dockerfile": image})) == wanted
    assert told({".dockerignore": ignored, "Dockerfile": "FROM alpine\nCOPY bin /\n"}) == ()
    assert told({".dockerignore": ignored, "Dockerfile": "FROM golang:1.20\nRUN go version\n"}) == ()
    assert told({".gitignore": ignored, "Dockerfile": image}) == ()


def test_kept_copies_have_to_reach_the_image() -> None:
    image = "FROM golang\nWORKDIR /x\nCOPY . .\nRUN go build ./...\n"
    gone = GonePaths.of(APP, BEFORE, AFTER, copies=("third_party/y.test/lib",))
    ignored = "*\n!cmd\n!go.mod\n!go.sum\n"
    assert [line.what for line in told({".dockerignore": ignored, "Dockerfile": image}, gone)] == [
        ("third_party/y.test/lib",)
    ]
    assert told({".dockerignore": f"{ignored}!third_party\n", "Dockerfile": image}, gone) == ()


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("protoc --proto_path=$GOPATH/src:./vendor:. a.proto", True),
        ("protoc --proto_path=vendor a.proto", True),
        ("protoc --proto_path vendor a.proto", True),
        ("protoc -I vendor -I . a.proto", True),
        ("protoc -I=.:vendor a.proto", True),
        ("gcc -L vendor/y.test/lib x.c", True),
        ("protoc -I . a.proto", False),
        ("protoc -I.:web/vendor a.proto", False),
        ("find . -path ./vendor", False),
        ("tool --label=a:vendor", False),
    ],
)
def test_folders_to_look_into_may_be_a_list(line: str, *, is_told: bool) -> None:
    found = told({"gen.sh": f"{line}\n"}, GonePaths.of(APP, BEFORE, (*AFTER, "web/vendor/a.proto")))
    assert [one.use for one in found] == [GoneUse.FILE] * is_told


COPIES = GonePaths.of(APP, BEFORE, (*AFTER, "third_party/y.test/lib/a.go"), copies=("third_party/y.test/lib",))


@pytest.mark.parametrize(
    "line",
    [
        "SRCS = $(shell find . -name '*.go' -not -path './vendor/*')",
        "\tgofmt -l $$(find . -type f -name '*.go' ! -path './vendor/*' ! -path './gen/*')",
        "\tfind . -path ./vendor -prune -o -name '*.go' -print | xargs golint",
        "\t@test -z $$(gofmt -l . | grep -v ^vendor/)",
        "FILES := $(shell git ls-files '*.go' | grep -vE '(^|/)vendor/')",
        "\tfiles=( $(validate_diff --name-only -- '*.go' | grep -v '^vendor/\\|^integration' || true) )",
        "FILES := $(shell find . -name '*.go' \\\n\t| grep -v vendor)",
        '\t@test -z "$$($(GOLINT) ./... 2>&1 | grep -v vendor/ | tee /dev/stderr)"',
        "\tfind . -not \\( \\( -wholename './x' -o -wholename '*/vendor/*' \\) -prune \\) -name '*.go'",
        "\tgometalinter --vendor --deadline=600s ./...",
        "\tgosec -exclude-dir=vendor ./...",
        "\tgofmt -l !(vendor|docs)",
        "\tgit grep -l x -- '*.go' ':!vendor'",
        "\trevive -exclude vendor/... ./...",
        "\tgosec -fmt=csv ./... || exit 1",
        "\tgosec -exclude-dir=gen ./...",
        "\tfor f in $$(ls . | grep -v vendor); do grep -L errexit $$f; done",
    ],
)
@pytest.mark.parametrize("path", ["Makefile", "hack/verify-gofmt.sh", "hack/make/validate-gofmt"])
def test_lists_that_left_the_vendor_folder_out_take_the_copies_in(line: str, path: str) -> None:
    (found,) = told({path: f"# grep -v vendor\n{line}\n"}, COPIES)
    assert (found.use, found.what, found.fails) == (GoneUse.LEFT_OUT, ("third_party",), False)
    assert told({path: f"{line}\n"}, GonePaths.of(APP, BEFORE, AFTER)) == ()


@pytest.mark.parametrize(
    "line",
    [
        "PKGS = $(shell go list ./... | grep -v /vendor/)",
        "\tfind . -name '*.go' | xargs true; go vet $$(go list ./... | grep -v vendor)",
        "SRCS = $(shell find . -name '*.go' -not -path './vendor/*' -not -path './third_party/*')",
        "SRCS = $(shell find cmd pkg -name '*.go' -not -path './vendor/*')",
        "NESTED = $(shell find vendor/ -type d | grep 'vendor$$' | grep -v _vendor | wc -l)",
        "DOCS = $(shell find . -name '*.md' -not -path './vendor/*')",
        "\tgrep vendor x.txt | grep -v third",
        "\tgofmt -l . | grep -v vendored_name",
        "\tgolangci-lint run --skip-dirs vendor",
        "\ttar --exclude=vendor -czf x.tgz .",
        "\techo run gosec ./... first",
        "\tgo install github.com/securego/gosec/cmd/gosec/...",
        "\tgosec -exclude-dir=third_party ./...",
        "\ttar --exclude vendor -cf x.tar .",
        "\tls $$GOPATH/src/x | grep third",
    ],
)
def test_lists_without_the_copies_are_not_told(line: str) -> None:
    assert told({"Makefile": f"{line}\n"}, COPIES) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SKIPS=\"vendor glide\"\nfind . -name '*.go' | while read f; do check $f; done\n", 1),
        ("SKIPS=\"vendor glide\"\nfind . -name '*.md' | while read f; do check $f; done\n", 0),
        ("SKIPS=vendor\ngo list ./... | grep -v $SKIPS; find . -name x\n", 0),
        ("PARTS=\"vendor glide\"\nfind . -name '*.go'\n", 0),
    ],
)
def test_variables_that_leave_the_vendor_folder_out_of_files(text: str, line: int) -> None:
    found = told({"check.sh": f"#\n{text}"}, COPIES)
    assert [one.line for one in found if one.use is GoneUse.LEFT_OUT] == [line + 1] * (line > 0)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ('sources = ["cmd", "pkg", "vendor"]\n', True),
        ('sources = [\n  "README.md",\n  "cmd", "pkg/", "vendor/"]\n', True),
        ('EXCLUDED = ["cmd", "pkg", "vendor"]\n', False),
        ('skipped = (\n  "cmd", "pkg", "vendor")\n', False),
        ('if name not in ("cmd", "pkg", "vendor"):\n', False),
        ('names = ["name", "price", "vendor"]\n', False),
    ],
)
def test_the_vendor_folder_in_a_row_of_folders(text: str, *, is_told: bool) -> None:
    gone = GonePaths.of(APP, BEFORE, (*AFTER, "cmd/a/main.go", "pkg/a.go"))
    found = told({"release.py": f"import shutil\n{text}"}, gone)
    assert [one.use for one in found] == [GoneUse.FILE] * is_told


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".pre-commit-config.yaml", "repos:\n- id: vendor\nexclude: ^vendor/\n", 3),
        ("sonar-project.properties", "sonar.exclusions=**/vendor/**\n", 1),
        (".codeclimate.yml", "exclude_patterns:\n  - '**/vendor/**'\n  - vendor/\n", 2),
        (".codeclimate.yml", "exclude_patterns:\n  - vendor/\n  - third_party/\n", 0),
        (".golangci.yml", "run:\n  skip-dirs: [vendor]\n", 0),
        (".prettierignore", "vendor\n", 0),
        (".ecrc", '{"Exclude": ["vendor/"]}\n', 1),
        ("check.pl", "# os.walk\nfor (glob('**')) { next if $_ == 'vendor'; }\n", 2),
        ("a.go", 'filepath.Walk(".", f)\nif path == "vendor" {\n', 2),
        ("a.go", 'if path == "vendor" {\n', 0),
    ],
)
def test_settings_and_programs_that_left_the_vendor_folder_out(path: str, text: str, line: int) -> None:
    is_program = path.endswith((".go", ".pl"))
    found = told({path: text}, COPIES) if is_program else settings({path: text}, COPIES)
    use = GoneUse.WALKED if is_program else GoneUse.LEFT_OUT
    assert [one.line for one in found if one.use is use] == [line] * (line > 0)
    assert {GoneUse.LEFT_OUT, GoneUse.WALKED}.isdisjoint({one.use for one in found} - {use})


@pytest.mark.parametrize(
    ("path", "text", "is_told"),
    [
        ("lefthook.yml", "run: dep ensure\n", True),
        ("gulpfile.js", "spawn('glide', ['install']);\n", True),
        (".devcontainer.json", '{"postCreateCommand": "/go/bin/dep ensure"}\n', True),
        ("lang.yml", "message: run dep ensure first\n", False),
        ("page.html", "<p>dep ensure</p>\n", False),
        ("cloudbuild.yaml", "steps:\n- name: instrumentisto/dep:0.5\n  args: ['ensure']\n", True),
        ("cloudbuild.yaml", "steps:\n- name: golang\n  args: ['ensure']\n", False),
        ("docker-compose.yml", "services:\n  a:\n    image: x/glide\n    command: install\n", True),
    ],
)
def test_old_tools_in_settings_and_as_images(path: str, text: str, *, is_told: bool) -> None:
    found = told({path: text}) if kind_by_path(path) else settings({path: text})
    assert [one.use for one in found] == [GoneUse.TOOL] * is_told


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("export GOPATH=$PWD/build/go\ngo install y.test/tool@v1\n", []),
        ("export GOPATH=$PWD/build/go\ngo build ./...\n", [GoneUse.GOPATH]),
        ("export GOPATH=$PWD/build/go\n", [GoneUse.GOPATH]),
        ("GOPATH=$PWD/build/go go install y.test/tool@v1\ngo build ./...\n", []),
        ("GOPATH=$PWD/build/go go install x.test/app\n", [GoneUse.GOPATH]),
    ],
)
def test_a_gopath_for_tools_alone_does_no_harm(text: str, uses: list[GoneUse]) -> None:
    assert [one.use for one in told({"a.sh": text})] == uses


@pytest.mark.parametrize(
    "line",
    [
        "for file in $(find . -type f -iname '*.go' ! -path './Godeps/*'); do",
        "\tfind . -path ./Godeps -prune -o -name '*.go' -print0 | xargs -0 wc -l",
        "\tgofmt -l . | grep -v '^Godeps/_workspace/'",
        "\tgit ls-files '*.go' | grep -v /_workspace/",
    ],
)
def test_lists_without_the_workspace_of_an_old_tool(line: str) -> None:
    copies = (*AFTER, "third_party/y.test/lib/a.go")
    held = (*BEFORE, "Godeps/_workspace/src/y.test/lib/a.go")
    gone = GonePaths.of(APP, held, copies, copies=("third_party/y.test/lib",))
    assert [(one.line, one.use) for one in told({"test": f"#!/bin/sh\n{line}\n"}, gone)] == [(2, GoneUse.LEFT_OUT)]
    assert told({"test": f"#!/bin/sh\n{line}\n"}, COPIES) == ()


@pytest.mark.parametrize(
    ("line", "tool"),
    [
        ("curl https://raw.githubusercontent.com/golang/dep/master/install.sh | sh", "dep"),
        ("curl -sSfL https://glide.sh/get | sh", "glide"),
        ("wget -O d https://github.com/golang/dep/releases/download/v0.5.0/dep-linux-amd64 && chmod +x d", "dep"),
        ("brew install glide", "glide"),
        ("curl https://raw.githubusercontent.com/other/dep/master/install.sh | sh", ""),
        ("brew install deps", ""),
    ],
)
def test_the_download_of_an_old_tool_is_told_where_its_lock_went(line: str, tool: str) -> None:
    files = {"Makefile": f"deps:\n\t{line}\n"}
    found = [(one.line, one.use, one.what, one.fails) for one in told(files)]
    assert found == ([(2, GoneUse.INSTALL, (tool,), False)] if tool else [])
    assert told(files, GonePaths.of(APP, BEFORE, (*BEFORE, *AFTER))) == ()


def test_what_stays_is_not_told() -> None:
    lines = "cat Gopkg.lock\ndep ensure\ngo build -mod=vendor ./...\nls vendor/y.test/lib\n"
    assert told({"a.sh": lines}, GonePaths.of(APP, BEFORE, (*BEFORE, *AFTER))) == ()


def test_a_tool_is_told_in_its_own_project_where_its_own_lock_went() -> None:
    calls = {"a.sh": "dep ensure\nglide install\n", "a_test.go": 'package a\n\nvar a = exec.Command("dep", "ensure")\n'}
    found = told(calls, GonePaths.of("x.test/dep", BEFORE, AFTER))
    assert [line.file for line in found] == ["a.sh", "a.sh"]
    without = [path for path in BEFORE if "Gopkg" not in path]
    assert places(told(calls, GonePaths.of("x.test/dep", without, AFTER))) == [(2, "E", "tool")]


def test_plain_files_are_read_for_locks_behind_variables_and_in_searches() -> None:
    lines = (
        *("LIB=$(grep lib ${TOP}/../Gopkg.lock | cut -d ' ' -f 2) «W file»", "cat $TOP/glide.lock «W file»"),
        *("grep -v Gopkg.lock x", "grep -r lib vendor/y.test/lib", "cat ${TOP}/Gopkg.other"),
    )
    check("tests/a.bats", "\n".join(lines))


def test_plain_files_are_read_for_gopath() -> None:
    lines = (
        *("GOPATH=$PWD:$PWD/vendor «W gopath»", 'export GOPATH="$(pwd)/vendor" «W gopath»', "GOPATH=/go:$PWD/vendor"),
        *("GOPATH: /build/Godeps/_workspace «W gopath»", "GOPATH=$PWD/vendored", "GOPATH=$PWDX"),
    )
    check(".envrc", "\n".join(lines))


def test_gopath_is_followed_through_variables_to_its_first_entry() -> None:
    makefile = """\
DEPS=$(shell pwd)/vendor
BOTH=$(DEPS):$(shell echo $(GOPATH))
LAST=$(GOPATH):$(DEPS)
build:
	GOPATH=$(BOTH) go build «W gopath»
	GOPATH=$(LAST) go build
	GOPATH=${DEPS} go vet «W gopath»
"""
    check("Makefile", makefile)
    check("a.sh", 'TOP="$PWD/vendor"\nGOPATH=$TOP:/go go build «W gopath»\nX=$X$X\nGOPATH=$X go vet\n')
    check("a.sh", "TOP=$PWD/vendor\nTOP=/go\nGOPATH=$TOP go build\n")


def test_a_module_cache_inside_of_the_project_is_taken_for_its_packages() -> None:
    """`./...` goes into each folder but those that begin with a dot or an underscore, and what has no go.mod there is
    the project's own."""
    lines = (
        *(
            "export GOPATH=${PWD}/gopath «W gopath»",
            "export GOPATH=$PWD/.gopath",
            "GOPATH=`pwd`/build/go go vet «W gopath»",
        ),
        *("TOP=$(cd $(dirname $0) && pwd)", 'ALL="${TOP}/gopath"', "export GOPATH=${ALL}$GOPATH «W gopath»"),
        *("export GOPATH=/x:$PWD/gopath", "export GOPATH=$HOME/gopath", "cd /x && GOPATH=$PWD/gopath go build"),
    )
    check("build", "\n".join(("#!/bin/sh", *lines)))
    check("a.sh", "TMP=$(mktemp -d)\ncd $TMP\nexport GOPATH=`pwd`\nmkdir -p $GOPATH/src\n")
    check(
        "a.sh",
        "TOP=$(dirname $0)/..\ncd $TOP\nexport GOPATH=`pwd` «W gopath»\ncd ..\nexport GOPATH=$PWD/go «W gopath»\n",
    )


def test_an_image_that_gets_the_project_itself_gets_no_command() -> None:
    check("Dockerfile", f"FROM golang:1.20\nRUN go get -d {APP} && go install {APP} «W early-get»\n")
    check("Dockerfile", f"FROM golang:1.20\nCOPY . .\nRUN go get -d {APP}/...\n")
    fetched = "FROM centos:7\nRUN curl https://x.test/go1.%s.linux-amd64.tar.gz | tar -xz\nRUN go get x.test/a%s\n"
    check("Dockerfile", fetched % ("14", ""))
    check("Dockerfile", fetched % ("20", " «W early-get»"))
    check("Dockerfile", "FROM centos:7\nRUN go get x.test/a «W early-get»\nCOPY . .\nRUN go get x.test/a «W go-get»\n")


def test_a_vendor_folder_of_another_language_is_left_alone() -> None:
    names = "vendor/bin/phpunit\ncat vendor/y.test/lib/lib.go\n"
    gone = GonePaths.of(APP, BEFORE, (*AFTER, "composer.json"))
    assert places(told({"a.sh": names}, gone)) == [(2, "E", "file")]
    assert told({"a.sh": names}, GonePaths.of(APP, ["main.go"], AFTER)) == ()


def test_a_folder_that_an_old_tool_made_is_gone_though_it_was_not_committed() -> None:
    gone = GonePaths.of(APP, ["Gopkg.lock"], AFTER)
    assert places(told({"a.sh": "protoc -I vendor/y.test/lib a.proto\n"}, gone)) == [(1, "E", "file")]


def test_a_line_is_told_once_with_all_that_it_uses() -> None:
    (line,) = told({"a.sh": "git add vendor Gopkg.lock glide.lock\n"})
    assert (line.use, line.what) == (GoneUse.FILE, ("vendor", "Gopkg.lock", "glide.lock"))
    (line,) = told({"a.sh": "GO111MODULE=off go get -u y.test/tool\n"})
    assert (line.use, line.words) == (GoneUse.MODULES_OFF, "GO111MODULE=off go get -u y.test/tool")


def test_links_to_what_is_gone_are_told() -> None:
    links = (
        ("cmd/a/vendor", "../../vendor"),
        ("lib", "vendor/y.test/lib"),
        ("cmd/lib", "vendor/y.test/lib"),
        ("m", "main.go"),
    )
    gone = GonePaths.of(APP, BEFORE, AFTER)
    found = broken_lines(PipelineFiles(links=links), gone)
    assert [(line.file, line.use, line.what) for line in found] == [
        ("cmd/a/vendor", GoneUse.LINK, ("vendor",)),
        ("lib", GoneUse.LINK, ("vendor/y.test/lib",)),
    ]


@pytest.mark.parametrize(
    ("path", "line", "what"),
    [
        ("index.php", f"<?php require __DIR__ . '/{LIB}/data.json';", f"{LIB}/data.json"),
        ("a/b.js", f'const data = require("../{LIB}/data.json")', f"{LIB}/data.json"),
        ("a/page.html", f'<script src="/{LIB}/data.json"></script>', f"{LIB}/data.json"),
        ("x.ts", f"const at = `${{root}}/{LIB}`", LIB),
        ("Main.java", f'new File("{LIB}/data.json")', f"{LIB}/data.json"),
        ("x.php", f"// require '/{LIB}/data.json';", ""),
        ("x.php", "require 'vendor/autoload.php';", ""),
        ("docs/page.html", '<script src="vendor/jquery.js"></script>', ""),
        ("docs/page.html", '<script src="/vendor"></script>', ""),
        ("x.js", f"the {LIB}/data.json of before", ""),
    ],
)
def test_strings_of_other_languages_that_name_what_went(path: str, line: str, what: str) -> None:
    gone = GonePaths.of(APP, BEFORE, AFTER)
    found = broken_lines(PipelineFiles(others=((path, f"\n{line}\n"),)), gone)
    assert [(one.line, one.use, one.what) for one in found] == ([(2, GoneUse.READ, (what,))] if what else [])


@pytest.mark.parametrize(
    ("path", "line", "use"),
    [
        ("run.ts", 'execSync("go build -mod=vendor");', GoneUse.VENDOR_FLAG),
        ("x.service", "Environment=GO111MODULE=off", GoneUse.MODULES_OFF),
        (".vscode/launch.json", '"buildFlags": "-mod=vendor"', GoneUse.VENDOR_FLAG),
        ("lint.yml", f'exclude: "{LIB}/data.json"', None),
        ("lint.yml", "# go build -mod=vendor", None),
        ("run.ts", 'execSync("go build -mod=mod");', None),
    ],
)
def test_settings_of_the_go_command_in_files_that_nobody_takes_apart(path: str, line: str, use: GoneUse | None) -> None:
    found = broken_lines(PipelineFiles(others=((path, f"{line}\n"),)), GonePaths.of(APP, BEFORE, AFTER))
    assert [(one.line, one.use) for one in found] == ([(1, use)] if use else [])


@pytest.mark.parametrize("folder", ["vendor", "Godeps/_workspace/src"])
def test_import_paths_through_a_vendor_folder_with_which_code_is_written(folder: str) -> None:
    through = f"{APP}/{folder}"
    text = f"""#!/bin/sh
sed -i -e "s%google.test%{through}/google.test%" "$GEN" «W packages»
sed -i 's|{through}/||' gen.go
gofmt -r '"y.test" -> "{through}/y.test"' -w gen.go «W packages»
go list ./... | grep -v {through}/y.test
# {through}/y.test is rewritten
echo "{through}/y.test"
sed -i 's|{APP}/docs/vendor/x.test|x.test|' gen.go
"""
    wanted = [(number, "W", "packages") for number, line in enumerate(text.split("\n"), start=1) if "«" in line]
    gone = GonePaths.of(APP, (*BEFORE, f"{folder}/google.test/a.go", f"{folder}/y.test/lib/b.go"), AFTER)
    plain = "\n".join(MARK.sub("", line) for line in text.split("\n"))
    assert places(told({"gen.sh": plain}, gone)) == wanted


def test_a_link_to_a_folder_with_a_go_mod_is_no_path_of_a_package() -> None:
    lines = f"go build {APP}/cmd/self/tool\ngo build ./cmd/self\ngo build ./cmd/sub {APP}\ncd cmd && go vet ./self\n"
    found, _ = documents([("build.sh", FileKind.SHELL, f"#!/bin/sh\n{lines}")])
    links = (("cmd/self", ".."), ("cmd/sub", "../sub"), (".gopath/src/app", "../.."), ("vendor/app", ".."))
    gone = GonePaths.of(APP, BEFORE, AFTER, modules=("y.test/lib",))
    uses = broken_lines(PipelineFiles(documents=found, links=links), gone)
    told_of = [(one.file, one.line, one.fails, one.what) for one in uses if one.use is GoneUse.ROOT_LINK]
    assert told_of == [
        ("build.sh", 2, True, ("cmd/self",)),
        ("build.sh", 3, True, ("cmd/self",)),
        ("build.sh", 5, True, ("cmd/self",)),
        ("cmd/self", 0, False, ("cmd/self",)),
    ]


STEPS = [
    (
        ".github/workflows/ci.yml",
        """\
on: push
jobs:
  a:
    steps:
    - uses: actions/checkout@v2
      with:
        path: src/x.test/app
    - run: go build x.test/app/cmd/app «E outside»
    - name: lint
      run: |
        go install z.test/lint@v1.0.0
        go vet ./... «E outside»
        cd src/x.test/app
        go vet ./...
    - run: go test ./...
      working-directory: src/x.test/app
    - run: go test ./... || true «W outside»
      working-directory: src
  b:
    defaults: {run: {working-directory: src/x.test/app}}
    steps:
    - uses: actions/checkout@v2
      with: {path: src/x.test/app}
    - run: go build ./...
  c:
    steps:
    - uses: actions/checkout@v2
    - uses: actions/checkout@v2
      with: {repository: z.test/other, path: src/z.test/other}
    - run: go build ./...
""",
    ),
    (
        ".circleci/config.yml",
        """\
version: 2
jobs:
  build:
    working_directory: /go/src/x.test/app
    steps:
      - checkout
      - run: go build x.test/app/...
      - run:
          working_directory: /go/src
          command: go install x.test/app/cmd/app «E outside»
      - run:
          working_directory: /tmp
          command: go version
""",
    ),
    (
        "azure-pipelines.yml",
        """\
variables:
  GOPATH: '$(system.defaultWorkingDirectory)/gopath'
  modulePath: '$(GOPATH)/src/x.test/$(build.repository.name)'
steps:
- script: go build ./...
- script: |
    mkdir -p '$(modulePath)'
    mv !(gopath) '$(modulePath)'
- script: |
    go version
    go build -v .
  workingDirectory: '$(modulePath)'
- script: |
    go install z.test/a/b@v1
    go mod download «E outside»
- bash: go install x.test/app/cmd/app «E outside»
  workingDirectory: '$(Build.SourcesDirectory)'
""",
    ),
]


@pytest.mark.parametrize(("path", "text"), STEPS)
def test_steps_outside_of_the_folder_that_the_project_was_put_into(path: str, text: str) -> None:
    check(path, text)


@pytest.mark.parametrize(
    ("line", "is_call"),
    [
        (r"clone_folder: C:\gopath\src\github.com\acme\glide", False),
        (r"before: c:\gopath\bin\glide install", True),
        (r"before: '%GOPATH%\bin\dep ensure'", True),
        (r"folder: x\dep", False),
    ],
)
def test_a_folder_of_windows_that_is_called_like_a_tool_is_no_call(line: str, is_call: bool) -> None:
    assert [one.use for one in told({"appveyor.yml": f"{line}\n"})] == [GoneUse.TOOL] * is_call
