"""Files that differ by marks of tools, to the real compiler: it makes the same of both, lines and columns included."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gomigrate.gosource.marks import marks_between, with_header_of

pytestmark = pytest.mark.go

BODY = b"""
const s = `a
	b`

// F is told where it panics.
//
//go:noinline
func F[T any](t T) (n int) {
	defer func() { println(recover() != nil) }() // a closure
	if len(s) > 2 { panic(s) }
	return n
}

/*line other.go:7:3*/ func G() { panic(F(1)) }

//line third.go:1
func H() { G() }
"""
GODEP = b'package p // import "x.test/p"\n' + BODY
PLAIN = b"package p\n" + BODY
BUILT = b"// +build linux darwin\n\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GODEP, PLAIN),
        (b'package p /* import "x.test/p" */ // P\n' + BODY, b"package p // P\n" + BODY),
        (PLAIN, PLAIN.rstrip()),
        (PLAIN, PLAIN + b"\n\n"),
        (PLAIN, PLAIN.replace(b"\n", b"\r\n")),
        (GODEP.replace(b"\n", b"\r\n"), PLAIN.rstrip()),
        (BUILT + PLAIN, b"//go:build linux || darwin\n" + BUILT + GODEP),
    ],
    ids=["comment", "comments", "newline", "newlines", "endings", "all three", "build lines"],
)
def test_the_compiler_makes_the_same_of_both(one: bytes, other: bytes, tmp_path: Path) -> None:
    assert marks_between(one, other)
    assert compiled(with_header_of(other, one), tmp_path / "one") == compiled(other, tmp_path / "other")


def compiled(source: bytes, folder: Path) -> bytes:
    """What the compiler writes for a package of one file."""
    folder.mkdir()
    (folder / "p.go").write_bytes(source)
    flags = ["-p", "x.test/p", "-complete", "-trimpath", f"{folder}=>x.test/p", "-o", str(folder / "p.a")]
    done = subprocess.run(["go", "tool", "compile", *flags, str(folder / "p.go")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "p.a").read_bytes()
