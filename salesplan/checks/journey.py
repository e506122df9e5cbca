"""The buyer's journey, which stages and steps follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salesplan.base.finding import Finding, Locate, Path, warning
from salesplan.checks.rule import each
from salesplan.checks.wording import quoted
from salesplan.model.funnel import JOURNEY
from salesplan.model.plan import Plan


def stage_journey(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The stages of a funnel follow the buyer's journey."""
    for place, funnel in each(plan.funnels):
        journey = [(stage.name, stage.buyer_journey) for stage in funnel.stages]
        yield from _backwards(journey, ("funnels", place, "stages"), locate)


def step_journey(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The steps of the sales process follow the buyer's journey."""
    if plan.process:
        journey = [(step.name, step.buyer_journey) for step in plan.process.steps]
        yield from _backwards(journey, ("process", "steps"), locate)


def _backwards(journey: Iterable[tuple[str, str | None]], above: Path, locate: Locate) -> Iterator[Finding]:
    furthest: tuple[int, int, str] = (0, -1, "")
    for place, (name, phase) in enumerate(journey):
        reached = JOURNEY.index(phase) if phase else furthest[0]
        if reached < furthest[0]:
            yield warning(
                "journey-backwards",
                f"{quoted(name)} is at {phase}, after {quoted(furthest[2])} at {JOURNEY[furthest[0]]}",
                locate(*above, place, "buyer_journey"),
                f"the buyer's journey goes from {' to '.join(JOURNEY)}: move the line, or change its buyer_journey",
                (locate(*above, furthest[1], "buyer_journey"), f"{JOURNEY[furthest[0]]} is reached here"),
            )
        elif phase and (reached > furthest[0] or furthest[1] < 0):
            furthest = (reached, place, name)
