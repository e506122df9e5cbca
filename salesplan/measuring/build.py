"""From counts to measures: rates over the decided, corrected for the open, with intervals; times, sizes, groups."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from salesplan.measuring.doubts import doubts_of
from salesplan.measuring.effort import Team, effort
from salesplan.measuring.habits import habits
from salesplan.measuring.measurement import ENOUGH, Measurement, Measures, Note, Prospects, Share, StageMeasure
from salesplan.measuring.spread import Spread, spread
from salesplan.measuring.survival import ACTIVE, LOST, MOVED, settled_share
from salesplan.records.canonical import SCALE
from salesplan.records.question import (
    Amounts,
    OwnerCount,
    Path,
    ProspectCount,
    Question,
    StageCount,
    Tallies,
)
from salesplan.records.recognise.crm_words import State

NOBODY = "(nobody)"
MANY = 3
"""More people than this who are not in the team share a note."""
KNOWN_ENOUGH = Fraction(95, 100)
"""Share of the decided whose time at the stage must be known before open records are corrected for."""


class Terms(Struct, frozen=True):
    """What measuring takes from the plan: its currency, its team, and from how many decided deals a rate is enough."""

    currency: str | None = None
    team: Team = field(default_factory=Team)
    enough: int = ENOUGH


def measure(tallies: Tallies, question: Question, terms: Terms | None = None) -> Measurement:
    """Measure.

    Args:
        tallies: the counts, of any engine.
        question: what was asked of them.
        terms: currency, team and the size that is enough.

    Returns:
        The measures of all deals, and of each group if the question has `by`.
    """
    terms = terms or Terms()
    tallies = _name_groups(tallies, question, terms.team) if question.by else tallies
    names = (
        sorted({deal.group for deal in tallies.deals} | {one.group for one in tallies.actions}) if question.by else []
    )
    overall = _measures("", tallies, terms)
    groups = tuple(_measures(name, _of(tallies, name), terms) for name in names)
    return Measurement(
        on=tallies.on,
        since=question.since,
        until=question.until,
        by=question.by,
        currency=terms.currency,
        paths=tallies.paths,
        overall=overall,
        groups=groups,
        habits=habits(tallies, terms.enough),
        prospects=_prospects(tallies.prospects),
        taken=tallies.taken,
        intakes=tallies.intakes,
        notes=tuple(_notes(tallies, overall, terms)),
        orders=tallies.orders,
    )


def _name_groups(tallies: Tallies, question: Question, team: Team) -> Tallies:
    """The tallies with groups as people call them: a segment for its reps, 2027-01 for 202701."""
    rename: Mapping[str | None, Callable[[str], str]] = {
        "segment": lambda text: team.segment_of(text) or NOBODY,
        "month": lambda text: f"{text[:4]}-{text[4:]}" if text else "(no date)",
        "funnel": lambda text: tallies.paths[int(text)].name if text not in {"-1", ""} else "(none)",
    }
    called: Callable[[str], str] = rename.get(question.by, lambda text: text or NOBODY)
    return replace(
        tallies,
        deals=tuple(replace(line, group=called(line.group)) for line in tallies.deals),
        amounts=tuple(replace(line, group=called(line.group)) for line in tallies.amounts),
        stages=tuple(replace(line, group=called(line.group)) for line in tallies.stages),
        actions=tuple(replace(line, group=called(line.group)) for line in tallies.actions),
    )


def _of(tallies: Tallies, name: str) -> Tallies:
    return replace(
        tallies,
        deals=tuple(line for line in tallies.deals if line.group == name),
        amounts=tuple(line for line in tallies.amounts if line.group == name),
        stages=tuple(line for line in tallies.stages if line.group == name),
        actions=tuple(line for line in tallies.actions if line.group == name),
    )


def _measures(name: str, tallies: Tallies, terms: Terms) -> Measures:
    count = _sum_up((line.state, line.deals) for line in tallies.deals)
    won, lost = count.get("won", 0), count.get("lost", 0)
    stages = tuple(
        _stage(
            path,
            stage,
            [line for line in tallies.stages if line.path == p and line.stage == s],
            _Trust(terms.enough, _lost_somewhere(tallies.stages, p, s), last=s == len(path.stages) - 1),
        )
        for p, path in enumerate(tallies.paths)
        for s, stage in enumerate(path.stages)
    )
    return Measures(
        name=name,
        total=sum(count.values()),
        won=won,
        lost=lost,
        open=count.get("open", 0),
        parked=count.get("parked", 0),
        cancelled=count.get("cancelled", 0),
        unknown=count.get("unknown", 0),
        win_rate=Share(won, won + lost, terms.enough, count.get("unknown", 0)),
        deal_size=_sizes(tallies.amounts, terms.currency),
        cycle_days=spread(
            (line.days, line.deals) for line in tallies.deals if line.state == "won" and line.days is not None
        ),
        stages=stages,
        effort=effort(tallies.actions, tallies.paths, stages, won, terms.team),
    )


def _sum_up(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The counts of each text added up."""
    found: dict[str, int] = {}
    for text, n in counts:
        found[text] = found.get(text, 0) + n
    return found


def _sizes(amounts: Iterable[Amounts], currency: str | None) -> Spread:
    """Won amounts in the plan's currency, or in the only one there is; amounts that do not add up are not added."""
    known = [line for line in amounts if line.values]
    spoken = {line.currency.upper() for line in known} - {""}
    wanted = {"", currency.upper()} if currency else {"", *spoken}
    if not currency and len(spoken) > 1:
        return Spread(0)
    usable = (zip(line.values, line.deals, strict=True) for line in known if line.currency.upper() in wanted)
    return spread(chain.from_iterable(usable), SCALE)


class _Trust(Struct, frozen=True):
    """What a stage's rate may rest on: how many records are enough; deals that may have been lost here as elsewhere."""

    enough: int
    doubtful: int
    last: bool


def _lost_somewhere(lines: Iterable[StageCount], path: int, stage: int) -> int:
    """Deals lost at this stage or at a later one than they are known to have reached: nobody recorded where."""
    return sum(line.deals for line in lines if line.path == path and line.stage <= stage and line.outcome == "unknown")


def _stage(path: Path, name: str, lines: Sequence[StageCount], trust: _Trust) -> StageMeasure:
    count = _sum_up((line.outcome, line.deals) for line in lines)
    moved, won, lost, unknown = (count.get(key, 0) for key in ("moved_on", "won", "lost", "unknown"))
    decided = moved + won + lost
    return StageMeasure(
        path=path.name,
        name=name,
        entered=sum(count.values()),
        moved_on=moved,
        active=count.get("active", 0),
        lost=lost,
        won=won,
        parked=count.get("parked", 0),
        unknown=unknown,
        conversion=Share(moved + won, decided, trust.enough, trust.doubtful, may_hit=not trust.last),
        settled=None if trust.doubtful else _settled_share(lines),
        days=spread(
            (line.days, line.deals)
            for line in lines
            if line.outcome in {"moved_on", "won", "lost"} and line.days is not None
        ),
    )


def _settled_share(lines: Sequence[StageCount]) -> float | None:
    kinds = {"moved_on": MOVED, "won": MOVED, "lost": LOST, "active": ACTIVE}
    told = [
        (line.days, kinds[line.outcome], line.deals)
        for line in lines
        if line.days is not None and line.outcome in kinds
    ]
    asked = sum(line.deals for line in lines if line.outcome in kinds)
    known = sum(n for _, _, n in told)
    return settled_share(told) if asked and Fraction(known, asked) >= KNOWN_ENOUGH else None


def _prospects(lines: Sequence[ProspectCount]) -> Prospects | None:
    if not lines:
        return None
    told = any(line.reached is not None for line in lines)
    return Prospects(
        total=sum(line.prospects for line in lines),
        worked=sum(line.prospects for line in lines if line.worked),
        reached=sum(line.prospects for line in lines if line.reached) if told else None,
        turned=sum(line.prospects for line in lines if line.turned),
    )


def _notes(tallies: Tallies, overall: Measures, terms: Terms) -> Iterable[Note]:
    planned = any(order.source == "plan" for order in tallies.orders)
    yield from (Note(*oddity) for oddity in tallies.oddities if planned or oddity.kind != _NOT_PLANNED)
    yield from (
        Note(_NOT_ORDERED, *oddity[1:]) for oddity in tallies.oddities if not planned and oddity.kind == _NOT_PLANNED
    )
    varied = sum(intake.varied for intake in tallies.intakes)
    if varied:
        yield Note("deals in several rows", varied)
    yield from _doubts(overall)
    yield from (doubt for intake in tallies.intakes for doubt in doubts_of(intake, overall.open))
    yield from _alike(tallies.amounts)
    yield from _unnamed(tallies, overall)
    for order in tallies.orders:
        if order.against:
            first, second = order.against[0]
            yield Note("stages against their order", len(order.against), first, parts=((second, 0),))
        if order.untold:
            first, second = order.untold[0]
            yield Note("stages in no order", len(order.untold), first, parts=((second, 0),))
    dated = any(intake.table == "history" for intake in tallies.intakes)
    if not tallies.paths and (dated or any(one.as_ == State.OPEN for one in tallies.taken)):
        yield Note("no order of stages")
    yield from _currencies(tallies.amounts, terms.currency)
    yield from _strangers(tallies.owners, terms.team)
    for stage in overall.stages:
        if stage.unknown:
            yield Note("lost somewhere", stage.unknown, stage.name)
        if stage.biased and stage.settled is not None and stage.conversion.value is not None:
            rates = float(stage.conversion.value), stage.settled
            yield Note("biased", stage.active, stage.name, rates)


_NOT_PLANNED = "deals open at a stage that is not in the plan"
_NOT_ORDERED = "deals open at a stage in no order"
"""What that means where there is no plan."""

MANY_WON = 10
"""Won deals beside which it is strange that none was lost."""


def _doubts(overall: Measures) -> Iterable[Note]:
    """Figures that are too good, or rest on too little, to be believed as they stand."""
    if overall.won >= MANY_WON and not overall.lost:
        yield Note("nothing lost", overall.won)
    if overall.lost >= MANY_WON and not overall.won:
        yield Note("nothing won", overall.lost)
    if overall.total >= MANY_WON and not overall.won and not overall.lost:
        yield Note("nothing decided", overall.total)
    timed = overall.cycle_days.n
    if timed and timed < overall.win_rate.enough_from and timed * 2 < overall.won:
        yield Note("few cycles", timed, parts=(("won", overall.won),))


def _alike(amounts: Sequence[Amounts]) -> Iterable[Note]:
    """Won deals that all have one amount: it may stand for none, or be another column than is meant."""
    number = sum(line.known for line in amounts)
    if number < MANY_WON or any(len(line.values) > 1 for line in amounts):
        return
    different = {value for line in amounts for value in line.values}
    if len(different) == 1:
        yield Note("amounts all alike" if different.pop() else "nothing in the amounts", number)


def _unnamed(tallies: Tallies, overall: Measures) -> Iterable[Note]:
    """Columns that no header was taken for, where cells under others would fit them."""
    for key, headers in (pair for intake in tallies.intakes if intake.table == "deals" for pair in intake.left):
        if headers and overall.won >= MANY_UNNAMED:
            listed = ", ".join(f"\u201c{header}\u201d" for header in headers)
            yield Note("no column of", overall.won, key, parts=((listed, len(headers)),))


MANY_UNNAMED = 5
"""Won deals from which on it is said that a column is missing."""


def _strangers(owners: Iterable[OwnerCount], team: Team) -> Iterable[Note]:
    """Deals of people who are not in the team: a note each, or one for all where they are many."""
    strange = (line for line in owners if team.named and not team.segment_of(line.owner))
    count = _sum_up((line.owner, line.deals) for line in strange)
    most = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    if len(most) > MANY:
        yield Note("not in the team", sum(count.values()), parts=tuple(most))
    else:
        yield from (Note("not in the team", n, owner) for owner, n in sorted(most))


def _currencies(amounts: Iterable[Amounts], currency: str | None) -> Iterable[Note]:
    count = _sum_up((line.currency.upper(), line.known) for line in amounts if line.currency and line.values)
    others = {code: n for code, n in sorted(count.items()) if code != (currency or "").upper()}
    if currency and others:
        yield Note("other currencies", sum(others.values()), parts=tuple(others.items()))
    elif len(others) > 1:
        yield Note("several currencies", sum(others.values()), parts=tuple(others.items()))
