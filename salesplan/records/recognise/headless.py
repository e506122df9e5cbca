"""Files whose first row is a record: which column is which, by what stands in its cells."""

from collections.abc import Iterator, Sequence

from salesplan.records.recognise.flags import Cells, kind_of
from salesplan.records.recognise.header_words import hold_amounts


def by_places(first: Sequence[str], stage_like: Sequence[int], cells: Cells) -> dict[str, str]:
    """The id, the stage and the amount of deals by the places of their columns (`#1`), as far as cells tell them.

    Args:
        first: the first row.
        stage_like: the columns whose cells look like stages, the likeliest first.
        cells: gives the different texts of a column in the rows below.

    Returns:
        The place of each column that is told; nothing where no column looks like a stage.
    """
    if not stage_like:
        return {}
    stage = stage_like[0]
    amounts = list(_amounts(first, stage, cells))
    amounts = [place for place in amounts if any("." in text for text in cells(place))] or amounts
    found = {"id": 0} if stage > 0 and first[0] and first[0] not in cells(0) else {}
    found["stage"] = stage
    if len(amounts) == 1:
        found["amount"] = amounts[0]
    return {name: f"#{place + 1}" for name, place in found.items()}


def _amounts(first: Sequence[str], stage: int, cells: Cells) -> Iterator[int]:
    """Columns of amounts besides the first one, which may hold ids that are numbers."""
    for place in range(1, len(first)):
        texts = cells(place)
        if place != stage and hold_amounts(texts) and kind_of(texts) == "text":
            yield place
