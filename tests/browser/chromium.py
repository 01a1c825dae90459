"""Which Chromium the tests of the pages run in: `python -m tests.browser.chromium` says, or how to get one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAYS = "apt-get install chromium, or .venv/bin/playwright install chromium"


def chromium() -> str:
    """The program: one on PATH, or the one that playwright downloaded; "" where there is neither."""
    on_path = next((found for name in NAMES if (found := shutil.which(name))), "")
    return on_path or _downloaded()


def _downloaded() -> str:
    try:
        from playwright import sync_api
    except ImportError:
        return ""
    with sync_api.sync_playwright() as started:
        own = started.chromium.executable_path
    return own if Path(own).is_file() else ""


if __name__ == "__main__":
    sys.stdout.write(f"{chromium() or f'no Chromium, so the tests of the pages are skipped; to run them: {WAYS}'}\n")
