"""Texts of stage and status that leave in doubt what became of deals."""

import re
from collections import Counter
from collections.abc import Iterable

from salesplan.records.question import Oddity, Taken
from salesplan.records.recognise.crm_words import State

FEW_TEXTS = 8
"""Texts that are not understood of which each has a line of its own."""


def unknown_states(taken: Iterable[Taken]) -> list[Oddity]:
    """The texts that are not understood, each once, whatever the stage beside it; of many, those of most deals."""
    count: Counter[str] = Counter()
    for one in taken:
        if one.as_ == State.UNKNOWN:
            count[one.key] += one.deals
    most = [(text, n) for text, n in count.most_common()] if len(count) > FEW_TEXTS else sorted(count.items())
    found = [Oddity("deals of an unknown state", n, text) for text, n in most[:FEW_TEXTS]]
    if others := most[FEW_TEXTS:]:
        found.append(Oddity("deals at other texts", sum(n for _, n in others), str(len(others))))
    return found


_NUMBER = re.compile(r"\d{5,}")


def numbered_stages(taken: Iterable[Taken]) -> list[Oddity]:
    """Deals open at stages that a system gives by number alone, beside others with names: one may be an end."""
    listed = list(taken)
    found = [one for one in listed if one.as_ == State.OPEN and _NUMBER.fullmatch(one.key)]
    if not found or not any(one.as_ in {State.WON, State.LOST} and not _NUMBER.fullmatch(one.key) for one in listed):
        return []
    keys = ", ".join(sorted({one.key for one in found}))
    return [Oddity("deals open at a stage without a name", sum(one.deals for one in found), keys)]
