"""A checksum database with a key of its own: records in a transparent log, as signed answers by path.

Written plainly from https://go.dev/ref/mod#checksum-database, and apart from what it tests: a tree's hash is worked out
from all of its leaves, every time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.unit.world.fakeproxy import Reply, text

NAME = "sum.corp.internal"


def sums_of(replies: Mapping[str, Reply], path: str, version: str) -> str:
    """The two go.sum lines of a module among a proxy's replies."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(replies[f"/{path}/@v/{version}.zip"].body)) as archive:
        zipped = _h1({name: archive.read(name) for name in archive.namelist()})
    go_mod = _h1({"go.mod": replies[f"/{path}/@v/{version}.mod"].body})
    return f"{path} {version} {zipped}\n{path} {version}/go.mod {go_mod}\n"


def _h1(files: Mapping[str, bytes]) -> str:
    listing = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "h1:" + base64.b64encode(hashlib.sha256(listing.encode()).digest()).decode()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The hash of a tree over these records (RFC 6962, section 2.1)."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


class FakeDatabase:
    """Records of (module, version, go.sum lines); `filler` others are put in front of them."""

    def __init__(self, records: Iterable[tuple[str, str, str]], *, filler: int = 0, name: str = NAME) -> None:
        self.name = name
        self._private = Ed25519PrivateKey.generate()
        public = b"\x01" + self._private.public_key().public_bytes_raw()
        self._hash = hashlib.sha256(f"{name}\n".encode() + public).digest()[:4]
        self.key = f"{name}+{self._hash.hex()}+{base64.b64encode(public).decode()}"
        padding = [(f"filler.test/m{n}", "v1.0.0", f"filler.test/m{n} v1.0.0 h1:{n:043d}=\n") for n in range(filler)]
        self.records = [*padding, *records]
        self.leaves = [lines.encode() for _, _, lines in self.records]

    def signed(self, text_: str) -> bytes:
        """A note with our signature."""
        signature = base64.b64encode(self._hash + self._private.sign(text_.encode())).decode()
        return f"{text_}\n\N{EM DASH} {self.name} {signature}\n".encode()

    def tree(self) -> bytes:
        """The signed head of the whole tree."""
        root = base64.b64encode(tree_hash(self.leaves)).decode()
        return self.signed(f"go.sum database tree\n{len(self.leaves)}\n{root}\n")

    def replies(self, prefix: str = "") -> dict[str, Reply]:
        """Every answer, by path; `prefix` is /sumdb/NAME in a proxy."""
        found = {f"{prefix}/supported": text(200, ""), f"{prefix}/latest": Reply(body=self.tree())}
        for number, (path, version, lines) in enumerate(self.records):
            body = f"{number}\n{lines}\n".encode() + self.tree()
            found[f"{prefix}/lookup/{path}@{version}"] = Reply(body=body)
        for name, body in self._tiles():
            found[f"{prefix}/{name}"] = Reply(body=body)
        return found

    def _tiles(self) -> Iterable[tuple[str, bytes]]:
        level, size = 0, 1
        while len(self.leaves) >= size:
            hashes = [tree_hash(self.leaves[n : n + size]) for n in range(0, len(self.leaves) - size + 1, size)]
            for start in range(0, len(hashes), 256):
                some = hashes[start : start + 256]
                place = f"tile/8/{level}/{start // 256:03d}"
                # Whoever saw the tree when it was smaller asks for less than what there is now.
                for width in range(1, len(some) + 1):
                    yield (place if width == 256 else f"{place}.p/{width}"), b"".join(some[:width])
            level, size = level + 1, size * 256
