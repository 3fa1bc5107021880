"""Run the gauntlet and print its score: ``python -m tests.gauntlet [--reveal] [--write]``."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from cleaners.types import ArtifactKind
from tests.gauntlet.data import ARTIFACT_PLACES, HALVES, RATES, Artifact
from tests.gauntlet.score import Fate, Score, run

PAGE = Path(__file__).parents[2] / "docs" / "gauntlet.md"
BEGIN, END = "<!-- score: begin -->", "<!-- score: end -->"


def main() -> None:
    """Print the table, what was missed and what was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.gauntlet", description=__doc__)
    parser.add_argument(
        "--reveal", action="store_true", help="also print the held-out lines that were missed"
    )
    parser.add_argument("--write", action="store_true", help=f"put the table into docs/{PAGE.name}")
    asked = parser.parse_args()
    score = run()
    table = "\n".join(as_table(score))
    print(table)
    for half in HALVES:
        if half == "open" or asked.reveal:
            print(f"\nMissed ({half}): lines of which something was left in an article")
            _list([fate for fate in score.missed() if fate.half == half])
    print("\nLost: reporting of which something was taken")
    _list(score.lost())
    for name, documents in (("Not conserved", score.unbalanced), ("Not at a fixed point", score.unsettled)):
        if documents:
            print(f"\n{name}: {', '.join(documents)}")
    if asked.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def as_table(score: Score) -> list[str]:
    """Return the score as lines of Markdown."""
    rows = [
        f"Rules `{score.rules_version}`, {score.documents} documents, {len(score.artifacts)} artifact lines "
        f"and {len(score.reporting)} reporting lines placed in them.",
        "",
        "| removed | open | | held out | |",
        "|---|---:|---:|---:|---:|",
    ]

    def row(name: str, *shares: tuple[int, int]) -> str:
        return f"| {name} | " + " | ".join(f"{a}/{b} | {_percent(a, b)}" for a, b in shares) + " |"

    rows += [row(kind, *(score.share(half=half, kind=kind) for half in HALVES)) for kind in ArtifactKind]
    rows += [row(f"*{rate}*", *(score.share(half=half, rate=rate) for half in HALVES)) for rate in RATES]
    rows += [
        row(f"*{meaning}*", *(score.share(half=half, place=place) for half in HALVES))
        for place, meaning in ARTIFACT_PLACES.items()
    ]
    rows.append(row("**all**", *(score.share(half=half) for half in HALVES)))
    removed = [fate for fate in score.artifacts if fate.removed]
    same = sum(isinstance(one := fate.part.of, Artifact) and one.kind in fate.kinds for fate in removed)
    lost = score.lost()
    rows += [
        "",
        f"- reporting lines lost: {len(lost)} of {len(score.reporting)} "
        f"({len({fate.part.text for fate in lost})} different ones)",
        f"- documents in which conservation is broken: {len(score.unbalanced)} of {score.documents}",
        f"- documents that change when they are cleaned again: {len(score.unsettled)} of {score.documents}",
        f"- documents whose title was not recognised: {len(score.mistitled)} of {score.documents}",
        f"- removed lines that the ledger files under the kind given here: {_percent(same, len(removed))}",
    ]
    return rows


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _list(fates: list[Fate]) -> None:
    """Print each different line once, with how often and where it was seen, and which rules were at it."""
    seen = Counter((fate.part.text, fate.part.place) for fate in fates)
    for (text, place), count in sorted(seen.items(), key=lambda item: (item[0][1], -item[1], item[0][0])):
        same = [fate for fate in fates if (fate.part.text, fate.part.place) == (text, place)]
        rules = sorted({rule for fate in same for rule in fate.rules})
        origin = same[0].part.of
        group = getattr(origin, "kind", None) or getattr(origin, "family", same[0].part.role)
        took = f"  ← {', '.join(rules)}" if rules else ""
        print(f"  {count}× {place} [{group}] {text}{took}  ({same[0].document})")
    if not seen:
        print("  none")


if __name__ == "__main__":
    main()
