"""What the package index shows, made when a wheel or an sdist is built: the project's URLs, and the README with links
that work outside of the repository. Both follow from `__url__` of the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)(\[[^\]]*\]\()(?![a-z]+:|#)([^)\s]+)\)")


class Published(MetadataHookInterface):
    """Fills in `urls` and `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both to the metadata of pyproject.toml."""
        root = Path(self.root)
        package = (root / "gomigrate/__init__.py").read_text("utf-8")
        told = dict(re.findall(r'^__(url|version)__ = "(.*)"$', package, re.MULTILINE))
        metadata["urls"] = urls(told["url"], told["version"])
        readme = (root / "README.md").read_text("utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_absolute_links(readme, told["url"], told["version"]),
        }


def urls(url: str, version: str) -> dict[str, str]:
    """The project's URLs by the names that package indexes know."""
    files = f"{url}/blob/v{version}"
    return {
        "Documentation": f"{files}/docs/index.md",
        "Source": url,
        "Issues": f"{url}/issues",
        "Changelog": f"{files}/CHANGELOG.md",
        "Security": f"{files}/SECURITY.md",
    }


def with_absolute_links(text: str, url: str, version: str) -> str:
    """Markdown whose links and pictures lead to the files of this version in the repository."""

    def absolute(found: re.Match[str]) -> str:
        kind = "raw" if found[1] else "blob"
        return f"{found[1]}{found[2]}{url}/{kind}/v{version}/{found[3]})"

    return _LINK.sub(absolute, text)
