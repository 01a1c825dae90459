from __future__ import annotations

import base64
import hashlib

import pytest

from gomigrate.modfile.dirhash import hash1, hash_go_mod, hash_zip


def test_hash_go_mod_of_a_known_module() -> None:
    # The line of github.com/pkg/errors v0.9.1/go.mod in any go.sum: a module without a go.mod file.
    assert hash_go_mod(b"module github.com/pkg/errors\n") == "h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0="


def test_hash1_is_of_a_sorted_list_of_sums() -> None:
    first, second = hashlib.sha256(b"1").hexdigest(), hashlib.sha256(b"2").hexdigest()
    summary = f"{first}  m@v1.0.0/a\n{second}  m@v1.0.0/b\n".encode()
    expected = "h1:" + base64.b64encode(hashlib.sha256(summary).digest()).decode()
    assert hash1([("m@v1.0.0/b", b"2"), ("m@v1.0.0/a", b"1")]) == expected
    contents = {"m@v1.0.0/a": b"1", "m@v1.0.0/b": b"2"}
    assert hash_zip(contents, contents.__getitem__) == expected


def test_hash1_sorts_by_bytes() -> None:
    names = ["m/\U00010000", "m/\uffee", "m/Z", "m/a"]
    assert hash1((name, b"") for name in names) == hash1((name, b"") for name in sorted(names, key=str.encode))


def test_hash1_other_contents_or_names_give_another_hash() -> None:
    hashes = {hash1([]), hash1([("a", b"1")]), hash1([("a", b"2")]), hash1([("b", b"1")])}
    assert len(hashes) == 4


def test_hash1_name_with_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        hash1([("a\nb", b"")])
