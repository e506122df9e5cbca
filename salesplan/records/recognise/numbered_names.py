"""The order that names of stages carry themselves: `1 - Prospect`, `B. Qualified`, `40% Proposal`, `Offer (60%)`."""

import re
from collections.abc import Collection

_FORMS = (
    re.compile(r"\(?0*(?P<rank>\d{1,2})\s*[-.):\u2013\u2014_/]+\s*(?![\d%])\S.*"),
    re.compile(r"(?P<rank>[A-Z])\s*(?:[.):]|[-\u2013\u2014]\s)\s*\S.*"),
    re.compile(r"(?P<rank>\d{1,3})\s*%(?:\s*[-.):\u2013\u2014_/]*\s*\S.*)?"),
    re.compile(r"\S.*?\s*[-(\u2013\u2014]?\s*\b(?P<rank>\d{1,3})\s*%\s*\)?"),
)
"""Numbers and letters before a name, and percents before or after it."""


def order_in_names(stages: Collection[str], ends: Collection[str] = ()) -> tuple[str, ...]:
    """The stages by the numbers, letters or percents in their names.

    Args:
        stages: the names of the stages of one pipeline.
        ends: the names of its ends. What is numbered after `G. Project Won`, such as `H. Invoice sent` or `N. Not
            relevant`, is no step on the way there, and left out.

    Returns:
        Them in order; nothing where one has no number, or two have the same.
    """
    for form in _FORMS:
        ranks = _ranks(form, stages)
        if len(ranks) == len(stages) == len(set(ranks.values())) > 1:
            after = [rank for rank in _ranks(form, ends).values() if rank > min(ranks.values())]
            steps = [stage for stage in stages if not after or ranks[stage] < min(after)]
            return tuple(sorted(steps, key=ranks.__getitem__)) if len(steps) > 1 else ()
    return ()


def _ranks(form: re.Pattern[str], names: Collection[str]) -> dict[str, str]:
    matches = {name: form.fullmatch(name.strip()) for name in names}
    return {name: match["rank"].zfill(3) for name, match in matches.items() if match}
