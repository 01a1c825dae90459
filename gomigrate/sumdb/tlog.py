"""The transparent log of a checksum database: records, tree heads, and the proof that a record is in the tree.

The source of the rules is golang.org/x/mod/sumdb/tlog and https://research.swtch.com/tlog. Tiles are not trusted: they
only help to compute the root, which has to be the one that was signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.errors import GomigrateError

if TYPE_CHECKING:
    from collections.abc import Callable

HEIGHT = 8
"""The height of a tile: the database publishes 256 hashes at a time."""

HASH_SIZE = 32
_WIDTH = 1 << HEIGHT
_MAX_SIZE = 1 << 48


class NotProvenError(GomigrateError):
    """The log does not prove what it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """How many records the log has, and the hash that stands for all of them."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The answer to a lookup: a record, its number, and the signed note of a tree that has it."""

    number: int
    record: bytes
    note: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """`width` hashes of the level 8*`level`, from number 256*`number` on."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Where the database has it: "tile/8/0/x001/234", with ".p/WIDTH" for one that is not full."""
        digits = f"{self.number:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        part = "" if self.width == _WIDTH else f".p/{self.width}"
        return f"tile/{HEIGHT}/{self.level}/{name}{part}"


def parse_lookup(message: bytes) -> Lookup:
    """What lookup/MODULE@VERSION says. Raises NotProvenError where it is no such answer."""
    head, separator, note = message.partition(b"\n\n")
    number, newline, record = head.partition(b"\n")
    if not separator or not newline or not number.isdigit() or len(number) > 15:
        raise NotProvenError("the answer is no record of a log")
    return Lookup(number=int(number), record=record + b"\n", note=note)


def parse_tree(text: str) -> TreeHead:
    """The text of a tree's note, once its signature is verified. Raises NotProvenError where it is none."""
    lines = text.split("\n")
    try:
        if len(lines) < 4 or lines[0] != "go.sum database tree":
            raise ValueError
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (ValueError, binascii.Error):
        raise NotProvenError("the signed note is no tree of a log") from None
    if len(root) != HASH_SIZE or not 0 <= size < _MAX_SIZE:
        raise NotProvenError("the signed note is no tree of a log")
    return TreeHead(size=size, root=root)


def record_hash(record: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def check_record(tree: TreeHead, number: int, record: bytes, read_tile: Callable[[Tile], bytes]) -> None:
    """Whether the record is the one of this number in the tree. `read_tile` gives a tile's bytes.

    Raises NotProvenError where it is not, or where a tile has not the size that it must have.
    """
    if not 0 <= number < tree.size:
        raise NotProvenError(f"record {number} is not in a tree of {tree.size}")
    nodes = _Nodes(tree.size, read_tile)
    if _root_with(record_hash(record), number, 0, tree.size, nodes) != tree.root:
        raise NotProvenError(f"record {number} is not in the signed tree of {tree.size}")


def _root_with(leaf: bytes, number: int, low: int, high: int, nodes: _Nodes) -> bytes:
    """The hash over the records low to high, with `leaf` as the one of `number`, which is one of them."""
    if high - low == 1:
        return leaf
    middle = low + _split(high - low)
    if number < middle:
        return node_hash(_root_with(leaf, number, low, middle, nodes), nodes.hash(middle, high))
    return node_hash(nodes.hash(low, middle), _root_with(leaf, number, middle, high, nodes))


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


class _Nodes:
    """The hashes of a tree's inner nodes, out of its tiles; each tile is read once."""

    def __init__(self, size: int, read_tile: Callable[[Tile], bytes]) -> None:
        self._size = size
        self._read_tile = read_tile
        self._tiles: dict[tuple[int, int], bytes] = {}

    def hash(self, low: int, high: int) -> bytes:
        """The hash over the records low to high, where low is a multiple of the largest power of two in between."""
        count = high - low
        if count & (count - 1) == 0:
            return self._complete(count.bit_length() - 1, low)
        middle = low + _split(count)
        return node_hash(self.hash(low, middle), self.hash(middle, high))

    def _complete(self, height: int, low: int) -> bytes:
        level, rest = divmod(height, HEIGHT)
        first = low >> (level * HEIGHT)
        hashes = [self._stored(level, first + index) for index in range(1 << rest)]
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[index : index + 2]) for index in range(0, len(hashes), 2)]
        return hashes[0]

    def _stored(self, level: int, index: int) -> bytes:
        number, place = divmod(index, _WIDTH)
        data = self._tiles.get((level, number))
        if data is None:
            width = min(_WIDTH, (self._size >> (level * HEIGHT)) - number * _WIDTH)
            data = self._read_tile(Tile(level=level, number=number, width=width))
            if len(data) != width * HASH_SIZE:
                raise NotProvenError(f"a tile has {len(data)} bytes instead of {width * HASH_SIZE}")
            self._tiles[level, number] = data
        return data[place * HASH_SIZE : (place + 1) * HASH_SIZE]
