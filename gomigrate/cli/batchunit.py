"""The process of one unit of a batch: `python -m gomigrate.cli.batchunit FOLDER`, started by gomigrate itself."""

from __future__ import annotations

import os
import sys

from gomigrate.model.text.visible import visible
from gomigrate.world.base.worker import end_with_parent


def main(place: str) -> int:
    """Do the unit's job; the result is in its folder, whatever it is. What goes wrong besides is said to the log."""
    from gomigrate.batch.steps import work
    from gomigrate.cli.breakingoff import INTERRUPTED
    from gomigrate.cli.main import SURROUNDINGS
    from gomigrate.cli.options import make_world
    from gomigrate.model.errors import GomigrateError
    from gomigrate.world.base.redact import redact

    try:
        work(make_world(os.environ.get("PWD", ".")), place)
    except GomigrateError as error:
        sys.stderr.write(f"gomigrate: {visible(redact(str(error)))}\n")
        return SURROUNDINGS
    except KeyboardInterrupt:  # told to end: the unit has no result, and is done again
        return INTERRUPTED
    except Exception:
        import traceback

        sys.stderr.write(visible(redact(traceback.format_exc()), lines=True))
        return 70
    return 0


if __name__ == "__main__":
    end_with_parent()
    sys.exit(main(sys.argv[1]))
