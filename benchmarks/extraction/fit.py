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
from cleaners.extract import OPINIONS, look
from cleaners.extract.align import share_kept
from cleaners.extract.features import Described
from cleaners.extract.segments import Reading
from cleaners.extract.vote import elect, first_vote, second_features, second_vote

FOLDS = 5
RIDGE = 1.0
WEIGHTS = Path(__file__).parents[2] / "cleaners" / "extract" / "weights.json"


@dataclass(slots=True)
class Sample:
    page: GoldPage
    reading: Reading
    described: list[Described]
    labels: np.ndarray
    weight: np.ndarray
    fold: int


def sample(page: GoldPage) -> Sample:
    hush()
    looked = look(page.body().decode("utf-8", "replace"))
    labels = np.array(share_kept(looked.reading.segments, looked.keys, page.gold)) >= 0.5
    sizes = np.array([len(s.text) ** 0.8 + 3 for s in looked.reading.segments])
    weight = (
        sizes / max(200.0, sizes[labels].sum() + 0.3 * sizes[~labels].sum()) * 200 if len(sizes) else sizes
    )
    host = urlsplit(page.url).hostname or page.id
    fold = zlib.crc32(".".join(host.split(".")[-2:]).encode()) % FOLDS
    return Sample(page, looked.reading, looked.described, labels, weight, fold)


def regress(rows: list[dict[str, float]], labels: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    """Fit a ridge logistic regression by Newton's method; returns weights by feature name."""
    names = sorted({name for row in rows for name in row})
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)), dtype=np.float64)
    for i, row in enumerate(rows):
        for name, value in row.items():
            x[i, column[name]] = value
    y = labels.astype(np.float64)
    w = np.zeros(len(names))
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + RIDGE * w
        curve = weight * np.maximum(p * (1 - p), 1e-5)
        step = np.linalg.solve(x.T @ (x * curve[:, None]) + RIDGE * np.eye(len(names)), gradient)
        w -= step
        if np.abs(step).max() < 5e-3:
            break
    return {name: round(float(w[i]), 4) for name, i in column.items() if abs(w[i]) >= 5e-4}


def _first(samples: list[Sample]) -> dict[str, float]:
    rows = [one.own | one.place for s in samples for one in s.described]
    return regress(
        rows, np.concatenate([s.labels for s in samples]), np.concatenate([s.weight for s in samples])
    )


def _second(samples: list[Sample], votes: dict[str, list[float]]) -> dict[str, float]:
    rows = [
        row for s in samples for row in second_features(s.reading, s.described, votes[s.page.id], OPINIONS)
    ]
    return regress(
        rows, np.concatenate([s.labels for s in samples]), np.concatenate([s.weight for s in samples])
    )


def fit(samples: list[Sample]) -> dict[str, dict[str, float]]:
    """Fit both votes; the second on first votes made without the page's own fold."""
    votes: dict[str, list[float]] = {}
    for fold in sorted({s.fold for s in samples}):
        weight = _first([s for s in samples if s.fold != fold])
        for s in samples:
            if s.fold == fold:
                votes[s.page.id] = first_vote(weight, s.described)
    return {"first": _first(samples), "second": _second(samples, votes)}


def text_by(weights: dict[str, dict[str, float]], s: Sample) -> str:
    votes = first_vote(weights["first"], s.described)
    chances = second_vote(weights["second"], second_features(s.reading, s.described, votes, OPINIONS))
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
        samples = [s for s in pool.map(sample, pages, chunksize=8) if s.described]
    if not args.no_check:
        scores = {}
        for fold in range(FOLDS):
            weights = fit([s for s in samples if s.fold != fold])
            for s in samples:
                if s.fold == fold:
                    scores[s.page.id] = score(s.page.gold, text_by(weights, s), s.page.lang)
        print("every page by weights that never saw its site:")
        for name in sorted({s.page.set for s in samples}):
            got = summarize([scores[s.page.id] for s in samples if s.page.set == name])
            print(
                f"  {name:14} P {got.precision:.3f}  R {got.recall:.3f}  F1 {got.f1:.3f}  exact {got.exact:.0%}"
            )
    WEIGHTS.write_text(json.dumps(fit(samples), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
