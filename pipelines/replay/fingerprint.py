"""What the outcome of cleaning depends on beside the page, as hashes: a plan made with other rules or code is not applied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cleaners
import pipelines
from cleaners import rules

LIBRARIES = (
    "trafilatura", "selectolax", "lxml", "google-re2", "langdetect", "babel", "hijridate", "tldextract", "w3lib",
    "readability-lxml", "brotli",
)  # fmt: skip
"""Other people's code that has a say in what an article is."""


_OF_PAIRS = ("agencies", "duplicates", "signatures", "stories", "vocabulary")
"""Judges that compare articles which are stored; they have no say in what becomes of a page."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Two of them are equal where the same pages give the same articles."""

    cleaner_version: str
    rules_version: str
    """Of the general rules, as it stands beside articles of sites that have no file."""
    rules_sha256: str
    """Of all data: rules, word lists, themes, weights, and every site's file."""
    code_sha256: str
    """Of the cleaners' and judges' code, and the versions of the libraries that they use."""

    def differences(self, other: Fingerprint) -> list[str]:
        """Return in words what is not the same."""
        found = []
        if (self.rules_version, self.rules_sha256) != (other.rules_version, other.rules_sha256):
            found.append(f"the rules (they were {self.rules_version}, now {other.rules_version})")
        if (self.cleaner_version, self.code_sha256) != (other.cleaner_version, other.code_sha256):
            found.append("the code of the cleaners, the judges or a library of theirs")
        return found


def fingerprint(cleaner_version: str, rules_version: str) -> Fingerprint:
    """Take the fingerprint of what lies on the disk now; the two versions are those of the rules that were loaded."""
    own, shell = Path(cleaners.__file__).parent, Path(pipelines.__file__).parent
    data = [
        *sorted(rules.RULES_DIR.glob("*.toml")),
        *sorted(rules.SITES_DIR.glob("*.toml")),
        *sorted(rules.THEMES_DIR.glob("*.toml")),
        *sorted(own.rglob("*.json")),
    ]
    code = [
        *sorted(own.rglob("*.py")),
        shell / "flow.py",
        *(path for path in sorted((shell / "judges").glob("*.py")) if path.stem not in _OF_PAIRS),
        shell / "store" / "rows.py",
    ]
    return Fingerprint(
        cleaner_version,
        rules_version,
        _sha256((f"{path.parent.name}/{path.name}", path.read_bytes()) for path in data),
        _sha256(
            [
                *((f"{path.parent.name}/{path.name}", path.read_bytes()) for path in code),
                *((name, _version(name).encode()) for name in LIBRARIES),
            ]
        ),
    )


def _sha256(items: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, data in items:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
