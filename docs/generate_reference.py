"""Write docs/plan-language.md from the model of a plan, and docs/commands.md from the command line's own help.

Run it after a key, an option or a help text was changed: python docs/generate_reference.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator, PlainValidator
from pydantic.fields import FieldInfo

from salesplan.console.help import COMMANDS
from salesplan.model import amounts, days, evidence, rates, records, scalars, timespan
from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.reading.nodes import Entries, Items, Node, Point
from salesplan.reading.plan import Reading, read_plan, read_plan_text
from salesplan.starters import KINDS, starter

ROOT = Path(__file__).parent.parent
LANGUAGE_PAGE = ROOT / "docs" / "plan-language.md"
COMMANDS_PAGE = ROOT / "docs" / "commands.md"

_TODAY = date(2026, 11, 22)
_LONGEST = 90

_SCALARS = {
    amounts.read_amount: "an amount: `30000` or `30000.50`",
    amounts.read_positive: "an amount above zero",
    amounts.read_hours: "hours from 1 to 80: `35` or `37.5`",
    rates.read_rate: "a rate above 0: `1/4`, `25%` or `0.25`",
    rates.read_portion: "a share from 0 to 100%",
    rates.read_percentage: "a percentage, which may pass 100%",
    rates.read_quantity: "a number or a rate",
    days.read_date: "a date",
    days.read_days: "a date, or a stretch of dates",
    days.read_month: "a month",
    scalars.read_currency: "a currency's three letters",
    amounts.read_amount_range: "an amount, or a range: `a to b`",
    evidence.read_evidence: "`12 of 240`, or `assumed`",
    days.read_duration: "a length of time",
    timespan.read_period: "a period, or `{start: ..., end: ...}`",
}
_KINDS = {
    Any: "any value: single, a block, a list, or `null`",
    str: "text",
    int: "a whole number",
    bool: "`true` or `false`",
}

_EXAMPLES = {
    ("Segment", "sells"): "true",
    ("NpsGiven", "promoters"): "60",
    ("NpsGiven", "detractors"): "15",
    ("NpsGiven", "answers"): "120",
    ("ChurnGiven", "lost"): "6",
    ("ChurnGiven", "start"): "100",
    ("RetentionGiven", "start"): "100000",
    ("RetentionGiven", "expansion"): "12000",
    ("RetentionGiven", "contraction"): "5000",
    ("RetentionGiven", "churned"): "8000",
    ("CacGiven", "cost"): "30000",
    ("CacGiven", "customers"): "10",
    ("LtvGiven", "revenue"): "1200",
    ("LtvGiven", "margin"): "70%",
    ("LtvGiven", "churn"): "6%",
    ("MarginGiven", "cost"): "40000",
    ("MarginGiven", "revenue"): "100000",
    ("AccuracyGiven", "forecast"): "90000",
    ("AccuracyGiven", "actual"): "100000",
    ("Stage", "odds"): "40%",
    ("Action", "counts"): "[answered]",
    ("Tracking", "thresholds"): "{ahead: 110%, on_track: 95%, behind: 80%}",
    ("Thresholds", "ahead"): "110%",
    ("Thresholds", "on_track"): "95%",
    ("Thresholds", "behind"): "80%",
    ("Stage", "stale_after"): "10 days",
    ("Compensation", "funnels"): "[acquisition]",
    ("Compensation", "starts"): "2027-01-01",
    ("Compensation", "ends"): "2027-06-30",
    ("Compensation", "prorate"): "true",
    ("Compensation", "rate"): "5%",
    ("Compensation", "paid"): "quarter",
    ("Compensation", "instalments"): "[{share: 50%}, {share: 50%, on: paid}]",
    ("Instalment", "share"): "50%",
    ("Instalment", "on"): "paid",
    ("Instalment", "after"): "90 days",
    ("Compensation", "override"): "{of: [sales], rate: 3%}",
    ("Budget", "actuals"): "spend.csv",
    ("Spent", "when"): "2027-01-14",
    ("Spent", "item"): "Trade fair",
    ("Spent", "amount"): "1200",
    ("Spent", "category"): "events",
    ("Spent", "segment"): "sales",
    ("Funnel", "kind"): "renewal",
    ("Tier", "from"): "0%",
    ("Tier", "mode"): "cliff",
    ("Tier", "per"): "point",
    ("Bonus", "when"): "attainment >= 110%",
    ("Draw", "per"): "month",
    ("Clawback", "within"): "90 days",
    ("Clawback", "share"): "50%",
    ("Override", "of"): "[sales]",
    ("Override", "rate"): "3%",
    ("Plan", "seasonality"): "{2027-01: 30%, 2027-02: 30%, 2027-03: 40%}",
    ("Plan", "opening"): "records",
    ("Plan", "next"): "{target: 400000}",
    ("NextPeriod", "target"): "400000",
    ("Stage", "open"): "14",
    ("Plan", "scenarios"): "{cautious: {funnels.acquisition.deal_value: 25000, team.sales.members.+Ida: {}}}",
    ("Calendar", "region"): "BY",
    ("Calendar", "fiscal_year_starts"): "4",
    ("PastSales", "last_month"): "98000",
    ("Member", "ends"): "2027-05-31",
    ("Member", "quota_share"): "40%",
    ("Stage", "actions"): "{sales: {call: 8, meeting: 1}}",
    ("Qualification", "questions"): "{budget: [Who pays for it?]}",
    ("Bonus", "metric"): "deals",
    ("Bonus", "target"): "12",
    ("Agreement", "definitions"): "{lead: has asked to be called}",
    ("RecordFile", "path"): "data/deals.csv",
    ("RecordFile", "columns"): "{amount: Deal total}",
    ("RecordFile", "stages"): "{signed: won}",
    ("Records", "deals"): "data/deals.csv",
    ("Records", "activities"): "data/activities.csv",
    ("Records", "history"): "data/history.csv",
    ("Records", "prospects"): "data/prospects.csv",
    ("Compensation", "floor"): "500",
    ("RecordFile", "delimiter"): '";"',
    ("RecordFile", "decimal"): '","',
    ("RecordFile", "date_format"): '"%d/%m/%Y"',
    ("RecordFile", "encoding"): "cp1252",
    ("RecordFile", "won_if"): "[IsWon=true]",
    ("RecordFile", "lost_if"): "[Lost on=*]",
    ("Territories", "accounts"): "data/accounts.csv",
    ("Territories", "columns"): "{account: Customer, potential: Revenue 2027}",
    ("Territories", "team"): "sales",
    ("Territories", "balance"): "[potential, workload]",
    ("Territories", "tolerance"): "10%",
    ("Territories", "keep"): "[Acme, Ada Lind]",
    ("Territories", "together"): "family",
    ("Territories", "apart"): "[[Acme, Bolt]]",
    ("Territories", "move_at_most"): "20%",
    **{("Columns", key): key.title() for key in ("account", "potential", "workload", "rep", "family", "region")},
    ("Plan", "expected_attainment"): "85%",
    ("Member", "expected_attainment"): "40%",
    ("Segment", "expected_attainment"): "80%",
    ("Segment", "time_to_fill"): "90 days",
    ("Segment", "attrition"): "15%",
    ("Segment", "ramp"): "[0%, 50%, 100%]",
    ("Records", "engine"): "postgresql://db.example.com/crm",
}
"""Examples of keys that no plan at hand uses."""

_LANGUAGE_TITLE = """\
# The plan language

A plan is one text file in [YAML](https://yaml.org), named `salesplan.yaml` unless you say otherwise. Six keys are
enough for quotas: `salesplan`, `title`, `currency`, `period`, `goals` and `funnels`. Everything else is optional, and a
plan says only what it knows. Write `key: value`, one on a line, and indent what belongs to a block by two spaces. Lists
are written `[a, b]`, or each item on a line of its own after `- `.

Money is a plain number in the plan's currency. A rate is `1/4`, `25%` or `0.25`, never `25`. Dates are written
`2027-01-31`. A key that no block knows is a mistake, except keys that begin with `x-`: those are your own.

Keys marked * are needed where their block stands. This page is made from the program itself.
"""
_COMMANDS_TITLE = """\
# The commands

`PLAN` may be left out: then it is `salesplan.yaml` in this folder. `-` reads standard input. Data goes to standard
output, messages to standard error. The exit code is 0 when all is well, 1 when the plan has errors, 2 when the command
was called in a wrong way or a file cannot be read or written.

This page is made from the program's own help.
"""


def language_page() -> str:
    """Every block of the plan language, with its keys."""
    sections = [_section(part, where) for part, where in _homes().items()]
    return "\n".join([_LANGUAGE_TITLE, *sections])


def commands_page() -> str:
    """The help of every command."""
    sections = [f"## {name}\n\n```text\n{_help(name)}```\n" for name in COMMANDS]
    return "\n".join([_COMMANDS_TITLE, *sections])


def _help(command: str) -> str:
    environment = {**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "salesplan", command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return done.stdout


def _parts(part: type[Part], where: str) -> Iterator[tuple[type[Part], str]]:
    """All blocks, each once, in the order of the plan, with the path that leads there."""
    seen: dict[type[Part], str] = {part: where}
    waiting = [part]
    while waiting:
        current = waiting.pop(0)
        yield current, seen[current]
        below = []
        for name, info in current.model_fields.items():
            for kind in _blocks(info.annotation):
                if kind not in seen:
                    seen[kind] = f"{seen[current]}.{info.alias or name}".lstrip(".")
                    below.append(kind)
        waiting = below + waiting


def _blocks(hint: Any) -> Iterator[type[Part]]:  # noqa: ANN401
    if isinstance(hint, type) and issubclass(hint, Part):
        yield hint
    for below in get_args(hint):
        yield from _blocks(below)


def _section(part: type[Part], where: str) -> str:
    summary = " ".join((part.__doc__ or "").split())
    rows = [_row(part, info.alias or name, info, where) for name, info in part.model_fields.items()]
    title = f"## `{where}`" if where else "## The plan"
    table = ["| key | value | meaning | example |", "|---|---|---|---|", *rows]
    return "\n".join([title, "", summary, "", *table, ""])


def _row(part: type[Part], key: str, info: FieldInfo, where: str) -> str:
    needed = " *" if info.is_required() else ""
    example = _example(part, key, where)
    shown = f"`{example}`" if example else ""
    cells = (f"`{key}`{needed}", _words(_hint(info)), info.description or "", shown)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _hint(info: FieldInfo) -> Any:  # noqa: ANN401
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _words(hint: Any) -> str:  # noqa: ANN401
    """A type as people say it."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return ", or ".join(dict.fromkeys(_words(one) for one in inner if one is not NoneType))
    said = _SAID.get(origin)
    if said:
        return said(inner)
    if isinstance(hint, type) and issubclass(hint, Part):
        return f"[a block](#{_homes()[hint].replace('.', '')})"
    return _KINDS[hint]


def _ruled(inner: tuple[Any, ...]) -> str:
    """A type with rules beside it: one of them may say how the value is written."""
    kind = inner[0]
    for rule in inner[1:]:
        if isinstance(rule, PlainValidator):
            return _SCALARS[rule.func]  # type: ignore[index]
        if isinstance(rule, BeforeValidator) and rule.func is records.path_only:
            return f"a file's name, or {_words(kind)}"
        if isinstance(rule, BeforeValidator) and isinstance(kind, type) and issubclass(kind, Part):
            return f"{'a name' if 'name' in kind.model_fields else 'an amount'}, or {_words(kind)}"
    return _words(kind)


def _choice(inner: tuple[Any, ...]) -> str:
    return " or ".join([", ".join(f"`{word}`" for word in inner[:-1]), f"`{inner[-1]}`"][len(inner) == 1 :])


def _list(inner: tuple[Any, ...]) -> str:
    item = _words(inner[0])
    block = "[a block]"
    return f"a list of {item.replace(block, '[blocks]', 1)}" if item.startswith(block) else f"a list: {item} each"


def _map(inner: tuple[Any, ...]) -> str:
    keys = "months" if inner[0] is not str and _words(inner[0]) == "a month" else "names of your own"
    return f"{keys}, each with {_words(inner[1])}"


_SAID = {Annotated: _ruled, Literal: _choice, tuple: _list, dict: _map}


@cache
def _homes() -> dict[type[Part], str]:
    """Each block and the path that leads to it, which is the title of its section."""
    return dict(_parts(Plan, ""))


@cache
def _plans() -> tuple[Reading, ...]:
    """The plans that examples are taken from."""
    paths = sorted((ROOT / "examples").glob("*.yaml"))
    return (
        *(read_plan(path) for path in paths),
        *(read_plan_text(starter(kind, "en", "EUR", _TODAY)) for kind in KINDS),
    )


def _example(part: type[Part], key: str, where: str) -> str:
    """How a plan at hand writes this key, if it writes it in one line."""
    known = _EXAMPLES.get((part.__name__, key))
    if known:
        return f"{key}: {known}"
    path = f"{where}.{key}".lstrip(".").split(".")
    texts = (text for reading in _plans() if reading.root for text in _written(reading, reading.root, path))
    return next((f"{key}: {text}" for text in texts), "")


def _written(reading: Reading, node: Node, path: list[str]) -> Iterator[str]:
    """The values at a path of keys, as they are written; lists and names of the author's own lie between."""
    if not path:
        yield from _on_one_line(reading, node)
    elif isinstance(node, Items):
        for below in node.children:
            yield from _written(reading, below, path)
    elif isinstance(node, Entries) and path[0] in node.children:
        yield from _written(reading, node.children[path[0]], path[1:])
    elif isinstance(node, Entries):
        for below in node.children.values():
            if isinstance(below, Entries):
                yield from _written(reading, below, path)


def _on_one_line(reading: Reading, node: Node) -> Iterator[str]:
    start, end = node.start_mark, node.end_mark
    if isinstance(start, Point):
        return
    if start.line == end.line:
        text = reading.sources[0].lines[start.line][start.column : end.column]
        if text and len(text) <= _LONGEST:
            yield text
    elif isinstance(node, Items) and not any(isinstance(below, Entries | Items) for below in node.children):
        for text in _on_one_line(reading, node.children[0]):
            if not set(text) & set(",[]{}"):
                yield f"[{text}]"


if __name__ == "__main__":
    LANGUAGE_PAGE.write_text(language_page(), encoding="utf-8", newline="\n")
    COMMANDS_PAGE.write_text(commands_page(), encoding="utf-8", newline="\n")
