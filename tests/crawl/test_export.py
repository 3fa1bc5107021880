"""``scrapy export`` of a crawled store, and its files opened as docs/export.md says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.store.exported import articles_of, manifest_of, removals_of

from .conftest import ROOT, Place, TwoCrawls

PAGE = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
PIECES = re.findall(r"^```(sql|python) (\w+)(?: (\w+))?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def exports(two_crawls: TwoCrawls, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An export in each format."""
    folder = tmp_path_factory.mktemp("exports")
    for form in ("parquet", "jsonl", "csv"):
        done = two_crawls.place.run("export", "--format", form, "--out", str(folder / form))
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(
            rf"70 articles in \d files?, [\d.]+ kB: {re.escape(str(folder / form))}\n"
            r"The next time: scrapy export --since \d\d+\n",
            done.stdout,
        )
    return {path.name: path for path in folder.iterdir()}


def test_three_formats_of_a_crawled_store_hold_the_same_and_postgresql_gives_the_same(
    two_crawls: TwoCrawls, exports: dict[str, Path], moved: str, tmp_path: Path
) -> None:
    found = {form: articles_of(path) for form, path in exports.items()}
    assert found["parquet"] == found["jsonl"] == found["csv"]
    assert [row["title"] for row in found["jsonl"]] == [
        row["title"] for row in two_crawls.place.rows("SELECT title FROM clean_articles")
    ]
    place = Place(tmp_path / "var", env={"NAQI_DATABASE_URL": moved})
    done = place.run("export", "moved", "--format", "parquet")
    assert done.returncode == 0, done.stderr
    assert articles_of(tmp_path / "var" / "exports" / "moved") == found["parquet"]
    told, there = manifest_of(tmp_path / "var" / "exports" / "moved"), manifest_of(exports["parquet"])
    assert [each["sha256"] for each in told["files"]] == [each["sha256"] for each in there["files"]]


def test_texts_of_a_crawled_store_are_never_blank(exports: dict[str, Path]) -> None:
    for row in articles_of(exports["jsonl"]):
        for name, value in row.items():
            assert not isinstance(value, str) or value.strip(), name


def test_the_page_has_pieces_for_every_reader() -> None:
    assert {(tool, form) for _, tool, form, _ in PIECES} == {
        ("duckdb", ""),
        ("duckdb", "jsonl"),
        ("duckdb", "csv"),
        ("polars", ""),
        ("jsonl", ""),
        ("csv", ""),
    }


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if piece[0] == "sql"], ids=lambda piece: piece[3][:40]
)
def test_duckdb_reads_an_export_as_the_page_says(
    exports: dict[str, Path], monkeypatch: pytest.MonkeyPatch, piece: tuple[str, str, str, str]
) -> None:
    monkeypatch.chdir(exports[piece[2] or "parquet"])
    with duckdb.connect() as connection:
        found = connection.execute(piece[3]).fetchall()
        names = [each[0] for each in connection.description or []]
    stored = articles_of(Path.cwd())
    assert found
    if names[-1] == "articles":
        assert sum(row[-1] for row in found) == len(stored)
    if names[0] == "published_month":
        assert {row[0] for row in found} == {row["published_at"][:7] for row in stored}
    if "tagged" in names:
        assert found == [(sum("bilingual" in row["flags"] for row in stored),)]
    if names[:1] == ["key"]:
        assert dict(found)["naqi:contract"] == manifest_of(Path.cwd())["contract"]
    if "first_tag" in names:
        assert sorted(map(str, dict(found).values())) == sorted(
            str((row["tags"] or [None])[0]) for row in stored
        )


@pytest.mark.parametrize(
    "piece",
    [piece for piece in PIECES if piece[0] == "python"],
    ids=lambda piece: f"{piece[1]} {len(piece[3])}",
)
def test_polars_reads_an_export_as_the_page_says(
    exports: dict[str, Path], monkeypatch: pytest.MonkeyPatch, piece: tuple[str, str, str, str]
) -> None:
    monkeypatch.chdir(exports[{"polars": "parquet"}.get(piece[1], piece[1])])
    names: dict[str, object] = {}
    exec(compile(piece[3], str(PAGE), "exec"), names)
    stored = articles_of(Path.cwd())
    if isinstance(found := names.get("by_source"), pl.DataFrame):
        assert found["articles"].sum() == sum("truncated" not in row["flags"] for row in stored)
        assert found["words"].sum() == sum(
            row["word_count"] for row in stored if "truncated" not in row["flags"]
        )
    elif isinstance(found := names.get("dated"), pl.DataFrame):
        assert found["published_at"].min().isoformat()[:16] == min(row["published_at"] for row in stored)[:16]
    elif isinstance(found := names.get("tags"), pl.DataFrame):
        assert sorted(found["tags"].to_list()) == sorted(row["tags"] for row in stored)
    else:
        assert str(names["meaning"]).startswith("When it was published")


def test_what_changed_since_the_first_crawl_is_what_the_second_stored(
    two_crawls: TwoCrawls, exports: dict[str, Path], tmp_path: Path
) -> None:
    first = Place(tmp_path / "var", env={"NAQI_DATABASE_URL": f"sqlite:///{two_crawls.first_database}"})
    done = first.run("export", "first", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    before = tmp_path / "var" / "exports" / "first"
    cursor = manifest_of(before)["cursor"]
    out = tmp_path / "changes"
    done = two_crawls.place.run("export", "--format", "jsonl", "--since", str(cursor), "--out", str(out))
    assert done.returncode == 0, done.stderr
    changed = {row["article_id"] for row in articles_of(out)}
    [other] = [row["article_id"] for row in articles_of(exports["jsonl"]) if row["revision"] > 1]
    assert changed == {other}
    assert removals_of(out) == {}
    assert "1 article, 0 removals" in done.stdout


def test_what_cannot_be_is_said_before_anything_is_written(two_crawls: TwoCrawls, tmp_path: Path) -> None:
    place = two_crawls.place
    for arguments, said in (
        (["--format", "xml"], "there is no such format"),
        (["--from", "2026", "--to", "2025"], "nothing lies between"),
        (["--source", "janah"], "has no article of it"),
    ):
        done = place.run("export", "--out", str(tmp_path / "out"), *arguments)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    nowhere = Place(tmp_path / "nowhere").run("export", "--out", str(tmp_path / "out"))
    assert (nowhere.returncode, "there is no store" in nowhere.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_filtered_export_in_a_terminal_says_what_it_made(two_crawls: TwoCrawls, tmp_path: Path) -> None:
    done = two_crawls.place.run(
        *("export", "--format", "csv", "--spreadsheet", "--columns", "title,flags", "--flag", "bilingual"),
        *("--source", "bilingual", "--out", str(tmp_path / "out")),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 articles in 1 file, ")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert told["filters"] == {"sources": ["bilingual"], "flags": ["bilingual"]}
    assert list(told["columns"]) == ["article_id", "title", "flags"]
