"""How likely a count is by chance: the tails of Poisson's and of the binomial distribution, and Wilson's interval.

Numbers of news vary more than these say, so what they call unlikely must also be a large change (``shares``, ``volume``).
Source of the interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
"""

from __future__ import annotations

from math import exp, lgamma, log, sqrt

_SURE = 2.0
"""Standard deviations to each side: about 95 % of all times the true share is inside."""


def poisson_at_most(seen: int, mean: float) -> float:
    """Return how likely it is to see at most ``seen`` where ``mean`` are usual."""
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(seen + 1)))


def binomial_at_most(seen: int, of: int, share: float) -> float:
    """Return how likely it is that at most ``seen`` of ``of`` have what a ``share`` of all have."""
    if share <= 0 or seen >= of:
        return 1.0
    if share >= 1:
        return 0.0
    choose = lgamma(of + 1)
    terms = (
        choose - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log(1 - share)
        for k in range(seen + 1)
    )
    return min(1.0, sum(map(exp, terms)))


def binomial_at_least(seen: int, of: int, share: float) -> float:
    """Return how likely it is that at least ``seen`` of ``of`` have what a ``share`` of all have."""
    return binomial_at_most(of - seen, of, 1 - share)


def interval(seen: int, of: int) -> tuple[float, float]:
    """Return between which shares the true one lies when ``seen`` of ``of`` have something."""
    if not of:
        return 0.0, 1.0
    share, square = seen / of, _SURE * _SURE
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _SURE / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
