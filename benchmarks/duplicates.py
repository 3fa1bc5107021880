"""How well near-duplicates are found, and what it costs with many articles.

``python -m benchmarks.duplicates [TEXTS] [--texts 500] [--articles 100000]`` takes news texts (JSON Lines, also gzipped, with ``title`` and
``text``; without any it makes them from the newsroom's sentences), edits each of them in several ways, stores originals and edits in
a SQLite store and settles it as a run does. Found is an edit whose ``duplicate_of`` is its original (or what that repeats); wrong is one that
is given to another, and each filled-in form and each report in other words that is given to any. Then it fills a store with generated
articles, a tenth of them edited copies, in twenty rounds, and measures settling after each round, and the process's memory.

Everything is drawn with a fixed seed, so the numbers come out again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from cleaners.types import Block, BlockKind, Cleaned, Dated, Span
from pipelines.store import rows, unjudged
from pipelines.store.judging import settle
from pipelines.store.models import ArticlePairRow, ArticleRow, RevisionRow, RunRow
from pipelines.store.session import open_store
from seeds.newsroom import Newsroom

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
MARKS = "\u064e\u064f\u0650\u0652\u0651"
_WORD = re.compile(r"\w+")
ROUNDS = 20


@dataclass(frozen=True)
class Text:
    """One article, as far as the judges look."""

    name: str
    title: str
    text: str
    source: str = "one"
    hours: float = 0

    @property
    def url(self) -> str:
        return f"http://{self.source}.example/{self.name}"


# Texts ---------------------------------------------------------------------------------------------------------------


def given(path: Path, number: int) -> list[Text]:
    """Read some texts of at least 40 words from a file, spread over all of it."""
    data = path.read_bytes()
    every = [
        json.loads(line) for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    ]
    long = [each for each in every if len(_WORD.findall(each["text"])) >= 40]
    chosen = long[:: max(1, len(long) // number)][:number]
    return [Text(f"t{n}", each["title"], each["text"]) for n, each in enumerate(chosen)]


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return the newsroom's words and how often they come, added up."""
    counted: dict[str, int] = {}
    for article in Newsroom(1).articles:
        for word in re.findall(r"[\u0621-\u064a]{2,}", article.title + " " + " ".join(article.paragraphs)):
            counted[word] = counted.get(word, 0) + 1
    return list(counted), list(accumulate(counted.values()))


def made(number: int, chance: random.Random, words: int = 90) -> list[Text]:
    """Make texts of the newsroom's words, as often as it uses them."""
    known, weights = vocabulary()

    def some(count: int) -> str:
        return " ".join(chance.choices(known, cum_weights=weights, k=count))

    return [
        Text(
            f"m{n}",
            some(8),
            ".\n".join(some(words // 5) for _ in range(5)) + ".",
            "one",
            chance.uniform(0, 60 * 24),
        )
        for n in range(number)
    ]


# Edits ---------------------------------------------------------------------------------------------------------------

Edit = Callable[[Text, random.Random, Sequence[str]], Text]


def words_changed(share: float) -> Edit:
    def edit(text: Text, chance: random.Random, known: Sequence[str]) -> Text:
        pieces = re.split(r"(\s+)", text.text)
        for place in range(0, len(pieces), 2):
            if chance.random() < share:
                pieces[place] = chance.choice(known)
        return replace(text, text="".join(pieces))

    return edit


def diacritics_added(text: Text, chance: random.Random, known: Sequence[str]) -> Text:
    return replace(text, text=re.sub(r"[\u0628-\u064a]", lambda m: m[0] + chance.choice(MARKS), text.text))


def title_changed(text: Text, chance: random.Random, known: Sequence[str]) -> Text:
    return replace(text, title=" ".join(chance.choices(known, k=8)))


def spelling_changed(text: Text, chance: random.Random, known: Sequence[str]) -> Text:
    return replace(text, text=text.text.translate(str.maketrans("أإآىة", "ااايه")))


def paragraph_added(text: Text, chance: random.Random, known: Sequence[str]) -> Text:
    return replace(text, text=text.text + "\n" + " ".join(chance.choices(known, k=40)) + ".")


def half_left(text: Text, chance: random.Random, known: Sequence[str]) -> Text:
    words = text.text.split()
    return replace(text, text=" ".join(words[: max(45, len(words) // 2)]))


EDITS: dict[str, Edit] = {
    "5 % of words changed": words_changed(0.05),
    "10 % of words changed": words_changed(0.10),
    "20 % of words changed": words_changed(0.20),
    "diacritics added": diacritics_added,
    "title changed": title_changed,
    "hamza, ya, ta marbuta without marks": spelling_changed,
    "a paragraph of 40 words added": paragraph_added,
    "the first half only": half_left,
}

# Forms with places for figures and names, filled in differently: never duplicates. All written for the purpose.
DAYS = "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت".split()
CITIES = (
    "حلب حمص اللاذقية طرطوس دير الزور درعا السويداء القنيطرة إدلب الرقة عمّان بغداد بيروت تونس صنعاء".split()
)
FORMS = (
    "تتوقع دائرة الأرصاد أن يكون الطقس اليوم {day} غائماً جزئياً إلى غائم فوق المرتفعات، وأن تبقى الحرارة حول معدلاتها. وتسجل {a} {n1} درجة "
    "نهاراً و{n2} درجات ليلاً، و{b} {n3} درجة نهاراً و{n4} درجات ليلاً، و{c} {n5} درجة. وتكون الرياح غربية معتدلة السرعة بين {n6} و{n7} كيلومتراً "
    "في الساعة، والبحر خفيف ارتفاع الموج.",
    "سجل سعر صرف الدولار في السوق اليوم {day} {n1} ليرة للشراء و{n2} ليرة للمبيع، فيما بلغ سعر صرف اليورو {n3} ليرة للشراء و{n4} ليرة للمبيع. "
    "وفي سوق الذهب سجل الغرام من عيار واحد وعشرين {n5} ليرة، ومن عيار ثمانية عشر {n6} ليرة، وبلغ سعر الأونصة {n7} دولاراً بحسب نشرة الجمعية "
    "الحرفية للصياغة التي دعت الباعة إلى التقيد بالتسعيرة.",
    "مواقيت الصلاة اليوم {day} في مدينة {a} وضواحيها بالتوقيت المحلي: الفجر الساعة {n1}:{n2} والشروق الساعة {n3}:{n4} والظهر الساعة {n5}:{n6} "
    "والعصر الساعة {n7}:{n1} والمغرب الساعة {n2}:{n3} والعشاء الساعة {n4}:{n5}، وعلى القاطنين خارج المدينة مراعاة فرق التوقيت بحسب الجدول "
    "الذي تصدره مديرية الأوقاف كل شهر.",
    "فاز {a} على ضيفه {b} بنتيجة {n1} مقابل {n2} في المباراة التي جمعتهما {day} على ملعب {a} ضمن الجولة {n3} من الدوري، وسجل لاعب {a} الهدف الأول في "
    "الدقيقة {n4} قبل أن يدرك {b} التعادل في الدقيقة {n5}، ثم حسم {a} النتيجة في الدقيقة {n6}. ورفع {a} رصيده إلى {n7} نقطة في حين تجمد رصيد {b}.",
)
# One event told twice in other words, its names and figures the same: a story, and no duplicates.
EVENTS = (
    (
        "أخمدت فرق الإطفاء في {a} فجر {day} حريقاً شب في مستودع للأقمشة وسط المدينة، وأسعفت {n1} من العمال إلى المستشفى. وقال قائد الفوج إن أسباب "
        "الحريق ما تزال مجهولة وإن التحقيق بدأ، فيما قدرت غرفة التجارة الخسائر الأولية بنحو {n2} مليون ليرة.",
        "التهمت النيران {day} محتويات مخزن أقمشة في {a}، ونقل {n1} أشخاص للعلاج بعد استنشاقهم الدخان. ولم يعرف بعد كيف اندلع الحريق بحسب فوج الإطفاء "
        "الذي سيطر عليه خلال ساعتين، وتحدث تجار السوق عن أضرار تصل إلى {n2} مليون ليرة مطالبين بتعويضهم.",
    ),
    (
        "افتتح محافظ {a} {day} جسراً جديداً يربط ضفتي النهر بكلفة {n2} مليون دولار، بعد أعمال استمرت {n1} شهراً. وأوضح أن الجسر سيخفف الازدحام عن "
        "مدخل المدينة الشمالي ويختصر الطريق على سكان القرى المجاورة.",
        "صار بإمكان سيارات الأهالي في {a} عبور النهر على جسر آخر دشنته المحافظة {day}. المشروع الذي كلف {n2} مليون دولار تأخر تسليمه مرتين قبل أن ينجز في "
        "{n1} شهراً، ويأمل المزارعون شمال المدينة أن ينقلوا محاصيلهم بلا انتظار طويل.",
    ),
)


def filled(form: str, chance: random.Random) -> str:
    cities = chance.sample(CITIES, 3)
    figures = {f"n{n}": chance.randrange(3, 99) for n in range(1, 8)}
    return form.format(a=cities[0], b=cities[1], c=cities[2], day=chance.choice(DAYS), **figures)


def negatives(number: int, chance: random.Random) -> dict[str, list[Text]]:
    """Return texts none of which repeats another: forms filled in differently, and events in two wordings."""
    forms = [
        Text(f"f{n}", "نشرة اليوم", filled(FORMS[n % len(FORMS)], chance), "one", n) for n in range(number)
    ]
    rewritten = []
    for n in range(number // 2):
        facts = random.Random(chance.random())
        state = facts.getstate()
        for side, wording in enumerate(EVENTS[n % len(EVENTS)]):
            facts.setstate(state)
            rewritten.append(Text(f"e{n}-{side}", "", filled(wording, facts), ("one", "two")[side], n * 100))
    return {"the same form, filled in anew": forms, "the same event in other words": rewritten}


# Stores --------------------------------------------------------------------------------------------------------------


def new_store(folder: Path, name: str) -> Engine:
    engine = open_store(f"sqlite:///{folder / name}")
    with Session(engine) as session, session.begin():
        session.add(
            RunRow(
                run_id="run", number=1, command="import", status="finished", started_at=AT, finished_at=AT, pid=1,
                host="here", cleaner_version="1", rules_version="r", sources=[], settings={},
            )
        )  # fmt: skip
    return engine


def store(engine: Engine, texts: Sequence[Text]) -> None:
    articles, revisions = [], []
    for each in texts:
        article_id, at = rows.article_id_of(each.url), AT + timedelta(hours=each.hours)
        made_of = Cleaned(
            source="", repairs=(), title=each.title or None, title_span=None, removals=(), language="ar",
            blocks=(Block(BlockKind.PARAGRAPH, each.text, Span(0, 0)),), rules_version="r", cleaner_version="1",
            published=Dated(at, "", "jsonld", "minute"),
        )  # fmt: skip
        columns = rows.revision_columns(made_of, ()) | {"blocks": []}
        articles.append(
            {
                "article_id": article_id, "source": each.source, "canonical_url": each.url, "canonical_key": each.url, "key": each.url,
                "url": each.url, "nearness": 0, "revision": 1, "first_seen_at": at + timedelta(minutes=30),
                "last_seen_at": at + timedelta(minutes=30),
            }
        )  # fmt: skip
        revisions.append(
            {
                "article_id": article_id, "revision": 1, "reason": "first_seen", "run_id": "run", "created_at": AT, "key": each.url,
                "raw_sha256": None, "archive_ref": None, **columns,
            }
        )  # fmt: skip
    with Session(engine) as session, session.begin():
        session.execute(insert(ArticleRow), articles)
        session.execute(insert(RevisionRow), revisions)
        unjudged.mark(session.connection(), [each["article_id"] for each in articles])


def repeated(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        found = select(ArticleRow.article_id, ArticleRow.duplicate_of).where(
            ArticleRow.duplicate_of.is_not(None)
        )
        return dict(session.execute(found).all())  # type: ignore[arg-type]


# Measuring -----------------------------------------------------------------------------------------------------------


def measure_edits(folder: Path, texts: Sequence[Text]) -> Iterator[tuple[str, int, int, int]]:
    """Yield for each way of editing: how many edits, how many were found, and how many were given to another article."""
    known = sorted({word for text in texts for word in text.text.split()})
    for number, (name, edit) in enumerate(EDITS.items()):
        chance = random.Random(number)
        engine = new_store(folder, f"edits{number}.db")
        edits = [replace(edit(each, chance, known), source="two", hours=each.hours + 1) for each in texts]
        store(engine, [*texts, *edits])
        settle(engine)
        of = repeated(engine)
        engine.dispose()
        found = wrong = 0
        for before, after in zip(texts, edits, strict=True):
            original = rows.article_id_of(before.url)
            given_to = of.get(rows.article_id_of(after.url))
            if given_to is not None:
                right = given_to in (original, of.get(original))
                found, wrong = found + right, wrong + (not right)
        yield name, len(edits), found, wrong


def measure_negatives(folder: Path, number: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield for each kind of texts that repeat nothing: how many, how many were called duplicates, how many are in a story."""
    for place, (name, texts) in enumerate(negatives(number, random.Random(7)).items()):
        engine = new_store(folder, f"negatives{place}.db")
        store(engine, texts)
        settle(engine)
        with Session(engine) as session:
            together = session.scalars(select(ArticlePairRow.kind)).all()
        yield name, len(texts), len(repeated(engine)), sum(kind == "rewrite" for kind in together)
        engine.dispose()


def measure_many(folder: Path, number: int) -> dict[str, Any]:
    """Fill a store in rounds of three days each and settle after each round; a tenth are edited copies of that round's others."""
    chance = random.Random(1)
    known, _ = vocabulary()
    engine = new_store(folder, "many.db")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds: list[float] = []
    busy = 0.0
    stored = judged = copied = 0
    for turn in range(ROUNDS):
        size = number // ROUNDS
        texts = [
            replace(each, name=f"{each.name}-{turn}", hours=turn * 72 + each.hours / 20)
            for each in made(size - size // 10, chance)
        ]
        copies = [
            replace(
                words_changed(0.1)(each, chance, known),
                name=f"{each.name}-copy",
                source="two",
                hours=each.hours + 1,
            )
            for each in chance.sample(texts, size // 10)
        ]
        store(engine, [*texts, *copies])
        stored, copied = stored + size, copied + len(copies)
        began, cpu = time.perf_counter(), time.process_time()
        judged += settle(engine).judged
        seconds.append(time.perf_counter() - began)
        busy += (spent := time.process_time() - cpu)
        print(
            f"  {stored:>7} articles: {seconds[-1]:6.1f} s, of the processor {spent:5.1f} s",
            file=sys.stderr,
            flush=True,
        )
    began = time.perf_counter()
    settle(engine)
    idle = time.perf_counter() - began
    found = repeated(engine)
    engine.dispose()
    return {
        "articles": stored, "seconds": round(sum(seconds), 1), "processor": round(busy, 1), "first round": round(seconds[0], 1),
        "last round": round(seconds[-1], 1), "judged": judged, "nothing to do": round(idle, 3), "copies": copied,
        "found": len(found), "MB before": before // 1024, "MB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "MB of the file": (folder / "many.db").stat().st_size >> 20,
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print tables in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="TEXTS", help="JSON Lines with title and text")
    parser.add_argument("--texts", type=int, default=500, help="how many texts are edited (500)")
    parser.add_argument("--articles", type=int, default=100_000, help="in the large store (100000; 0: none)")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="naqi-bench-") as name:
        folder = Path(name)
        texts = given(asked.path, asked.texts) if asked.path else made(asked.texts, random.Random(0))
        if asked.texts:
            print(f"\n{len(texts)} texts from {asked.path.name if asked.path else 'the newsroom’s words'}\n")
            print("| edit | edits | recall | precision |\n|---|---|---|---|")
            for what, number, found, wrong in measure_edits(folder, texts):
                print(
                    f"| {what} | {number} | {found / number:.3f} | {found / max(1, found + wrong):.3f} |",
                    flush=True,
                )
            print("\n| no duplicates | texts | called duplicates | told as one story |\n|---|---|---|---|")
            for what, number, wrong, together in measure_negatives(folder, asked.texts):
                print(f"| {what} | {number} | {wrong} | {together} |", flush=True)
        if asked.articles:
            print(f"\n{json.dumps(measure_many(folder, asked.articles))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
