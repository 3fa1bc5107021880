"""How long the search, a list and the changes take on a store of many articles: ``python -m benchmarks.search [ARTICLES] [DATABASE_URL]``.

The articles are made of invented words, as often as words of a language are (Zipf) and with the particles that Arabic writes onto them, so that common and rare words, phrases
and beginnings cost what they cost with real ones. The store is made in a temporary folder, or in the (empty) database that is named; each question is asked three times, the best counts.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from pipelines.reading.search import Filters, search
from pipelines.reading.table import changes
from pipelines.store.models import ArticleRow, CounterRow, RevisionRow, RunRow, SearchRow
from pipelines.store.rows import article_id_of, sha256
from pipelines.store.searchable import listed, words_of
from pipelines.store.session import open_store

LETTERS = "ابتجحدرسشصعفقكلمنهوي"
PARTICLES = ("", "", "", "ال", "ال", "و", "ب", "وال", "لل")
NOON = datetime(2024, 1, 1, tzinfo=UTC)
PIECE = 500


def vocabulary(rng: random.Random, size: int = 30_000) -> tuple[list[str], list[float]]:
    words = list(dict.fromkeys("".join(rng.choices(LETTERS, k=rng.randint(3, 6))) for _ in range(size)))
    return words, list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))


def articles(
    count: int, words: list[str], weights: list[float], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Title and text, of 100 to 600 words in paragraphs of 40."""
    for _ in range(count):
        chosen = rng.choices(words, cum_weights=weights, k=rng.randint(100, 600))
        said = [rng.choice(PARTICLES) + word for word in chosen]
        paragraphs = (" ".join(said[start : start + 40]) + "." for start in range(0, len(said), 40))
        yield " ".join(said[:8]), "\n\n".join(paragraphs)


def fill(engine: Engine, made: Iterator[tuple[str, str]], rng: random.Random) -> None:
    run: dict[str, Any] = dict.fromkeys(("resumes", "finished_at"))
    run |= {
        "run_id": "bench",
        "number": 1,
        "command": "bench",
        "status": "finished",
        "started_at": NOON,
        "pid": 1,
    }
    run |= {"host": "", "cleaner_version": "", "rules_version": "", "sources": [], "settings": {}}
    with engine.begin() as connection:
        connection.execute(insert(RunRow), [run])
    numbers = itertools.count(1)
    while piece := list(itertools.islice(made, PIECE)):
        rows: list[tuple[dict[str, Any], ...]] = [
            _rows(next(numbers), title, body, rng) for title, body in piece
        ]
        with engine.begin() as connection:
            for table, values in zip(
                (ArticleRow, RevisionRow, SearchRow), zip(*rows, strict=True), strict=True
            ):
                connection.execute(insert(table), list(values))
    with engine.begin() as connection:
        connection.execute(insert(CounterRow).values(name="changes", value=next(numbers) - 1))
        connection.execute(text("ANALYZE"))


def _rows(number: int, title: str, body: str, rng: random.Random) -> tuple[dict[str, Any], ...]:
    url, source = f"http://s{number % 40}.example/{number}", f"s{number % 40}"
    seen = NOON + timedelta(minutes=rng.randrange(1_000_000))
    article = {
        "article_id": article_id_of(url),
        "source": source,
        "canonical_url": url,
        "canonical_key": url,
        "key": url,
    }
    article |= {
        "url": url,
        "nearness": 0,
        "revision": 1,
        "first_seen_at": seen,
        "last_seen_at": seen,
        "change": number,
    }
    empty: dict[str, Any] = {
        name: []
        for name in (
            "blocks",
            "translations",
            "repairs",
            "verdicts",
            "authors",
            "tags",
            "attribution",
            "flags",
            "shadow",
        )
    }
    revision = {
        "article_id": article["article_id"],
        "revision": 1,
        "reason": "first_seen",
        "run_id": "bench",
        **empty,
    }
    revision |= {
        "created_at": seen,
        "key": url,
        "title": title,
        "text": body,
        "source_text": body,
        "language": "ar",
    }
    revision |= {
        "word_count": body.count(" ") + 1,
        "extractor": "",
        "confidence": 1.0,
        "left_out": 0.0,
        "rules_version": "",
    }
    revision |= {"cleaner_version": "", "text_sha256": sha256(body)}
    row = {"number": number, "article_id": article["article_id"], "source": source, "language": "ar"}
    return article, revision, {**row, **words_of(title, body), **listed([], None, seen)}


def best(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begun)
    return min(times)


def main(count: int, url: str) -> None:
    rng = random.Random(7)
    words, weights = vocabulary(rng)
    engine = open_store(url)
    begun = time.perf_counter()
    fill(engine, articles(count, words, weights, rng), rng)
    print(f"{count} articles on {engine.dialect.name}, made in {time.perf_counter() - begun:.0f} s")
    questions = {
        "the newest, no words": ("", Filters()),
        "the newest of one source": ("", Filters(source="s3")),
        "a very common word": (words[0], Filters()),
        "a common word": (words[20], Filters()),
        "a rare word": (words[5000], Filters()),
        "two common words": (f"{words[5]} {words[9]}", Filters()),
        "a phrase": (f'"{words[0]} {words[1]}"', Filters()),
        "a beginning": (f"{words[20][:3]}*", Filters()),
        "a common word but not another": (f"{words[20]} -{words[3]}", Filters()),
        "a common word of one source": (words[20], Filters(source="s3")),
    }
    with Session(engine) as session:
        for name, (typed, filters) in questions.items():
            found = search(session, typed, filters).found
            seconds = best(lambda typed=typed, filters=filters: search(session, typed, filters))  # type: ignore[misc]
            print(f"{name:32}{found.count:6}{'+' if found.more else ' '}{seconds * 1000:8.0f} ms")
        print(
            f"{'100 changes, whole rows':39}{best(lambda: changes(session, count // 2, 100)) * 1000:8.0f} ms"
        )
    engine.dispose()


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    if len(sys.argv) > 2:
        main(size, sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(size, f"sqlite:///{folder}/naqi.db")
