"""A gc that dies at a chosen point: ``python -m tests.archive.killed EVENT DATABASE ARCHIVE``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive.compact import recover, rewrite
from pipelines.archive.expire import expired
from pipelines.archive.files import UNFINISHED
from pipelines.store.session import open_store

POINTS = ("unfinished", "rename", "renamed", "remove")


def main(point: str, database: str, root: Path) -> None:
    engine = open_store(database)
    recover(engine, root)
    seen: set[str] = set()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        seen.add(event)
        path = str(arguments[0]) if arguments else ""
        if (
            (point == "unfinished" and event == "open" and path.endswith(UNFINISHED))
            or (point == "rename" and event == "os.rename")
            or (point == "renamed" and event == "open" and "os.rename" in seen and Path(path).is_dir())
            or (point == "remove" and event == "os.remove")
        ):
            os._exit(9)

    sys.addaudithook(hook)
    for plan in expired(root, engine, datetime(2026, 6, 1, tzinfo=UTC)):
        rewrite(engine, root, plan)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
