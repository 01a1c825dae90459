"""Signed notes and the keys that verify them (golang.org/x/mod/sumdb/note, https://go.dev/ref/mod#checksum-database)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from gomigrate.model.errors import GomigrateError

KNOWN_KEYS = {"sum.golang.org": "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"}
"""The keys that the go command has built in."""

_ED25519 = 1
_NAME = re.compile(r"[^\s+]+")


class NotSignedError(GomigrateError):
    """A note that the key did not sign, or a text that is no note."""


class KeyProblem(GomigrateError):
    """A text that is no verifier key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """An Ed25519 key with its name. Its text form is NAME+HASH+KEY."""

    name: str
    hash: bytes
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """GOSUMDB, understood. `url` is "" where the place follows from the name and from the proxies."""

    key: VerifierKey
    url: str = ""

    @property
    def name(self) -> str:
        """The database's name, a host with or without a path."""
        return self.key.name


def parse_gosumdb(gosumdb: str) -> Database | None:
    """What GOSUMDB says (cmd/go/internal/modfetch.dbDial): "NAME", "KEY" or either with a URL; None for "off".

    Raises KeyProblem, in the go command's words, for anything else.
    """
    if gosumdb == "off":
        return None
    if gosumdb == "sum.golang.google.cn":
        gosumdb = "sum.golang.org https://sum.golang.google.cn"
    words = gosumdb.split()
    if not words:
        raise KeyProblem("missing GOSUMDB")
    if len(words) > 2:
        raise KeyProblem("invalid GOSUMDB: too many fields")
    key = parse_key(KNOWN_KEYS.get(words[0], words[0]))
    if not re.fullmatch(r"[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?", key.name):
        raise KeyProblem(f"invalid sumdb name (must be host[/path]): {key.name}")
    return Database(key=key, url=words[1] if len(words) > 1 else "")


def parse_key(text: str) -> VerifierKey:
    """A key NAME+HASH+KEY. Raises KeyProblem where it is none, or where its hash is not its own."""
    name, _, rest = text.partition("+")
    digits, _, encoded = rest.partition("+")
    try:
        digest, data = bytes.fromhex(digits), base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        digest, data = b"", b""
    if len(digest) != 4 or not data or not _NAME.fullmatch(name):
        raise KeyProblem("invalid GOSUMDB: malformed verifier id")
    if digest != hashlib.sha256(f"{name}\n".encode() + data).digest()[:4]:
        raise KeyProblem("invalid GOSUMDB: invalid verifier hash")
    if data[0] != _ED25519 or len(data) != 33:
        raise KeyProblem("invalid GOSUMDB: unknown verifier algorithm")
    return VerifierKey(name=name, hash=digest, public=data[1:])


def open_note(message: bytes, key: VerifierKey) -> str:
    """The text of a note that this key signed. Raises NotSignedError for any other message."""
    try:
        whole = message.decode("utf-8")
    except UnicodeDecodeError:
        raise NotSignedError("malformed note") from None
    text, separator, signatures = whole.rpartition("\n\n")
    if not separator or not signatures.endswith("\n") or any(c < " " and c != "\n" for c in whole):
        raise NotSignedError("malformed note")
    text += "\n"
    for line in signatures[:-1].split("\n"):
        words = line.split(" ")
        if len(words) != 3 or words[0] != "\N{EM DASH}":
            raise NotSignedError("malformed note")
        if words[1] == key.name and _is_signed_by(key, text.encode(), words[2]):
            return text
    raise NotSignedError(f"note has no signature of the key of {key.name}")


def _is_signed_by(key: VerifierKey, text: bytes, encoded: str) -> bool:
    """Whether the signature line is this key's, and right; raises NotSignedError where it is this key's and wrong."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        data = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise NotSignedError("malformed note") from None
    if data[:4] != key.hash:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(data[4:], text)
    except (InvalidSignature, ValueError):
        raise NotSignedError(f"invalid signature for key {key.name}+{key.hash.hex()}") from None
    return True
