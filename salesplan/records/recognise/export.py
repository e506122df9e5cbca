"""How an export is known: its headers, and what its columns mean."""

from collections.abc import Mapping

from msgspec import Struct, field

DONE = "done"
"""The column that tells whether an action was done, or is only planned."""

Headers = Mapping[str, tuple[str, ...]]


class Sign(Struct, frozen=True):
    """What a column says of a row, where it holds one of the values (in lower case; None: any)."""

    says: str
    headers: tuple[str, ...]
    values: tuple[str, ...] | None = None


class Export(Struct, frozen=True):
    """A system's export of one table: `signs` must all be there, `columns` are the headers of each canonical column.

    `fixed` gives canonical columns that the kind of export says by itself: a list of calls holds calls. `rules` tell
    the state of a deal, `kinds` what kind of action a row is; a row without what `only` asks for is set aside. With
    `in_cents` its amounts count cents, and no column of it is taken for an amount in whole units.
    """

    system: str
    table: str
    signs: tuple[tuple[str, ...], ...]
    columns: Headers
    fixed: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Sign, ...] = ()
    kinds: tuple[Sign, ...] = ()
    only: tuple[Sign, ...] = ()
    in_cents: bool = False
