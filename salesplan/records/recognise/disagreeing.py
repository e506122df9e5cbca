"""Flags of winning and losing that say another thing than the texts beside them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from salesplan.records.recognise.crm_words import State, state_of
from salesplan.records.recognise.flags import FALSE, TRUE
from salesplan.records.recognise.synonyms import plain

_FLAGS = (("is_won", State.WON), ("is_lost", State.LOST))


def flags_against_texts(rows: Sequence[Sequence[object]], columns: Mapping[str, int]) -> int:
    """In how many rows a flag contradicts the stage or the status: `Is won` is no, and the stage `Closed Won`.

    Args:
        rows: the first rows.
        columns: the canonical columns and their places.
    """
    flags = [(columns[key], state) for key, state in _FLAGS if key in columns]
    texts = [columns[key] for key in ("stage", "status") if key in columns]
    if not flags or not texts:
        return 0
    told = cache(lambda text: state_of(text) if text else None)
    return sum(any(_against(row, flag, texts, told) for flag in flags) for row in rows)


def _against(
    row: Sequence[object], flag: tuple[int, State], texts: Sequence[int], told: Callable[[str], State | None]
) -> bool:
    place, meant = flag
    cell = plain(str(row[place])) if row[place] is not None else ""
    said = {told(str(row[at])) for at in texts if row[at] is not None} & {State.WON, State.LOST}
    if cell in TRUE:
        return bool(said - {meant})
    return bool(cell) and cell in FALSE and meant in said
