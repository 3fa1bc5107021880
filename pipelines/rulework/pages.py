"""The visible lines of an archived page, read in a worker: what stands beside the article is in no stored text."""

from __future__ import annotations

from cleaners.dom import parse
from cleaners.encoding import decode
from cleaners.extract.segments import read
from cleaners.repair import repair
from cleaners.types import Accepted, Cleaned, Outcome, Page
from pipelines.flow import Context

LINKED = 0.3
"""A line of which so much is links leads elsewhere: a menu, a teaser."""
MOST = 2000
"""Lines that are looked at of a page."""


def process(page: Page, context: Context) -> Outcome:
    """Return the page's lines, one a line of ``source``, without those that are links; for ``pipelines.workers``."""
    lines: list[str] = []
    if context.form == "html":
        decoded = decode(page.body, page.header("Content-Type"))
        if not decoded.problem:
            for segment in read(parse(decoded.text)).segments[:MOST]:
                if segment.link_chars <= LINKED * len(segment.text):
                    lines.append(" ".join(repair(segment.text).text.split()))
    return Accepted(Cleaned("\n".join(lines), (), None, None, (), (), None, "", ""), ())
