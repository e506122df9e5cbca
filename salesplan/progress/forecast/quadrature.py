"""Nodes and weights by which functions of an uncertain rate are integrated."""

from __future__ import annotations

import numpy as np

from salesplan.progress.forecast.timeline import Floats


def rate_nodes(a: float, b: float, count: int = 5) -> tuple[Floats, Floats]:
    """Gauss's nodes and weights for Beta(a, b) on 0 to 1 (Golub and Welsch, 1969, from Jacobi's recurrence)."""
    p, q = b - 1, a - 1
    order = np.arange(count)
    total = 2 * order + p + q
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (q**2 - p**2) / (total * (total + 2))
    middle[0] = (q - p) / (p + q + 2)
    step = np.arange(1, count)
    sums = 2 * step + p + q
    with np.errstate(invalid="ignore", divide="ignore"):
        side = 4 * step * (step + p) * (step + q) * (step + p + q) / (sums**2 * (sums + 1) * (sums - 1))
    side[0] = 4 * (1 + p) * (1 + q) / ((2 + p + q) ** 2 * (3 + p + q))
    middle = np.where(np.isfinite(middle), middle, 0.0)
    matrix = np.diag(middle) + np.diag(np.sqrt(side), 1) + np.diag(np.sqrt(side), -1)
    values, vectors = np.linalg.eigh(matrix)
    return np.clip((values + 1) / 2, 0.0, 1.0), vectors[0] ** 2
