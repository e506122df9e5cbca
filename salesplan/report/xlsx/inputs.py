"""The sheet of inputs: every figure that formulas depend on, in a marked cell with a name."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct, field

from salesplan.base.money import decimals
from salesplan.funnel import FunnelQuota
from salesplan.importing.marks import Mark, Role
from salesplan.model.funnel import Funnel
from salesplan.model.goal import Goal
from salesplan.model.plan import Plan
from salesplan.quotas.goals import Demand, driving_goal, shares
from salesplan.quotas.quota import Quota
from salesplan.report.language.vocabulary import capital
from salesplan.report.xlsx.book import Book, money_style
from salesplan.report.xlsx.grid import Grid
from salesplan.report.xlsx.rates import Place, Ratio, shown_ratio, write_rate

MOST_DECIMALS = 6


class FunnelInputs(Struct):
    """The names of a funnel's inputs; `times` by stage, segment and action. `portion` is what `share` says now.

    `top` is the number of records to begin with where a confidence decides it, and not the target; `open` names
    what is there already, by stage.
    """

    share: Ratio | None = None
    portion: tuple[int, int] = (1, 1)
    revenue: str = ""
    deals: str = ""
    value: str = ""
    over: Ratio = field(default_factory=Ratio)
    conversions: list[Ratio] = field(default_factory=list)
    times: dict[tuple[int, str, str], str] = field(default_factory=dict)
    top: str = ""
    open: dict[int, str] = field(default_factory=dict)


class Inputs(Struct):
    """The names of all inputs. `money` and `times` are the powers of ten that make their inputs whole numbers."""

    money: int
    times: int
    revenue: str = ""
    deals: str = ""
    funnels: list[FunnelInputs] = field(default_factory=list)
    minutes: dict[str, str] = field(default_factory=dict)
    asked: tuple[Demand, ...] = ()


def decimals_of(amounts: Sequence[Decimal], least: int) -> int:
    """How many decimals hold all of `amounts`: at least `least`, at most 6."""
    most = max((-int(amount.normalize().as_tuple().exponent) for amount in amounts), default=0)
    return min(max(least, most), MOST_DECIMALS)


def write_inputs(book: Book, plan: Plan, quota: Quota) -> Inputs:
    """Write the sheet of inputs and tell the names of its cells."""
    page = _Page(book, book.sheet(book.voice.say("Inputs")))
    values = [funnel.deal_value.mean for funnel in plan.funnels if funnel.deal_value]
    targets = [Decimal(goal.target) for goal in plan.goals if isinstance(goal.target, Decimal)]
    times = [each for f in plan.funnels for s in f.stages for done in s.actions.values() for each in done.values()]
    cents = decimals(plan.currency or "")
    inputs = Inputs(10 ** decimals_of([*values, *targets], cents), 10 ** decimals_of(times, 2))
    page.opening(plan)
    inputs.asked = quota.asked
    replaced = any(demand.goal is None and demand.revenue is not None for demand in inputs.asked)
    parts = _asked(page, inputs, quota) if replaced else _targets(page, plan, inputs)
    for funnel, part, found, counted in zip(plan.funnels, parts, inputs.funnels, quota.funnels, strict=True):
        _funnel(page, funnel, part, found)
        if counted.stages != counted.planned:
            found.top = _top(page, counted, quota)
    _minutes(page, plan, inputs)
    page.closing()
    return inputs


_HEADS = ("head", "head_right", "head_right", "head", "head_aside")


class _Page(Struct):
    book: Book
    grid: Grid
    row: int = 0

    def opening(self, plan: Plan) -> None:
        voice, grid = self.book.voice, self.grid
        grid.set_column(0, 0, 44)
        grid.set_column(1, 1, 14)
        grid.set_column(2, 2, 10)
        grid.set_column(3, 3, 12)
        grid.set_column(4, 4, 40)
        grid.set_tab_color("#E2C873")
        grid.put(0, 0, plan.title, self.book.style("title"))
        grid.height(0, 28)
        grid.put(1, 0, voice.say("Change the marked cells; every other figure follows."), self.book.style("subtitle"))
        titles = (voice.say("Input"), voice.say("Figure"), "", "", voice.say("Note"))
        for column, title in enumerate(titles):
            grid.put(2, column, title, self.book.style(_HEADS[column]))
        grid.freeze_panes(3, 0)
        grid.repeat_rows(2)
        self.row = 3

    def heading(self, text: str) -> None:
        if self.row > 3:  # noqa: PLR2004  (below the head)
            self.row += 1
        self.grid.put(self.row, 0, text, self.book.style("heading"))
        self.grid.height(self.row, 22)
        self.row += 1

    def group(self, text: str) -> None:
        self.grid.put(self.row, 0, text, self.book.style("group"))
        self.row += 1

    def figure(self, label: str, value: Decimal, kind: str, place: tuple[str, str], note: str = "") -> str:
        """An input in one cell, zero or more; `place` is its name, and the path of its value in the plan."""
        row = self._line(label, note)
        self.grid.put(row, 1, value, self.book.style(f"{money_style(value) if kind == 'money' else kind}_input"))
        for column in (2, 3):
            self.grid.put(row, column, None, self.book.style("text"))
        self._check(row)
        name, path = self.book.name(place[0], self.grid, row, 1), place[1]
        self.book.mark(Mark(name, Role.INPUT if path else Role.OTHER, path, float(value)))
        return name

    def _check(self, row: int) -> None:
        say = self.book.voice.say
        words = {"error_title": say("This is not a figure"), "error_message": say("Type a number, zero or more.")}
        self.grid.data_validation(row, 1, row, 1, {"validate": "decimal", "criteria": ">=", "value": 0, **words})

    def ratio(self, label: str, rate: Fraction, place: tuple[str, str], note: str = "", *, most: int = 1) -> Ratio:
        """A rate to type as 30% or 1/4, with so many of so many beside."""
        row = self._line(label, note)
        return write_rate(self.book, self.grid, Place(row, *place), rate, most=most)

    def _line(self, label: str, note: str) -> int:
        self.grid.put(self.row, 0, label, self.book.style("label"))
        self.grid.put(self.row, 4, note, self.book.style("remark"))
        self.row += 1
        return self.row - 1

    def closing(self) -> None:
        self.grid.print_area(0, 0, max(self.row - 1, 3), 4)


def _targets(page: _Page, plan: Plan, inputs: Inputs) -> tuple[Fraction, ...]:
    """The figures to reach, and each funnel's share of the plan's own; zero for one with a goal of its own."""
    voice, goals = page.book.voice, plan.goals
    own = [
        (driving_goal(goals, ("revenue",), f.name), driving_goal(goals, ("deals", "customers"), f.name))
        for f in plan.funnels
    ]
    alone = [any(place is not None for place in pair) for pair in own]
    inputs.funnels = [FunnelInputs() for _ in plan.funnels]
    shared = driving_goal(goals, ("revenue",)), driving_goal(goals, ("deals", "customers"))
    if any(alone) or (alone and shared != (None, None)):
        page.heading(voice.say("Target"))
    if not all(alone):
        inputs.revenue = _target(page, goals, shared[0], "money", "target")
        inputs.deals = _target(page, goals, shared[1], "count", "target deals")
    for funnel, places, found in zip(plan.funnels, own, inputs.funnels, strict=True):
        found.revenue = _target(page, goals, places[0], "money", f"target {funnel.name}")
        found.deals = _target(page, goals, places[1], "count", f"target deals {funnel.name}")
    return shares(plan.funnels, alone)


def _asked(page: _Page, inputs: Inputs, quota: Quota) -> tuple[Fraction, ...]:
    """A target that replaced the goals, and each funnel's share of it."""
    whole = quota.target or Fraction(1)
    page.heading(page.book.voice.say("Target"))
    inputs.revenue = page.figure(page.book.voice.say("Target"), _plain(whole), "money", ("target", ""))
    inputs.funnels = [FunnelInputs() for _ in inputs.asked]
    return tuple((demand.revenue or Fraction(0)) / whole for demand in inputs.asked)


def _top(page: _Page, counted: FunnelQuota, quota: Quota) -> str:
    voice = page.book.voice
    note = voice.say("for a confidence of {share}", share=voice.numbers.percent(quota.confidence or 0))
    count = Decimal(counted.stages[0].count)
    return page.figure(voice.say("Records to begin with"), count, "count", (f"records {counted.name}", ""), note)


def _target(page: _Page, goals: Sequence[Goal], place: int | None, kind: str, name: str) -> str:
    if place is None:
        return ""
    path = f"goals.{goals[place].name}.target"
    return page.figure(goals[place].name, Decimal(_plain(goals[place].target)), kind, (name, path))


def _plain(figure: Decimal | Fraction) -> Decimal:
    return figure if isinstance(figure, Decimal) else Decimal(figure.numerator) / Decimal(figure.denominator)


def _funnel(page: _Page, funnel: Funnel, part: Fraction, found: FunnelInputs) -> None:
    voice, path = page.book.voice, f"funnels.{funnel.name}"
    page.heading(voice.name(funnel.name))
    if part:
        found.portion = shown_ratio(part)
        usual = part == 1 and funnel.share is None
        found.share = (
            Ratio()
            if usual
            else page.ratio(
                voice.say("Share of the target"),
                part,
                (f"share {funnel.name}", f"{path}.share" if funnel.share == part else ""),
            )
        )
    if funnel.overassignment:
        place = (f"overassignment {funnel.name}", f"{path}.overassignment")
        found.over = page.ratio(voice.say("Assigned in all"), funnel.overassignment, place, most=10)
    if funnel.deal_value:
        found.value = _value(page, funnel)
    for number, stage in enumerate(funnel.stages):
        page.group(voice.name(stage.name))
        below = f"{path}.stages.{stage.name}"
        note = ""
        if stage.evidence:
            note = voice.say("{moved} of {decided}", moved=voice.numbers.count(stage.evidence.moved),
                             decided=voice.numbers.count(stage.evidence.decided))  # fmt: skip
        found.conversions.append(
            page.ratio(
                voice.say("Move on"), stage.conversion or Fraction(1),
                (f"conversion {funnel.name} {stage.name}", f"{below}.conversion"), note or voice.say("assumed"),
            )
        )  # fmt: skip
        if stage.open:
            found.open[number] = page.figure(
                voice.say("Open already"),
                Decimal(stage.open),
                "count",
                (f"open {funnel.name} {stage.name}", f"{below}.open"),
            )
        for segment, actions in stage.actions.items():
            for action, times in actions.items():
                label = f"{capital(voice.words.names(action, 2))} · {voice.name(segment)}"
                name = f"actions {funnel.name} {stage.name} {segment} {action}"
                found.times[number, segment, action] = page.figure(
                    label, times, "number", (name, f"{below}.actions.{segment}.{action}")
                )


def _value(page: _Page, funnel: Funnel) -> str:
    voice, value = page.book.voice, funnel.deal_value
    assert value is not None  # noqa: S101
    note = ""
    if value.is_range:
        note = voice.say("{low} to {high}", low=voice.money(value.low), high=voice.money(value.high))
    return page.figure(
        voice.say("Value of a deal"),
        value.mean,
        "money",
        (f"deal value {funnel.name}", f"funnels.{funnel.name}.deal_value"),
        note,
    )


def _minutes(page: _Page, plan: Plan, inputs: Inputs) -> None:
    timed = {name: action.minutes for name, action in plan.actions.items() if action.minutes is not None}
    if not timed:
        return
    page.heading(page.book.voice.say("Minutes for each"))
    for name, minutes in timed.items():
        label = capital(page.book.voice.words.name(name))
        inputs.minutes[name] = page.figure(label, minutes, "number", (f"minutes {name}", f"actions.{name}.minutes"))
