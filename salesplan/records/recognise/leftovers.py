"""Headers that stand for nothing we know, though their cells would fit a column that is missed."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from salesplan.records.recognise.flags import TRUE, kind_of
from salesplan.records.recognise.header_words import hold_amounts
from salesplan.records.recognise.synonyms import plain, squash

NAMED = 5
"""Headers that are named for a missed column."""

_MISSED: Mapping[str, frozenset[str]] = {
    "amount": frozenset({"amount", "won_amount"}),
    "created": frozenset({"created"}),
    "closed": frozenset({"closed", "won_time", "lost_time"}),
}
"""What a deal should have, and the columns of which any tells it."""


def fitting(taken: Collection[str], left: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For each thing that deals should have and no column tells, the first headers that may stand for it.

    Args:
        taken: the canonical columns that were recognised.
        left: the headers nothing is read from, with the different cells of the first rows.
    """
    missed = [key for key, tells in _MISSED.items() if not tells & set(taken)]
    held = {header: _held(cells) for header, cells in left.items()} if missed else {}
    return {key: tuple(_those(held, "amount" if key == "amount" else "date"))[:NAMED] for key in missed}


def _held(cells: Sequence[str]) -> str:
    return "date" if kind_of(cells) == "date" else "amount" if hold_amounts(cells) else ""


def _those(held: Mapping[str, str], kind: str) -> Iterator[str]:
    return (header for header, found in held.items() if found == kind)


_MARKED = (
    "archived isarchived archive archivee archivie archiviato archivado archiviert test istest testdeal testrecord "
    "dummy isdummy sample issample duplicate isduplicate doublon spam isspam void voided trashed intrash"
)
_MARKS = frozenset(_MARKED.split())
"""Headers of flags on rows that are hardly meant to count, letters alone."""


def marking(left: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The headers of flags that mark some rows as archived, or as tests.

    Args:
        left: the headers nothing is read from, with the different cells of the first rows.
    """
    return tuple(
        header
        for header, cells in left.items()
        if squash(header) in _MARKS and kind_of(cells) == "flag" and any(plain(cell) in TRUE for cell in cells)
    )
