"""``python -m cleaners``: clean a file, standard input, or a dump in JSON Lines, and print the result as JSON."""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cleaners import Cleaned, Page, clean_page, clean_text
from cleaners.as_json import to_json
from cleaners.word_lists import RuleError

_HELP = """\
FILE is cleaned as a web page when it looks like one (or --url is given), else as text that was already extracted.

  python -m cleaners article.txt
  python -m cleaners page.html --url https://example.org/2025/12/24/story
  curl -s URL | python -m cleaners - --url URL
  zcat dump.jsonl.gz | python -m cleaners - --jsonl > clean.jsonl

With --jsonl each line of the input is an object with "text", or with "url" and "html" (a string) or "body" (base64 of
the bytes); "domain", "fetched_at" (ISO 8601), "headers" and "id" may be given. Each line of the output is the cleaned
article with the "id"; a line that cannot be read gives {"error": …} in its place, and exit status 1 at the end.
"""


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m cleaners",
        description="Clean news articles: prints title, blocks, metadata and the ledger of what was removed.",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a file, or - for standard input (default)"
    )
    parser.add_argument("--url", help="address of the page: the input is HTML, read in its true encoding")
    parser.add_argument("--domain", help="use the site rules of this domain for a text")
    parser.add_argument("--jsonl", action="store_true", help="the input is JSON Lines of texts or pages")
    options = parser.parse_args(argv)
    try:
        with sys.stdin.buffer if options.file == "-" else Path(options.file).open("rb") as stream:
            return (
                _clean_lines(stream)
                if options.jsonl
                else _clean_one(stream.read(), options.url, options.domain)
            )
    except OSError as error:
        print(f"cleaners: {options.file}: {error.strerror}", file=sys.stderr)
    except RuleError as error:
        print(f"cleaners: a rule file is broken: {error}", file=sys.stderr)
    return 2


def _clean_one(data: bytes, url: str | None, domain: str | None) -> int:
    head = data[:2000].lstrip().lower()
    if url or head.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")):
        cleaned = clean_page(Page(url=url or "", body=data))
    else:
        cleaned = clean_text(data.decode("utf-8", errors="surrogateescape"), domain=domain)
    _write(to_json(cleaned), indent=2)
    return 0


def _clean_lines(stream: BinaryIO) -> int:
    failed = 0
    for number, row in _rows(stream):
        if isinstance(row, str):
            failed += 1
            _write({"error": f"line {number}: {row}"})
            continue
        made = to_json(_clean_row(row))
        _write({"id": row["id"], **made} if "id" in row else made)
    return 1 if failed else 0


def _rows(stream: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Yield each line's number with its object, or with what is wrong with it."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            yield number, f"not JSON: {error}"
            continue
        if not isinstance(row, dict) or not any(
            isinstance(row.get(key), str) for key in ("text", "html", "body")
        ):
            yield number, 'give an object with "text", "html" or "body"'
        else:
            yield number, row


def _clean_row(row: Mapping[str, Any]) -> Cleaned:
    if isinstance(row.get("text"), str):
        domain = row.get("domain")
        return clean_text(row["text"], domain=domain if isinstance(domain, str) else None)
    body = (
        row["html"].encode("utf-8", "surrogatepass")
        if isinstance(row.get("html"), str)
        else _bytes(row["body"])
    )
    headers = row.get("headers")
    return clean_page(
        Page(
            url=str(row.get("url") or ""),
            body=body,
            headers={str(k): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {},
            fetched_at=_instant(row.get("fetched_at")),
        )
    )


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def _instant(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def _write(value: Mapping[str, Any], indent: int | None = None) -> None:
    data = json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace")
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
