"""From recognised files to canonical tables, as SQL of the engine that comes along."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from salesplan.records.canonical import LOST_AT, NULL_IDS, Column, Kind, Shape
from salesplan.records.engines.reading import LENIENT, Reading
from salesplan.records.files.column_sql import (
    Notation,
    Parsed,
    as_it_stands,
    count_row,
    name,
    named_currency,
    parsed,
    quoted,
    total_row,
    undone,
)
from salesplan.records.recognise.export import DONE
from salesplan.records.recognise.flags import EMPTY, TRUE, Rule
from salesplan.records.sources import BLANK, NOT_DONE


def select(shape: Shape, readings: Sequence[Reading], *, numbered: bool, without: Collection[str] = ()) -> str:
    """The SQL of a canonical table: its columns, then `_problem` (empty where none), `_file` and, if asked, `_row`.

    Args:
        shape: which table.
        readings: the files it is in.
        numbered: whether rows have their number.
        without: columns to leave out.
    """
    parts = (_select(shape, reading, place, numbered, without) for place, reading in enumerate(readings))
    return " UNION ALL ".join(parts)


def blanks(shape: Shape, readings: Sequence[Reading]) -> dict[str, str]:
    """The columns that no file has, with the SQL of what stands for each: nothing that has to be stored by row."""
    return {
        column.name: _absent(column.kind, "")
        for column in shape.columns
        if not any(_tells(one, column.name) for one in readings)
    }


def _tells(reading: Reading, key: str) -> bool:
    matched = reading.matched
    named = key in matched.columns or bool(matched.fixed.get(key))
    told = (key == "currency" and reading.mixed) or (key == "action" and bool(matched.kinds))
    named = named or bool({*PAIRED.get(key, ())} & set(matched.columns))
    return named or told or (key == "status" and bool(matched.rules or "lost_stage" in matched.columns))


def _absent(kind: Kind, text: str) -> str:
    absent = {Kind.TEXT: quoted(text), Kind.COUNT: "1::BIGINT", Kind.AMOUNT: "NULL::HUGEINT"}
    return absent.get(kind, "NULL::BIGINT")


def _select(shape: Shape, reading: Reading, place: int, numbered: bool, without: Collection[str]) -> str:  # noqa: FBT001
    # One flat SELECT, so that the engine computes an expression that stands in a value and in its test only once.
    made = {column.name: _column(reading, column) for column in shape.columns}
    values = {key: column.value for key, column in made.items()}
    tests = list(_no_records(shape, reading, values))
    spoilt = {key: column.failed for key, column in made.items() if column.failed}
    tests += [(failed, f"{key} cannot be read") for key, failed in spoilt.items() if key not in LENIENT]
    tests += [(_empty(c.kind, made[c.name].value), f"no {c.name}") for c in shape.columns if c.needed]
    tests += [(_all_empty(shape, shape.telling, values), shape.untold)] if shape.telling else []
    problem = "".join(f" WHEN {test} THEN {quoted(text)}" for test, text in tests)
    rows = f", row_number() OVER () + {reading.file.first_row - 1} AS _row" if numbered else ""
    listed = ", ".join(f"{value} AS {name(key)}" for key, value in values.items() if key not in without)
    if shape.telling:
        left = "".join(f" WHEN {failed} THEN {quoted(key)}" for key, failed in spoilt.items() if key in LENIENT)
        listed += f", {f'CASE{left} END' if left else 'NULL::VARCHAR'} AS _left"
    return (
        f"SELECT {listed}, CASE{problem} ELSE '' END AS _problem, {place} AS _file{rows} FROM {reading.file.relation}"  # noqa: S608
    )


LABELS = ("id", "name", "owner", "account", "action")
"""Where a row of totals may say that it is one, besides the first column."""


def _no_records(shape: Shape, reading: Reading, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Rows that are no records: sums, which say nothing that a record must say, and actions still to be done."""
    file, columns = reading.file, reading.matched.columns
    if shape.telling and file.text:
        yield from _nearly_empty(shape, reading, values)
    telling = shape.telling or tuple(column.name for column in shape.columns if column.needed and column.name != "id")
    if telling:
        labels = [values[key] for key in LABELS if key in columns]
        labels += [f"coalesce({file.names[0]}, '')"] if file.types[0] == "VARCHAR" else []
        # In a report grouped by stage the label stands where the stage does.
        texts = [values[key] for key in shape.telling if key in columns]
        if reading.matched.rules:
            # Columns that hold nothing tell a state too: a flag that is not set, a day of losing that is not there.
            texts = [
                _expression(reading, key, columns[key], Kind.TEXT).value for key in shape.telling if key in columns
            ]
            texts = texts or [quoted("")]
        told = " AND ".join(f"({column} = '' OR {total_row([column])})" for column in texts)
        nothing = told or _all_empty(shape, telling, values)
        yield f"{nothing} AND ({total_row([*labels, *texts])})", "a row of totals"
        if shape.telling:
            yield count_row(labels, [values[key] for key in telling]), "a row of totals"
    if "is_deleted" in columns:
        yield _holds(reading, Rule("", ((columns["is_deleted"], TRUE),))), "deleted"
    if DONE in columns:
        yield undone(file.names[columns[DONE]]), NOT_DONE
    yield from ((f"NOT ({_holds(reading, rule)})", rule.state) for rule in reading.matched.only)
    if file.text and not file.places and shape.telling and columns:
        tests = [f"{file.names[at]} = {quoted(file.header[at])}" for at in sorted({*columns.values()})]
        yield " AND ".join(tests), "the header again"


def _nearly_empty(shape: Shape, reading: Reading, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Rows that hold nothing that is read, also where flags would tell a state, or a sum without a label."""
    matched = reading.matched
    amounts = [c.name for c in shape.columns if c.kind is Kind.AMOUNT and c.name in matched.columns]
    places = {*matched.columns.values(), *matched.entered.values(), *matched.tested}
    others = sorted(places - {matched.columns[key] for key in (*amounts, "won_amount") if key in matched.columns})
    if len(others) > 1:
        # The first column that holds something ends the search, which is the first or second in nearly all rows.
        nothing = f"coalesce({', '.join(reading.file.names[at] for at in others)}) IS NULL"
        some = " OR ".join(f"{values[key]} IS NOT NULL" for key in amounts)
        if some:
            yield f"{nothing} AND ({some})", "a row of totals"
        yield f"{nothing} AND coalesce({', '.join(reading.file.names)}) IS NULL", BLANK
        yield nothing, shape.untold


def _all_empty(shape: Shape, keys: Sequence[str], values: Mapping[str, str]) -> str:
    kinds = {column.name: column.kind for column in shape.columns}
    return " AND ".join(_empty(kinds[key], values[key]) for key in keys)


def _empty(kind: Kind, column: str) -> str:
    return f"{column} = ''" if kind is Kind.TEXT else f"{column} IS NULL"


def _column(reading: Reading, column: Column) -> Parsed:
    matched, key, kind = reading.matched, column.name, column.kind
    told = _told_by_others(reading, key)
    if told or key not in matched.columns:
        return told or Parsed(_absent(kind, matched.fixed.get(key, "")))
    place = matched.columns[key]
    if column.as_is:
        return as_it_stands(reading.file.names[place], reading.file.types[place])
    made = _expression(reading, key, place, kind)
    if matched.refers_to_none(key):
        return Parsed(f"CASE WHEN {made.value} IN {NULL_IDS} THEN '' ELSE {made.value} END")
    return Parsed(f"coalesce({made.value}, 1)", made.failed) if kind is Kind.COUNT else made


PAIRED = {"closed": ("closed", "lost_time", Kind.TIME), "amount": ("won_amount", "amount", Kind.AMOUNT)}
"""Columns that are read from two, of which the first that holds something counts."""


def _told_by_others(reading: Reading, key: str) -> Parsed | None:
    """A column that is read from others than its own; None where it is not."""
    matched = reading.matched
    if key == "status" and (matched.rules or "lost_stage" in matched.columns):
        return _status(reading)
    if key == "action" and matched.kinds:
        cases = " ".join(f"WHEN {_holds(reading, rule)} THEN {quoted(rule.state)}" for rule in matched.kinds)
        return Parsed(f"CASE {cases} ELSE '' END")
    if key == "currency" and reading.mixed:
        return Parsed(named_currency(reading.file.names[matched.columns["amount"]]))
    first, second, kind = PAIRED.get(key, ("", "", Kind.TEXT))
    made = [_expression(reading, one, matched.columns[one], kind) for one in (first, second) if one in matched.columns]
    if not made:
        return None
    return _first_of(*made) if len(made) > 1 else made[0]


def _first_of(one: Parsed, other: Parsed) -> Parsed:
    """The first value that is there."""
    failed = " OR ".join(filter(None, (one.failed, other.failed)))
    return Parsed(f"coalesce({one.value}, {other.value})", failed or None)


def _status(reading: Reading) -> Parsed:
    """The status that columns of flags or the user's conditions tell, else the status column's."""
    matched = reading.matched
    place = matched.columns.get("status")
    rest = _expression(reading, "status", place, Kind.TEXT).value if place is not None else quoted("")
    if matched.status_beside_rules is not None:
        rest = quoted(matched.status_beside_rules)
    cases = " ".join(f"WHEN {_holds(reading, rule)} THEN {quoted(rule.state)}" for rule in matched.rules)
    told = f"CASE {cases} ELSE {rest} END" if cases else rest
    if "lost_stage" in matched.columns:
        at = _expression(reading, "lost_stage", matched.columns["lost_stage"], Kind.TEXT).value
        told = f"CASE WHEN {at} = '' THEN {told} ELSE {told} || {quoted(LOST_AT)} || {at} END"
    return Parsed(told)


def _holds(reading: Reading, rule: Rule) -> str:
    tests = []
    for place, values in rule.tests:
        cell = f"coalesce(lower(trim(CAST({reading.file.names[place]} AS VARCHAR))), '')"
        listed = ", ".join(map(quoted, EMPTY if values is None else values))
        tests.append(f"{cell} {'NOT IN' if values is None else 'IN'} ({listed})")
    return " AND ".join(tests) or "true"


def _expression(reading: Reading, key: str, place: int, kind: Kind) -> Parsed:
    file = reading.file
    formats = reading.formats.get(key, ())
    written = Notation(reading.decimal, formats, reading.short)
    return parsed(file.names[place], kind, file.types[place], written)


def entries(readings: Sequence[Reading]) -> str | None:
    """The SQL of stage entries that a deals file holds as columns, one a stage; None where it has none."""
    return " UNION ALL ".join(part for place, one in enumerate(readings) for part in _entries(one, place)) or None


def _entries(reading: Reading, number: int) -> Iterator[str]:
    ident = reading.matched.columns.get("id")
    if ident is None:
        return
    key = _expression(reading, "id", ident, Kind.TEXT).value
    for stage, place in reading.matched.entered.items():
        when = _expression(reading, f"entered {stage}", place, Kind.TIME).value
        yield (
            f"SELECT {key} AS deal, {quoted(stage)} AS stage, {when} AS entered, '' AS _problem, {number} AS _file "  # noqa: S608
            f"FROM {reading.file.relation} WHERE {when} IS NOT NULL"
        )
