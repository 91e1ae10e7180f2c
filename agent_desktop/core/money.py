"""Money is an integer of minor units with its currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass

# ISO 4217 exponents that are not 2.
_EXPONENTS = {
    "BHD": 3,
    "CLP": 0,
    "ISK": 0,
    "JOD": 3,
    "JPY": 0,
    "KRW": 0,
    "KWD": 3,
    "OMR": 3,
    "TND": 3,
    "VND": 0,
}

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
"""What stands for a currency where a person reads it; others are known by their three letters."""


def exponent(currency: str) -> int:
    """How many decimal places the minor unit of an ISO 4217 currency has."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the minor unit (pence, cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.minor + other.minor, self.currency)

    def major(self) -> str:
        """The amount as a plain decimal text without separators, e.g. ``"-12.05"``."""
        places = exponent(self.currency)
        whole, rest = divmod(abs(self.minor), 10**places)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"

    def words(self) -> str:
        """The amount for a person to read, in no language: ``"£12.05"``, ``"-CHF 12.05"``."""
        symbol = SYMBOLS.get(self.currency, f"{self.currency}\u00a0")
        return f"{'-' if self.minor < 0 else ''}{symbol}{Money(abs(self.minor), self.currency).major()}"
