"""What is measured: everything that reads what strangers write, and texts that were made to cost it much.

Readers of locks come from their registry, those of build files from the kinds of files, and with them run all rules: a
new one is measured without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from gomigrate.diagnose.logs.judge import judge_log
from gomigrate.diagnose.logs.read import read_log as read_go_log
from gomigrate.diagnose.sums.evidence import read_sums
from gomigrate.gosource.api import api_of
from gomigrate.gosource.constructs import build_minor, read_constructs
from gomigrate.gosource.headers.directives import embeds_in
from gomigrate.gosource.headers.extent import NulByteError
from gomigrate.gosource.headers.header import import_specs, scan_header, scan_other
from gomigrate.gosource.literal import quoted_prefix, unquote
from gomigrate.gosource.platforms.constraint import ConstraintError, parse_go_build, parse_header, parse_plus_build
from gomigrate.gosource.rewrite import rewrite_import_comment, rewrite_imports
from gomigrate.gosource.usednames import used_names
from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.locks.registry import disagreements, legacy_files, read_locks
from gomigrate.model import names
from gomigrate.model.codes import finding
from gomigrate.model.errors import GomigrateError
from gomigrate.model.go import modpath, pseudo, semver
from gomigrate.model.go.globs import path_match
from gomigrate.model.plan import Replacement, Requirement
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.gosum import parse_go_sum, render_go_sum
from gomigrate.modfile.gowork import parse_go_work
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.modfile.syntax import ModFileError
from gomigrate.monorepo.preferences import read_preferences
from gomigrate.report.graph import graph_dot, graph_mermaid, graph_text
from gomigrate.report.page import Page, findings_into
from gomigrate.report.prose import markdown
from gomigrate.scripts.engine import documents
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.gone.reading import PipelineFiles, broken_lines
from gomigrate.scripts.kinds import YAML_KINDS, FileKind, kind_by_first_line, kind_by_path
from gomigrate.sumdb.note import KeyProblem, parse_gosumdb
from gomigrate.sumdb.tlog import NotProvenError, parse_lookup, parse_tree
from gomigrate.verify.suite.testlog import read_log as read_test_log
from gomigrate.world.base.redact import first_line, redact, redact_url
from gomigrate.world.go.goflags import kept_flags
from gomigrate.world.modules.proxyanswers import parse_info, parse_list
from gomigrate.world.net.netrc import Netrc, parse_netrc
from tests.golden.test_scripts import cases as script_cases
from tests.golden.test_scripts import run as run_script
from tests.property.test_locks import FILES, GOOD


@dataclass(frozen=True, slots=True)
class Growing:
    """A text of any length: `head`, `piece` again and again, `tail`."""

    piece: str
    head: str = ""
    tail: str = ""

    def text(self, count: int) -> str:
        return self.head + self.piece * count + self.tail

    def __str__(self) -> str:
        return f"{self.head[:30]!r} + {self.piece[:60]!r}*n + {self.tail[:12]!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A function of a text that comes from outside, and texts that were made for it."""

    family: str
    name: str
    run: Callable[[str], object]
    inputs: tuple[Growing, ...]


# Repeated signs, opened and never closed brackets and quotes, words that nearly match, long lines, many lines.
EVERYWHERE = tuple(
    Growing(piece)
    for piece in (
        *("a", " ", "\n", "(", "[", "{", '"', "'", "`", "\\", "#", "/", "a-", "a.", "a b\n", "é ", "\t"),
        *("://", "a=b ", "a: b\n", "a.b/c v1.0.0\n", "/*", "//", "\\\n", "$(", "=", "@", "1", "-", ","),
    )
)


def _growing(*pieces: str | tuple[str, ...]) -> tuple[Growing, ...]:
    return tuple(
        Growing(piece) if isinstance(piece, str) else Growing(piece[1], piece[0], *piece[2:]) for piece in pieces
    )


def _quietly(run: Callable[[str], object], *errors: type[Exception]) -> Callable[[str], object]:
    def quiet(text: str) -> object:
        with suppress(*errors):
            return run(text)
        return None

    return quiet


def _data(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def subjects() -> Iterator[Subject]:
    """All of them, by family."""
    yield from _redactors()
    yield from _locks()
    yield from _scripts()
    yield from _uses()
    yield from _module_files()
    yield from _go_files()
    yield from _names()
    yield from _answers()
    yield from _reports()


def _shared(inputs: Sequence[Growing], number: int, readers: int) -> tuple[Growing, ...]:
    """A share of inputs for each of many readers that are much alike, so that together they get all."""
    return tuple(inputs[number % readers :: readers])


def _simple(family: str, name: str, run: Callable[[str], object], *special: str | tuple[str, ...]) -> Subject:
    return Subject(family=family, name=name, run=run, inputs=(*EVERYWHERE, *_growing(*special)))


SECRETS = (
    *("?a", "?a?a", "?atoken", "&sig", "a:a:", "://a:", "://a:b", "://a:/", "a:b@", "://a", "://a/", "@://"),
    *("login x ", "machine x ", "default ", "login ", "basic ", "bearer ", "password ", "basic a", "token-", "token:"),
    *("a-a-a-", "api-key", "x-api-", "authorization", "authorization: ", "cookie ", "set-", "proxy-", "ghp_", "xoxa-"),
    *("password\t", "password \n", "glpat-", "github_pat_", "token \t", "token'", "?token-token", "x-token "),
    *("default password ", "login\n", "  password a\n", "basic  ", "?tokentoken", "://a?b=", "://:1", "://:1/@"),
)


def _redactors() -> Iterator[Subject]:
    for function in (redact, redact_url, first_line, names.redacted, names.shown, names.without_credentials):
        yield _simple("redactors", f"{function.__module__.rpartition('.')[2]}.{function.__name__}", function, *SECRETS)
    prefix = "https://"
    yield _simple(
        "redactors",
        "names.without_credentials of a URL",
        lambda text: names.without_credentials(prefix + text),
        *SECRETS,
    )


MANY: dict[str, tuple[str, str, str]] = {
    "Gopkg.lock": (
        "",
        '[[projects]]\n  name = "a.b/c%"\n  revision = "' + "a" * 40 + '"\n  packages = [".", "x"]\n',
        "",
    ),
    "Gopkg.toml": ("", '[[constraint]]\n  name = "a.b/c%"\n  version = "1.0.0"\n', ""),
    "glide.lock": ("hash: a\nimports:\n", "- name: a.b/c%\n  version: " + "a" * 40 + "\n  subpackages:\n  - x\n", ""),
    "glide.yaml": ("package: a.b/d\nimport:\n", "- package: a.b/c%\n  version: ^1.0\n", ""),
    "vendor.conf": ("", "a.b/c% " + "a" * 40 + " https://a.b/d\n", ""),
    "trash.yml": ("import:\n", "- package: a.b/c%\n  version: v1.0.0\n", ""),
    "vendor/vendor.json": ('{"package": [', '{"path": "a.b/c%", "revision": "' + "a" * 40 + '"},', "{}]}"),
    "vendor/manifest": (
        '{"version":0,"dependencies":[',
        '{"importpath": "a.b/c%", "revision": "' + "a" * 40 + '"},',
        "{}]}",
    ),
    "Godeps/Godeps.json": (
        '{"ImportPath":"a.b/d","Deps":[',
        '{"ImportPath":"a.b/c%","Rev":"' + "a" * 40 + '"},',
        "{}]}",
    ),
    "GLOCKFILE": ("", "a.b/c% " + "a" * 40 + "\ncmd a.b/c%\n", ""),
    "dependencies.tsv": ("", "a.b/c%\tgit\t" + "a" * 40 + "\t2015-01-01T00:00:00Z\n", ""),
    "Godeps": ("", "a.b/c% " + "a" * 40 + "\n", ""),
    ".gopmfile": ("[deps]\n", "a.b/c% = commit:" + "a" * 40 + "\n", ""),
    "Gomfile": ("", "gom 'a.b/c%', :commit => '" + "a" * 40 + "'\n", ""),
    "vendor/modules.txt": ("", "# a.b/c% v1.0.0\n## explicit\na.b/c%\na.b/c%/x\n", ""),
    ".gitmodules": ("", '[submodule "vendor/a.b/c%"]\n\tpath = vendor/a.b/c%\n\turl = https://a.b/c%\n', ""),
}
LOCK_PIECES: tuple[str | tuple[str, ...], ...] = (
    "[a]\n", "[[a]]\n", "a.", "[a.a]\n", "a=1\n", '"a":', ('{"package":', '[', ""), ('{"a":"', "\\", ""), ("{", '"a":1,', '"b":1}'),
    "- ", "- a\n", "? ", "&a ", "*a ", "!a ", "<<<<<<< x\n", "gom 'a", "gom 'a', :b => 'c'", ("gom 'a'", ",a => ", ""), ("gom 'a'", " a", ""),
    ("gom 'a'", ", :b", ""), "group ", "group do", "group x do\n", "cmd a ", "cmd a.b/c\n", ("# a.b/c v1.0.0\n", "a.b/c/d\n", ""),
    ("# a.b/c v1.0.0\n", "## explicit;", ""), "## ", "# a => b\n", ('[submodule "', "\\a", ""), ('[submodule "a"]\n', "path = a\n", ""),
    ("[deps]\n", "a", "=b\n"), ("path = ", " #", ""), "-exclude\n", "a.b/c -a\n", "a b c=d,", ("a.b/c v1 ", "a=b,", "\n"), '"""', "'''", "x: |\n a\n",
    ("a: ", "[", ""), ("a: ", "{a: ", ""), ("a: ", "[a, ", ""), ("", "a: &a [*a]\n", ""), "%", "a.b/" , "a.b/c@", ("a: '", "''", ""), ('a: "', "\\n", ""),
    ("a = [", "1,", "]"), ("a = ", "[", ""), ("a = {", "b.", ""), ("a = \"", "\\u0041", "\""), ("a = {", "a=1,", "}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbered(Growing):
    """As Growing, each piece with its number instead of its %."""

    def text(self, count: int) -> str:
        return self.head + "".join(self.piece.replace("%", str(number)) for number in range(count)) + self.tail


def _locks() -> Iterator[Subject]:
    everywhere = (*EVERYWHERE, *_growing(*LOCK_PIECES))
    for number, file in enumerate(FILES):
        seeds = [data.decode("utf-8", "replace") for name, data in GOOD if name == file]
        special: list[Growing] = [Growing(seed) for seed in seeds[:1]]
        known = [
            many
            for name, many in MANY.items()
            if name.partition(".")[0].lower() == file.partition(".")[0].lower() or name == file
        ]
        special += [Numbered(piece, head, tail) for head, piece, tail in known]
        special += [Numbered(piece.replace("%", "%/%"), head, tail) for head, piece, tail in known]
        yield Subject(
            family="locks", name=file, run=partial(_lock, file), inputs=(*_shared(everywhere, number, 4), *special)
        )


def _lock(file: str, text: str) -> None:
    tree = MemoryTree({file: _data(text)})
    locks = read_locks(tree, {"vendor/a.b/c": "a" * 40})
    disagreements((*locks, *locks))
    legacy_files(tree, locks)


SHELL: tuple[str | tuple[str, ...], ...] = (
    "a=b ", ("go get x.y/z\n", "a=b ", ""), "export a=b ", "export GOFLAGS=-mod=vendor ", "env a=b ", "GO111MODULE=off ", "go get a.b/c && ",
    "go get a.b/c\n", "\tGO111MODULE=off go get a.b/c && godep go test ./...\n", "GO111MODULE=off go get a.b/c && godep go test ./...\n",
    "dep ensure\n", "dep ensure;", "dep ensure && ", "dep ensure || ", "dep ensure | ", "glide install\n", "godep go test | cat\n", "if dep ensure; then\n",
    "$(", "`", "${", "$((", "$(a ", "(a;", "{ a;", "if a; then ", "case a in ", "case a in a) ", "for a in b; do ", "while ", "a | ", "a && ", "a; ",
    "<<A\n", "<<'A' ", ("cat <<A\n", "a\n", ""), ("cat <<A\n", "a\n", "A\n"), "[[ a ", "! ", "function f ", "f() ", "a\\\n", "'a' ", '"a" ', '"$a" ', "'a", '"a',
    ("", "go list ./... | grep -v vendor\n", ""), ("", "cd $GOPATH/src/a.b/c\n", ""), ("", "/go/src/", ""), ("", "$GOPATH/src/a.b/c ", ""), "vendor/",
    "./vendor/a.b/c ", "go install ./vendor/a.b/c\n", "-X a.b/vendor/c.d=e ", ("go build -ldflags '", "-X a=b ", "'\n"), "-mod=vendor ", "go build -mod=vendor\n",
    "export GOFLAGS=-mod=vendor\n", "export GO15VENDOREXPERIMENT=1\n", "GO15VENDOREXPERIMENT=1 ", "git clone a ", ("", "go get -u a.b/c d.e/f\n", ""), "go get ",
    ("go get ", "a.b/c ", "\n"), "sudo ", "sudo -a ", "env ", "curl https://glide.sh/get | sh\n", "curl -L -s a -o $GOPATH/bin/dep && chmod +x $GOPATH/bin/dep\n", "hash dep ",
    "command -v dep || go get a.b/c\n", "which glide || ", "Gopkg.lock ", "rm -rf vendor\n", "golang:1.9 ", "go 1.9\n", "checksum \"Gopkg.lock\" ", "golang:1.", "1.9.", "a/", "a/b.",
    "~/gopath/src/", "{{ checksum \"Gopkg.lock\" }} ", "hashFiles('**/Gopkg.lock') ", "#a\n", "# go get\n", "go test ", "mk a && cd b\n", "a>b ", "2>&1 ", "a\r\n", "))))",
)  # fmt: skip
MAKE: tuple[str | tuple[str, ...], ...] = (
    "a:\n\tdep ensure\n", "\ta\n", "\t@-+ ", "a := b\n", "a: b := ", "export ", "export a = b\n", "define a\n", "endef\n", "$(a", "$(shell ", "${a} ", "$$a ", "$(shell dep ensure) ",
    "a: ", "a:b:", ("all:\n", "\tGO111MODULE=off go get a.b/c && godep go test ./...\n", ""), ("a = ", "\\#", ""), ("a = ", "#", ""), ("a = ", "b #", ""), ("a = ", "b \\\n", ""),
    "GOFLAGS := -mod=vendor\n", "GO111MODULE = off\n", "override ", "a = b\n\tdep ensure\n", ("\t", "a \\\n", ""), "\\\r\n",
)  # fmt: skip
DOCKER: tuple[str | tuple[str, ...], ...] = (
    "RUN dep ensure\n", "RUN a \\\n", "RUN a \\\n#b\n", "FROM golang:1.9\n", "COPY a b\n", "COPY . .\n", ("FROM golang:1.9\n", "COPY cmd /src/cmd\nRUN go build ./cmd\n", ""), "ENV a b\n", ("ENV ", "a=b ", "\n"),
    ("ENV ", 'a="b ', ""), ("RUN ", "--a=b ", ""), ("RUN ", "--", ""), "RUN <<A\n", ("RUN <<A\n", "a\n", ""), ("RUN <<A\n", "a\n", "A\n"), ("RUN ", "<<A ", "\n"), ("CMD [", '"a",', '"b"]\n'), ("CMD [", '"', ""),
    "# escape=`\n", "#a\n", ("FROM a\n", "WORKDIR /go/src/a.b/c\nADD . .\n", ""), ("RUN a \\\n", "\n", ""), ("RUN a \\\n", "#\n", ""), ("COPY ", "a ", "b\n"), ("COPY ", '"a', ""), ("COPY ", "\\", ""), ("RUN a\\", " ", ""),
    "ADD cmd /go/src/example.com/project/cmd\n", ("COPY ", " \\\n", ""), "ARG a\n", ("FROM a\nCOPY ", '[', ""), ("COPY ", "a\"", ""), ("ENV ", 'a=\\"', ""), "RUN a\\ \n\n",
)  # fmt: skip
YAML: tuple[str | tuple[str, ...], ...] = (
    ("script:\n", "- dep ensure\n", ""), ("script:\n", "- |\n  dep ensure\n", ""), ("env:\n", "  a%: b\n", ""), ("env: ", "a=b ", ""), ("env:\n", "- a=b c=d\n", ""), ("env: ", 'a="b', ""), ("install: ", "[", ""),
    ("install: [", "dep ensure, ", "a]"), ("install: |\n", "  dep ensure\n", ""), ("install: >\n", "  dep ensure\n", ""), ("install: |\n", "\n", ""), ("install: |\n", "   \n", ""), ("jobs:\n", "  a%:\n    steps:\n    - run: dep ensure\n", ""),
    ("install: \"", "\\\"", '"'), ("install: '", "''", "'"), ("install: ", "&a ", ""), ("install: ", "!a", " b"), ("a: ", "{a: ", ""), "- - ", "? ", "---\n", ("cache:\n  directories:\n", "    - vendor\n", ""), ("go:\n", "  - 1.9\n", ""),
    ("install:\n", "- dep ensure && go get a.b/c\n", ""), ("a:\n", "  - &b% c\n  - *b%\n", ""), ("commands:\n", "- export GOFLAGS=-mod=vendor\n", ""), ("a: ", "a ", "\n"), ("run: ", "a=b ", "\n"), ("run:\n", "  a%:\n    - b: c\n", ""),
)  # fmt: skip
PYTHON: tuple[str | tuple[str, ...], ...] = (
    'call(["dep", "ensure"])\n', 'call("dep ensure")\n', "f(", "a.", "a=b\n", 'os.environ["GO111MODULE"] = "off"\n', 'go_repository(name = "x", tag = "v9", importpath = "example.org/tool")\n',
    ("f(", '"a", ', ")\n"), ("call([", '"a", ', "])\n"), ("f(", "a = \"b\", ", ")\n"), "'''", "if a:\n", "a(b(c))\n", ("a = ", "b + ", "c\n"), ("a = ", "f(", ""), ("f(", "[", ""), ("a = ", "(b, ", ""),
)  # fmt: skip
OTHER: tuple[str | tuple[str, ...], ...] = (
    "go get ", "go get a\n", "sh 'glide install'\n", "set GO111MODULE=off\n", "go  ", "dep\t", "GO111MODULE ", "GO111MODULE=", "\"go\", \"get\" ", "rem ", "go', ", "dep\"", "//go:generate ", "//go:generate go get a\n", "vendor\n", "*.a\n", "/go.mod\n", "!vendor\n",
)  # fmt: skip
_OF_KIND = {
    FileKind.MAKE: (*MAKE, *SHELL[::3]), FileKind.DOCKER: (*DOCKER, *(("RUN ", p) if isinstance(p, str) else ("RUN " + p[0], *p[1:]) for p in SHELL[1::3])),
    FileKind.SHELL: SHELL, FileKind.STARLARK: PYTHON, FileKind.PYTHON: PYTHON, FileKind.GO: (*OTHER, *(("//go:generate ", p) for p in SHELL[:6] if isinstance(p, str))),
}  # fmt: skip


def paths_of_kinds() -> dict[FileKind, str]:
    """A file's path for each kind of build file, out of the golden cases and a few others."""
    others = ("a.jenkinsfile", "Vagrantfile", "azure-pipelines.yml", "cloudbuild.yml", ".goreleaser.yml", ".promu.yml", "a.go",
              "a.bat", "a.py", "WORKSPACE", ".gitignore", ".drone.yml", "appveyor.yml", ".gitlab-ci.yml", ".circleci/config.yml",
              ".travis.yml", ".github/workflows/a.yml", "Makefile", "Dockerfile", "a.sh", "Rakefile", "bitbucket-pipelines.yml",
              "buildspec.yml", "docker-compose.yml", ".buildkite/a.yml", ".semaphore/a.yml", ".cirrus.yml", "Taskfile.yml", "wercker.yml",
              "snapcraft.yaml")  # fmt: skip
    found: dict[FileKind, str] = {}
    for path in (*others, *(path for _, path, _, _ in script_cases())):
        kind = kind_by_path(path)
        if kind is not None:
            found.setdefault(kind, path)
    return found


def _scripts() -> Iterator[Subject]:
    paths = paths_of_kinds()
    alike: list[FileKind] = []
    for kind in FileKind:
        path = paths[kind]
        own = YAML if kind in YAML_KINDS else _OF_KIND.get(kind, OTHER)
        seeds = [before for _, other, before, _ in script_cases() if kind_by_path(other) is kind]
        whole = (*EVERYWHERE, *_numbered(own), *(Growing(seed) for seed in seeds[:: max(len(seeds) // 4, 1)]))
        inputs = _shared(whole, len(alike), 5) if kind in YAML_KINDS else whole
        alike += [kind] * (kind in YAML_KINDS)
        yield Subject(family="build files", name=str(kind), run=partial(run_script, path), inputs=inputs)
    yield _simple(
        "build files",
        "first line",
        lambda text: (kind_by_first_line(_data(text)), kind_by_path(text)),
        "#!/",
        "#! ",
        "#!/env ",
        ".circleci/",
        "a/",
    )


_GONE = GonePaths.of("x.test/app", ("Gopkg.lock", "vendor/y.test/lib/a.go"), ("go.mod",), modules=("y.test/lib",))
USES: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "Makefile": (
        "a: Gopkg.lock\n", "A% := $(A%)\n", "A := $(A)$(A)\n", ("a: ", "$(A)", "\n"), ("A = vendor\na: ", "$(A) ", "\n"),
        ("a: ", "$(shell dep version) ", "\n"), ("ifeq (", "$(shell ", ""), ("a: ", "vendor/a ", "\n"), "%.o: %.c\n", "include vendor/a\n",
        ("a: ;", " dep ensure;", ""), ("a:", " \\\n b", "\n"), ("$(A", "$(A", ""),
    ),
    "a.sh": (
        "dep ensure\n", "cp vendor/a b\n", "go build -mod=vendor\n", ("cp ", "vendor/a ", ""), ("git add ", "Gopkg.lock ", ""), ("cp ", "../", "Gopkg.lock"),
        ("cp ", "vendor/*/", ""), ("cp ", "$A/", "vendor/a"), "$(:)\n", ("docker run ", "dep ", ""), ("sh -c '", "dep ", "'"), "X=${X:-./vendor/a.b/c}\n",
        ("A=", "vendor/a:", ""), ("GOPATH=", "/vendor", ""), "cd /\ngo install x.test/app/a\n", "go mod vendor\n", "go run a%.go\n",
    ),
    "Dockerfile": (
        "COPY vendor a\n", ("COPY ", "vendor ", "a"), "FROM a\nCOPY . .\nRUN go build ./...\n", "WORKDIR a\n", "RUN go build ./...\n", ("COPY . /a\n", "RUN go install ./a\n", ""),
        ("FROM golang\nCOPY . /a\n", "WORKDIR /b\nRUN go install ./a\n", ""),
    ),
    ".circleci/config.yml": (
        "- vendor\n", ("a: ", "vendor|", ""), ("key: ", 'checksum "Gopkg.lock" ', ""), ("key: ", "hashFiles('a', ", ""), ("a:\n", "- dep ensure\n", ""), ("a:\n", "- run: dep ensure\n", ""),
    ),
    ".dockerignore": ("a\n", "!a\n", "**/go.*\n", "*\n!go.mod\n"),
    "Jenkinsfile": (
        "sh 'dep ensure'\n", "echo 'dep", "dep ", 'go get a.b/c ', "'dep', ", "vendor/a ", "../", "GOPATH=/vendor", "GO111MODULE ", "print ", ("echo '", "dep ensure ", ""),
    ),
    "a.go": (
        'a("vendor/y.test/lib/a.go")\n', 'filepath.Join(', 'filepath.Join("a", ', '"vendor",', "a.", "(", 'exec.Command("dep", "ensure")\n', ('filepath.Join(', '"vendor", ', ""),
        ("package a\nvar a = ", "b(", '"vendor/a"'), ('filepath.Join(a', ', "b"', ', "vendor")'),
    ),
}  # fmt: skip


def _run_uses(path: str, text: str) -> None:
    kind = kind_by_path(path)
    found, _ = documents([(path, kind, text), ("Dockerfile", FileKind.DOCKER, "RUN go build ./...\n")] if kind else [])
    is_go = kind is FileKind.GO
    sources = ((path, f"package a\n\n{text}"),) if is_go else ()
    broken_lines(PipelineFiles(documents=found, plain=((path, text),), sources=sources), _GONE)


def _uses() -> Iterator[Subject]:
    for path, pieces in USES.items():
        inputs = (*EVERYWHERE[::3], *_numbered(pieces))
        yield Subject(family="build files", name=f"uses in {path}", run=partial(_run_uses, path), inputs=inputs)


def _numbered(pieces: Iterable[str | tuple[str, ...]]) -> Iterator[Growing]:
    for one in _growing(*pieces):
        yield Numbered(one.piece, one.head, one.tail) if "%" in one.piece else one


MOD: tuple[str | tuple[str, ...], ...] = (
    "module a.b/c\n", "require a.b/c v1.0.0\n", "require (\n", "require (\n)\n", ("require (\n", "a.b/c v1.0.0\n", ")\n"), ("require (\n", "a.b/c v1.0.0 // indirect\n", ")\n"), "replace a => ./b\n", "// a\n", "\n//a\n", ("require (\n", "// a\n", ")\n"),
    ("require (\n", "\n", ")\n"), ("require (\n", "// a\n\n", ")\n"), "a // b", "exclude a.b/c v1.0.0\n", "retract v1.0.0\n", "retract [v1.0.0, v1.1.0]\n", "tool a.b/c\n", "ignore ./a\n", "godebug a=b\n", "use ./a\n", "go 1.18\n", "module \"", '"\\', "a/*", "a//",
    "// Deprecated: a\n", "//\n", ("module a.b/c\n//", " Deprecated:", ""), ("// Deprecated:", " ", "\nmodule a.b/c\n"), ("// Deprecated: ", "a ", "\nmodule a.b/c\n"), ("", "// Deprecated: a\n", "module a.b/c\n"),
    ("", "//\n// Deprecated:\n", "module a.b/c\n"), ("", "// Deprecated:\n//\n", "module a.b/c\n"), ("", "//\n", "module a.b/c\n"), ("", "// a\n", "module a.b/c\n"), ("require a.b/c v1.0.0-", "a.", "\n"), ("require a.b/c v1.0.", "1", "\n"), ("require a.b/c", "/v2", " v2.0.0\n"), ("go 1.", "1", "\n"), ("go 1.1", "a", "\n"), ("require ", "\"a", ""),
    ("toolchain go1", ".1", "\n"), ("require a.b/c v1.0.0 //", " indirect;", "\n"), ("require a.b/c v1.0.0", " //", "\n"), ("retract (\n", "v1.0.0 // a\n", ")\n"), "a b\n", ("module ", "a/", "\n"),
)  # fmt: skip
NUMBERED_MOD = (
    Numbered("a.b/c% v1.0.0\n", "module a.b/m\n\ngo 1.18\n\nrequire (\n", ")\n"),
    Numbered("a.b/c% v1.0.0 // indirect\n", "module a.b/m\n\ngo 1.18\n\nrequire (\n", ")\n"),
    Numbered("require a.b/c% v1.0.0\n", "module a.b/m\n\ngo 1.18\n"),
    Numbered("replace a.b/c% => ./c%\n", "module a.b/m\n\ngo 1.18\n"),
    Numbered("replace (\na.b/c% => ./c%\n)\n", "module a.b/m\n\ngo 1.18\n"),
    Numbered("a.b/c% => ./c%\n", "module a.b/m\n\ngo 1.18\nreplace (\n", ")\n"),
    Numbered("// c%\nrequire a.b/c% v1.0.0 // x\n", "module a.b/m\n"),
)


def _edited(text: str) -> None:
    """As many changes as the file has lines."""
    names = range(text.count("\n"))
    requires = [Requirement(path=f"a.b/c{n}", version="v1.1.0", indirect=n % 2 == 0) for n in names]
    replaces = [Replacement(path=f"a.b/c{n}", version="", new_path=f"../c{n}", new_version="") for n in names]
    dropped = [(f"a.b/c{n}", "") for n in names if n % 3 == 0]
    comments = dict.fromkeys(replaces, "why\nnot")
    edit(text, go="1.20", requires=requires, replaces=replaces, drop_replaces=dropped, comments=comments)


def _module_files() -> Iterator[Subject]:
    functions: dict[str, Callable[[str], object]] = {
        "go.mod": parse,
        "go.mod of a dependency": lambda text: parse(text, lax=True),
        "go.mod formatted": edit,
        "go.mod changed": _edited,
        "go.work": parse_go_work,
    }
    for name, function in functions.items():
        run = _quietly(function, ModFileError)
        yield Subject(family="module files", name=name, run=run, inputs=(*EVERYWHERE, *_growing(*MOD), *NUMBERED_MOD))
    modules = (
        "# a.b/c v1.0.0\n",
        ("# a.b/c v1.0.0\n", "a.b/c\n"),
        "## explicit\n",
        ("# a.b/c v1.0.0\n## ", "explicit;"),
        "# a => b\n",
        ("# a.b/c v1.0.0\n## ", "go 1;"),
    )
    yield _simple("module files", "vendor/modules.txt", _quietly(parse_modules_txt, ModFileError), *modules)
    sums = (
        "a.b/c v1.0.0 h1:x=\n",
        "a v1.0.0/go.mod h1:x=\n",
        "<<<<<<< a\n",
        "=======\na v1 h1:x=\n",
        "a b c\n",
        "a v1.0.0 h1:",
        ("<<<<<<<\n", "a b c\n"),
    )
    hashes = Numbered("a.b/c v1.0.0 h1:%=\n")
    run = lambda text: (render_go_sum(parse_go_sum(text).lines), read_sums(_data(text)))  # noqa: E731
    yield Subject(family="module files", name="go.sum", run=run, inputs=(*EVERYWHERE, *_growing(*sums), hashes))
    graph = ("a b@v1.0.0\n", "a@", "a@v1 b@v1\n", "a@v1.")
    yield _simple("module files", "go mod graph", _quietly(read_mod_graph, GomigrateError), *graph)


GO: tuple[str | tuple[str, ...], ...] = (
    "package a\n", ("package a\n", 'import "a"\n'), ("package a\nimport (\n", '"a"\n', ")\n"), ("package a\nimport (\n", '"a";'), ("package a; ", "import ("), ("package a // import \"", "a"), ("package a /*", "*"), "/* a */", "/*a", "// +build a\n",
    "//go:build a\n", "//go:build (", "//go:build !", ("//go:build ", "a&&", "a\n"), ("//go:build ", "(a&&", ""), ("//go:build ", "!(", ""), ("// +build ", "a,"), ("// +build ", "!a "), "// +build a\n\n", ("package a\n", "//go:embed a*\nvar a string\n"), ("package a\n//go:embed ", "a "), ("package a\n//go:embed ", "`a` "),
    ("package a\n//go:embed ", '"a'), ("package a\n", "//go:embed a\n"), ("package a\n", "`"), ("package a\n", "'"), ("package a\n", "for i := range x {\n"), ("package a\n", "for i := range x { go func() { _ = i }() }\n"), ("package a\n", "for i := 0; i < 1; i++ {"), ("package a\n", "func f() {"), ("package a\n", "func("), ("package a\n", "type a = b\n"),
    ("package a\n", "type a[b, "), ("package a\n", "type a [\n"), ("package a\ntype a[a", ", a"), ("package a\n", "0x"), ("package a\n", "1_"), ("package a\n0x", "1"), ("package a\n", "any "), ("package a\n", "max("), ("package a\n", "min(a, "), ("package a\n", "range "), ("package a\n", "range len("), ("package a\n", "range 1{"), ("package a\n", "clear("), ("package a\n", "\tclear(a)\n"),
    ("package a\n", "x max"), ("package a\n", " any"), ("package a\nfor a", ", a", " := range"), ("package a\n", "for a := "), ("package a\n", "for a := range b { &a }\n"), ("package a\n", "}"), ("package a\n", "struct {"), ("package a\n", "[]a{"), ("package a\nfunc f() { for a := range b {", "func() { a }\n", "}}"), ("package a\n// Code generated ", "a "),
    ("package a\n", "// Code generated "), ("", "// Code generated a DO NOT EDIT\n"), ("package a; import \"", "\\"), ("package a; import `", "a"), "import \"a\";", "package ", ("package a\n", "x := maps.All("), ("package a\n", ", a any"), ("package a\n", "func ("), ("package a\n", "func (a b[ "),
    ("package a\nfor i := range x {", "go func() {", ""), ("package a\n", "a := a\n"), ("package a\nfor a := range b {\n", "\ta, ", ""), ("package a\nfor a := range b {\n", "a := a\n", "}"), ("package a\nfor a := range b {\n", "\tc, ", ""), ("package a\n", "var a any\n"), "a.b/c\n", ";",
)  # fmt: skip


def _go_files() -> Iterator[Subject]:
    no = (NulByteError, ConstraintError, ValueError)
    functions: dict[str, Callable[[str], object]] = {
        "imports": lambda text: (scan_header("x.go", _data(text)), import_specs(_data(text))),
        "embeds": lambda text: embeds_in(_data(text)),
        "declarations": lambda text: (api_of({"a.go": _data(text)}), used_names([(_data(text), True)])),
        "constructs": lambda text: (read_constructs(_data(text)), build_minor(_data(text))),
        "build lines": lambda text: (parse_header(_data(text)), scan_other("x.c", _data(text))),
        "rewritten": lambda text: (
            rewrite_imports(_data(text), {"a": "b"}.get),
            rewrite_import_comment(_data(text), {"a": "b"}.get),
        ),
    }
    for name, function in functions.items():
        yield _simple("Go files", name, _quietly(function, *no), *GO)
    yield _simple(
        "Go files",
        "a constraint",
        _constraint,
        "a&&",
        "(a||",
        "!",
        "a,",
        "!a ",
        "a b ",
        ("", "a||", "a"),
        ("", "(a", ""),
        ("", "!(", ""),
        ("a", " && (b || c)"),
    )
    yield _simple(
        "Go files",
        "a literal",
        lambda text: (unquote('"' + text + '"'), quoted_prefix('"' + text)),
        "\\n",
        "\\u0041",
        "\\x41",
    )


def _constraint(text: str) -> None:
    for read in (parse_go_build, parse_plus_build):
        with suppress(ConstraintError):
            read(text)


def _names() -> Iterator[Subject]:
    functions: dict[str, Callable[[str], object]] = {
        "module path": lambda text: (modpath.check_path(text), modpath.check_import_path(text), modpath.check_file_path(text), modpath.split_path_version(text)),
        "paths above": modpath.prefixes,
        "escaped path": lambda text: _quietly(modpath.escape_path, ValueError)(text),
        "GOPRIVATE": lambda text: (modpath.match_prefix_patterns(text, "a.b/c/d"), modpath.match_prefix_patterns("*/b", text)),
        "glob": lambda text: (path_match(text, "a" * 20 + "b"), path_match("a*", text)),
        "glob beside a name": lambda text: path_match(text, "a" * len(text)),
        "version": lambda text: (semver.is_valid(text), semver.compare(f"v1.0.0-{text}", f"v1.0.0-{text}"), semver.canonical(f"v{text}")),
        "pseudo-version": lambda text: (pseudo.is_pseudo(text), pseudo.is_pseudo(f"v1.0.0-{text}-20180102030405-0123456789ab")),
        "import path of a lock": lambda text: (names.import_path_problem(text), names.revision_problem(text), names.source_problem(text), names.release_hint(text), names.is_same_place(text, text)),
        "GOFLAGS": kept_flags,
        "GOSUMDB": _quietly(parse_gosumdb, KeyProblem),
    }  # fmt: skip
    special = (
        "*",
        "a*",
        "*a",
        "?",
        "[a",
        "[a-b]",
        "\\a",
        "*,",
        "a/*,",
        "/v2",
        ".v1",
        "/v1.",
        "v1.",
        "0-",
        ".0",
        "~1",
        "a~1",
        "!a",
        "A",
        "1.0.0-",
        "-0.20180102030405-",
        "+",
        "::",
        "-tags=a ",
        "'a' ",
        "a/b",
        "gopkg.in/a.v",
        "a+1+",
        "1.1.1.",
        "v0",
        "a:b",
        "a@b:",
        "-1-g",
        "-1-gabcd",
    )
    for name, function in functions.items():
        yield _simple("names", name, function, *special)


LOG = (
    "verifying a.b/c@v1.0.0: checksum mismatch\n", "go: a.b/c@v1.0.0: reading https://p.q/a.b/c/@v/v1.0.0.mod: 410 Gone\n", "SECURITY ERROR\n", "verifying ", "go: ", "a@v1.0.0 ", "a@", "\x1b[0m", "2018-01-01 ", "\x1b[", "go: downloading a.b/c v1.0.0\n", "fatal: ",
    "missing go.sum entry", "a.b/c@v1.0.0: ", "unknown revision ", "x509: ", "dial tcp ", "\tserver response: ", "410 Gone", "404 Not Found: ", "module a: ", "reading ", "no required module provides package a; to add it:\n",
    ("verifying a@v1.0.0: checksum mismatch ", "a@", ""), "invalid version: ", "go.sum ", "checksum ", "a: ", ("go: ", "a@v1.0.0: ", ""), "sum.golang.org", "malformed ",
    "#1 1.1 ", "[a] ", "a | ", "10:11:13 ", "::error ", "##[error]", "\\n", "%0A", "go : ", "\r", "a=\"b\\n", '"a": "', ("{", '"Error": "b\\n"', ""), "\t", "  a\n", "a\n  b\n", "fatal: \n", ("go: a: exit status 1\n", "fatal: a\n", ""),
    "package a\n\timports b\n", ("package a\n", "\timports b\n", ""), ("errors parsing go.mod:\n", "go.mod:1: a\n", ""), "a requires go >= 1 ", "cannot find package \"a\" in any of:\n", "b'a",
)  # fmt: skip
TESTS = (
    '{"Action":"fail","Package":"a","Test":"T"}\n',
    '{"Action":"output","Package":"a","Output":"x\\n"}\n',
    '{"Action":"output","Package":"a","Test":"T","Output":"a-a-"}\n{"Action":"fail","Package":"a","Test":"T"}\n',
    "{",
    '{"a":',
    "# a\n",
    "# a\nb\n",
    ("# a\n", "b\n"),
    '{"a":[',
)


def _answers() -> Iterator[Subject]:
    yield _simple("answers", "log of the go command", lambda text: tuple(judge_log(read_go_log(text), "log")), *LOG)
    yield _simple("answers", "log of go test", lambda text: read_test_log(_data(text), text), *TESTS)
    info = (
        '{"Version":"v1.0.0"}',
        ('{"Version":"v1.', "1", '.0"}'),
        "v1.0.0\n",
        "v1.0.0 2018\n",
        ("{", '"a":1,', '"b":2}'),
    )
    yield _simple(
        "answers",
        "module proxy",
        lambda text: (
            parse_info(_data(text), "a.b/c", "v1.0.0"),
            parse_info(_data(text), "a.b/c", "master"),
            parse_list(_data(text)),
        ),
        *info,
    )
    yield _simple(
        "answers",
        "checksum database",
        lambda text: (
            _quietly(lambda each: parse_lookup(_data(each)), NotProvenError)(text),
            _quietly(parse_tree, NotProvenError)(text),
        ),
        "1\n",
        "go.sum database tree\n",
    )
    yield _simple(
        "answers",
        "netrc",
        lambda text: Netrc(parse_netrc(text)).find_login("a.b", "a/b"),
        "machine a login b password c\n",
        "machine ",
        "default ",
        "macdef a\n",
    )
    yield _simple(
        "answers",
        "gomigrate.toml",
        lambda text: read_preferences(_data(text)),
        "[modules]\n",
        ("[modules]\nboundaries = [", '"a/*",', "]\n"),
        ("[modules]\nmerge = [", '["a","b"],', "]\n"),
        "a.",
        ("[", "a.", "]"),
    )


def _reports() -> Iterator[Subject]:
    special = ("a b ", "`", "``a", "<b>", "&", "a" * 70 + " ", "\x1b", "\u202e", "漢", "|", "a\n")
    for function in (markdown.code, markdown.text):
        yield _simple("reports", f"markdown.{function.__name__}", function, *special)
    yield _simple("reports", "page: a paragraph", lambda text: _page(lambda page: page.line(text)), *special)
    yield _simple(
        "reports",
        "page: a table",
        lambda text: _page(lambda page: page.table([("a", text), (text[:9], "b")])),
        *special,
    )
    yield _simple(
        "reports",
        "page: many rows",
        lambda text: _page(lambda page: page.table([("a", word) for word in text.split()])),
        *special,
    )
    yield _simple(
        "reports",
        "page: pairs",
        lambda text: _page(lambda page: page.pairs([(word, word * 2) for word in text.split()])),
        *special,
    )
    yield _simple(
        "reports",
        "page: findings",
        lambda text: _page(
            lambda page: findings_into(page, [finding("GM001", path=word, reason="gone") for word in text.split()])
        ),
        *special,
    )
    edges = (
        Numbered("a a%\n"),
        Numbered("a% b\n"),
        Numbered("a% c@v1.%.0\n"),
        Numbered("a@v1.%.0 b@v1.%.0\nb@v1.%.0 a@v1.%.0\n"),
    )
    yield Subject(family="reports", name="graph", run=_quietly(_graph, GomigrateError), inputs=edges)


def _page(fill: Callable[[Page], None]) -> str:
    page = Page(80, color=False)
    fill(page)
    return str(page)


def _graph(text: str) -> None:
    answer = whole(read_mod_graph(text))
    draw(answer)
    graph_text(answer)
    graph_dot(answer)
    graph_mermaid(answer)
