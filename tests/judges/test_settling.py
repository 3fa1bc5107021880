"""What is found of a set of articles depends on which articles are stored, and on nothing else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from pipelines.store.session import open_store

from .world import Item, drop, grouping, judged, put, withdraw

WORDS = tuple(
    "الجسر القديم البلدية الصيانة المهندس الطريق الساحل المدرسة المستشفى السوق المحافظة الميناء القطار المطار الحديقة النهر السد القرية "
    "العاصمة الجامعة المصنع الشركة العمال المزارعون القمح الزيتون الأمطار العاصفة الثلوج الكهرباء المياه الوقود الأسعار الليرة المصرف".split()
)
"""So few that articles made of them share keys, repeat each other and are of one story all the time."""


def article(seed: int) -> Item:
    """One of a small world's articles: some are copies, some edited, some of another source, undated, or at the same minute."""
    family, member = divmod(seed, 4)
    chance = random.Random(family)
    words = [chance.choice(WORDS) for _ in range(60)]
    title = " ".join(chance.sample(WORDS, 5))
    own = random.Random(seed)
    for place in own.sample(range(60), (0, 3, 9, 16)[member]):
        words[place] = own.choice(WORDS)
    if member == 1:
        words += [own.choice(WORDS) for _ in range(20)]
    hours = (None, 0, 0, 1, 5, 30)[own.randrange(6)]
    text = " ".join(words) + (". سانا" if family % 3 == 0 else ".")
    return Item(
        f"a{seed}",
        text,
        title,
        ("jannah", "qadim", "atlas")[seed % 3],
        hours,
        seen=own.choice((31, 48)),
        day_only=seed % 5 == 0,
    )


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Iterator[Engine]]:
    folder = tmp_path_factory.mktemp("judged")
    open_store(f"sqlite:///{folder / 'new.db'}").dispose()

    @contextmanager
    def store() -> Iterator[Engine]:
        path = folder / "one.db"
        path.unlink(missing_ok=True)
        shutil.copy(folder / "new.db", path)
        engine = open_store(f"sqlite:///{path}")
        try:
            yield engine
        finally:
            engine.dispose()

    return store


def from_scratch(stores: Callable[[], Iterator[Engine]], items: Sequence[Item]) -> object:
    with stores() as engine:
        put(engine, items)
        judged(engine)
        return grouping(engine)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_order_any_runs_and_removals_in_between_give_the_same(
    stores: Callable[[], Iterator[Engine]], data: st.DataObject
) -> None:
    seeds = data.draw(st.lists(st.integers(0, 23), min_size=4, max_size=16, unique=True))
    gone = set(data.draw(st.lists(st.sampled_from(seeds), max_size=4, unique=True)))
    piece = data.draw(st.sampled_from((1, 2, 5, 200)))
    stay = [article(seed) for seed in seeds if seed not in gone]
    expected = from_scratch(stores, sorted(stay, key=lambda item: item.article_id))
    with stores() as engine:
        for number, seed in enumerate(seeds):
            put(engine, [article(seed)])
            if data.draw(st.booleans()):
                judged(engine, piece=piece)
            leaving = seeds[number // 2]
            if leaving in gone:
                gone.discard(leaving)
                (drop if leaving % 2 else withdraw)(engine, article(leaving))
        for seed in gone:
            (drop if seed % 2 else withdraw)(engine, article(seed))
        judged(engine, piece=piece)
        assert grouping(engine) == expected


def test_the_small_world_has_something_to_find(stores: Callable[[], Iterator[Engine]]) -> None:
    articles, pairs = from_scratch(stores, [article(seed) for seed in range(24)])  # type: ignore[misc]
    assert {kind for _, _, kind, _ in pairs} >= {"near", "wire_copy"}
    assert any(story for _, _, story in articles)
