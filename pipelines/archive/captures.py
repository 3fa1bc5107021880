"""What is archived of one visit to a web server, and what is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from cleaners.types import Hints
from pipelines.archive.refs import Ref
from pipelines.flow import Context
from pipelines.types import Candidate

Headers = tuple[tuple[str, str], ...]
"""Names and values as sent, in order, bytes read as Latin-1 so that every byte comes back."""


OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers, in small letters, that tell length and coding of a body on its way; it is archived and cleaned decoded."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of an address before it was asked: all that cleaning depends on beside the answer itself."""

    kind: str
    """``page``, ``feed``, ``sitemap``, ``listing`` or ``robots``."""
    source: str
    url: str
    """The address that was asked for, before redirects."""
    candidate: Candidate | None = None
    hints: Hints = field(default_factory=Hints)
    context: Context = field(default_factory=Context)
    origin: str = ""
    """For what was imported: where it comes from (``FILE:OFFSET:LENGTH``, or a file's path, or ``FILE:LINE``)."""
    undated: bool = False
    """Whether nobody knows when it was fetched; the record's date is then that of the import."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Known:
        """Return what ``as_json`` was made of; raises ``KeyError``, ``TypeError`` or ``ValueError`` when it was not."""
        candidate = data["candidate"]
        context = dict(data["context"])
        return cls(
            kind=str(data["kind"]),
            source=str(data["source"]),
            url=str(data["url"]),
            candidate=None if candidate is None else Candidate(**candidate),
            hints=Hints(**data["hints"]),
            context=Context(**{**context, "languages": tuple(context["languages"])}),
            origin=str(data.get("origin", "")),
            undated=bool(data.get("undated", False)),
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer, whose body is decoded (no Content-Encoding, no chunks)."""

    url: str
    fetched_at: datetime
    status: int
    body: bytes = field(repr=False)
    headers: Headers = ()
    reason: str = ""
    """The words behind the status: ``OK``."""
    method: str = "GET"
    sent: Headers | None = ()
    """The request's headers; None when the request is not known, as in archives of others."""
    resource: bool = False
    """Whether it is no answer of a server but a file that somebody had: archived as a ``resource`` record."""


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer as it is read from an archive."""

    url: str
    """The address that gave the answer (WARC-Target-URI)."""
    fetched_at: datetime
    status: int
    headers: Headers
    body: bytes = field(repr=False)
    ref: Ref
    record_id: str
    revisit: bool = False
    """Whether it is a ``revisit`` record: the server said "not modified", or the same body was archived before."""
    refers_to: tuple[str, str] | None = None
    """For a revisit: address and WARC-Date of the record that has the body."""
    payload_digest: str = ""
    """WARC-Payload-Digest, as it stands: two records of one digest have one body."""
    known: Known | None = None
    """None for a record that is only a step (a redirect, an answer that was asked for again), and in archives of others."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Another address under which a crawl found a page that it had already: archived as a metadata record of its own."""

    candidate: Candidate
    ref: Ref


@dataclass(frozen=True, slots=True)
class Damage:
    """A place of an archive file that cannot be read."""

    file: str
    offset: int
    problem: str
    torn: bool = False
    """Whether it is the file's unfinished end, as a crash leaves it."""
    too_large: bool = False
    """Whether it may be sound but is larger than the reader was told to take."""
