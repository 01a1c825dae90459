"""What the go command says where it has no module, read once: as an answer to the question, or as none. Its messages
are made in cmd/go/internal/web, modfetch and codehost, and by git and net/http below them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gomigrate.model.modules import Said, SourceKind
from gomigrate.world.base.outcome import Failure, said_by_status
from gomigrate.world.base.redact import first_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST = 400

# The answer of a proxy, or of a page that is to name the repository; what the server wrote below it is its own affair.
_STATUS = re.compile(r"(?:\breading \S+: |returned error: )(\d{3})\b")
_SERVER = re.compile(r"\bserver response:")

_LOGIN = re.compile(r"could not read (?:Username|Password)|terminal prompts disabled")
_NO_CONNECTION = re.compile(
    r"connection refused|network is unreachable|no route to host|server misbehaving|[Tt]emporary failure|"
    r"Could not resolve host|Failed to connect|Couldn't connect"
)
_BY_VERSION_CONTROL = re.compile(r"\b(?:git|hg|svn|bzr|fossil) [a-z]|unable to access|\?go-get=1")
_NO_ROUTE = re.compile(rf"{_NO_CONNECTION.pattern}|no such host|i/o timeout|timed out")
_SLOW = re.compile(r"i/o timeout|deadline exceeded|Client\.Timeout|handshake timeout|timed out")
_PASSING = re.compile(r"\bEOF\b|connection reset|broken pipe|hung up unexpectedly|GOAWAY|server closed idle|RPC failed")
_TLS = re.compile(
    r"x509:|\btls:|SSL (?:certificate|connect)|certificate (?:verify|has expired|problem)|HTTP response to HTTPS"
)
_BROKEN = re.compile(
    r"stopped after \d+ redirects|refusing to (?:follow|redirect)|redirected .* to insecure|invalid character|"
    r"of JSON input|cannot unmarshal|malformed (?:HTTP|MIME)|unsupported protocol|not a valid zip file|"
    r"proxy returned (?:wrong|info)|invalid response|flate: corrupt|zip: (?:checksum|format)"
)
_MISSING = re.compile(
    r"unknown revision|[Rr]epository (?:'[^']*' )?not found|no such file or directory|no matching versions|"
    r"no go-import meta tags|couldn't find remote ref|does not appear to be a git repository|cannot find the file"
)
_FORGED = re.compile(r"checksum mismatch|SECURITY ERROR")
_REFUSED = re.compile(
    r"GOVCS|cannot query module|Permission denied|"
    r"declares its path as|invalid (?:version|pseudo-version|go\.mod|module path)|"
    r"malformed (?:module|file|import) path|"
    r"too large|has (?:post|non)-\S+ module path|parsing go\.mod|invalid zip|is not a release|ziphash"
)
_NO_CONNECTION_TO = re.compile(
    r"\bdial tcp\b|\bno such host\b|Could not resolve host|Failed to connect|Couldn't connect|connect to host \S+ port"
)
_HOSTS = (
    re.compile(
        r"(?:Could not resolve host:?|Could not resolve hostname|Failed to connect to|connect to host) ([\w.-]+)"
    ),
    re.compile(r"\bdial tcp: lookup ([\w.-]+)"),
    re.compile(r"\bGet \"?\w+://(?:[^/@\s]*@)?([^/\"\s]+)"),
)
_NO_SUCH_HOST = re.compile(r"\?go-get=1.*no such host")
"""A name without an address, where the go command looked for the repository. (A proxy without an address is out of
order.)"""


_STACK = re.compile(
    r"^(?:goroutine \d+.*:|created by .*|[\w./()*-]+\(.*\)(?: in goroutine \d+)?"
    r"|\s+\S+\.(?:go|s):\d+(?: \+0x[0-9a-f]+)?)$\n?",
    re.MULTILINE,
)


def without_stack(text: str) -> str:
    """What the go command said, without the stack of a go command that broke down."""
    return _STACK.sub("", text).strip("\n") if "goroutine " in text else text


def read_words(text: str) -> Failure:
    """What an error of the go command means: the text is as it said it, and comes back as one redacted line.

    An unknown message is UNCLEAR. Silence of version control is distinguished from that of a proxy. Only where a
    revision is unknown was the repository read: a missing repository may be one that needs a login.
    """
    words = " ".join(text.split())
    said, by = _meaning(words)
    return Failure(said, first_line(words, limit=_LONGEST), by=by, is_for_now="unknown revision" not in words)


def unreachable_host(text: str) -> str:
    """The host (with its port where a URL has one) that there was no connection to, as far as an error of the go
    command says so; "" where it is about something else."""
    own = _SERVER.split(" ".join(text.split()), maxsplit=1)[0]
    if not _NO_CONNECTION_TO.search(own):
        return ""
    return next((found[1] for pattern in _HOSTS if (found := pattern.search(own))), "")


def read_log(text: str) -> tuple[Failure, ...]:
    """What each of the messages means that a go command wrote; the indented lines below one belong to it."""
    return tuple(read_words(message) for message in re.split(r"\n(?=\S)", text) if message.strip())


def read_listed(entries: Iterable[Mapping[str, Any]]) -> tuple[Failure, ...]:
    """What the errors of packages mean that `go list -e` could not download."""
    errors = (error for e in entries for error in (e.get("Error"), *(e.get("DepsErrors") or ())) if error)
    said = dict.fromkeys(str(error.get("Err", "")) for error in errors)
    return tuple(read_words(words) for words in said if "://" in words)


def is_sick(failure: Failure) -> bool:
    """Whether a source was out of order, as far as the message is known."""
    return failure.said.is_unknown and failure.said is not Said.UNCLEAR


def _meaning(words: str) -> tuple[Said, SourceKind | None]:
    own = _SERVER.split(words, maxsplit=1)[0]
    if found := _STATUS.search(own):
        return said_by_status(int(found[1])), None
    if _NO_SUCH_HOST.search(own):
        return Said.NO_ROUTE, SourceKind.DIRECT
    if _LOGIN.search(own):
        return (Said.FORGED, None) if _FORGED.search(own) else (Said.LOGIN, SourceKind.DIRECT)
    if _BY_VERSION_CONTROL.search(own) and _NO_ROUTE.search(own):
        return Said.UNREACHABLE, SourceKind.DIRECT
    return next((said for pattern, said in _TABLE if pattern.search(own)), Said.UNCLEAR), None


_TABLE = (
    (_FORGED, Said.FORGED),
    (_NO_CONNECTION, Said.UNREACHABLE),
    (re.compile(r"no such host"), Said.UNREACHABLE),
    (_SLOW, Said.SILENT),
    (_PASSING, Said.FAILED),
    (re.compile(r"Authentication failed"), Said.LOGIN),
    (_TLS, Said.UNREACHABLE),
    (_BROKEN, Said.BROKEN),
    (_MISSING, Said.NO),
    (re.compile(r"module lookup disabled"), Said.NOT_ASKED),
    (_REFUSED, Said.REFUSED),
)
