"""Print a digest of the outcome of each newsroom page: ``python -m tests.flow.digests SHUFFLE [workers]``.

A program of its own, since what it is to show (hash seeds, other processes, another folder of rules) is fixed when one starts.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys

from cleaners.types import Accepted, Hints, Outcome, Page, Rejected
from pipelines.flow import context_for, process
from pipelines.rules_in_use import use_rules
from pipelines.workers import Workers
from seeds.newsroom import Newsroom
from seeds.newsroom.server import key


def pages() -> list[Page]:
    """Return every second article of the newsroom, with the hints that a source gives."""
    newsroom = Newsroom(edition=1)
    asked = [a.url for a in newsroom.articles if a.fate == "stored" or a.fate.startswith("rejected:")]
    hints = Hints(timezone="Asia/Damascus", region="SY", language="ar")
    found = ((url, newsroom.find(key(url))) for url in asked[::2])
    return [Page(url, answer.body, answer.headers, hints=hints) for url, answer in found if answer]


def told(outcome: Outcome) -> dict[str, object]:
    """Return what is compared: the whole outcome, and by which rules it came about."""
    rules = sorted({r.rule_id for r in outcome.cleaned.removals}) if isinstance(outcome, Accepted) else []
    version = outcome.cleaned.rules_version if isinstance(outcome, Accepted) else ""
    reason = str(outcome.verdict.reason) if isinstance(outcome, Rejected) else ""
    digest = hashlib.sha256(repr(outcome).encode("utf-8", "surrogatepass")).hexdigest()
    return {"digest": digest, "rules": rules, "version": version, "reason": reason}


def main() -> None:
    order = pages()
    random.Random(sys.argv[1]).shuffle(order)
    context = context_for("ar")
    if "workers" in sys.argv[2:]:
        with Workers("pipelines.flow:process", count=2, timeout=60) as workers:
            futures = [workers.submit(page, context) for page in order]
            outcomes = [future.result().outcome for future in futures]
    else:
        use_rules()
        outcomes = [process(page, context) for page in order]
    found = {page.url: told(outcome) for page, outcome in zip(order, outcomes, strict=True)}
    print(json.dumps(found, sort_keys=True))


if __name__ == "__main__":
    main()
