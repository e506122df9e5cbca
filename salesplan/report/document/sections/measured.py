"""What the records say: the funnel as it was measured, its rates with their evidence, time and deal size."""

from __future__ import annotations

from collections.abc import Sequence

from salesplan.measuring.measurement import Measurement, Measures, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.records.question import Path
from salesplan.report.document.blocks import Block, FunnelChart, FunnelLevel, Items, Prose
from salesplan.report.document.parts import facts, listed
from salesplan.report.document.sections.funnel import scale_note
from salesplan.report.document.sections.graphs import measured_ranges
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.measure.figures import remark, stage_columns, stage_counts
from salesplan.report.measure.notes import first_notes, notes_of, warnings_of
from salesplan.report.measure.rows import rows_taken
from salesplan.report.measure.tables import interval, nine_in_ten
from salesplan.report.tables.drawing import scaled
from salesplan.report.tables.table import Cell, Column, Kind, Table, slim


def measured(voice: Voice, found: Measurement) -> tuple[Block, ...]:
    """The section; nothing where there are no deals."""
    overall = found.overall
    if not overall.total:
        return ()
    charts = [block for path in found.paths for block in _funnel(voice, path, overall.stages)]
    return (
        *_doubts(voice, found),
        *_overall(voice, found),
        *charts,
        *measured_ranges(voice, overall),
        *_stages(voice, found),
        *_notes(voice, found),
        *_taken(voice, found),
    )


def _doubts(voice: Voice, found: Measurement) -> tuple[Items, ...]:
    """What puts the figures themselves in doubt, before them."""
    return listed(voice.say("Before you rely on these figures"), warnings_of(found, voice.words, voice.numbers))


def _overall(voice: Voice, found: Measurement) -> tuple[Block, ...]:
    overall = found.overall
    return facts(
        (voice.say("Measured until"), voice.day(found.on)),
        (voice.say("Deals"), _deals(voice, overall)),
        (voice.say("Win rate"), _rate(voice, overall.win_rate)),
        (voice.say("Deal size"), _size(voice, overall.deal_size, found.currency or "")),
        (voice.say("Days to win"), _cycle(voice, overall.cycle_days)),
    )


def _deals(voice: Voice, found: Measures) -> str:
    count = voice.numbers.count
    return voice.say(
        "{total} ({won} won, {lost} lost, {open} still open)",
        total=count(found.total), won=count(found.won), lost=count(found.lost), open=count(found.open),
    )  # fmt: skip


def _rate(voice: Voice, share: Share) -> str:
    if share.value is None:
        return ""
    said = voice.say(
        "{share}, 95% interval {interval}, n={n}",
        share=voice.numbers.percent(share.value, 1),
        interval=interval(share, voice.numbers),
        n=voice.numbers.count(share.n),
    )
    return said if share.enough else f"{said}; {voice.say('not enough history')}"


def _size(voice: Voice, size: Spread, currency: str) -> str:
    if size.mean is None or size.median is None:
        return ""
    numbers = voice.numbers
    shown = [
        numbers.money(one, currency, 0) if currency else numbers.number(one, 0) for one in (size.mean, size.median)
    ]
    return voice.say(
        "{mean} on average, median {median}, nine in ten {range}, n={n}",
        mean=shown[0], median=shown[1], range=nine_in_ten(size, currency, numbers), n=numbers.count(size.n),
    )  # fmt: skip


def _cycle(voice: Voice, days: Spread) -> str:
    if days.mean is None or days.median is None:
        return ""
    return voice.say(
        "{mean} on average, median {median}, n={n}",
        mean=voice.numbers.number(days.mean, 1),
        median=voice.numbers.number(days.median, 1),
        n=voice.numbers.count(days.n),
    )


def _funnel(voice: Voice, path: Path, stages: Sequence[StageMeasure]) -> tuple[FunnelChart, ...]:
    """The deals that entered each stage, drawn to scale, with what became of them on the way to the next."""
    mine = [stage for stage in stages if stage.path == path.name and stage.name in path.stages]
    if not mine or not mine[0].entered:
        return ()
    won = mine[-1].won
    drawing = scaled([*(stage.entered for stage in mine), won], 1.0)
    count = voice.numbers.count
    levels = [
        FunnelLevel(
            capital(voice.words.names(stage.name, stage.entered)), count(stage.entered), width, _way(voice, stage)
        )
        for stage, width in zip(mine, drawing.widths, strict=False)
    ]
    last = FunnelLevel(voice.words.plural("Won deal", "Won deals", won), count(won), drawing.widths[-1])
    title = (
        voice.say("Measured funnel: {name}", name=voice.name(path.name)) if path.name else voice.say("Measured funnel")
    )
    description = voice.words.plural(
        "Of {first}, {won} deal was won so far.", "Of {first}, {won} deals were won so far.", won,
        first=voice.counted(mine[0].entered, mine[0].name), won=count(won),
    )  # fmt: skip
    return (FunnelChart(title, description, (*levels, last), scale_note(voice, drawing.scale)),)


def _way(voice: Voice, stage: StageMeasure) -> str:
    """What stands between a stage and the next: who went on, who was lost, who is there still."""
    count = voice.numbers.count
    parts = (
        (voice.say("{count} moved on", count=count(stage.moved_on)), stage.moved_on),
        (voice.say("{count} won", count=count(stage.won)), stage.won),
        (voice.say("{count} lost", count=count(stage.lost)), stage.lost),
        (voice.say("{count} still there", count=count(stage.active)), stage.active),
    )
    return voice.joined(text for text, n in parts if n)


def _stages(voice: Voice, found: Measurement) -> tuple[Block, ...]:
    columns = (
        Column("funnel", voice.say("Funnel")),
        Column("stage", voice.say("Stage")),
        *stage_columns(voice.words),
        Column("conversion", voice.say("Conversion"), Kind.PERCENT),
        Column("interval", voice.say("95% interval")),
        Column("n", voice.say("Decided"), Kind.COUNT),
        Column("median_days", voice.say("Median days"), Kind.NUMBER),
        Column("remark", voice.say("Remark")),
    )
    several = len(found.paths) > 1
    rows = tuple(_stage(voice, stage, named=several) for stage in found.overall.stages)
    return slim(Table("measured", voice.say("Stages measured"), columns, rows, group="funnel" if several else ""))


def _stage(voice: Voice, stage: StageMeasure, *, named: bool) -> tuple[Cell, ...]:
    return (
        voice.name(stage.path) if named else None,
        voice.name(stage.name),
        *stage_counts(stage),
        stage.conversion.value,
        interval(stage.conversion, voice.numbers),
        stage.conversion.n,
        stage.days.median,
        capital(remark(stage, voice.words)),
    )


def _notes(voice: Voice, found: Measurement) -> tuple[Items, ...]:
    """What is odd about the records: a reader has to know it before trusting a rate."""
    doubts = warnings_of(found, voice.words, voice.numbers)
    notes = [note for note in notes_of(found, voice.words, voice.numbers) if note not in doubts]
    return listed(voice.say("To know about these records"), first_notes(notes, voice.words, voice.numbers))


def _taken(voice: Voice, found: Measurement) -> tuple[Prose, ...]:
    """How many rows it rests on, and why not on others, so that nothing is left out silently."""
    return tuple(Prose(rows_taken(one, voice.words, voice.numbers), muted=True) for one in found.intakes if one.read)
