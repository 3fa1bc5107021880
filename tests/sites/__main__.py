"""Print how the sites' pages are read: ``python -m tests.sites [--write FOLDER]``.

With ``--write`` the pages go into a folder as the benchmark reads them, so that the peers can be run on them too:
``python -m benchmarks.extraction FOLDER``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.extraction.metric import summarize
from benchmarks.extraction.table import word_diff
from tests.sites.pages import article_pages, empty_pages
from tests.sites.score import read


def write(folder: Path) -> None:
    """Write the pages and the manifest that ``python -m benchmarks.extraction`` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for page in (*article_pages(), *empty_pages()):
        name = page.id.replace("/", "-")
        (folder / f"{name}.html").write_text(page.html, "utf-8")
        (folder / f"{name}.txt").write_text(page.text, "utf-8")
        kind = "full" if page.text else "empty"
        files = {"html": f"{name}.html", "gold": f"{name}.txt"}
        rows.append({"id": page.id, "set": "ar-sites", "lang": "ar", "kind": kind} | files)
    (folder / "manifest.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def main() -> None:
    """Print the score, the pages that are not exact and the pages that were misjudged."""
    parser = argparse.ArgumentParser(prog="python -m tests.sites", description=__doc__)
    parser.add_argument("--write", type=Path, help="write the pages as a folder for the benchmark, and stop")
    asked = parser.parse_args()
    if asked.write:
        write(asked.write)
        return
    reads = [read(page) for page in article_pages()]
    got = summarize([r.score for r in reads])
    sites = len({r.page.site for r in reads})
    print(f"{got.pages} pages of {sites} sites: P {got.precision:.3f}  R {got.recall:.3f}  F1 {got.f1:.4f}  exact {got.exact:.0%}")  # fmt: skip
    for r in reads:
        if not r.score.exact:
            print(f"\n{r.page.id}  P {r.score.precision:.3f}  R {r.score.recall:.3f}  {r.cleaned.extractor} {list(r.cleaned.flags)}")  # fmt: skip
            for line in word_diff(r.page.text, r.cleaned.text, "ar", 6):
                print(f"    {line}")
    empty = [read(page) for page in empty_pages()]
    bare = sum(not r.cleaned.blocks for r in empty)
    right = sum(not r.cleaned.blocks and bool(r.page.flags & set(r.cleaned.flags)) for r in empty)
    print(f"\n{len(empty)} pages without an article: {bare} without text, {right} with the right reason")
    for r in empty:
        if r.cleaned.blocks or not r.page.flags & set(r.cleaned.flags):
            print(
                f"  {r.page.id}: {list(r.cleaned.flags)}, not {sorted(r.page.flags)}: {r.cleaned.text[:200]!r}"
            )


if __name__ == "__main__":
    main()
