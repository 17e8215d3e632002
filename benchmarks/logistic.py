"""Logistic regression over a few one-hot features, by Newton's method with a ridge (Hastie, Tibshirani and Friedman,
The Elements of Statistical Learning, 4.4.1)."""

from collections.abc import Mapping, Sequence
from math import exp

RIDGE = 1.0
STEPS = 12

Row = tuple[Sequence[str], float, float]
"""Active features, what was seen (0 to 1), weight."""


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weight of each feature; "" is the intercept, which every row has."""
    names = ["", *sorted({name for active, _, _ in rows for name in active})]
    index = {name: n for n, name in enumerate(names)}
    alike: dict[tuple[tuple[int, ...], float], float] = {}
    for active, seen, weight in rows:
        key = (0, *(index[name] for name in active)), seen
        alike[key] = alike.get(key, 0.0) + weight
    weights = [0.0] * len(names)
    for _ in range(STEPS):
        gradient = [-RIDGE * w for w in weights]
        gradient[0] += RIDGE * weights[0]
        hessian = [[0.0] * len(names) for _ in names]
        for n in range(len(names)):
            hessian[n][n] = RIDGE if n else 1e-6
        for (active, seen), weight in alike.items():
            p = 1 / (1 + exp(-sum(weights[n] for n in active)))
            for n in active:
                gradient[n] += weight * (seen - p)
                for m in active:
                    hessian[n][m] += weight * p * (1 - p)
        step = _solve(hessian, gradient)
        weights = [min(8.0, max(-8.0, w + s)) for w, s in zip(weights, step, strict=True)]
    return dict(zip(names, weights, strict=True))


def predict(weights: Mapping[str, float], active: Sequence[str]) -> float:
    """The chance for a row with these features."""
    return 1 / (1 + exp(-weights[""] - sum(weights.get(name, 0.0) for name in active)))


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """The solution of a symmetric, positive definite system, by elimination."""
    n = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for i in range(n):
        for j in range(i + 1, n):
            factor = rows[j][i] / rows[i][i]
            if factor:
                for k in range(i, n + 1):
                    rows[j][k] -= factor * rows[i][k]
    solution = [0.0] * n
    for i in reversed(range(n)):
        rest = sum(rows[i][k] * solution[k] for k in range(i + 1, n))
        solution[i] = (rows[i][n] - rest) / rows[i][i]
    return solution
