"""Undo what the wire did to a body: chunks, then gzip, deflate or brotli, within a limit of size.

Archives of others keep bodies as they were sent, and some keep the header of a coding that they have undone already. So what
does not decode is taken as it stands; cut-off bodies give what there is of them. Formats: RFC 9112, 7.1 (chunks), RFC 9110, 8.4.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import brotli

_PIECE = 1 << 20


class TooLarge(ValueError):
    """A body that is larger than the limit when it is decoded."""


def decoded(body: bytes, headers: Sequence[tuple[str, str]], largest: int) -> bytes:
    """Return ``body`` without the codings that ``headers`` name; raises ``TooLarge`` above ``largest`` bytes."""
    told = {name.lower(): value.lower() for name, value in headers}
    if "chunked" in told.get("transfer-encoding", ""):
        body = _joined(body)
    codings = [coding.strip() for coding in told.get("content-encoding", "").split(",")]
    for coding in reversed(codings):  # named in the order in which they were applied
        if coding in ("gzip", "x-gzip", "deflate"):
            body = _limited(_inflated(body, coding), body, largest)
        elif coding == "br":
            body = _limited(_unbrotlied(body), body, largest)
    if len(body) > largest:
        raise TooLarge(f"the body has more than {largest} bytes")
    return body


def _joined(body: bytes) -> bytes:
    """Put the chunks together; what has no chunks stays as it is."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 4096)
        try:
            size = int(body[at : end if end >= 0 else len(body)].split(b";")[0].strip() or b"-", 16)
        except ValueError:
            return b"".join(pieces) if pieces else body
        if end < 0 or size < 0:
            return b"".join(pieces) if pieces else body
        if size == 0:
            break
        pieces.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(pieces)


def _limited(pieces: Iterator[bytes], body: bytes, largest: int) -> bytes:
    """Gather what decodes; nothing of it means that the body was not coded."""
    gathered: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            gathered.append(piece)
            size += len(piece)
            if size > largest:
                raise TooLarge(f"the body has more than {largest} bytes when it is unpacked")
    except (zlib.error, brotli.error):
        pass
    return b"".join(gathered) if size else body


def _inflated(body: bytes, coding: str) -> Iterator[bytes]:
    """Unpack gzip (also of several members) or deflate, with or without zlib's own header."""
    plain = coding == "deflate" and (len(body) < 2 or body[0] & 0x0F != 8 or (body[0] << 8 | body[1]) % 31)
    rest = body
    while rest:
        unpack = zlib.decompressobj(-zlib.MAX_WBITS if plain else zlib.MAX_WBITS | 32)
        while rest and not unpack.eof:
            yield unpack.decompress(rest, _PIECE)
            rest = unpack.unconsumed_tail
        yield unpack.flush(_PIECE)
        rest = unpack.unused_data.lstrip(b"\0")


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    unpack = brotli.Decompressor()
    yield unpack.process(body, output_buffer_limit=_PIECE)
    while not unpack.is_finished():
        piece = unpack.process(b"", output_buffer_limit=_PIECE)
        if not piece:
            return
        yield piece
