"""What is asked of a text before a YAML parser gets it."""

from __future__ import annotations

import re

_MOST = 40
_FLOW = re.compile(r"[\[\]{}\n]")


def is_nested_too_deeply(text: str) -> bool:
    """Whether a line opens more than 40 brackets that it does not close.

    In a line ruamel.yaml keeps each bracket as what may turn out to be a key, and goes through all of them for each
    further token: a few kilobytes of brackets take it minutes.
    """
    depth = 0
    for sign in _FLOW.finditer(text):
        depth = 0 if sign[0] == "\n" else depth + 1 if sign[0] in "[{" else max(depth - 1, 0)
        if depth > _MOST:
            return True
    return False
