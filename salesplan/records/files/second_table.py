"""A second table on the same sheet, such as quotas beside the deals or below them: it is told apart, and left out."""

from collections.abc import Iterable, Iterator, Sequence

Row = Sequence[str | None]


def is_second_table(rows: Sequence[Row], width: int) -> bool:
    """Whether rows below a gap are a table with a header of its own.

    Its first row holds words alone, in at most half the columns of the table above; the others fill no more columns
    than that, and hold a number.

    Args:
        rows: what stands below.
        width: the columns of the table above.
    """
    filled = [row for row in rows if _places(row)]
    if len(filled) < 2:  # noqa: PLR2004  (a header and a row)
        return False
    head, *body = filled
    numbers = any(_digits(cell) for row in body for cell in row)
    return _is_header(head, width) and numbers and all(_places(row) <= _places(head) for row in body)


def without_second_table(rows: Iterable[Row], width: int, left: list[Row]) -> Iterator[Row]:
    """The rows down to a second table, which goes into `left`; those of one table pass at once."""
    held: list[Row] = []
    below: list[Row] = []
    for row in rows:
        if not any(row):
            (below or held).append(row)
        elif _places(row) <= _places(below[0]) if below else held and _is_header(row, width):
            below.append(row)
        else:
            yield from (*held, *below)
            held, below = [], []
            yield row
    if is_second_table(below, width):
        left.extend(below)
    else:
        yield from (*held, *below)


def columns_beside(header: Row, rows: Sequence[Row]) -> frozenset[int]:
    """The columns of a table that stands right of an empty column, with half the rows of the one it is beside at most.

    Args:
        header: the names of all columns.
        rows: the first rows.
    """
    parts: list[list[int]] = [[]]
    for place, name in enumerate(header):
        if name or any(row[place] for row in rows):
            parts[-1].append(place)
        elif parts[-1]:
            parts.append([])
    last = [_last(part, rows) for part in parts]
    longest = max(last)
    main = last.index(longest)
    return frozenset(
        place
        for part, end in zip(parts[main + 1 :], last[main + 1 :], strict=True)
        if len(part) > 1 and all(header[at] for at in part) and end * 2 <= longest and _unbroken(part, rows[:end])
        for place in part
    )


def _last(part: Sequence[int], rows: Sequence[Row]) -> int:
    """How many rows there are down to the last in which these columns hold something."""
    return max((number for number, row in enumerate(rows, 1) if any(row[at] for at in part)), default=0)


def _unbroken(part: Sequence[int], rows: Sequence[Row]) -> bool:
    """Whether each of these rows holds something in the first of the columns, as the rows of a table do."""
    return bool(rows) and all(row[part[0]] for row in rows)


def _is_header(row: Row, width: int) -> bool:
    return 1 < len(_places(row)) <= width // 2 and not any(_digits(cell) for cell in row)


def _places(row: Row) -> set[int]:
    return {place for place, cell in enumerate(row) if cell and cell.strip()}


def _digits(cell: str | None) -> bool:
    return bool(cell) and any(sign.isdigit() for sign in str(cell))
