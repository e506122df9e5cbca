"""What has to be known about a measurement, in the reader's words: what is odd, what was set aside and why."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from salesplan.base.escaping import one_line
from salesplan.measuring.measurement import WARNINGS, Measurement, Note
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.measure.rows import field_name
from salesplan.report.tables.layout import Line, Role, line, wrap

NAMED = 10
"""How many people a note names, those with the most deals first; `salesplan measure --by rep` shows all."""

MOST = 12
"""How many notes a document for others shows; `salesplan measure` shows them all."""


def warnings_of(measured: Measurement, words: Words, numbers: Numbers) -> tuple[str, ...]:
    """The notes that put the figures themselves in doubt, as sentences."""
    return tuple(note_text(note, words, numbers) for note in measured.notes if note.kind in WARNINGS)


def notes_of(measured: Measurement, words: Words, numbers: Numbers) -> tuple[str, ...]:
    """Every note as a sentence."""
    return tuple(note_text(note, words, numbers) for note in measured.notes)


def first_notes(notes: Sequence[str], words: Words, numbers: Numbers) -> Iterator[str]:
    """As many notes as a document for others needs, and how many there are besides."""
    yield from notes[:MOST]
    more = len(notes) - MOST
    if more > 0:
        yield words.plural(
            "{n} more note, which `salesplan measure` shows",
            "{n} more notes, which `salesplan measure` shows",
            more,
            n=numbers.count(more),
        )


def note_lines(notes: Sequence[str], width: int | None) -> Iterator[Line]:
    """Notes on a screen, a point each."""
    for note in notes:
        text = one_line(note)
        parts = wrap(text, max(1, width - 2)) if width else [text]
        yield from (line(f"{'  ' if number else '* '}{part}", Role.NOTE) for number, part in enumerate(parts))


def note_text(note: Note, words: Words, numbers: Numbers) -> str:
    """A note as a sentence without its full stop."""
    n = numbers.count(note.n)
    match note.kind:
        case "not in the team":
            return _strangers(note, n, words, numbers)
        case "lost somewhere":
            return words.plural(
                "{n} lost deal does not say whether at {stage} or later, so the intervals of these stages run from the "
                "worst case to the best; a history, or the column with the time of entry ({key}), settles it",
                "{n} lost deals do not say whether at {stage} or later, so the intervals of these stages run from the "
                "worst case to the best; a history, or the column with the time of entry ({key}), settles it",
                note.n, n=n, stage=words.name(note.name), key="columns: {entered STAGE: header}",
            )  # fmt: skip
        case "biased":
            measured, settled = (numbers.percent(rate, 1) for rate in note.rates)
            return words.plural(
                "{stage}: {n} open deal biases the conversion of {measured}; corrected for it, it is {settled} "
                "(Aalen-Johansen)",
                "{stage}: {n} open deals bias the conversion of {measured}; corrected for them it is {settled} "
                "(Aalen-Johansen)",
                note.n, stage=words.name(note.name), n=n, measured=measured, settled=settled,
            )  # fmt: skip
        case (
            "nothing decided"
            | "nothing lost"
            | "nothing won"
            | "few cycles"
            | "stages against their order"
            | "stages in no order"
            | "no order of stages"
        ):
            return _doubt(note, n, words, numbers)
        case "other currencies" | "several currencies":
            return _currencies(note, words, numbers)
    return _columns(note, n, words, numbers) if note.kind in COLUMNS | READING else _odd(note, n, words)


def _odd(note: Note, n: str, words: Words) -> str:
    from salesplan.report.measure.oddities import odd_text

    return odd_text(note, n, words)


READING = frozenset(
    [
        "rows that cannot be read",
        "rows without a state",
        "amounts that may be thousands",
        "rows marked",
        "amounts per month",
        "flags against texts",
    ]
)
"""Kinds of notes on what reading the files found."""


COLUMNS = frozenset(["amounts all alike", "amounts may be weighted", "nothing in the amounts", "no column of"])
"""Kinds of notes on columns that may be meant otherwise."""


def _doubt(note: Note, n: str, words: Words, numbers: Numbers) -> str:
    """Figures that are not to be believed as they stand."""
    match note.kind:
        case "no order of stages":
            return words.text(
                "nothing tells the order of the stages, so there are no rates by stage: a plan with these stages, or "
                "their history, does"
            )
        case "nothing lost":
            return words.text(
                "{n} deals are won and none is lost: lost deals may be missing from the export, or be called something "
                "we do not know; `salesplan measure --preview` shows how every text was taken",
                n=n,
            )
        case "nothing won":
            return words.text(
                "{n} deals are lost and none is won: won deals may be missing from the export, or be called something "
                "we do not know; `salesplan measure --preview` shows how every text was taken",
                n=n,
            )
        case "nothing decided":
            return words.text(
                "none of {n} deals is won or lost: what became of them may stand in another column, or in words we do "
                "not know; `salesplan measure --preview` shows how every text was taken, and {option} says it",
                n=n, option="--won-if 'HEADER=VALUE'",
            )  # fmt: skip
        case "few cycles":
            won = numbers.count(dict(note.parts)["won"])
            return words.text("the mean days to win rest on {n} of {won} won deals", n=n, won=won)
    return _order(note, n, words)


def _order(note: Note, n: str, words: Words) -> str:
    """What is wrong with an order of stages that the history gave."""
    first, second = note.name, note.parts[0][0]
    if note.kind == "stages in no order":
        return words.plural(
            "the order of the stages is inferred, and of {n} pair of neighbours nothing tells which comes first: "
            "“{first}” and “{second}”; a plan with these stages settles it",
            "the order of the stages is inferred, and of {n} pairs of neighbours nothing tells which comes first: "
            "“{first}” and “{second}”, for one; a plan with these stages settles it",
            note.n, n=n, first=first, second=second,
        )  # fmt: skip
    return words.plural(
        "the order of the stages is inferred, and {n} pair of stages speaks against it: more deals entered “{first}” "
        "before “{second}”",
        "the order of the stages is inferred, and {n} pairs of stages speak against it: more deals entered “{first}” "
        "before “{second}”, for one",
        note.n, n=n, first=first, second=second,
    )  # fmt: skip


def _reading(note: Note, n: str, words: Words, numbers: Numbers) -> str:
    """What reading the files found."""
    match note.kind:
        case "rows that cannot be read":
            return words.text(
                "{n} of {read} rows are set aside since their {field} cannot be read: {option} leaves that column out "
                "and keeps the rows",
                n=n, read=numbers.count(dict(note.parts)["read"]), field=field_name(note.name, words),
                option=f"--map {note.name}=",
            )  # fmt: skip
        case "rows without a state":
            (_, read), (key, _) = note.parts
            texts = [f"--map {key}=", *(shlex.join([f"--{end}-if", f"{note.name}=TEXT"]) for end in ("won", "lost"))]
            return words.text(
                "{n} of {read} rows are set aside since they have no stage or status: where that means open, {options} "
                "keeps them",
                n=n, read=numbers.count(read), options=" ".join(texts),
            )  # fmt: skip
        case "amounts that may be thousands":
            return words.text(
                "amounts such as “{amount}” are read with decimals, as other amounts of the file have them; if the "
                "sign stands between thousands there, mend the file",
                amount=note.name,
            )
        case "flags against texts":
            return words.plural(
                "in {n} of the first rows a flag says another end than the stage or the status beside it: {option} "
                "leaves the flags out",
                "in {n} of the first rows flags say another end than the stage or the status beside them: {option} "
                "leaves the flags out",
                note.n, n=n, option="--map is_won= --map is_lost= --map is_closed=",
            )  # fmt: skip
        case "rows marked":
            listed = ", ".join(f"“{header}”" for header, _ in note.parts)
            return words.text(
                "rows that are marked in {headers} count like all others: {option} leaves them out",
                headers=listed, option=shlex.join(["--map", f"is_deleted={note.name}"]),
            )  # fmt: skip
    return words.text("the amounts come from “{header}”: they are per month", header=note.name)


def _columns(note: Note, n: str, words: Words, numbers: Numbers) -> str:
    """Columns that may be others than those that were taken, or that no header was taken for."""
    if note.kind in READING:
        return _reading(note, n, words, numbers)
    if note.kind == "nothing in the amounts":
        return words.text(
            "the amount of all {n} won deals is 0: it may stand in another column; {option} says which",
            n=n, option="--map amount=HEADER",
        )  # fmt: skip
    if note.kind == "amounts all alike":
        return words.text(
            "the {n} won deals that have an amount have the same one: it may stand for none, or the real one "
            "in another column; {option} says which", n=n, option="--map amount=HEADER",
        )  # fmt: skip
    if note.kind == "amounts may be weighted":
        return _weighted(note, n, words)
    (listed, _), option = note.parts[0], f"--map {note.name}=HEADER"
    told = {
        "amount": words.text(
            "no column was taken for the amounts: {option} says which it is, if it is among {headers}",
            option=option, headers=listed,
        ),
        "created": words.text(
            "no column was taken for the day of creation, so no time to win is known: {option} says which it is, if it "
            "is among {headers}", option=option, headers=listed,
        ),
        "closed": words.text(
            "no column was taken for the closing date, so no time to win is known: {option} says which it is, if it is "
            "among {headers}", option=option, headers=listed,
        ),
    }  # fmt: skip
    return told[note.name]


def _weighted(note: Note, n: str, words: Words) -> str:
    """Amounts that are, or may be, multiplied by the probability already."""
    whole = note.parts[0][0] if note.parts else ""
    option = shlex.join(["--map", f"amount={whole}"]) if whole else "--map amount=HEADER"
    if not note.n and whole:
        return words.text(
            "the amounts of open deals are weighted by their probability already: “{header}” is “{whole}” x "
            "probability; {option} takes the whole amount",
            header=note.name, whole=whole, option=option,
        )  # fmt: skip
    if not note.n:
        return words.text(
            "the amounts come from “{header}”, which some systems weight by the probability: those of open deals may "
            "be too small; {option} names the column with the whole amounts",
            header=note.name, option=option,
        )  # fmt: skip
    if whole:
        return words.plural(
            "the amount of {n} open deal is weighted by its probability already: “{header}” is “{whole}” x "
            "probability; {option} takes the whole amount",
            "the amounts of {n} open deals are weighted by their probability already: “{header}” is “{whole}” x "
            "probability; {option} takes the whole amount",
            note.n, n=n, header=note.name, whole=whole, option=option,
        )  # fmt: skip
    return words.plural(
        "the amount comes from “{header}”, which some systems weight by the probability: the amount of {n} open deal "
        "may be too small; {option} names the column with the whole amount",
        "the amounts come from “{header}”, which some systems weight by the probability: those of {n} open deals may "
        "be too small; {option} names the column with the whole amounts",
        note.n, n=n, header=note.name, option=option,
    )  # fmt: skip


def _strangers(note: Note, n: str, words: Words, numbers: Numbers) -> str:
    if note.parts:
        return _many_strangers(note, n, words, numbers)
    if not note.name:
        return words.plural("{n} deal of nobody", "{n} deals of nobody", note.n, n=n)
    return words.plural(
        "{n} deal of {person}, who is not in the team", "{n} deals of {person}, who is not in the team",
        note.n, n=n, person=note.name,
    )  # fmt: skip


def _many_strangers(note: Note, n: str, words: Words, numbers: Numbers) -> str:
    most = [f"{name or words.text('nobody')} ({numbers.count(deals)})" for name, deals in note.parts[:NAMED]]
    rest = len(note.parts) - NAMED
    if rest > 0:
        most.append(words.plural("{n} more", "{n} more", rest, n=numbers.count(rest)))
    return words.text(
        "{n} deals of {people} people who are not in the team: {listed}",
        n=n, people=numbers.count(len(note.parts)), listed=", ".join(most),
    )  # fmt: skip


def _currencies(note: Note, words: Words, numbers: Numbers) -> str:
    listed = ", ".join(words.text("{n} in {currency}", n=numbers.count(n), currency=code) for code, n in note.parts)
    if note.kind == "other currencies":
        return words.text("won deals in other currencies are not in the deal size: {listed}", listed=listed)
    return words.text("amounts in several currencies are not added up: {listed}", listed=listed)
