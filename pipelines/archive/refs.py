"""References into the archive: which file, where in it, how many bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """One WARC record; as text ``2026-03-05/naqi-20260305T071500-3fa2-000.warc.gz:518:302``."""

    file: str
    """Path below the archive's folder, with ``/``."""
    offset: int
    """Bytes from the file's beginning to the record's gzip member."""
    length: int
    """Bytes of the gzip member."""

    def __str__(self) -> str:
        return f"{self.file}:{self.offset}:{self.length}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read the text form; raises ``ValueError`` when it is none."""
        file, offset, length = text.rsplit(":", 2)
        if not file or file.startswith("/") or ".." in file.split("/"):
            raise ValueError(f"{text!r} does not name a record below the archive's folder")
        return cls(file, int(offset), int(length))
