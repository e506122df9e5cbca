"""Reports that name a group in its first row alone: the owner, or the stage, of the rows below is the one above.

So Salesforce and spreadsheets save grouped reports. The columns of groups stand to the left of all others.
"""

import re
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from salesplan.base.sentence import Remark, counted, grouped
from salesplan.records.files.column_sql import count_label, total_row
from salesplan.records.files.tables import Readable
from salesplan.records.recognise.crm_words import COUNTS, TOTALS

Rows = Sequence[Sequence[str | None]]

BLANKS = 4
"""Of so many rows one at least is blank in a column of groups, and two in all."""

_SUMS = re.compile(rf"(?:{'|'.join(map(re.escape, (*TOTALS, *COUNTS)))})\s*(?:[:(].*)?", re.IGNORECASE)


def group_columns(rows: Rows, identities: Collection[int], single: Collection[int] = ()) -> tuple[int, ...]:
    """The columns that name a group in its first row alone, from the left.

    Args:
        rows: the first records, in the file's order.
        identities: the columns that tell records apart; where those are blank, a record has several rows.
        single: columns that hold something of one record, such as a date: an empty cell there is empty.
    """
    records = [row for row in rows if not any(_SUMS.fullmatch(cell.strip()) for cell in row if cell)]
    found: list[int] = []
    for place in range(len(records[0]) if records else 0):
        cells = [(row[place] or "").strip() for row in records]
        if not any(cells):
            continue
        outer = [tuple(row[at] or "" for at in found) for row in records]
        if place in {*identities, *single} or not _is_group(cells, outer):
            break
        found.append(place)
    return tuple(found)


def _is_group(cells: Sequence[str], above: Sequence[tuple[str, ...]]) -> bool:
    """Whether a column names each group once, in its first row; a group further left begins one here too.

    Groups are sorted: one that comes again within a group further left is a cell that others just left empty.
    """
    blank = cells.count("")
    if not cells[0] or blank < 2 or blank * BLANKS < len(cells):  # noqa: PLR2004  (as BLANKS says)
        return False
    seen: set[str] = set()
    for cell, outer in zip(cells, above, strict=True):
        if any(outer):
            seen.clear()
        if cell in seen or (not cell and any(outer)):
            return False
        seen |= {cell} - {""}
    return True


def with_groups(file: Readable, places: Sequence[int], identities: Collection[int]) -> Readable:
    """The file with the groups of these columns in each of their rows, and not in those of sums."""
    rows = f"(SELECT *, row_number() OVER () AS _n FROM {file.relation})"  # noqa: S608  (names of ours)
    record = _is_record(file, places, identities)
    columns = [_filled(column, record) if place in places else column for place, column in enumerate(file.names)]
    relation = f"(SELECT {', '.join(columns)} FROM {rows} ORDER BY _n)"  # noqa: S608  (names of ours)
    return replace(file, relation=relation)


def _filled(column: str, record: str) -> str:
    told = f"CASE WHEN trim({column}) = '' OR ({total_row([column])}) THEN NULL ELSE {column} END"
    name = f"regexp_replace({told}, '\\s*\\([0-9]+[^)]*\\)$', '')"
    last = f"last_value({name} IGNORE NULLS) OVER (ORDER BY _n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    return f"CASE WHEN {record} THEN {last} ELSE {column} END AS {column}"


def _is_record(file: Readable, places: Sequence[int], identities: Collection[int]) -> str:
    """The condition that a row is a record: it holds what tells records apart, and no word of a sum."""
    wanted = sorted(identities) or [place for place in range(len(file.names)) if place not in places]
    holds = " OR ".join(f"coalesce(trim({file.names[place]}), '') <> ''" for place in wanted)
    sums = f"({total_row(file.names)}) OR ({count_label(file.names)})"
    return f"(({holds}) AND NOT coalesce({sums}, false))"


def blank_below(file: Readable, places: Sequence[int], identities: Collection[int]) -> str:
    """The SQL that counts, for each of these columns, the records that take what stands above."""
    record = _is_record(file, places, identities)
    empty = (f"count(*) FILTER (WHERE {record} AND coalesce(trim({file.names[at]}), '') = '')" for at in places)
    return f"SELECT {', '.join(empty)} FROM {file.relation}"  # noqa: S608  (names of ours)


def group_note(file: Readable, place: int, rows: int) -> Remark:
    """What is said of a column whose groups were filled in."""
    return Remark.of(
        counted(
            "{file}: '{header}' names each group in its first row alone; {n} row below takes what stands above it",
            "{file}: '{header}' names each group in its first row alone; {n} rows below take what stands above them",
            rows,
            file=file.shown,
            header=file.header[place],
            n=grouped(rows),
        )
    )
