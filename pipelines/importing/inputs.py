"""Find out what each path is, and put it into batches: one for each run of ours, and one for all that is from others."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipelines.importing import folders, lines, own, warcs
from pipelines.importing.visits import Batch, Damaged, Item, Options, Passed, below

WARCS = (".warc", ".warc.gz")
LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
LIST = ".csv"


class CannotImport(Exception):
    """The import cannot begin; the message is for the operator and says what to do."""


def check(path: Path) -> None:
    """Raise ``CannotImport`` when a path is nothing that can be imported."""
    if path.is_dir():
        return
    if not path.is_file():
        raise CannotImport(
            f"{path}: there is no such file or folder\n  → name what you have, for example dump.jsonl.gz"
        )
    known = (*WARCS, *LINES, *folders.SUFFIXES, LIST)
    if not path.name.lower().endswith(known):
        raise CannotImport(
            f"{path}: what this is, its name does not tell\n  → known are {', '.join(known)}, and folders"
        )


def batches(paths: Sequence[Path], root: Path, options: Options) -> Iterator[Batch]:
    """Yield our own runs in their order, then everything else.

    ``root`` is our archive's folder. Only the names of our own files are held in memory.
    """
    given = [path.resolve() for path in paths]
    said = " ".join(map(str, given))
    root = root.resolve()
    ours = dict.fromkeys(path for path in _files(given) if path.name.endswith(WARCS) and own.is_own(path))
    for run in own.runs_of(ours):
        yield Batch(
            own.items_of(run, root, options.largest),
            said,
            run.sources,
            run.run_id,
            tuple(filter(None, (run.run_id, run.resumes))),
        )
    if any(path not in ours and not _is_ours(path) for path in _files(given)):
        yield Batch(_others(given, options), said, (options.source,) if options.source else ())


def _others(given: Sequence[Path], options: Options) -> Iterator[Item]:
    """Yield what is in the files of others, in the order of the paths given and then of names."""
    with contextlib.closing(warcs.Bodies()) as bodies:
        for start in given:
            for path in below(start) if start.is_dir() else (start,):
                if not _is_ours(path):
                    yield from _items(path, start, options, bodies)


def _items(path: Path, start: Path, options: Options, bodies: warcs.Bodies) -> Iterable[Item]:
    name = path.name.lower()
    try:
        if name.endswith(WARCS):
            yield from warcs.items_of(path, options, bodies)
        elif name.endswith(LINES):
            yield from lines.items_of(path, options)
        elif name.endswith(folders.SUFFIXES):
            yield folders.item_of(path, start if start.is_dir() else start.parent, options)
        elif name.endswith(LIST) and path == start:
            yield from folders.items_of_list(path, options)
        elif not name.endswith(".json"):  # what stands beside a page
            yield Passed("other_file", str(path))
    except OSError as error:
        yield Damaged(str(path), "offset 0", error.strerror or str(error))


def _is_ours(path: Path) -> bool:
    """Say whether a file is of our own archive, and so has its batch; also one that this very import is writing."""
    return path.name.lower().endswith(WARCS) and own.is_own(path)


def _files(given: Sequence[Path]) -> Iterator[Path]:
    for start in given:
        yield from below(start) if start.is_dir() else (start,)
