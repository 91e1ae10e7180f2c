"""What a row of measurements comes to: median, 95th and 99th percentile."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence


def spread(values: Sequence[float], *, unit: str = "ms") -> dict[str, float | int | str]:
    """Median, p95, p99, least and most of ``values``, rounded to a thousandth of ``unit``.

    A percentile is the smallest value that so many of a hundred do not exceed (nearest rank), so it is always
    one that was measured. Raises ``ValueError`` for no values: nothing measured is not zero.
    """
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)

    def at(percent: float) -> float:
        return round(ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)], 3)

    return {
        "unit": unit,
        "n": len(ordered),
        "median": round(statistics.median(ordered), 3),
        "p95": at(95),
        "p99": at(99),
        "least": round(ordered[0], 3),
        "most": round(ordered[-1], 3),
    }
