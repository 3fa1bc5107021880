"""Our own archive: in which order its files are read, and what was taken down stays down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cleaners.urls import candidate_key
from pipelines.archive import ArchiveWriter, Exchange, Known
from pipelines.importing.own import runs_of
from pipelines.types import Candidate
from tests.crawl.conftest import article
from tests.importing.conftest import Desk

URL = "https://www.jannah.example/2024/rain"
AT = datetime(2024, 3, 5, 7, 15, tzinfo=UTC)


def visit(run_id: str, root: Path, extra: str, hour: int, *, resumes: str | None = None) -> None:
    at = AT.replace(hour=hour)
    info = {"naqi-run": run_id, "naqi-resumes": resumes, "naqi-sources": "jannah"}
    candidate = Candidate("jannah", URL, candidate_key(URL), "feed", "أمطار على الساحل")
    with ArchiveWriter(root, run_id, info=info, largest=1) as archive:
        archive.write(
            [Exchange(URL, at, 200, article("أمطار", extra))], Known("page", "jannah", URL, candidate)
        )


def test_files_are_read_in_the_order_in_which_their_runs_wrote_them(tmp_path: Path) -> None:
    names = [
        "2024-03-05/naqi-r1-000~2",
        "2024-03-05/naqi-r1-001",
        "2024-03-06/naqi-r1-010",
        "2024-03-06/naqi-r1-999",
    ]
    names += ["2024-03-06/naqi-r1-1000", "2024-03-05/naqi-r2-000"]
    for name in reversed(names):
        path = tmp_path / f"{name}.warc.gz"
        path.parent.mkdir(exist_ok=True)
        run_id = path.name.split("-")[1]
        with ArchiveWriter(tmp_path / "made", run_id, info={"naqi-run": run_id}, largest=1) as archive:
            archive.write([Exchange(URL, AT, 200, b"<p>")], None)
        [made] = (tmp_path / "made").rglob("*.gz")
        made.rename(path)
    runs = runs_of(path for path in tmp_path.rglob("*.gz"))
    assert [run.run_id for run in runs] == ["r1", "r2"]
    found = [path.relative_to(tmp_path).as_posix() for run in runs for path in run.files]
    assert found == [f"{name}.warc.gz" for name in names]


def test_a_run_carries_on_the_import_of_the_run_that_it_resumed(desk: Desk) -> None:
    visit("20240305T070000-aaaa", desk.root, "", 7)
    visit("20240305T080000-bbbb", desk.root, "وأضاف.", 8, resumes="20240305T070000-aaaa")
    ended = desk.take(desk.root)
    assert ended.balanced
    assert desk.fates()[URL] == ["stored", "updated"]
    first, second = desk.rows("SELECT run_id, resumes FROM runs ORDER BY number")
    assert (first["resumes"], second["resumes"]) == (None, first["run_id"])


def test_what_was_taken_down_does_not_come_back_from_an_archive(desk: Desk) -> None:
    visit("20240305T070000-aaaa", desk.root, "", 7)
    desk.take(desk.root)
    [row] = desk.rows("SELECT article_id, run_id FROM clean_articles")
    desk.change(
        "INSERT INTO tombstones VALUES (?, ?, ?, 'jannah', 'court', '2024-03-06 00:00:00.000000+00:00', ?, 9)",
        row["article_id"],
        URL,
        candidate_key(URL),
        row["run_id"],
    )
    desk.change("INSERT INTO forgotten_keys VALUES (?, ?)", candidate_key(URL), row["article_id"])
    desk.change("DELETE FROM articles")
    visit("20240305T090000-cccc", desk.root, "وأضاف.", 9)
    assert desk.take(desk.root).balanced
    assert desk.articles() == []
    assert desk.fates()[URL][1:] == ["skipped:forgotten", "skipped:forgotten"]
    assert desk.rows("SELECT title FROM candidates WHERE reason = 'forgotten' AND title IS NOT NULL") == []
