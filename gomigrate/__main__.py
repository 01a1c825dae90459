"""`python -m gomigrate`."""

from __future__ import annotations


def main() -> None:
    """The console script."""
    from gomigrate.cli.main import run

    run()


if __name__ == "__main__":
    main()
