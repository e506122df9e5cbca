"""What `--require` asks of a comparison, such as "probability >= 60%"."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Final

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.quotas.compare import Comparison

MEASURES: Final = ("probability", "capacity", "budget", "target", "deals", "hours", "people")
SIGNS: Final[dict[str, Callable[[Fraction, Fraction], bool]]] = {">=": ge, "<=": le, ">": gt, "<": lt}
_FORM = re.compile(r"\s*([a-z]+)\s*(>=|<=|>|<)\s*([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*(%?)\s*")


class Requirement(Struct, frozen=True):
    """A bound on a measure, as it was written in `text`."""

    text: str
    measure: str
    sign: str
    bound: Fraction

    def failures(self, found: Comparison, places: range) -> list[str]:
        """The plans in which a figure of the measure breaks the bound, or in which there is none to tell."""
        rows = [row for row in found.rows if row.measure == self.measure]
        failed = []
        for place in places:
            known = [Fraction(row.values[place] or 0) for row in rows if row.values[place] is not None]
            if not known or not all(SIGNS[self.sign](value, self.bound) for value in known):
                failed.append(found.columns[place])
        return failed


def read_requirement(text: str) -> Requirement:
    """A measure, a sign and a bound.

    Raises:
        Usage: for anything else.
    """
    match = _FORM.fullmatch(text)
    if match is None or match[1] not in MEASURES:
        raise Usage(
            sentence("--require does not take '{text}'", text=text[:60]),
            sentence('Write --require "probability >= 60%"; it may be {names}', names=", ".join(MEASURES)),
        )
    bound = Fraction(match[3]) / (100 if match[4] else 1)
    return Requirement(text.strip(), match[1], match[2], bound)
