"""Fits the weights of ``cleaners/extract/vote.py`` on pages with gold text: ``python -m benchmarks.extraction.fit DATA_DIR``.

A segment's label is whether gold holds its letters. Each page weighs the same and a segment weighs by its length, as in
the metric. The second vote is fitted on first votes of pages that the first had not seen (folds by site), else it would
trust the first too much. What is printed is measured the same way: every page judged by weights that never saw its site.
"""

from __future__ import annotations

import argparse
import json
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from benchmarks.extraction.metric import score, summarize
from benchmarks.extraction.pages import GoldPage, load_pages
from benchmarks.extraction.peers import hush
from cleaners.extract import ask, look
from cleaners.extract.align import share_kept
from cleaners.extract.features import Described
from cleaners.extract.segments import Reading
from cleaners.extract.vote import THRESHOLD, elect, first_vote, second_features, second_vote

FOLDS = 5
RIDGE = 1.0
WEIGHTS = Path(__file__).parents[2] / "cleaners" / "extract" / "weights.json"
VOTERS = ("alone", "asked")
Fitted = dict[str, dict[str, float]]


@dataclass(slots=True)
class Sample:
    page: GoldPage
    reading: Reading
    described: dict[str, list[Described]]
    labels: np.ndarray
    weight: np.ndarray
    fold: int


def sample(page: GoldPage) -> Sample:
    hush()
    html = page.body().decode("utf-8", "replace")
    looked = look(html)
    segments = looked.reading.segments
    labels = np.array(share_kept(segments, looked.keys, page.gold)) >= 0.5
    sizes = np.array([len(s.text) ** 0.8 + 3 for s in segments])
    weight = (
        sizes / max(200.0, sizes[labels].sum() + 0.3 * sizes[~labels].sum()) * 200 if len(sizes) else sizes
    )
    host = urlsplit(page.url).hostname or page.id
    fold = zlib.crc32(".".join(host.split(".")[-2:]).encode()) % FOLDS
    return Sample(
        page, looked.reading, {"alone": looked.described, "asked": ask(looked, html)}, labels, weight, fold
    )


def regress(
    rows: list[dict[str, float]],
    labels: np.ndarray,
    weight: np.ndarray,
    start: dict[str, float] | None = None,
) -> dict[str, float]:
    """Fit a ridge logistic regression by Newton's method; returns weights by feature name."""
    names = sorted({name for row in rows for name in row})
    column = {name: i for i, name in enumerate(names)}
    at = np.array([column[name] for row in rows for name in row])
    line = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    x = np.zeros((len(rows), len(names)), dtype=np.float32)
    x[line, at] = np.fromiter(
        (value for row in rows for value in row.values()), dtype=np.float32, count=len(at)
    )
    y = labels.astype(np.float32)
    w = np.array([(start or {}).get(name, 0.0) for name in names])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w.astype(np.float32), -30, 30)))
        gradient = x.T @ (weight * (p - y)).astype(np.float32) + RIDGE * w
        curve = np.sqrt(weight * np.maximum(p * (1 - p), 1e-5)).astype(np.float32)
        scaled = x * curve[:, None]
        step = np.linalg.solve((scaled.T @ scaled).astype(np.float64) + RIDGE * np.eye(len(names)), gradient)
        w -= step
        if np.abs(step).max() < 1e-2:
            break
    return {name: round(float(w[i]), 4) for name, i in column.items() if abs(w[i]) >= 5e-4}


def _together(samples: list[Sample]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([s.labels for s in samples]), np.concatenate([s.weight for s in samples])


def _first(samples: list[Sample], voters: str, start: dict[str, float] | None) -> dict[str, float]:
    rows = [one.own | one.place for s in samples for one in s.described[voters]]
    return regress(rows, *_together(samples), start)


def fit(samples: list[Sample], voters: str, start: Fitted | None = None) -> Fitted:
    """Fit both votes; the second on first votes made without the page's own fold."""
    start = start or {}
    whole = _first(samples, voters, start.get("first"))
    votes: dict[str, list[float]] = {}
    for fold in sorted({s.fold for s in samples}):
        weight = _first([s for s in samples if s.fold != fold], voters, whole)
        for s in samples:
            if s.fold == fold:
                votes[s.page.id] = first_vote(weight, s.described[voters])
    # All rows are fitted, those too that the first vote would decide alone: the second shall know what hopeless looks like.
    rows = [
        row or {}
        for s in samples
        for row in second_features(s.reading, s.described[voters], votes[s.page.id], 0.0)
    ]
    return {"first": whole, "second": regress(rows, *_together(samples), start.get("second"))}


def chances_by(fitted: Fitted, s: Sample, voters: str) -> list[float]:
    votes = first_vote(fitted["first"], s.described[voters])
    return second_vote(fitted["second"], second_features(s.reading, s.described[voters], votes))


def text_of(s: Sample, chances: list[float]) -> str:
    return "\n".join(
        g.text for g, kept in zip(s.reading.segments, elect(s.reading, chances), strict=True) if kept
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-check", action="store_true", help="fit only, without the cross-validation")
    args = parser.parse_args()
    pages = [page for page in load_pages(args.data) if page.kind == "full"]
    with ProcessPoolExecutor(args.processes) as pool:
        samples = [s for s in pool.map(sample, pages, chunksize=8) if s.reading.segments]
    out: Fitted = {}
    for voters in VOTERS:
        fitted = fit(samples, voters)
        out |= {f"{voters}.{vote}": fitted[vote] for vote in ("first", "second")}
        if not args.no_check:
            check(samples, voters, fitted)
    WEIGHTS.write_text(json.dumps(out, indent=1, sort_keys=True) + "\n", "utf-8")


def check(samples: list[Sample], voters: str, start: Fitted) -> None:
    """Print what the vote scores on pages whose site the weights never saw."""
    scores = {}
    for fold in range(FOLDS):
        fitted = fit([s for s in samples if s.fold != fold], voters, start)
        for s in samples:
            if s.fold == fold:
                text = text_of(s, chances_by(fitted, s, voters))
                scores[s.page.id] = score(s.page.gold, text, s.page.lang)
    print(f"{voters}, threshold {THRESHOLD}: every page by weights that never saw its site", flush=True)
    for name in sorted({s.page.set for s in samples}):
        got = summarize([scores[s.page.id] for s in samples if s.page.set == name])
        print(
            f"  {name:14} P {got.precision:.3f}  R {got.recall:.3f}  F1 {got.f1:.3f}  exact {got.exact:.0%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
