"""The process that fuzzes one target: `python -m fuzz.child TARGET LIBFUZZER_FLAGS`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["gomigrate", "tomllib", "zipfile"]):
    from fuzz.targets import TARGETS


def main() -> None:
    """Never returns: libFuzzer ends the process."""
    name, *flags = sys.argv[1:]
    target = TARGETS[name]
    atheris.Setup([sys.argv[0], *flags], lambda data: target.check(bytes(data)) and None)
    atheris.Fuzz()


main()
