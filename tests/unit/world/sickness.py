"""Everything that a proxy which is out of order may answer, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.unit.world.fakeproxy import Reply, text

LOGIN_PAGE = b"<!DOCTYPE html>\n<html><body><form action=/login>Who are you?</form></body></html>\n"

LASTING: Mapping[str, Reply] = {
    **{str(status): text(status, "out of order") for status in (400, 401, 407, 408, 425, 429, 500, 501)},
    **{str(status): text(status, "out of order") for status in (502, 503, 504, 520)},
    "cut off": Reply(body=b'{"Version":"v1.', declared=1000),
    "cut off in a chunk": Reply(body=b'{"Version":"v1.', is_chunked=True),
    "reset": Reply(is_reset=True),
    "login page": Reply(body=LOGIN_PAGE, headers={"Content-Type": "text/html"}),
    "login page that does not say so": Reply(body=LOGIN_PAGE),
    "one letter": Reply(body=b"x"),
    "an error in JSON": Reply(body=b'{"error": "quota exceeded"}', headers={"Content-Type": "application/json"}),
    "a circle": Reply(status=302, headers={"Location": "/circle"}),
    "to a login": Reply(status=302, headers={"Location": "/login"}),
    "to nowhere": Reply(status=301),
}
"""Such answers for as long as anybody asks."""

PASSING: Mapping[str, Reply] = {
    **{str(status): text(status, "in a moment") for status in (429, 500, 502, 503, 504)},
    "503 with a time": text(503, "in a moment", **{"Retry-After": "1"}),
    "cut off": LASTING["cut off"],
    "cut off in a chunk": LASTING["cut off in a chunk"],
    "reset": LASTING["reset"],
}
"""Such an answer once."""

ELSEWHERE: Mapping[str, Reply] = {
    "/circle": Reply(status=302, headers={"Location": "/circle"}),
    "/login": Reply(body=LOGIN_PAGE, headers={"Content-Type": "text/html"}),
}
"""Where redirects lead."""
