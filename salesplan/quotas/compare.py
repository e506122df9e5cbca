"""Plans side by side: which of their inputs differ, and what each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.model.amounts import AmountRange
from salesplan.model.days import Days
from salesplan.model.evidence import Evidence
from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.model.scenario import label, scenario
from salesplan.quotas.quota import Quota, quota
from salesplan.quotas.spending import spending

if TYPE_CHECKING:
    import pandas as pd

Value = int | Fraction | Decimal | None
RECORDS, ACTIONS, DEALS, HOURS, PEOPLE, SHARE = "records", "actions", "deals", "hours", "people", "share"


class Difference(Struct, frozen=True):
    """An input that differs: its path in the plan, and its text in each plan; None where a plan leaves it out."""

    path: str
    values: tuple[str | None, ...]


class Row(Struct, frozen=True):
    """A figure in each plan: what is measured, of what or whom, and in which unit; money has its currency."""

    measure: str
    of: str
    values: tuple[Value, ...]
    unit: str

    @property
    def differs(self) -> bool:
        """Whether the plans disagree."""
        return len(set(self.values)) > 1


class Comparison(Struct, frozen=True):
    """Plans side by side: their names, the inputs that differ, and the figures."""

    columns: tuple[str, ...]
    inputs: tuple[Difference, ...]
    rows: tuple[Row, ...]

    @property
    def differs(self) -> bool:
        """Whether any input or figure differs."""
        return bool(self.inputs) or any(row.differs for row in self.rows)

    def to_frame(self) -> pd.DataFrame:
        """A row a figure, a column a plan."""
        import pandas as pd

        names = ["measure", "of", *self.columns, "unit"]
        return pd.DataFrame([(row.measure, row.of, *row.values, row.unit) for row in self.rows], columns=names)  # noqa: PD011  (a row of ours)


def compare(plan: Plan, other: Plan | None = None, scenarios: Sequence[str] | None = None) -> Comparison:
    """The plan beside `other`, or beside its own scenarios (all of them if None).

    Raises:
        PlanError: one of the plans lacks a figure that its quotas need.
        KeyError: the plan has no such scenario.
    """
    if other is not None:
        return hold_side_by_side({"before": plan, "after": other})
    names = list(plan.scenarios) if scenarios is None else scenarios
    return hold_side_by_side({"plan": plan, **{name: scenario(plan, name) for name in names}})


def hold_side_by_side(plans: Mapping[str, Plan]) -> Comparison:
    """Plans by name, side by side."""
    figures = [dict(_figures(plan, quota(plan))) for plan in plans.values()]
    keys = dict.fromkeys(key for each in figures for key in each)
    rows = [Row(measure, of, tuple(each.get((measure, of, unit)) for each in figures), unit)
            for measure, of, unit in _sort(list(keys))]  # fmt: skip
    return Comparison(tuple(plans), tuple(differences(list(plans.values()))), tuple(rows))


PERCENT = 10_000
"""Shares are written in percent where they are whole hundredths of a percent."""

ORDER = ("target", "probability", "deals", "records", "actions", "rep", "hours", "capacity", "people", "budget")


def _sort(keys: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(keys, key=lambda key: ORDER.index(key[0]))


def _figures(plan: Plan, found: Quota) -> Iterator[tuple[tuple[str, str, str], Value]]:
    currency = plan.currency or ""
    if found.target is not None:
        yield ("target", "", currency), found.target
    if found.chance is not None:
        yield ("probability", "", SHARE), Fraction(found.chance.probability).limit_denominator(10**6)
    for funnel in found.funnels:
        yield ("deals", funnel.name, DEALS), funnel.deals
        for stage in funnel.stages:
            yield ("records", f"{funnel.name}: {stage.name}", RECORDS), stage.count
    for segment in found.segments:
        for each in segment.quotas:
            yield ("actions", f"{segment.name}: {each.action}", ACTIONS), each.count
    yield from _people(plan, found)
    if plan.budget is not None:
        yield ("budget", "", currency), spending(plan.budget, currency).total


def _people(plan: Plan, found: Quota) -> Iterator[tuple[tuple[str, str, str], Value]]:
    for name, segment in plan.team.items():
        yield ("people", name, PEOPLE), len(segment.members) or segment.headcount or 0
    if found.assignment is None:
        return
    for slot in found.assignment.slots("period", per_rep=True):
        if slot.rep:
            yield ("rep", f"{slot.rep}: {slot.action}", ACTIONS), slot.count
    for each in found.assignment.capacities:
        yield ("hours", each.segment, HOURS), each.total.needed
        if each.total.available:
            yield ("capacity", each.segment, SHARE), each.total.needed / each.total.available


def differences(plans: Sequence[Plan]) -> Iterator[Difference]:
    """The inputs in which plans differ, in the order in which they stand in them; scenarios are left aside.

    What stands in some of them only is told as a whole: a person, a stage, a budget.
    """
    bare = tuple(plan.model_copy(update={"scenarios": {}}) for plan in plans)
    return _differing("", bare)


def _differing(path: str, nodes: tuple[Any, ...]) -> Iterator[Difference]:
    first = nodes[0]
    if all(node == first for node in nodes[1:]) and not isinstance(first, tuple | dict):
        return
    below = _below(nodes)
    if below is None:
        if len(set(map(_describe, nodes))) > 1:
            yield Difference(path, tuple(map(_describe, nodes)))
        return
    for key, values in below.items():
        yield from _differing(f"{path}.{key}" if path else key, values)
    orders = [[key for key in _names(node) if all(key in _names(other) for other in nodes)] for node in nodes]
    if isinstance(first, tuple) and any(order != orders[0] for order in orders):
        yield Difference(path, tuple(", ".join(_names(node)) for node in nodes))


def _below(nodes: tuple[Any, ...]) -> dict[str, tuple[Any, ...]] | None:
    """The values that all of the nodes hold, side by side, None for absent ones; None where they cannot be matched."""
    first = nodes[0]
    if isinstance(first, Part) and all(type(node) is type(first) for node in nodes):
        fields = type(first).model_fields
        return {fields[name].alias or name: tuple(getattr(node, name) for node in nodes) for name in fields}
    if not all(isinstance(node, dict) for node in nodes) and not all(_is_named(node) for node in nodes):
        return None
    found = [_names(node) for node in nodes]
    every = dict.fromkeys(name for each in found for name in each)
    return {name: tuple(each.get(name) for each in found) for name in every}


def _is_named(node: Any) -> bool:  # noqa: ANN401
    """Whether it is a list whose items all have names of their own."""
    return isinstance(node, tuple) and all(isinstance(item, Part) for item in node) and len(_names(node)) == len(node)


def _names(node: Any) -> dict[str, Any]:  # noqa: ANN401
    """What a map or a list holds, by name."""
    if isinstance(node, tuple):
        return {name: item for item in node if isinstance(item, Part) and (name := label(item))}
    return dict(node) if isinstance(node, dict) else {}


def _describe(node: Any) -> str | None:  # noqa: ANN401
    return None if node is None or (isinstance(node, tuple | dict) and not node) else as_text(node)


def as_text(value: Any) -> str:  # noqa: ANN401
    """A value as a plan writes it on one line; of blocks the keys that are given."""
    if isinstance(value, Part):
        value = {info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()
                 if name in value.model_fields_set}  # fmt: skip
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inner(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inner, value)) + "]"
    return value_text(value)


def _inner(value: Any) -> str:  # noqa: ANN401
    """A value within a list or block: a share in percent where that is exact, as people write it there."""
    if isinstance(value, Fraction) and (value * PERCENT).denominator == 1:
        hundredths = (value * PERCENT).numerator
        return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".") + "%"
    return as_text(value)


def value_text(value: Any) -> str:  # noqa: ANN401
    """A single value as a plan writes it."""
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case AmountRange():
            return f"{value.low} to {value.high}" if value.is_range else str(value.low)
        case Days():
            return f"{value.start} to {value.end}" if value.start != value.end else str(value.start)
        case Evidence():
            return f"{value.moved} of {value.decided}{f' on {value.measured}' if value.measured else ''}"
        case date():
            return value.isoformat()
    return str(getattr(value, "text", value))
