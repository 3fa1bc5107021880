"""What the first vote says of a segment's surroundings: an article hangs together, in place and in the page's tree."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cleaners.extract.segments import Reading

_GAP = 3
"""Segments without a vote that a run of text may hold: a caption, an inline link, an advertisement."""

HOPELESS = 0.002
"""A first vote below this decides, unless a neighbour is in."""


def coherence(
    reading: Reading, votes: Sequence[float], hopeless: float = HOPELESS
) -> list[dict[str, float] | None]:
    """Return for every segment the features of the second vote, from the first vote's chances ``votes``.

    None stands for a segment that is out already: ``hopeless`` by itself, and not beside one that is in; that is most of a
    page.
    """
    segments, elements = reading.segments, reading.elements
    n = len(segments)
    if not n:
        return []
    sizes = [float(min(len(s.text), 500)) + 5 for s in segments]
    mass = [v * z if v > 0.2 else 0.0 for v, z in zip(votes, sizes, strict=True)]
    sum_mass, sum_size = [0.0], [0.0]
    for m, z in zip(mass, sizes, strict=True):
        sum_mass.append(sum_mass[-1] + m)
        sum_size.append(sum_size[-1] + z)
    total = max(sum_mass[-1], 1.0)

    def mean(lo: int, hi: int, without: int) -> float:
        size = sum_size[hi] - sum_size[lo] - sizes[without]
        return (sum_mass[hi] - sum_mass[lo] - mass[without]) / size if size > 0 else 0.0

    # The deepest element that holds most of what was voted for.
    children: dict[int, list[int]] = {}
    for element in elements:
        children.setdefault(element.parent, []).append(element.index)
    core = 0
    while True:
        best = max(
            children.get(core, ()),
            key=lambda i: sum_mass[elements[i].last] - sum_mass[elements[i].first],
            default=-1,
        )
        if best < 0 or sum_mass[elements[best].last] - sum_mass[elements[best].first] < 0.75 * total:
            break
        core = best
    core_first, core_last = elements[core].first, elements[core].last
    # Runs of segments that were voted for.
    run_of = [-1] * n
    runs: list[list[float]] = []
    last_in = -10
    for i, vote in enumerate(votes):
        if vote < 0.5:
            continue
        if not runs or i - last_in > _GAP:
            runs.append([float(i), float(i), 0.0])
        for j in range(int(runs[-1][1]) if run_of[int(runs[-1][1])] >= 0 else i, i + 1):
            run_of[j] = len(runs) - 1
        runs[-1][1] = float(i)
        runs[-1][2] += mass[i]
        last_in = i
    main = max(range(len(runs)), key=lambda r: runs[r][2], default=-1)
    main_first, main_last, main_mass = (
        (int(runs[main][0]), int(runs[main][1]), runs[main][2]) if runs else (n, -1, 1.0)
    )
    groups: dict[tuple[str, str, str], list[float]] = {}
    group_keys = []
    for i, s in enumerate(segments):
        element = elements[s.element]
        above = elements[element.parent] if element.parent >= 0 else element
        key = (element.tag, element.names, above.names)
        group_keys.append(key)
        got = groups.setdefault(key, [0.0, 0.0])
        got[0] += mass[i]
        got[1] += sizes[i]
    # Ancestor below the core: the branch that a segment hangs on.
    branch: list[int] = [-1] * len(elements)
    for element in elements:
        if element.parent == core:
            branch[element.index] = element.index
        elif element.parent >= 0:
            branch[element.index] = branch[element.parent]
    out: list[dict[str, float] | None] = []
    for i, s in enumerate(segments):
        if votes[i] < hopeless and max(votes[max(0, i - 1) : i + 2]) < 0.5:
            out.append(None)
            continue
        vote = min(0.999, max(0.001, votes[i]))
        f: dict[str, float] = {
            "vote": math.log(vote / (1 - vote)) / 7,
            "vote_in": 1.0 if vote >= 0.5 else 0.0,
        }
        f["near1"] = mean(max(0, i - 1), min(n, i + 2), i)
        f["before1"] = votes[i - 1] if i else 0.0
        f["after1"] = votes[i + 1] if i + 1 < n else 0.0
        f["between1"] = f["before1"] * f["after1"]
        f["near3"] = mean(max(0, i - 3), min(n, i + 4), i)
        f["before3"] = mean(max(0, i - 3), i + 1, i)
        f["after3"] = mean(i, min(n, i + 4), i)
        f["between3"] = f["before3"] * f["after3"]
        f["before8"] = mean(max(0, i - 8), i + 1, i)
        f["after8"] = mean(i, min(n, i + 9), i)
        f["between8"] = f["before8"] * f["after8"]
        element = elements[s.element]
        f["own"] = mean(element.first, element.last, i) if element.last - element.first > 1 else votes[i]
        up = elements[element.parent] if element.parent >= 0 else element
        f["up"] = mean(up.first, up.last, i)
        upper = elements[up.parent] if up.parent >= 0 else up
        f["upper"] = mean(upper.first, upper.last, i)
        got = groups[group_keys[i]]
        f["group"] = (got[0] - mass[i]) / (got[1] - sizes[i]) if got[1] - sizes[i] > 1 else votes[i]
        f["group_mass"] = got[0] / total
        in_core = core_first <= i < core_last
        f["core"] = 1.0 if in_core else 0.0
        f["core_child"] = 1.0 if in_core and (s.element == core or element.parent == core) else 0.0
        arm = branch[s.element]
        if s.element == core:
            f["branch"] = f["branch_mass"] = 1.0
        elif arm >= 0:
            f["branch"] = mean(elements[arm].first, elements[arm].last, i)
            f["branch_mass"] = (sum_mass[elements[arm].last] - sum_mass[elements[arm].first]) / total
        else:
            f["branch"] = f["branch_mass"] = 0.0
        run = run_of[i]
        f["run"] = runs[run][2] / max(1.0, main_mass) if run >= 0 else 0.0
        f["main_run"] = 1.0 if main_first <= i <= main_last else 0.0
        f["off_main"] = 1.0 if run >= 0 and run != main else 0.0
        f["before_main"] = min(1.0, max(0.0, (main_first - i) / 15))
        f["after_main"] = min(1.0, max(0.0, (i - main_last) / 15))
        f["done"] = sum_mass[i] / total
        f["all_before"] = 1.0 if sum_mass[i] > 0.97 * total else 0.0
        f["in_core"] = f["vote_in"] * f["core"]
        f["in_group"] = f["vote_in"] * f["group"]
        f["in_branch"] = f["vote_in"] * f["branch_mass"]
        f["in_main"] = f["vote_in"] * f["main_run"]
        out.append(f)
    return out
