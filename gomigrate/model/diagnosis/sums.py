"""What each party has of a module version, and the result of `gomigrate sum`.

All text in these values is fit to be shown: credentials are removed where the text is gathered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion

ZIP, GO_MOD = "zip", "go.mod"


class Party(StrEnum):
    """A party that can have bytes of a module."""

    CACHE = "module cache"
    FOLDER = "extracted folder"
    PROXY = "proxy"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True, order=True)
class FileSum:
    """A file below the module's root with the SHA-256 of its bytes, and of them with CRLF turned into LF. `is_source`:
    some build may read it, as source of Go, C or assembly."""

    name: str
    sha256: str
    unix_sha256: str
    is_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The zip or the go.mod of a module as one party has it. `place` is the proxy's URL or a path; `digest` is "" where
    it has none, and then `problem` says why; `commit` is what its .info names. The files of a vendor folder are a part
    of the module, those of `packages` ("" for the module's root), and have no digest."""

    party: Party
    place: str
    what: str
    digest: str = ""
    files: tuple[FileSum, ...] = ()
    commit: str = ""
    problem: str = ""
    packages: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.party} {self.place}"


class Silence(StrEnum):
    """Why the checksum database says nothing of a module; `answer` says more of NO_ANSWER, UNPROVEN, BAD_KEY."""

    OFF = "off"
    BAD_KEY = "bad key"
    EXEMPT = "exempt"
    LOOKS_PRIVATE = "looks private"
    OFFLINE = "offline"
    NO_ANSWER = "no answer"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseWord:
    """What the checksum database says of a module: proven hashes, or in `silence` why it says nothing; `answer` is what
    it answered, or what is wrong with its key, with the signature or the inclusion proof."""

    name: str = ""
    zip: str = ""
    go_mod: str = ""
    silence: Silence | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumEvidence:
    """One module version: the (hash, line of go.sum) pairs of its zip and of its go.mod, what the database says, what
    each party has. `is_direct`: go.mod requires it without // indirect, so that its zip is needed. In a workspace the
    lines of the go.work.sum count as well; `file` and `work_file` are the names of the two files."""

    module: ModuleVersion
    zip_lines: tuple[tuple[str, int], ...] = ()
    go_mod_lines: tuple[tuple[str, int], ...] = ()
    database: DatabaseWord
    held: tuple[Held, ...] = ()
    is_required: bool = False
    is_direct: bool = False
    file: str = "go.sum"
    work_file: str = ""
    work_zip_lines: tuple[tuple[str, int], ...] = ()
    work_go_mod_lines: tuple[tuple[str, int], ...] = ()

    def of_workspace(self) -> SumEvidence:
        """The same with the lines of the go.work.sum instead of those of go.sum. Nothing has to be in that file."""
        return replace(
            self,
            file=self.work_file,
            zip_lines=self.work_zip_lines,
            go_mod_lines=self.work_go_mod_lines,
            is_required=False,
        )

    def recorded(self, what: str) -> tuple[tuple[str, int], ...]:
        """The lines of go.sum for the zip or the go.mod."""
        return self.zip_lines if what == ZIP else self.go_mod_lines

    def proven(self, what: str) -> str:
        """The database's hash, "" for none."""
        return self.database.zip if what == ZIP else self.database.go_mod


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeConflict:
    """What a merge left behind in a go.sum or go.work.sum: the line of its first marker and the (side, line) pairs in
    between."""

    line: int
    file: str = "go.sum"
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoFailure:
    """A failure that a log tells: its kind and case (see `gomigrate.diagnose.logs.table`), the line of the log, and the
    message. `names` are what the message names, by kind ("package", "host", "file", "wanted"). Each is fit for a
    command, or left out. `hashes` are (who, hash) pairs of a mismatch. `command` is what the go command says to run.
    `times` counts how often the log has this failure."""

    kind: str
    case: str = ""
    line: int
    said: tuple[str, ...]
    module: ModuleVersion | None = None
    names: tuple[tuple[str, str], ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    command: str = ""
    times: int = 1

    def name(self, what: str) -> str:
        """The name of this kind, "" where the message has none."""
        return dict(self.names).get(what, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLog:
    """What a log says: its failures, and for each (kind, case) the number of failures that were left out. Where there
    are none: how many `lines` were read, and the (line, text) pairs of those that look like another program's error."""

    failures: tuple[GoFailure, ...] = ()
    unlisted: tuple[tuple[tuple[str, str], int], ...] = ()
    lines: int = 0
    other: tuple[tuple[int, str], ...] = ()


class LimitKind(StrEnum):
    """What narrows a comparison: GOPROXY is no list, no server is asked, version control is not asked, a proxy had no
    answer."""

    GOPROXY = "GOPROXY"
    OFFLINE = "offline"
    DIRECT = "direct"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One such limit. `answer` says why; a `proxy` had none for `modules` of `all_modules`."""

    kind: LimitKind
    answer: str = ""
    proxy: str = ""
    modules: int = 0
    all_modules: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SumReport:
    """What `gomigrate sum` says. `root` is "" where only a log was read; `log_lines` is how many lines it has."""

    root: str = ""
    module: str = ""
    evidence: tuple[SumEvidence, ...] = ()
    failures: tuple[GoFailure, ...] = ()
    log_lines: int = 0
    limits: tuple[Limit, ...] = ()
    findings: tuple[Finding, ...] = ()
