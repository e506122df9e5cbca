"""Plans side by side: which of their inputs differ, and what each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.model.scalars import AmountRange, Days, Evidence
from salesplan.model.scenario import LABELS, scenario
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
        return compared({"before": plan, "after": other})
    names = list(plan.scenarios) if scenarios is None else scenarios
    return compared({"plan": plan, **{name: scenario(plan, name) for name in names}})


def compared(plans: Mapping[str, Plan]) -> Comparison:
    """Plans by name, side by side."""
    figures = [dict(_figures(plan, quota(plan))) for plan in plans.values()]
    keys = dict.fromkeys(key for each in figures for key in each)
    rows = [Row(measure, of, tuple(each.get((measure, of, unit)) for each in figures), unit)
            for measure, of, unit in _sorted(list(keys))]  # fmt: skip
    return Comparison(tuple(plans), tuple(differences(list(plans.values()))), tuple(rows))


ORDER = ("target", "probability", "deals", "records", "actions", "rep", "hours", "capacity", "people", "budget")


def _sorted(keys: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
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
    """The inputs in which plans differ, in the order in which they stand in them; scenarios are left aside."""
    flat = [dict(_inputs(plan.model_copy(update={"scenarios": {}}), "")) for plan in plans]
    for path in dict.fromkeys(path for each in flat for path in each):
        values = tuple(each.get(path) for each in flat)
        if len(set(values)) > 1:
            yield Difference(path, values)


def _inputs(node: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Every single value of a plan, with the path by which a scenario would call it."""
    if isinstance(node, Part):
        fields = type(node).model_fields
        pairs = [(fields[name].alias or name, getattr(node, name)) for name in fields]
        below = [(key, value) for key, value in pairs if value is not None]
    elif isinstance(node, Mapping):
        below = [(str(key), value) for key, value in node.items()]
    elif isinstance(node, tuple):
        below = [(_label(item) or str(place), item) for place, item in enumerate(node, 1)]
    else:
        yield path, _text(node)
        return
    for key, value in below:
        yield from _inputs(value, f"{path}.{key}" if path else key)


def _label(item: Any) -> str | None:  # noqa: ANN401
    return next((str(getattr(item, key)) for key in LABELS if getattr(item, key, None) is not None), None)


def _text(value: Any) -> str:  # noqa: ANN401
    match value:
        case AmountRange():
            return f"{value.low} to {value.high}" if value.is_range else str(value.low)
        case Days():
            return f"{value.start} to {value.end}" if value.start != value.end else str(value.start)
        case Evidence():
            return f"{value.moved} of {value.decided}{f' on {value.measured}' if value.measured else ''}"
        case date():
            return value.isoformat()
    return str(getattr(value, "text", value))
