"""What has to be known about a measurement, in the reader's words: what is odd, what was set aside and why."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from salesplan.base.escaping import one_line
from salesplan.measuring.measurement import WARNINGS, Measurement, Note
from salesplan.records.sources import AGAIN, NOT_DONE, NOT_SAID, Intake, SetAside
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.sentences import render
from salesplan.report.language.words import Words
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


READING = frozenset(
    [
        "rows that cannot be read",
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
                n=n, read=numbers.count(dict(note.parts)["read"]), field=_field(note.name, words),
                option=f"--map {note.name}=",
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


def _odd(note: Note, n: str, words: Words) -> str:
    """What the records themselves make odd, by the kinds of `records.tally`."""
    many = note.n
    told = {
        "deals closed before they were created": words.plural(
            "{n} deal closed before it was created", "{n} deals closed before they were created", many, n=n
        ),
        "deals created after the day of the records": words.plural(
            "{n} deal was created after the day that the records are looked at",
            "{n} deals were created after the day that the records are looked at", many, n=n,
        ),
        "deals of the last year": words.plural(
            "{n} deal alone is of the year before the last day of the records: if its date is a slip, {option} says "
            "the day up to which to look",
            "{n} deals alone are of the year before the last day of the records: if their dates are slips, {option} "
            "says the day up to which to look", many, n=n, option="--on DATE",
        ),
        "deals in several rows": words.plural(
            "{n} deal has several rows in one file that differ in stage or amount, of which the last counts: add the "
            "amounts of products up before, and give changes of stage as a history ({option})",
            "{n} deals have several rows in one file that differ in stage or amount, of which the last counts: add the "
            "amounts of products up before, and give changes of stage as a history ({option})",
            many, n=n, option="--history FILE",
        ),
        "deals won without a closing date": words.plural(
            "{n} deal won without a closing date", "{n} deals won without a closing date", many, n=n
        ),
        "deals won without an amount": words.plural(
            "{n} deal won without an amount", "{n} deals won without an amount", many, n=n
        ),
        "deals with a negative amount": words.plural(
            "{n} deal with a negative amount", "{n} deals with a negative amount", many, n=n
        ),
        "deals decided without a date of creation": words.plural(
            "{n} deal decided without a date of creation", "{n} deals decided without a date of creation", many, n=n
        ),
        "deals left out without a date of creation": words.plural(
            "{n} deal without a date of creation is left out: nothing tells whether it is of the time asked for",
            "{n} deals without a date of creation are left out: nothing tells whether they are of the time asked for",
            many, n=n,
        ),
        "deals open at a stage that is not in the plan": words.plural(
            "{n} deal open at a stage that is not in the plan: {stages}; {option} says which it is",
            "{n} deals open at a stage that is not in the plan: {stages}; {option} says which it is",
            many, n=n, stages=note.name, option="--stage 'TEXT=STAGE'",
        ),
        "deals open at a stage in no order": words.plural(
            "{n} open deal is at a stage whose order nothing tells, and is in no rate by stage: {stages}; a plan with "
            "these stages settles it",
            "{n} open deals are at stages whose order nothing tells, and are in no rate by stage: {stages}; a plan "
            "with these stages settles it",
            many, n=n, stages=note.name,
        ),
        "deals open with a closing date in the past": words.plural(
            "{n} open deal has a closing date in the past: it may be won or lost, in words we do not know",
            "{n} open deals have a closing date in the past: they may be won or lost, in words we do not know",
            many, n=n,
        ),
        "deals whose stage and status disagree": words.plural(
            "the stage of {n} deal says another end than its status, which counts: {texts}; {option} goes by the stage",
            "the stages of {n} deals say another end than their status, which counts: {texts}; {option} goes by the "
            "stage",
            many, n=n, texts=note.name, option="--map status= --map is_won= --map is_closed=",
        ),
        "deals under two ids": words.plural(
            "{n} deal has everything in common with another one but the id, and may be counted twice",
            "{n} deals have everything in common with another one but the id, and may be counted twice", many, n=n,
        ),
        "deals open with a reason of loss": words.plural(
            "{n} deal counts as open and has a reason of loss: if it is lost, {options} says so",
            "{n} deals count as open and have a reason of loss: if they are lost, {options} says so",
            many, n=n, options=note.name,
        ),
        "deals open at a probability of 100%": words.plural(
            "{n} open deal has a probability of 100%: it may be won, in words we do not know",
            "{n} open deals have a probability of 100%: they may be won, in words we do not know", many, n=n,
        ),
        "deals lost at a probability of 100%": words.plural(
            "{n} lost deal has a probability of 100%: its stage or its status may be taken otherwise than meant",
            "{n} lost deals have a probability of 100%: their stage or status may be taken otherwise than meant",
            many, n=n,
        ),
        "deals won at a probability of 0%": words.plural(
            "{n} won deal has a probability of 0%: its stage or its status may be taken otherwise than meant",
            "{n} won deals have a probability of 0%: their stage or status may be taken otherwise than meant",
            many, n=n,
        ),
        "deals of an unknown state": words.plural(
            "nothing says what became of {n} deal, which is in no rate: {options} say it",
            "nothing says what became of {n} deals, which are in no rate: {options} say it",
            many, n=n, options="--lost-if 'HEADER=VALUE', --won-if 'HEADER=*', --map stage=HEADER",
        ) if note.name == NOT_SAID else words.plural(
            "{n} deal is at “{text}”, which we do not understand, and is in no rate: {option} (or won, "
            "open) says what it means",
            "{n} deals are at “{text}”, which we do not understand, and are in no rate: {option} (or won, "
            "open) says what it means",
            many, n=n, text=note.name, option=f"--stage {_quoted(f'{note.name}=lost')}",
        ),
        "deals at other texts": words.text(
            "{n} deals are at {many} other texts that we do not understand, and are in no rate: `salesplan measure "
            "--preview` lists them; if their column tells no state, {option} leaves it out",
            n=n, many=note.name, option="--map status=",
        ),
        "deals open at a stage without a name": words.plural(
            "{n} deal counts as open at a stage that has a number for a name ({stages}); if that is an end, {option} "
            "says so",
            "{n} deals count as open at stages that have a number for a name ({stages}); if one is an end, {option} "
            "says so",
            many, n=n, stages=note.name, option=f"--stage {note.name.split(', ')[0]}=lost",
        ),
        "deals that look like rows of one": words.plural(
            "{n} row has the name, owner and dates of another one: if a deal has a row for each product, it counts "
            "several times; {option} says which column tells deals apart",
            "{n} rows have the name, owner and dates of another one: if a deal has a row for each product, it counts "
            "several times; {option} says which column tells deals apart",
            many, n=n, option="--map id=HEADER",
        ),
        "deals lost at a stage nobody recorded": words.plural(
            "{n} deal lost at a stage nobody recorded", "{n} deals lost at a stage nobody recorded", many, n=n
        ),
        "deals cancelled, and in no rate": words.plural(
            "{n} deal cancelled, and in no rate", "{n} deals cancelled, and in no rate", many, n=n
        ),
        "actions on no deal we know": words.plural(
            "{n} action on no deal we know", "{n} actions on no deal we know", many, n=n
        ),
        "actions on several deals": words.plural(
            "{n} action on several deals, counted once, at the first deal we know",
            "{n} actions on several deals, each counted once, at the first deal we know", many, n=n,
        ),
        "actions to come": words.plural(
            "{n} action is dated after the day that the records are looked at, and is not counted",
            "{n} actions are dated after the day that the records are looked at, and are not counted", many, n=n,
        ),
        "actions matched by name": words.plural(
            "{n} action matched to its deal by the deal’s name",
            "{n} actions matched to their deal by the deal’s name", many, n=n,
        ),
        "actions on a doubtful name": words.plural(
            "{n} action on a name that several deals have, “{name}”: counted at none of them",
            "{n} actions on names that several deals have, such as “{name}”: counted at none of them",
            many, n=n, name=note.name,
        ),
        "history of no deal we know": _astray(note, n, words),
        "actions tied to no deal": words.text(
            "none of the actions ({n}) is on a deal we know: {options} ties them to the deals", n=n, options=note.name
        ),
        "history rows at a stage not in the plan": words.plural(
            "{n} history row at “{stage}”, a stage not in the plan",
            "{n} history rows at “{stage}”, a stage not in the plan", many, n=n, stage=note.name,
        ),
    }  # fmt: skip
    return told[note.kind]


def _quoted(text: str) -> str:
    """A text as a shell takes it for one word, in quotes even where it needs none."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _astray(note: Note, n: str, words: Words) -> str:
    if note.name:
        return words.text(
            "none of the rows of the history ({n}) is of a deal we know, so it tells no stage: {options} ties them to "
            "the deals",
            n=n, options=note.name,
        )  # fmt: skip
    return words.text("none of the rows of the history ({n}) is of a deal we know, so it tells no stage", n=n)


def rows_taken(intake: Intake, words: Words, numbers: Numbers) -> str:
    """How many rows of a table were used, why others were not, and what is odd about its files."""
    values = {"used": numbers.count(intake.used), "read": numbers.count(intake.read)}
    said = {
        "deals": words.plural(
            "Deals: {used} of {read} row used.", "Deals: {used} of {read} rows used.", intake.read, **values
        ),
        "activities": words.plural(
            "Activities: {used} of {read} row used.", "Activities: {used} of {read} rows used.", intake.read, **values
        ),
        "history": words.plural(
            "History of stages: {used} of {read} row used.", "History of stages: {used} of {read} rows used.",
            intake.read, **values,
        ),
        "prospects": words.plural(
            "Prospects: {used} of {read} row used.", "Prospects: {used} of {read} rows used.", intake.read, **values
        ),
    }  # fmt: skip
    aside = ", ".join(_aside(part, words, numbers) for part in intake.set_aside)
    parts = (said[intake.table], *([words.text("Set aside: {listed}.", listed=aside)] if aside else []))
    return " ".join((*parts, *file_notes(intake, words)))


def _aside(part: SetAside, words: Words, numbers: Numbers) -> str:
    return words.text("{n} ({reason})", n=numbers.count(part.rows), reason=reason(part.reason, words))


def reason(told: str, words: Words) -> str:
    """Why rows were set aside; a reason that is not known stays as it is."""
    field, unread, _ = told.partition(" cannot be read")
    missing = told.removeprefix("no ")
    if unread:
        return words.text("{field} cannot be read", field=_field(field, words))
    if missing != told:
        return words.text("no {field}", field=_field(missing, words))
    known = {
        AGAIN: words.text("the same id again"),
        NOT_DONE: words.text("not done yet"),
        "a row of totals": words.text("a row of totals"),
        "the header again": words.text("the header again"),
        "deleted": words.text("deleted"),
    }
    return known.get(told, told)


def _field(name: str, words: Words) -> str:
    """What people call a column of records."""
    known = {
        "id": words.text("id"),
        "stage": words.text("stage"),
        "stage or status": words.text("stage or status"),
        "deal": words.text("deal"),
        "date": words.text("date of the activity"),
        "entered": words.text("date of entry"),
        "created": words.text("date of creation"),
        "closed": words.text("closing date"),
        "expected_close": words.text("expected closing date"),
        "last_activity": words.text("date of the last activity"),
        "amount": words.text("amount"),
        "minutes": words.text("number of minutes"),
        "count": words.text("number of times"),
    }
    return known.get(name, name)


def file_notes(intake: Intake, words: Words) -> Iterator[str]:
    """What is odd about the files of a table."""
    for file in intake.same:
        yield words.text("{file} has the same content as another file, and is counted once.", file=file)
    for file in intake.without_ids:
        yield words.text("{file} has no ids: rows given twice count twice.", file=file)


def reading_notes(intake: Intake, words: Words) -> Iterator[str]:
    """The same, and what had to be done to read them, for whoever runs the command."""
    yield from file_notes(intake, words)
    for note in intake.notes:
        yield render(note.sentence, words.language)


def examples(part: SetAside, words: Words) -> str:
    """A few of the rows that were set aside, in brackets; nothing where none is quoted."""
    quoted = " · ".join(render(one.sentence, words.language) for one in part.examples)
    return f" ({quoted})" if quoted else ""
