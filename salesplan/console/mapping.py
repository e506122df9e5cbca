"""What a command line says about the columns and texts of records, as values of a plan: `--write` keeps it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os.path import relpath
from pathlib import Path

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import RecordOptions
from salesplan.reading.edit import Piece

Place = tuple[str | int, ...]

READING = ("encoding", "delimiter", "decimal", "date_format")
"""Options on how files are written, by the names that they have in a plan."""


class Written(Struct, frozen=True):
    """What to set: `blocks` to make of paths that stand alone, then `values`, then `lists`."""

    values: Mapping[Place, str]
    blocks: tuple[Piece, ...] = ()
    lists: tuple[Piece, ...] = ()


def mapping_of(plan: str, options: RecordOptions) -> Written:
    """The mapping that the options give, as values of the plan file; nothing where they give none.

    Files that the plan does not name yet are named too, or the mapping would be about none.

    Raises:
        Usage: several files are named for a table of which the plan holds none.
    """
    told = _values_of_options(options)
    if not told:
        return Written({})
    tables = sorted({str(place[1]) for place in told})
    values, blocks = dict(told), []
    for table in tables:
        given = _written_path(plan, table)
        if given is None:
            values = {("records", table, "path"): _path(plan, table, options), **values}
        elif given:
            from salesplan.reading.edit import spell

            blocks.append(Piece(("records", table), f"{{path: {spell(given, flow=True)}}}", whole=True))
    lists = {place: texts for place, texts in _conditions(options) if texts}
    kept = {place: value for place, value in values.items() if place not in lists}
    return Written(
        kept | {place: "x" for place in lists if not _is_list(plan, place)},
        tuple(blocks),
        tuple(Piece(place, _as_list(texts), whole=True) for place, texts in lists.items()),
    )


def _values_of_options(options: RecordOptions) -> dict[Place, str]:
    """Values of columns, texts, and how files are written; conditions stand with what names the table they need."""
    from salesplan.console.given_sources import TABLES, read_mapping, texts_meant

    named = [table for table in TABLES if getattr(options, table)]
    mapped = read_mapping(options.map or (), named or list(TABLES))
    found: dict[Place, str] = {
        ("records", table, "columns", column): header
        for table, pairs in mapped.items()
        for column, header in pairs.items()
    }
    found |= {("records", "deals", "stages", text): meaning for text, meaning in texts_meant(options).items()}
    how = {key: value for key in READING if (value := getattr(options, key))}
    found |= {("records", table, key): value for table in named for key, value in how.items()}
    if (options.won_if or options.lost_if) and not any(place[1] == "deals" for place in found):
        found |= {("records", "deals", key): "x" for key, given in _both(options) if given}
    return found


def _both(options: RecordOptions) -> tuple[tuple[str, list[str] | None], ...]:
    return ("won_if", options.won_if), ("lost_if", options.lost_if)


def _conditions(options: RecordOptions) -> Iterator[tuple[Place, list[str]]]:
    for key, texts in _both(options):
        yield ("records", "deals", key), list(texts or ())


def _as_list(texts: list[str]) -> str:
    from salesplan.reading.edit import spell

    return f"[{', '.join(spell(text, flow=True) for text in texts)}]"


def _written_path(plan: str, table: str) -> str | None:
    """The path that stands alone for a table in the plan; empty where a block says it, None where nothing does."""
    from salesplan.console.changing import plan_text
    from salesplan.reading.edit import written_value

    text = plan_text(plan)
    for place, block in ((("records", table), False), (("records", table, "path"), True)):
        try:
            return "" if written_value(text, place) and block else written_value(text, place)
        except LookupError:
            continue
    return None


def _is_list(plan: str, place: Place) -> bool:
    """Whether a list stands there already."""
    from salesplan.console.changing import plan_text
    from salesplan.reading.edit import set_nodes

    try:
        set_nodes(plan_text(plan), [Piece(place, "[]")])
    except LookupError:
        return False
    return True


def _path(plan: str, table: str, options: RecordOptions) -> str:
    """The file of a table as the plan will name it: relative to the plan's folder.

    Raises:
        Usage: there are several, and a plan names one, or a folder or pattern for all.
    """
    files = getattr(options, table) or []
    if len(files) != 1:
        raise Usage(
            sentence("the plan names one file for {table}, and {files} are given", table=table, files=len(files)),
            sentence("Name a folder or a pattern for all of them: --{table} 'exports/*.csv'", table=table),
        )
    path = Path(files[0])
    return str(path) if path.is_absolute() else relpath(path, Path(plan).parent)
