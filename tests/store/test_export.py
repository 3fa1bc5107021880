"""Exports: the same data in every format, of one moment, by filters, and what changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Block, BlockKind, Dated, Span, Translation
from pipelines.exporting import reading
from pipelines.exporting.errors import CannotExport
from pipelines.exporting.lines import BOM
from pipelines.exporting.order import Order, chosen
from pipelines.exporting.running import Exported, export
from pipelines.exporting.selection import Selection, span_of
from pipelines.store import forget
from pipelines.store.contract import BY_NAME, COLUMNS, CONTRACT
from pipelines.store.models import ArticleRow, RevisionRow

from .conftest import NOON, Store, accepted, on_sqlite
from .exported import articles_of, from_csv, in_the_store, manifest_of, removals_of

HOST = "https://jannah.example"
ODD = 'قال: "نعم"، ثم\u2028صمت\nو\tعاد \x00\r\nأخيرا\x85.'
FORMATS = [
    ("parquet", None),
    ("jsonl", None),
    ("jsonl", "gz"),
    ("jsonl", "zst"),
    ("csv", None),
    ("csv", "gz"),
]

Make = Callable[..., Exported]


def dated(moment: str, precision: str = "minute") -> Dated:
    return Dated(datetime.fromisoformat(moment), moment, "jsonld", precision)  # type: ignore[arg-type]


def made(body: str = "هطلت أمطار غزيرة على الساحل.", **told: Any) -> Accepted:
    article = accepted(body)
    return replace(article, cleaned=replace(article.cleaned, **told))


ARTICLES = {
    "/plain": made(published=dated("2026-03-05T07:15:00+00:00"), tags=("طقس", "الساحل")),
    "/day": made("أغلقت المدارس.", published=dated("2026-03-01T00:00:00+00:00", "day"), flags=("truncated",)),
    "/old": made("نص قديم.", published=dated("2025-12-31T23:59:59.999999+00:00", "second"), language="fa"),
    "/undated": made("نص بلا تاريخ.", title=None, language=None, flags=("bilingual", "truncated")),
    "/odd": made(
        ODD,
        title='=cmd|"/c"!A1, عنوان',
        authors=("", 'م, "ن"'),
        section=" فراغ ",
        subtitle="",
        tags=("a\nb",),
    ),
    "/translated": made(
        published=dated("2026-03-05T09:00:00+02:00"),
        translations=(Translation("en", (Block(BlockKind.PARAGRAPH, "Rain.", Span(5, 10)),)),),
        flags=("bilingual",),
    ),
}


RIGHTS: dict[str, dict[str, Any]] = {
    "plain": {"license": "https://creativecommons.org/licenses/by/4.0/", "robots": ["noai", "أبدا"]},
    "odd": {"tdm_reserved": True},
    "old": {"tdm_reserved": False, "robots": ["noarchive"]},
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PIECE", 2)


@pytest.fixture
def filled(store: Store) -> Store:
    store.start("one")
    for path, article in ARTICLES.items():
        store.take("one", HOST + path, article)
    with Session(store.engine) as session, session.begin():
        rows = {row.url: row for row in session.scalars(select(ArticleRow))}
        rows[f"{HOST}/day"].duplicate_of = rows[f"{HOST}/plain"].article_id
        for name, rights in RIGHTS.items():
            revision = session.get_one(RevisionRow, (rows[f"{HOST}/{name}"].article_id, 1))
            revision.rights = rights
    return store


@pytest.fixture
def make(filled: Store, tmp_path: Path) -> Make:
    def make(name: str = "export", form: str = "jsonl", *, force: bool = False, **wanted: Any) -> Exported:
        order = Order(
            format=form,
            selection=Selection(
                **{key: wanted.pop(key) for key in list(wanted) if key in Selection.__slots__}
            ),
            columns=chosen(wanted.pop("columns", ())),
            **wanted,
        )
        return export(
            filled.engine, order, tmp_path / name, force=force, now=NOON, tell=lambda _done, _total: None
        )

    return make


@pytest.mark.parametrize(("form", "compression"), FORMATS)
def test_every_format_holds_what_the_store_shows(
    filled: Store, make: Make, form: str, compression: str | None
) -> None:
    done = make(form=form, compression=compression)
    found = articles_of(done.folder)
    assert done.articles == len(found) == len(ARTICLES)
    stored = in_the_store(filled.engine)
    if form == "csv":  # NULL and nothing are told apart by quotes, which Python's reader does not tell
        stored = [{name: None if value == "" else value for name, value in row.items()} for row in stored]
    assert found == stored
    assert list(found[0]) == list(BY_NAME)


def test_csv_tells_null_from_nothing_by_quotes_and_ends_lines_with_cr_lf(make: Make) -> None:
    done = make(form="csv", columns=["title", "subtitle", "url"])
    content = (done.folder / "data" / "articles.csv").read_bytes().decode()
    lines = {line.rpartition(",")[2]: line for line in content.split("\r\n")}
    assert content.startswith("article_id,url,title,subtitle\r\n")
    by_url = {line.split(",")[1]: line.split(",", 2)[2] for line in content.split("\r\n")[1:-1]}
    assert by_url[f"{HOST}/odd"] == '"=cmd|""/c""!A1, عنوان",""'
    assert by_url[f"{HOST}/undated"] == ","
    assert lines


def test_csv_for_a_spreadsheet_has_no_formula(make: Make) -> None:
    done = make(form="csv", spreadsheet=True, columns=["title", "text"])
    content = (done.folder / "data" / "articles.csv").read_bytes().decode()
    assert content.startswith(BOM + "article_id")
    titles = [row["title"] for row in from_csv(done.folder / "data")]
    assert '\'=cmd|"/c"!A1, عنوان' in titles


def test_articles_come_in_the_order_of_their_publication_the_undated_last(make: Make) -> None:
    lines = (make(columns=["url"]).folder / "data" / "articles.jsonl").read_text("utf-8").split("\n")
    order = [path for path in ("old", "day", "translated", "plain") for line in lines if f'/{path}"' in line]
    assert [line.rpartition("/")[2].rstrip('"}') for line in lines[:4]] == order
    assert len(lines) == len(ARTICLES) + 1


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"sources": ("jannah",)}, "plain day old undated odd translated"),
        ({"languages": ("fa", "ku")}, "old"),
        ({"published_from": datetime(2026, 3, 1, tzinfo=UTC)}, "day plain translated"),
        ({"published_before": datetime(2026, 3, 1, tzinfo=UTC)}, "old"),
        ({"flags": ("truncated",)}, "day undated"),
        ({"flags": ("truncated", "bilingual")}, "day undated translated"),
        ({"without_flags": ("truncated", "paywalled")}, "plain old odd translated"),
        ({"only_originals": True}, "plain old undated odd translated"),
        ({"fully_dated": True}, "plain old translated"),
        ({"rights": "licensed"}, "plain"),
        ({"rights": "unreserved"}, "day old undated translated"),
        ({"fully_dated": True, "languages": ("ar",), "without_flags": ("bilingual",)}, "plain"),
    ],
)
def test_filters_let_pass_what_they_say(make: Make, selection: dict[str, Any], expected: str) -> None:
    done = make(**selection)
    found = {row["url"].rpartition("/")[2] for row in articles_of(done.folder)}
    assert found == set(expected.split())
    assert set(manifest_of(done.folder)["filters"]) == set(selection)


def test_an_article_that_comes_while_the_export_runs_is_not_in_it(filled: Store, tmp_path: Path) -> None:
    came: list[int] = []

    def meanwhile(done: int, _total: int | None) -> None:
        if not came:
            filled.take("one", f"{HOST}/new", made("جديد.", published=dated("2030-01-01T00:00:00+00:00")))
        came.append(done)

    order = Order("jsonl", Selection(), chosen([]))
    done = export(filled.engine, order, tmp_path / "export", force=False, now=NOON, tell=meanwhile)
    assert came == [2, 4, 6]
    assert f"{HOST}/new" not in {row["url"] for row in articles_of(done.folder)}
    later = export(
        filled.engine,
        replace(order, since=done.cursor),
        tmp_path / "later",
        force=False,
        now=NOON,
        tell=meanwhile,
    )
    assert [row["url"] for row in articles_of(later.folder)] == [f"{HOST}/new"]


@pytest.mark.parametrize("form", ["jsonl", "parquet", "csv"])
@pytest.mark.parametrize("selection", [{}, {"only_originals": True, "without_flags": ("truncated",)}])
def test_a_copy_that_takes_the_changes_is_what_a_new_full_export_is(
    filled: Store, make: Make, form: str, selection: dict[str, Any]
) -> None:
    first = make("first", form, **selection)
    copy = {row["article_id"]: row for row in articles_of(first.folder)}
    filled.take("one", f"{HOST}/new", made("جديد."))
    filled.start("two")
    filled.take("two", f"{HOST}/old", made("نص قديم، ثم مصحح.", published=dated("2025-12-31T23:59:59+00:00")))
    filled.take("two", f"{HOST}/translated", made("نص منقوص", flags=("truncated",)))
    with Session(filled.engine) as session, session.begin():
        rows = {row.url: row for row in session.scalars(select(ArticleRow))}
        names = {url.rpartition("/")[2]: row.article_id for url, row in rows.items()}
        rows[f"{HOST}/odd"].duplicate_of = rows[f"{HOST}/old"].article_id
        rows[f"{HOST}/day"].revision = 0
        plain = forget.subject_of(session, f"{HOST}/plain")
        assert plain is not None
        forget.erase_one(session, "two", plain, "letter", NOON)
    changes = make("changes", form, since=first.cursor, **selection)
    expected = {names["plain"]: "forgotten", names["day"]: "withdrawn"}
    if selection:
        expected |= {names["odd"]: "filtered", names["translated"]: "filtered"}
    assert removals_of(changes.folder) == expected
    assert changes.removals == len(expected)
    for article_id in removals_of(changes.folder):
        copy.pop(article_id, None)
    copy |= {row["article_id"]: row for row in articles_of(changes.folder)}
    anew = make("anew", form, **selection)
    assert sorted(copy.values(), key=lambda row: row["article_id"]) == articles_of(anew.folder)
    assert anew.cursor == changes.cursor > first.cursor
    nothing = make("nothing", form, since=anew.cursor, **selection)
    assert (nothing.articles, nothing.removals, articles_of(nothing.folder)) == (0, 0, [])


def test_a_cursor_of_another_store_is_refused(make: Make) -> None:
    with pytest.raises(CannotExport, match="cursor is of another store"):
        make(since=10_000)


@on_sqlite
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"form": "xml"}, "there is no such format"),
        ({"form": "parquet", "compression": "zst"}, "Parquet is packed in any case"),
        ({"compression": "rar"}, "packed with gz or zst"),
        ({"spreadsheet": True}, "for --format csv"),
        ({"columns": ["title", "autors"]}, "has no autors"),
        ({"rights": "free"}, "there is no such filter"),
        ({"sources": ("janah",)}, "no article of it"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    make: Make, tmp_path: Path, wanted: dict[str, Any], said: str
) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotExport, match=said):
        make(**wanted)
    assert sorted(tmp_path.iterdir()) == before


def test_the_parquet_says_what_each_field_means(make: Make) -> None:
    done = make(form="parquet")
    for path in (done.folder / "data").rglob("*.parquet"):
        file = pq.ParquetFile(path)
        found = file.schema_arrow
        assert found.metadata[b"naqi:contract"].decode() == CONTRACT
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
        for column in COLUMNS:
            field = found.field(column.name)
            assert field.metadata[b"description"].decode() == column.meaning
            assert field.nullable == column.nullable
        assert str(found.field("published_at").type) == "timestamp[us, tz=UTC]"
        assert str(found.field("tags").type) == "list<element: string>"


@on_sqlite
def test_row_groups_and_files_end_when_they_are_large(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.exporting import parquet

    monkeypatch.setattr(parquet, "GROUP_ROWS", 1)
    monkeypatch.setattr(parquet, "FILE_GROUPS", 1)
    monkeypatch.setattr(reading, "PIECE", 1)
    done = make(form="parquet")
    assert [part.rows for part in done.parts] == [1] * len(ARTICLES)
    assert len({part.path for part in done.parts if "2026-03" in part.path}) == 3
    assert len(articles_of(done.folder)) == len(ARTICLES)


@on_sqlite
def test_the_card_counts_what_is_there(make: Make) -> None:
    done = make(form="parquet", languages=("ar", "fa"))
    page = (done.folder / "README.md").read_text("utf-8")
    for line in (
        'language: ["ar", "fa"]',
        '    path: "data/**/*.parquet"',
        "| articles | 5 |",
        "| published | 2025-12-31 to 2026-03-05 |",
        "| near-duplicates of another article | 1 |",
        "| `2026-03` | 3 |",
        "| `truncated` | 1 |",
        '- `languages`: ["ar", "fa"]',
        "- 1 article stops in the middle of a sentence (flag `truncated`).",
        "- 1 article nearly repeats another one (`duplicate_of`)",
        "Of 3 articles page or headers say something about reuse; the column `rights` has it.",
    ):
        assert line in page.splitlines() or line in page, line


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("2026", "2026-01-01T00:00", "2027-01-01T00:00"),
        ("2024-02", "2024-02-01T00:00", "2024-03-01T00:00"),
        ("2024-12", "2024-12-01T00:00", "2025-01-01T00:00"),
        ("2026-03-05", "2026-03-05T00:00", "2026-03-06T00:00"),
        ("2026-03-05T07:15+02:00", "2026-03-05T05:15", "2026-03-05T05:15"),
    ],
)
def test_a_year_a_month_and_a_day_are_taken_whole(text: str, begin: str, end: str) -> None:
    found = [moment.strftime("%Y-%m-%dT%H:%M") for moment in span_of(text)]
    assert found == [begin, end]


@pytest.mark.parametrize("text", ["2026-13", "yesterday", "2026-02-30", "0000", "9999-12-31"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(CannotExport, match="is no time"):
        span_of(text)
