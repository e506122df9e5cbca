"""Open deals that have a reason of loss: they may well be lost, in a system that keeps their stage as it was."""

import shlex
from collections.abc import Iterable, Mapping, Sequence

from salesplan.records.engines.expression import col, row_count
from salesplan.records.engines.frame import Frame, group_by
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import Oddity
from salesplan.records.recognise.crm_words import State, bare
from salesplan.records.recognise.flags import ANY
from salesplan.records.recognise.placeholders import PLACEHOLDERS
from salesplan.records.recognise.synonyms import plain

OPEN_WITH_REASON = "deals open with a reason of loss"

SAID = 5
"""Reasons that are said one by one, the most frequent first."""

_NO_REASON = (
    "not lost|n a|no|no reason|none selected|select|please select|select one|choose|pending|open|in progress|ongoing|"
    "not applicable|not specified|unspecified|aucun motif|non applicable|sans objet|choisir|non perdu|nessun motivo|"
    "non applicabile|seleziona|sin motivo|no aplica|seleccionar|kein grund|nicht zutreffend|bitte wahlen|false|0"
)
NO_REASON = frozenset(_NO_REASON.split("|"))
"""What a column of reasons says of a deal that is not lost, besides what stands for nothing anywhere."""


def header_of(book: OpenRecords) -> str:
    """The header of the column of reasons; empty where there is none."""
    named = (dict(one.columns).get("lost_reason", "") for one in book.intakes if one.table == "deals")
    return next(named, "")


def reasons_of_open(book: OpenRecords, inside: Frame) -> list[Oddity]:
    """What `among` tells, of a table of deals."""
    header = header_of(book)
    if not header:
        return []
    filled = inside.filter(col("lost_reason") != "")
    counted = group_by(filled, "state", "lost_reason").agg(row_count().alias("n"))
    rows = book.engine.rows(counted, "deals")
    return among(header, ((str(state), str(reason), int(n)) for state, reason, n in rows))


def among(header: str, counted: Iterable[tuple[str, str, int]]) -> list[Oddity]:
    """The open deals with a reason of loss, and the options that take them for lost; `counted` by state and reason.

    A text that won deals have as well is what the system writes of every deal, and so no reason.
    """
    found: dict[str, dict[str, int]] = {}
    for state, reason, n in counted:
        if reason and plain(reason) not in PLACEHOLDERS:
            found.setdefault(state, {})[reason] = n
    said = found.get(State.OPEN.value, {})
    usual = {plain(reason) for reason in found.get(State.WON.value, {})}
    meant = {r: n for r, n in said.items() if plain(r) not in usual and bare(r) not in NO_REASON and bare(r)}
    if not meant:
        return []
    alike = len(meant) == len(said) and not usual
    return [Oddity(OPEN_WITH_REASON, sum(meant.values()), _options(header, [ANY] if alike else _most(meant)))]


def _most(reasons: Mapping[str, int]) -> Sequence[str]:
    return sorted(reasons, key=lambda reason: (-reasons[reason], reason))[:SAID]


def _options(header: str, values: Sequence[str]) -> str:
    return " ".join(shlex.join(["--lost-if", f"{header}={value}"]) for value in values)
