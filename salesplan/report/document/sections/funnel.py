"""From the target to the work: funnels and quotas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from salesplan.funnel import FunnelQuota, SegmentQuota, StageCount
from salesplan.model.funnel import Funnel, Stage
from salesplan.quotas.quota import Quota
from salesplan.report.document.blocks import Block, Facts, FunnelChart, FunnelLevel, Prose
from salesplan.report.document.parts import listed, said
from salesplan.report.language.vocabulary import JOURNEY, capital, label
from salesplan.report.language.voice import Voice
from salesplan.report.quota import notes as quota_notes
from salesplan.report.quota.explain import sentences
from salesplan.report.quota.tables import open_columns, opened_of
from salesplan.report.tables.drawing import Scale, scaled
from salesplan.report.tables.table import Cell, Column, Kind, Table, slim


def funnels(voice: Voice, plan: Sequence[Funnel], quotas: Sequence[FunnelQuota]) -> tuple[Block, ...]:
    """Every funnel: what it has to bring, its drawing and its stages."""
    found = {quota.name: quota for quota in quotas}
    blocks: list[Block] = []
    for funnel in plan:
        quota = found.get(funnel.name)
        blocks += _terms(voice, funnel, quota)
        if quota and quota.stages:
            blocks.append(_chart(voice, funnel, quota))
        blocks += _stages(voice, funnel, quota)
    return tuple(blocks)


def _terms(voice: Voice, funnel: Funnel, quota: FunnelQuota | None) -> tuple[Block, ...]:
    pairs = said(
        (voice.say("Target"), voice.money(quota.target) if quota else None),
        (voice.say("Share of the target"), voice.quantity(funnel.share)),
        (voice.say("Value of a deal"), _value(voice, funnel)),
        (voice.say("Assigned in all"), _over(voice, funnel)),
    )
    return (Facts(pairs, voice.name(funnel.name)),)


def _value(voice: Voice, funnel: Funnel) -> str:
    value = funnel.deal_value
    if value is None or not value.is_range:
        return voice.money(value.low) if value else ""
    low, high, mean = voice.money(value.low), voice.money(value.high), voice.about(value.mean)
    return voice.say("{low} to {high}, on average {mean}", low=low, high=high, mean=mean)


def _over(voice: Voice, funnel: Funnel) -> str:
    over = funnel.overassignment
    return voice.say("{share} of the target", share=voice.numbers.percent(over)) if over else ""


def _chart(voice: Voice, funnel: Funnel, quota: FunnelQuota) -> FunnelChart:
    counts = [*(stage.count for stage in quota.stages), quota.deals]
    drawing = scaled(counts, 1.0)
    levels = [
        FunnelLevel(
            capital(voice.words.names(stage.name, stage.count)),
            voice.numbers.count(stage.count),
            width,
            voice.say("{share} move on", share=voice.numbers.percent(stage.conversion)),
        )
        for stage, width in zip(quota.stages, drawing.widths, strict=False)
    ]
    won = FunnelLevel(_won(voice, quota.deals), voice.numbers.count(quota.deals), drawing.widths[-1])
    first = voice.counted(quota.stages[0].count, quota.stages[0].name)
    description = voice.words.plural(
        "{first} become {deals} won deal.", "{first} become {deals} won deals.", quota.deals,
        first=first, deals=voice.numbers.count(quota.deals),
    )  # fmt: skip
    title = voice.say("Funnel: {name}", name=voice.name(funnel.name))
    return FunnelChart(title, description, (*levels, won), scale_note(voice, drawing.scale), funnel.name)


def _won(voice: Voice, deals: int) -> str:
    return voice.words.plural("Won deal", "Won deals", deals)


def _rests_on(voice: Voice, stage: Stage) -> str:
    if stage.evidence is None:
        return voice.say("assumed")
    evidence = stage.evidence
    moved, decided = voice.numbers.count(evidence.moved), voice.numbers.count(evidence.decided)
    if evidence.measured is None:
        return voice.say("{moved} of {decided}", moved=moved, decided=decided)
    day = voice.numbers.day(evidence.measured)
    return voice.say("{moved} of {decided}, measured on {day}", day=day, decided=decided, moved=moved)


def scale_note(voice: Voice, scale: Scale) -> str:
    """What has to be said about the widths of a drawing; empty where they are in proportion."""
    if scale is Scale.ROOT:
        return voice.say("Widths follow the square root of the figures, so that the smallest can be seen.")
    return voice.say("Widths follow the logarithm of the figures.") if scale is Scale.LOG else ""


def _stages(voice: Voice, funnel: Funnel, quota: FunnelQuota | None) -> tuple[Block, ...]:
    counts = {stage.name: stage for stage in quota.stages} if quota else {}
    opened = open_columns(quota, voice.words)
    columns = (
        Column("stage", voice.say("Stage")),
        Column("count", voice.say("Number"), Kind.COUNT),
        *opened,
        Column("conversion", voice.say("Move on"), Kind.PERCENT),
        Column("evidence", voice.say("Based on")),
        Column("days", voice.say("Days"), Kind.NUMBER),
        Column("journey", voice.say("Buyer's journey")),
        Column("source", voice.say("Brought in by")),
        Column("exit", voice.say("Moves on when")),
    )
    rows: list[tuple[Cell, ...]] = [_stage(voice, stage, counts.get(stage.name), opened) for stage in funnel.stages]
    if quota:
        rows.append((_won(voice, quota.deals), quota.deals, *[None] * (6 + len(opened))))
    return slim(Table(f"stages-{funnel.name}", "", columns, tuple(rows)))


def _stage(voice: Voice, stage: Stage, count: StageCount | None, opened: tuple[Column, ...]) -> tuple[Cell, ...]:
    return (
        voice.name(stage.name),
        count.count if count else None,
        *opened_of(count, opened),
        stage.conversion,
        capital(_rests_on(voice, stage)) if stage.conversion else None,
        stage.days,
        label(voice.words, JOURNEY, stage.buyer_journey) if stage.buyer_journey else None,
        voice.name(stage.sourced_by),
        stage.exit_when,
    )


def effort(voice: Voice, plan: Sequence[Funnel]) -> tuple[Block, ...]:
    """How much work a record takes, by stage and segment."""
    columns = (
        Column("stage", voice.say("Stage")),
        Column("segment", voice.say("Team")),
        Column("times", voice.say("For each one")),
    )
    rows = [
        (voice.name(stage.name), voice.name(segment), voice.joined(_times(voice, actions)))
        for funnel in plan
        for stage in funnel.stages
        for segment, actions in stage.actions.items()
    ]
    return slim(Table("effort", voice.say("Work at each stage"), columns, tuple(rows), group="stage"))


def _times(voice: Voice, actions: Mapping[str, Decimal]) -> Iterator[str]:
    for action, times in actions.items():
        number = 1 if times <= 1 else 2
        yield f"{voice.numbers.number(times)} {voice.words.names(action, number)}"


def quotas(voice: Voice, segments: Sequence[SegmentQuota]) -> tuple[Block, ...]:
    """What each team segment has to do in the period."""
    columns = (
        Column("segment", voice.say("Team")),
        Column("action", voice.say("Action")),
        Column("count", voice.say("Quota"), Kind.COUNT, bar=True),
    )
    rows = [
        (voice.name(segment.name), capital(voice.words.names(quota.action, quota.count)), quota.count)
        for segment in segments
        for quota in segment.quotas
    ]
    return slim(Table("quotas", "", columns, tuple(rows), group="segment"))


def notes(voice: Voice, quota: Quota) -> tuple[Prose, ...]:
    """What has to be said about the quotas, and how they were rounded."""
    rounding = Prose(
        voice.say("Counts are whole and rounded up at every stage, so that each line supports the one below."),
        muted=True,
    )
    return (*(Prose(capital(text)) for text in quota_notes.notes(quota, voice.words, voice.numbers)), rounding)


def steps(voice: Voice, quota: Quota) -> tuple[Block, ...]:
    """How the figures come about, a sentence a step."""
    return listed("", sentences(quota, voice.words, voice.numbers), ordered=True)
