"""``python -m benchmarks.extraction DATA_DIR``: Naqi and its peers on pages with gold text; see benchmarks/README.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.extraction import floors, growth, peers, table
from benchmarks.extraction.pages import BenchDataError, load_pages
from benchmarks.extraction.plot import plot
from benchmarks.extraction.run import run


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; returns 1 when a number of Naqi's fell below its floor."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with manifest.jsonl")
    parser.add_argument("--peers", type=_names, default=(), help="extractors to run, by comma; default all")
    parser.add_argument("--sets", type=_names, default=(), help="sets to run, by comma; default all")
    parser.add_argument("--limit", type=int, help="pages per set; with a limit floors are not checked")
    parser.add_argument(
        "--processes", type=int, default=1, help="pages are shared out; 1 gives the quietest timing"
    )
    parser.add_argument(
        "--worst", type=int, default=10, help="how many of the worst pages to show with a diff"
    )
    parser.add_argument("--plot", type=Path, help="write accuracy against speed to this file (png, svg)")
    parser.add_argument("--no-growth", action="store_true", help="leave out the adversarial texts of 1 MB")
    parser.add_argument(
        "--raise-floors", action="store_true", help="lift benchmarks/floors.json to what was measured"
    )
    args = parser.parse_args(argv)
    try:
        pages = load_pages(args.data, args.sets, args.limit)
    except BenchDataError as problem:
        print(problem, file=sys.stderr)
        return 2
    chosen, absent = peers.choose(args.peers)
    names = list(chosen)
    print(f"{len(pages)} pages; extractors: {', '.join(names)}")
    if absent:
        print(
            f"not installed, so left out: {', '.join(absent)} (pip install '.[bench]'; magic-html needs Python 3.12)"
        )
    results = run(tuple(names), pages, args.processes)
    table.print_tables(results, names, pages)
    table.print_empty(results, names)
    table.print_leftovers(results, names)
    ours = next((name for name in names if name in peers.OURS), None)
    if ours:
        table.print_worst(results, ours, args.worst)
    if args.plot:
        plot(results, names, table.sets_of(pages), args.plot)
        print(f"\nplot: {args.plot}")
    if not args.no_growth and "naqi" in names:
        growth.print_growth()
    if ours != "naqi" or args.limit is not None:
        return 0
    got = floors.measured(results, ours, table.sets_of(pages))
    fallen = floors.below(floors.load(), got)
    for line in fallen:
        print(f"FELL BELOW ITS FLOOR  {line}")
    if args.raise_floors:
        floors.save(floors.lift(floors.load(), got))
        print(f"floors: {floors.FLOORS.name} lifted where the run was higher")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
