"""How often one exchange may post: so many a second on average, and a number at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Allowance:
    """What one token may still post; it fills up again with time."""

    per_s: float
    burst: int
    left: float = 0.0
    counted_at: datetime | None = None

    def take(self, now: datetime) -> float:
        """Take one; answers 0, or after how many seconds there will be one again."""
        if self.counted_at is None:
            self.left = float(self.burst)
        else:
            # A clock that was put back adds nothing.
            passed_s = max(0.0, (now - self.counted_at).total_seconds())
            self.left = min(float(self.burst), self.left + passed_s * self.per_s)
        self.counted_at = now
        if self.left < 1.0:
            return (1.0 - self.left) / self.per_s
        self.left -= 1.0
        return 0.0
