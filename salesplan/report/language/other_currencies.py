"""What is said where amounts are in another currency than the plan's."""

from collections.abc import Iterator

from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words


def foreign(words: Words, numbers: Numbers, deals: int) -> Iterator[str]:
    """A sentence on the won deals that count for nothing, since their amount is in another currency."""
    if deals:
        yield words.plural(
            "{n} won deal is in another currency and counts for 0.",
            "{n} won deals are in another currency and count for 0.",
            deals,
            n=numbers.count(deals),
        )
