"""Runs extractors over pages, one after the other on each page so that all meet the same machine."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from benchmarks.extraction import peers
from benchmarks.extraction.metric import Score, score
from benchmarks.extraction.pages import GoldPage


@dataclass(frozen=True, slots=True)
class Result:
    """One extractor on one page."""

    extractor: str
    page: GoldPage
    score: Score
    seconds: float
    """Processor time: what else the machine does meanwhile is nobody's cost, and no extractor uses a second core."""
    text: str
    error: str = ""


def _warm_up(extractors: dict[str, peers.Extractor], page: GoldPage) -> None:
    html = page.body().decode("utf-8", "replace")
    for extractor in extractors.values():
        try:
            extractor(page, html)
        except Exception:
            continue


def run_pages(names: tuple[str, ...], pages: list[GoldPage]) -> list[Result]:
    """Run the named extractors on every page, in this process."""
    peers.hush()
    extractors, _ = peers.choose(names)
    results: list[Result] = []
    if pages:
        _warm_up(extractors, pages[0])  # imports and caches are not the first page's cost
    for page in pages:
        html = page.body().decode("utf-8", "replace")
        for name, extractor in extractors.items():
            error = ""
            start = time.process_time()
            try:
                text = extractor(page, html)
            except Exception as problem:  # a peer that fails on a page has extracted nothing from it
                text, error = "", f"{type(problem).__name__}: {problem}"
            seconds = time.process_time() - start
            results.append(Result(name, page, score(page.gold, text, page.lang), seconds, text, error))
    return results


def run(names: tuple[str, ...], pages: list[GoldPage], processes: int = 1) -> list[Result]:
    """Run over all pages, shared out over ``processes``; the order of results is the order of pages."""
    if processes <= 1:
        return run_pages(names, pages)
    shares = [pages[i::processes] for i in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        parts = list(pool.map(run_pages, [names] * processes, shares))
    place = {page.id: i for i, page in enumerate(pages)}
    return sorted((r for part in parts for r in part), key=lambda r: place[r.page.id])
