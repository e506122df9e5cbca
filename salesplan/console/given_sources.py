"""Where records are, as a command line and a plan name them: files, folders and patterns, and how to read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import NO_OPTIONS, RecordOptions

if TYPE_CHECKING:
    from salesplan.model.records import Records
    from salesplan.reading.plan import Reading
    from salesplan.records.sources import RecordsSource, Sources


def read_decimal(text: str | None) -> str | None:
    """A decimal sign.

    Raises:
        Usage: it is neither a point nor a comma.
    """
    if text not in {None, ".", ","}:
        raise Usage(sentence("--decimal does not take '{text}'", text=text), "Give --decimal . or --decimal ,")
    return text


def read_delimiter(text: str | None) -> str | None:
    """What separates columns: one sign.

    Raises:
        Usage: it is none, or several.
    """
    sign = {"\\t": "\t", "tab": "\t", "semicolon": ";", "comma": ","}.get((text or "").lower(), text)
    if sign is not None and (len(sign) != 1 or sign in '"\r\n'):
        raise Usage(
            sentence("--delimiter does not take '{text}'", text=text),
            "Give one sign: --delimiter ';', or --delimiter tab",
        )
    return sign


def sources_for(reading: Reading | None, options: RecordOptions) -> tuple[Sources, str | None]:
    """Where the records are: files of the command line before those of the plan, read as the plan says.

    Files named on the command line are never tables of the plan's engine: with `deals` among them, the engine is left
    alone.
    """
    records = reading.plan.records if reading and reading.plan else None
    return _sources(records, folder_of(reading.name) if reading else Path(), options)


def sources_of(
    records: Records | None, folder: Path, options: RecordOptions = NO_OPTIONS
) -> tuple[Sources, str | None]:
    """Where the records that the options, else a plan, name are, and their engine."""
    return _sources(records, folder, options)


def folder_of(plan: str) -> Path:
    """The folder to which paths in a plan are relative; this one for a plan from standard input."""
    return Path() if plan == "-" else Path(plan).parent


TABLES = ("deals", "activities", "history", "prospects")


def _sources(records: Records | None, folder: Path, options: RecordOptions) -> tuple[Sources, str | None]:
    from salesplan.records.sources import Sources

    files = {name: paths for name in TABLES if (paths := getattr(options, name))}
    engine = records.engine if records and "deals" not in files else None
    made = {name: _source(records, name, files.get(name), folder, engine) for name in TABLES}
    if records and records.engine and not engine:
        made = {name: source if name in files else None for name, source in made.items()}
    columns = read_mapping(options.map or (), [name for name, source in made.items() if source])
    stages = texts_meant(options)
    for option, texts in (("--won-if", options.won_if), ("--lost-if", options.lost_if)):
        for text in texts or ():
            pair(option, text, "IsWon=true")
    rules = {key: tuple(texts) for key in ("won_if", "lost_if") if (texts := getattr(options, key))}
    told = {
        name: source and replace(_apply_options(source, options), columns={**source.columns, **columns.get(name, {})},
                                 stages={**source.stages, **stages}, **(rules if name == "deals" else {}))
        for name, source in made.items()
    }  # fmt: skip
    return Sources(**told), engine


def find_files(path: str) -> list[str]:
    """The files that a name means: those of a folder, those that a pattern such as `exports/*.csv` fits, or itself.

    Raises:
        Usage: a folder without exports, or a pattern that fits no file.
    """
    from glob import glob

    from salesplan.records.files.packed import READABLE

    place = Path(path)
    if place.is_dir():
        found = sorted(str(one) for one in place.iterdir() if one.suffix.lower() in READABLE and one.is_file())
    elif not place.exists() and any(sign in path for sign in "*?["):
        found = sorted(one for one in glob(path, recursive=True) if Path(one).is_file())  # noqa: PTH207  (any path)
    else:
        return [path]
    if not found:
        raise Usage(
            sentence("there is no export in '{path}'", path=path),
            sentence("It may hold {names}.", names=", ".join(sorted(READABLE))),
        )
    return found


def read_mapping(pairs: Sequence[str], tables: Sequence[str]) -> dict[str, dict[str, str]]:
    """What `--map` says, by table: `activities.owner=Rep`, or `stage=StageName` of the first table that has a stage.

    Raises:
        Usage: a text of another form, or a column that none of the tables has.
    """
    from salesplan.records.canonical import SHAPES

    found: dict[str, dict[str, str]] = {}
    for text in pairs:
        key, header = pair("--map", text, "stage=StageName")
        named, dot, column = key.partition(".")
        asked = [named] if dot and named in TABLES else list(tables)
        column = column if dot and named in TABLES else key
        table = next((name for name in asked if name in tables and SHAPES[name].has(column)), None)
        if table is None:
            raise Usage(sentence("--map: '{key}' is no column of the records given", key=key), _columns_of(asked))
        found.setdefault(table, {})[column] = header
    return found


def _columns_of(tables: Sequence[str]) -> str:
    from salesplan.records.canonical import SHAPES

    listed = "; ".join(f"{name}: {', '.join(SHAPES[name].names)}" for name in tables if name in SHAPES)
    return f"Columns of {listed}; entered STAGE of deals"


def texts_meant(options: RecordOptions) -> dict[str, str]:
    """What `--stage` says about texts, which may have equals signs of their own: the last one counts.

    Raises:
        Usage: there is none.
    """
    found = {}
    for text in options.stage or ():
        left, sign, right = text.rpartition("=")
        if not sign or not left.strip():
            pair("--stage", text, "'Dead=lost'")
        found[left.strip()] = right.strip()
    return found


def pair(option: str, text: str, example: str) -> tuple[str, str]:
    """The two sides of the first equals sign that leaves something on its left.

    Raises:
        Usage: there is none.
    """
    left, sign, right = text.partition("=")
    if not sign or not left.strip():
        raise Usage(
            sentence("{option} does not take '{text}'", option=option, text=text[:60]),
            sentence("Write {option} {example}", option=option, example=example),
        )
    return left.strip(), right.strip()


def _source(
    records: Records | None, name: str, files: Sequence[str] | None, folder: Path, engine: str | None
) -> RecordsSource | None:
    from salesplan.measuring.ask import source_of
    from salesplan.records.sources import RecordsSource

    planned = source_of(getattr(records, name, None), folder, in_engine=engine is not None)
    if planned and not files and engine is None:
        return replace(planned, paths=tuple(one for path in planned.paths for one in find_files(path)))
    if not files:
        return planned
    files = [path for each in files for path in find_files(each)]
    return replace(planned, paths=tuple(files)) if planned else RecordsSource(tuple(files))


def _apply_options(source: RecordsSource, how: RecordOptions) -> RecordsSource:
    return replace(
        source,
        encoding=how.encoding or source.encoding,
        delimiter=how.delimiter or source.delimiter,
        decimal=how.decimal or source.decimal,
        date_format=how.date_format or source.date_format,
    )
