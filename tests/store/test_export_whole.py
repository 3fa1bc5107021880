"""An export stands whole under its name or not at all, whatever kills or stops it; what it leaves goes with the next."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.exporting.errors import CannotExport, ExportFailed
from pipelines.exporting.folder import MANIFEST, clear_leftovers, made_whole
from pipelines.exporting.order import Order, chosen
from pipelines.exporting.running import Tell, export
from pipelines.exporting.selection import Selection
from pipelines.store.session import open_store

from .conftest import NOON, Store, accepted
from .exported import articles_of

ROOT = Path(__file__).resolve().parents[2]
POINTS = 6
"""At so many drawn points an export to a new name is killed, and one that replaces another."""
ARTICLES = 5


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('exported') / 'naqi.db'}"
    store = Store(open_store(url))
    store.start("one")
    for number in range(ARTICLES):
        store.take("one", f"https://jannah.example/{number}", accepted(f"نص {number}."))
    store.engine.dispose()
    return url


def quiet(_done: int, _total: int | None) -> None:
    pass


def write(
    database: str, target: Path, form: str = "jsonl", *, force: bool = False, tell: Tell = quiet
) -> None:
    engine = open_store(database)
    try:
        export(engine, Order(form, Selection(), chosen([])), target, force=force, now=NOON, tell=tell)
    finally:
        engine.dispose()


@pytest.mark.parametrize(("form", "more"), [("jsonl", []), ("parquet", []), ("csv", ["without-exchange"])])
def test_killed_at_any_point_there_is_the_old_export_or_the_new_one_and_never_a_half(
    database: str, tmp_path: Path, form: str, more: list[str]
) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.store.export_killed",
        database,
        str(tmp_path),
        form,
        str(POINTS),
        *more,
    ]
    killing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert killing.returncode == 0, killing.stderr
    targets = [path / "export" for path in sorted(tmp_path.iterdir()) if path.name != "counted"]
    assert len(targets) == 2 * POINTS
    for target in targets:
        replaces = target.parent.name.startswith("over-")
        if target.exists():
            assert len(articles_of(target)) == ARTICLES
        elif replaces:
            assert more, f"{target} was away for a moment, though names can be exchanged"
            clear_leftovers(target.parent)
            assert len(articles_of(target)) == ARTICLES
        write(database, target, form, force=True)
        assert [path.name for path in target.parent.iterdir()] == ["export"]
        assert (target / "README.md").read_text(encoding="utf-8") != "old"
        assert len(articles_of(target)) == ARTICLES


def test_what_was_set_aside_for_an_export_that_died_comes_back(tmp_path: Path) -> None:
    aside = tmp_path / ".export-0123abcd.naqi-replaced"
    aside.mkdir()
    (aside / MANIFEST).write_text("{}")
    assert clear_leftovers(tmp_path) == 1
    assert (tmp_path / "export" / MANIFEST).is_file()
    assert not aside.exists()


def test_an_export_that_is_under_way_is_left_alone_and_folders_of_others_too(tmp_path: Path) -> None:
    (tmp_path / ".mine.naqi-unfinished").mkdir()
    (tmp_path / ".dead-0123abcd.naqi-unfinished" / "data").mkdir(parents=True)
    with made_whole(tmp_path / "one", force=False) as one:
        with made_whole(tmp_path / "two", force=False) as two:
            assert one.is_dir()
            (two / MANIFEST).write_text("{}")
        (one / MANIFEST).write_text("{}")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".mine.naqi-unfinished", "one", "two"]


def test_an_export_is_replaced_only_by_force_and_what_is_no_export_never(
    database: str, tmp_path: Path
) -> None:
    write(database, tmp_path / "export")
    with pytest.raises(CannotExport, match="is there already"):
        write(database, tmp_path / "export")
    write(database, tmp_path / "export", "csv", force=True)
    assert (tmp_path / "export" / "data" / "articles.csv").is_file()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-my-mother.txt").write_text("…")
    for name in ("letters", "letters/to-my-mother.txt"):
        with pytest.raises(CannotExport, match=r"no export|no folder"):
            write(database, tmp_path / name, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "letters"]


def test_one_that_is_put_there_meanwhile_is_not_replaced_without_force(tmp_path: Path) -> None:
    making = made_whole(tmp_path / "export", force=False)
    (making.__enter__() / MANIFEST).write_text("mine")
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / MANIFEST).write_text("theirs")
    with pytest.raises(ExportFailed, match="meanwhile"):
        making.__exit__(None, None, None)
    assert [path.read_text() for path in tmp_path.rglob(MANIFEST)] == ["theirs"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_disk_that_takes_no_more_leaves_the_old_export(database: str, tmp_path: Path, form: str) -> None:
    target = tmp_path / "export"
    write(database, target, form)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def fill_the_disk(_done: int, _total: int | None) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))

    try:
        with pytest.raises(ExportFailed, match=r"could not be written: .*\n.*nothing of this export"):
            write(database, target, form, force=True, tell=fill_the_disk)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        OSError("Error writing bytes. No space left on device"),
    ],
)
def test_a_full_disk_is_called_so(tmp_path: Path, error: OSError) -> None:
    with pytest.raises(ExportFailed, match="the disk is full"), made_whole(tmp_path / "export", force=False):
        raise error
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_nothing_can_be_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(url).dispose()
    for form in ("jsonl", "csv", "parquet"):
        write(url, tmp_path / form, form)
        assert articles_of(tmp_path / form) == []
        told = json.loads((tmp_path / form / MANIFEST).read_text(encoding="utf-8"))
        assert (told["rows"], told["cursor"]) == (0, 0)
