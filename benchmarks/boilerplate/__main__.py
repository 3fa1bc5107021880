"""Fits ``cleaners/boilerplate.json``: ``python -m benchmarks.boilerplate --texts FILE [--write]``.

It reads the gauntlet, with the documents of its other authors, and real texts without artifacts. First it says what to expect of an
author whom the classifier has never read (each in turn is left out); with ``--write`` it is then fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.boilerplate.lines import SILENT, Example, documents, examples, gauntlet, rules, texts
from cleaners import boilerplate
from cleaners.boilerplate import Model
from cleaners.types import ArtifactKind

DOCUMENTS = Path(__file__).parents[2] / "tests" / "gauntlet" / "documents"
SEED = 1445
STRENGTH, STRENGTH_OF_KINDS = 10.0, 20.0
SEEN = 2
"""A feature is used when so many different lines have it."""
DIGITS = 2


def main() -> None:
    """Read, measure on authors left out, and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boilerplate", description=__doc__)
    parser.add_argument("--texts", type=Path, help="real texts without artifacts, gzipped JSON Lines")
    parser.add_argument(
        "--without", default="", help="leave these authors (NAME,NAME) out of the weights that are written"
    )
    parser.add_argument("--write", action="store_true", help="write the weights")
    parser.add_argument("--quick", action="store_true", help="do not measure")
    asked = parser.parse_args()
    boilerplate.load_model = lambda: SILENT  # type: ignore[assignment]
    chance = random.Random(SEED)
    found = [example for document in gauntlet() for example in examples(document, chance)]
    found += [example for document in rules(chance) for example in examples(document, chance)]
    for path in sorted(DOCUMENTS.glob("*.jsonl")):
        found += [example for document in documents(path) for example in examples(document, chance)]
    if asked.texts:
        found += [example for document in texts(asked.texts) for example in examples(document, chance)]
    authors = sorted({example.author for example in found} - {"texts"})
    print({name: sum(example.author == name for example in found) for name in (*authors, "texts")})
    if not asked.quick:
        for author in authors:
            model = fit([example for example in found if example.author != author])
            tell(author, model, [example for example in found if example.author == author])
    if asked.write:
        model = fit([example for example in found if example.author not in asked.without.split(",")])
        write(model)


def fit(found: Sequence[Example]) -> Model:
    """Return the weights that tell these examples apart."""
    lines: dict[str, set[str]] = {}
    for example in found:
        for name in example.features:
            lines.setdefault(name, set()).add(example.text)
    names = sorted(name for name, having in lines.items() if len(having) >= SEEN)
    index = {name: at for at, name in enumerate(names)}
    matrix = _matrix([example.features for example in found], index)
    labels = np.array([example.artifact for example in found])
    solved = LogisticRegression(C=STRENGTH, l1_ratio=1.0, solver="liblinear", max_iter=300).fit(
        matrix, labels
    )
    weights = _rounded(names, solved.coef_[0])
    taken = [at for at, example in enumerate(found) if example.kind is not None]
    kinds = np.array([str(found[at].kind) for at in taken])
    of_kind = {}
    for kind in sorted({str(found[at].kind) for at in taken}):
        one = LogisticRegression(
            C=STRENGTH_OF_KINDS, l1_ratio=1.0, solver="liblinear", max_iter=100, class_weight="balanced"
        ).fit(matrix[taken], kinds == kind)
        of_kind[ArtifactKind(kind)] = {
            "": round(float(one.intercept_[0]), DIGITS),
            **_rounded(names, one.coef_[0]),
        }
    return Model(round(float(solved.intercept_[0]), DIGITS), weights, of_kind)


def tell(author: str, model: Model, found: Sequence[Example]) -> None:
    """Print what the model makes of an author's lines: of the different lines, how many it takes."""
    taken: dict[str, bool] = {}
    for example in found:
        hit = model.score(example.features) > example.least
        taken[example.text] = taken.get(example.text, False) or hit
    artifacts = {example.text for example in found if example.artifact}
    reporting = {example.text for example in found if not example.artifact} - artifacts
    lost = sorted(text for text in reporting if taken[text])
    share = sum(taken[text] for text in artifacts) / max(len(artifacts), 1)
    print(
        f"{author}: takes {share:.1%} of {len(artifacts)} artifact lines and {len(lost)} of {len(reporting)} others"
    )
    for text in lost:
        print(f"    {text[:100]}")


def write(model: Model) -> None:
    """Write the weights, the strongest first."""
    data = {
        "bias": model.bias,
        "weights": _ordered(model.weights),
        "kinds": {str(kind): _ordered(weights) for kind, weights in model.kinds.items()},
    }
    boilerplate.WEIGHTS.write_text(
        json.dumps(data, ensure_ascii=False, indent=0).replace("\n}", "}") + "\n", encoding="utf-8"
    )
    print(f"{len(model.weights)} weights, and {Counter(str(k) for k, w in model.kinds.items() for _ in w)}")


def _matrix(rows: Sequence[Sequence[str]], index: dict[str, int]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for row in rows:
        names = set(row)
        mine = sorted(index[name] for name in names if name in index)
        columns += mine
        values += [1 / math.sqrt(len(names))] * len(mine)
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(rows), len(index)))


def _rounded(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    made = {name: round(float(value), DIGITS) for name, value in zip(names, values, strict=True)}
    return {name: value for name, value in made.items() if value}


def _ordered(weights: object) -> dict[str, float]:
    assert isinstance(weights, dict)
    return dict(sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0])))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
