"""The buyer's journey, which stages and steps follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salesplan.base.finding import Finding, Locate, Path, warning
from salesplan.base.sentence import sentence
from salesplan.checks.rule import each
from salesplan.checks.wording import quote
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
                sentence(
                    "{name} is at {phase}, after {other} at {earlier}",
                    name=quote(name),
                    phase=phase,
                    other=quote(furthest[2]),
                    earlier=JOURNEY[furthest[0]],
                ),
                locate(*above, place, "buyer_journey"),
                sentence(
                    "the buyer's journey goes from {first} to {second} to {third}: move the line, or change "
                    "its buyer_journey",
                    first=JOURNEY[0],
                    second=JOURNEY[1],
                    third=JOURNEY[2],
                ),
                (
                    locate(*above, furthest[1], "buyer_journey"),
                    sentence("{phase} is reached here", phase=JOURNEY[furthest[0]]),
                ),
            )
        elif phase and (reached > furthest[0] or furthest[1] < 0):
            furthest = (reached, place, name)
