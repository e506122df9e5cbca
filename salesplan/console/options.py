"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import any_of, grouped, sentence
from salesplan.report.answer import Format

Texts = list[str]

LARGEST_TARGET = Decimal(10) ** 15

USUAL = "salesplan.yaml"
"""The plan of a folder, where a command names none."""

PlanPath = Annotated[
    str | None, typer.Argument(metavar="PLAN", help="The plan; salesplan.yaml here if absent, - for standard input.")
]
Target = Annotated[str | None, typer.Option(metavar="AMOUNT", help="The revenue to reach, instead of the plan's goal.")]
Confidence = Annotated[
    str | None,
    typer.Option(metavar="SHARE", help="How sure the target is to be reached, such as 80%; else on average."),
]
Scenario = Annotated[
    str | None, typer.Option(metavar="NAME", help="Take the plan as this one of its scenarios has it.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
]


TableFormat = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="How to write it; else as the suffix of FILE says.", show_default="table"),
]
SUFFIXES: Final = {".json": Format.JSON, ".csv": Format.CSV, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN}

FOREIGN: Final = frozenset({".xlsx", ".xls", ".ods", ".html", ".htm", ".pdf", ".ics", ".docx", ".doc", ".pptx"})


def table_format(chosen: Format | None, output: Path | None) -> Format:
    """The format asked for: by name, else by the file's suffix, else a table in plain text.

    Raises:
        Usage: the suffix is one of another program, which could not open a table in plain text.
    """
    if output and not chosen and output.suffix.lower() in FOREIGN:
        hint = sentence(
            "Use .csv, .json or .md; `salesplan render -o plan.xlsx` (or .html, .pdf) makes the whole document."
        )
        raise Usage(sentence("'{output}' cannot hold a table of this command", output=output), hint)
    return chosen or (SUFFIXES.get(output.suffix.lower(), Format.TABLE) if output else Format.TABLE)


def read_target(text: str | None) -> Decimal | None:
    """An amount above zero and below 10^15, written as a plain number.

    Raises:
        Usage: for anything else.
    """
    if text is None:
        return None
    number = Decimal(text) if re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,10})?", text) else None
    from salesplan.reading.doubts import meanings

    if number is None or not 0 < number < LARGEST_TARGET:
        from salesplan.reading.rewrite import rewritten

        better = rewritten("bad-amount", text)
        hint = sentence(
            "Give an amount above 0 and below {most} as a plain number: --target 90000",
            most=grouped(int(LARGEST_TARGET)),
        )
        if re.match("[1-9]", better):
            options = any_of(f"--target {meaning}" for meaning in meanings(better) or [better])
            hint = sentence("Write {text}", text=options)
        raise Usage(sentence("--target does not take '{text}'", text=text[:40]), hint)
    if several := meanings(text):
        large, small = several
        raise Usage(
            sentence("--target {text} may mean {large} or {small}", text=text, large=large, small=small),
            sentence("Write --target {large}, or --target {small}", large=large, small=small),
        )
    return number


def read_confidence(text: str | None) -> Fraction | None:
    """A share above 0 and below 1, written 80% or 0.8.

    Raises:
        Usage: for anything else.
    """
    if text is None:
        return None
    share = _share(text)
    if share is None or not 0 < share < 1:
        raise Usage(
            sentence("--confidence does not take '{text}'", text=text[:40]),
            "Give a share above 0% and below 100%: --confidence 80%, or --confidence 0.8",
        )
    return share


def read_day(option: str, text: str | None) -> date | None:
    """A day written 2027-01-31.

    Raises:
        Usage: for anything else.
    """
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Usage(
        sentence("{option} does not take '{text}'", option=option, text=text[:40]),
        sentence("Give a day: {option} 2027-01-31", option=option),
    )


def _share(text: str) -> Fraction | None:
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)(%?)", text)
    return Fraction(match[1]) / (100 if match[2] else 1) if match else None


class RecordOptions(Struct, frozen=True):
    """The options of every command that reads records: which files, and how to understand them."""

    deals: Annotated[
        Texts | None, typer.Option("--deals", metavar="FILE", help="The export of deals; several may overlap.")
    ] = None
    activities: Annotated[
        Texts | None, typer.Option("--activities", metavar="FILE", help="Calls, e-mails, meetings done.")
    ] = None
    history: Annotated[
        Texts | None, typer.Option("--history", metavar="FILE", help="Which deal entered which stage when.")
    ] = None
    prospects: Annotated[
        Texts | None, typer.Option("--prospects", metavar="FILE", help="A prospect list, to report on.")
    ] = None
    map: Annotated[
        Texts | None,
        typer.Option("--map", metavar="COLUMN=HEADER", help="Which header is which column: stage=StageName."),
    ] = None
    stage: Annotated[
        Texts | None,
        typer.Option("--stage", metavar="TEXT=STATE", help="What a text means: 'Dead=lost', or a stage of the plan."),
    ] = None
    won_if: Annotated[
        Texts | None, typer.Option("--won-if", metavar="HEADER=VALUE", help="Such deals are won: IsWon=true.")
    ] = None
    lost_if: Annotated[
        Texts | None, typer.Option("--lost-if", metavar="HEADER=VALUE", help="Such deals are lost; * is any value.")
    ] = None
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day the export was made; else the last day in the records.")
    ] = None
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="How the files are encoded: utf-8, cp1252.")] = (
        None
    )
    delimiter: Annotated[str | None, typer.Option(metavar="SIGN", help="What separates columns.")] = None
    decimal: Annotated[str | None, typer.Option("--decimal", metavar="SIGN", help="The decimal sign: . or ,")] = None
    date_format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="How dates are written, as in %d/%m/%Y.")
    ] = None


NO_OPTIONS: Final = RecordOptions()


def reads_records(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options on records: its parameter `records` gets them as one `RecordOptions`."""
    signature = inspect.signature(command, eval_str=True)
    hints = inspect.get_annotations(RecordOptions, eval_str=True)
    given = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=hint)
        for name, hint in hints.items()
    ]

    @wraps(command)
    def gathered(**values: Any) -> None:  # noqa: ANN401  (what typer read)
        records = RecordOptions(**{name: values.pop(name) for name in hints})
        command(records=records, **values)

    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        parameters += given if parameter.name == "records" else [parameter]
    # Typer reads both: the one for order and defaults, the other for types.
    gathered.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    gathered.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return gathered
