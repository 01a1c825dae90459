"""Runs the git command so that it reads and writes objects, and nothing else happens.

No command here starts a hook, filter, pager, editor, prompt, external diff, fsmonitor, signature program or transport.
None writes the index or the user's configuration (sources: git(1), git-config(1), githooks(5), gitattributes(5)).
"""

from __future__ import annotations

import errno
import os
import threading
import weakref
from pathlib import Path
from subprocess import DEVNULL
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.process import Deadline, end, run, start
from gomigrate.world.base.programs import find_program
from gomigrate.world.base.redact import redact
from gomigrate.world.base.specialfiles import anywhere
from gomigrate.world.disk.reading import MAX_FILE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence

    from gomigrate.world.base.process import Completed

# Settings that would start other programs or touch more than was asked for.
_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.untrackedCache=keep",
    "core.quotePath=false",
    "core.pager=cat",
    "diff.external=",
    "log.showSignature=false",
    "status.submoduleSummary=false",
    "submodule.recurse=false",
    "commit.gpgSign=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "gc.auto=0",
    # A lock that another command holds is reported, not waited for.
    "core.filesRefLockTimeout=1000",
    "core.packedRefsTimeout=1000",
    "maintenance.auto=false",
    "protocol.allow=never",
    # The folder was found by us, or named by the user (git-config(1), safe.bareRepository).
    "safe.bareRepository=all",
)

# What a caller's GIT_* variables may still say: configuration and identity. GIT_DIR and its kin, which git sets for
# hooks and aliases, would send every command to another repository.
_KEPT = ("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_EXEC_PATH", "GIT_DISCOVERY_ACROSS_FILESYSTEM")

_FIXED = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # No promised object is fetched behind our back: the second is for git before 2.45, and allows no transport at all,
    # whatever the user's settings say of one (git(1), GIT_ALLOW_PROTOCOL).
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}


# Listing the history of a large repository takes a minute or two.
_TIMEOUT = 600.0
_ANSWER = 300.0
"""So long one object may take to be read."""


def git_program() -> str:
    """Where git is, by the absolute entries of PATH. Raises WorldProblem where it is not."""
    found = find_program("git", {"PATH": os.defpath, **os.environ})
    if not found:
        raise WorldProblem(
            "the git command was not found: no absolute entry of PATH has it",
            remedy="install git, or add its folder to PATH",
        )
    return found


class GitFailed(WorldProblem):
    """A git command ended with an error: `code` is its exit status, `stderr` what it said (no credentials), `said` the
    first line of that which tells why."""

    def __init__(self, message: str, code: int, stderr: str, said: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.stderr = stderr
        self.said = said or message


class Git:
    """The git command for one folder. `dir` is a work tree or a git directory; git looks at no folder above it
    unless `search_up` says so. `variables` go before those that are fixed, `timeout` is in seconds."""

    def __init__(
        self,
        directory: Path,
        *,
        search_up: bool = False,
        settings: Sequence[str] = (),
        variables: Mapping[str, str] = MappingProxyType({}),
        timeout: float = _TIMEOUT,
    ) -> None:
        self.dir = directory
        self._search_up = search_up
        self._settings = tuple(settings)
        self._variables = variables
        self._timeout = timeout

    def with_settings(self, settings: Sequence[str]) -> Git:
        """The same with more `name=value` settings."""
        return Git(
            self.dir,
            search_up=self._search_up,
            settings=(*self._settings, *settings),
            variables=self._variables,
            timeout=self._timeout,
        )

    def run(self, *args: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """What the command writes to standard output. Raises `GitFailed` where it fails."""
        done = self._finish(args, stdin, extra)
        if done.returncode:
            raise failure(args[0], done.returncode, done.stderr)
        return done.stdout

    def ask(self, *args: str) -> bytes | None:
        """The same for questions: None where the command says no (exit status 1) or names nothing known."""
        done = self._finish(args, b"", None)
        if done.returncode == 0:
            return done.stdout
        # With --quiet, rev-parse says nothing where it knows nothing, but not always with the same status.
        if done.returncode == 1 or not done.stderr:
            return None
        raise failure(args[0], done.returncode, done.stderr)

    def _finish(self, args: Sequence[str], stdin: bytes, extra: Mapping[str, str] | None) -> Completed:
        if not self.dir.is_dir():
            raise WorldProblem(f"no such folder: {self.dir}")
        return run(
            self.words(args),
            cwd=self.dir,
            env=self.environment(extra),
            timeout=self._timeout,
            input=stdin or None,
            waits_for=lambda: anywhere(self.dir),
            shown=f"git {args[0]} in {self.dir}",
        )

    def words(self, args: Sequence[str]) -> list[str]:
        """The command line for these arguments."""
        settings = [word for setting in (*_SETTINGS, *self._settings) for word in ("-c", setting)]
        return [git_program(), "--no-pager", *settings, *args]

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment for a git command: the user's, without what points git at another repository."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        kept.pop("LANGUAGE", None)
        if not Path(kept.get("GIT_EXEC_PATH", "/")).is_absolute():
            del kept["GIT_EXEC_PATH"]  # the programs that git consists of, as PATH has the others
        kept.update(_FIXED)
        if not self._search_up:
            kept["GIT_CEILING_DIRECTORIES"] = str(Path(os.path.realpath(self.dir)).parent)
        kept.update(self._variables)
        kept.update(extra or {})
        return kept


def failure(command: str, code: int, stderr: str) -> GitFailed:
    """The error for a git command that failed: one line, with the remedy where the cause is a known one."""
    text = redact(stderr).strip()
    lines = [line for line in text.splitlines() if line.startswith(("fatal:", "error:"))] or text.splitlines() or [""]
    first = lines[0].removeprefix("fatal:").removeprefix("error:").strip()
    if "dubious ownership" in text or "unsafe repository" in text:
        message = f"git refuses a repository that another user owns (git config safe.directory allows it): {first}"
    elif "No space left" in text or "Disk quota exceeded" in text:
        message = f"no space left on the disk of the repository (git {command}: {first})"
    elif "insufficient permission" in text or "Permission denied" in text or "Read-only file system" in text:
        message = f"the repository cannot be written (git {command}: {first})"
    else:
        message = f"git {command} failed: {first or f'exit status {code}'}"
    return GitFailed(message, code, text, first)


AT_A_TIME = 63
"""How many objects may be asked for at once: their ids, of 64 digits at most, fit the smallest pipe of Linux, 4 KiB."""


class ObjectReader:
    """Reads objects through one long-lived `git cat-file --batch` (git-cat-file(1)); safe to share among threads.

    The process starts with the first question and ends with `close` or with the reader itself.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[[subprocess.Popen[bytes]], ObjectReader] | None = None

    def read(self, name: str) -> tuple[str, str, bytes] | None:
        """Object id, type and content of what `name` (any object name of gitrevisions(7)) stands for; None where
        there is no such object, or more than one. Raises `WorldProblem` where git itself fails."""
        if "\n" in name or "\0" in name or not name:
            return None
        found = self._exchange([name.encode("utf-8", "surrogateescape")])
        return found[0]

    def read_many(self, object_ids: Sequence[str]) -> list[bytes | None]:
        """The content of each object, in one exchange; None for those that are not there. No more ids than fit a pipe
        (`AT_A_TIME`): git answers before it has read them all. Raises `WorldProblem` as `read` does."""
        answers = self._exchange([object_id.encode() for object_id in object_ids])
        return [answer[2] if answer else None for answer in answers]

    def _exchange(self, names: Sequence[bytes]) -> list[tuple[str, str, bytes] | None]:
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            with Deadline(process, _ANSWER, lambda: anywhere(self._git.dir)) as deadline:
                try:
                    process.stdin.write(b"".join(name + b"\n" for name in names))
                    process.stdin.flush()
                    answers = [_answer(process.stdout) for _ in names]
                except OSError as error:
                    said = deadline.reason or error.strerror or str(error)
                    self._stop()
                    raise WorldProblem(f"git cat-file in {self._git.dir} stopped: {said}") from error
        return answers

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            git = self._git
            process = start(git.words(["cat-file", "--batch"]), cwd=git.dir, env=git.environment(), stderr=DEVNULL)
            self._process = process
            self._finalizer = weakref.finalize(self, end, process)
        return self._process

    def _stop(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None

    def close(self) -> None:
        """Ends the process; a later question starts another."""
        with self._lock:
            self._stop()


def _answer(source: IO[bytes]) -> tuple[str, str, bytes] | None:
    header = source.readline()
    words = header.split()
    if not header.endswith(b"\n"):
        raise OSError(errno.EPIPE, "no more answers, the repository may be damaged")
    if len(words) != 3 or not words[2].isdigit():
        return None
    if int(words[2]) > MAX_FILE:
        raise OSError(errno.EFBIG, f"{words[0].decode()} holds more than {MAX_FILE >> 20} MB")
    content = source.read(int(words[2]))
    source.read(1)
    return words[0].decode(), words[1].decode(), content
