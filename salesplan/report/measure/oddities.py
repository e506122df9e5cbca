"""What the records themselves make odd, as sentences: by the kinds of `records.count.oddities`."""

from __future__ import annotations

from salesplan.measuring.measurement import Note
from salesplan.records.sources import NOT_SAID
from salesplan.report.language.words import Words


def odd_text(note: Note, n: str, words: Words) -> str:
    """The sentence on something odd; `n` is its number as it is written.

    Raises:
        KeyError: it is of a kind that has no sentence.
    """
    for sentences in (_time, _rows, _ends, _stages, _actions):
        if note.kind in (found := sentences(note, n, words)):
            return found[note.kind]
    raise KeyError(note.kind)


def _time(note: Note, n: str, words: Words) -> dict[str, str]:
    """Days that are missing, or in no order."""
    many = note.n
    return {
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
        "deals won without a closing date": words.plural(
            "{n} deal won without a closing date", "{n} deals won without a closing date", many, n=n
        ),
        "deals decided without a date of creation": words.plural(
            "{n} deal decided without a date of creation", "{n} deals decided without a date of creation", many, n=n
        ),
        "deals left out without a date of creation": words.plural(
            "{n} deal without a date of creation is left out: nothing tells whether it is of the time asked for",
            "{n} deals without a date of creation are left out: nothing tells whether they are of the time asked for",
            many, n=n,
        ),
        "deals open with a closing date in the past": words.plural(
            "{n} open deal has a closing date in the past: it may be won or lost, in words we do not know",
            "{n} open deals have a closing date in the past: they may be won or lost, in words we do not know",
            many, n=n,
        ),
    }  # fmt: skip


def _rows(note: Note, n: str, words: Words) -> dict[str, str]:
    """Rows that may be no deal of their own, and amounts that are odd."""
    many = note.n
    return {
        "deals in several rows": words.plural(
            "{n} deal has several rows in one file that differ in stage or amount, of which the last counts: add the "
            "amounts of products up before, and give changes of stage as a history ({option})",
            "{n} deals have several rows in one file that differ in stage or amount, of which the last counts: add the "
            "amounts of products up before, and give changes of stage as a history ({option})",
            many, n=n, option="--history FILE",
        ),
        "deals under two ids": words.plural(
            "{n} deal has everything in common with another one but the id, and may be counted twice",
            "{n} deals have everything in common with another one but the id, and may be counted twice", many, n=n,
        ),
        "deals that look like rows of one": words.plural(
            "{n} row has the name, owner and dates of another one: if a deal has a row for each product, it counts "
            "several times; {option} says which column tells deals apart",
            "{n} rows have the name, owner and dates of another one: if a deal has a row for each product, it counts "
            "several times; {option} says which column tells deals apart",
            many, n=n, option="--map id=HEADER",
        ),
        "deals won without an amount": words.plural(
            "{n} deal won without an amount", "{n} deals won without an amount", many, n=n
        ),
        "deals with a negative amount": words.plural(
            "{n} deal with a negative amount", "{n} deals with a negative amount", many, n=n
        ),
    }  # fmt: skip


def _ends(note: Note, n: str, words: Words) -> dict[str, str]:
    """Deals whose end is told in several ways, or may be another one."""
    many = note.n
    return {
        "deals whose stage and status disagree": words.plural(
            "the stage of {n} deal says another end than its status, which counts: {texts}; {option} goes by the stage",
            "the stages of {n} deals say another end than their status, which counts: {texts}; {option} goes by the "
            "stage",
            many, n=n, texts=note.name, option="--map status= --map is_won= --map is_closed=",
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
        "deals lost at a stage nobody recorded": words.plural(
            "{n} deal lost at a stage nobody recorded", "{n} deals lost at a stage nobody recorded", many, n=n
        ),
        "deals cancelled, and in no rate": words.plural(
            "{n} deal cancelled, and in no rate", "{n} deals cancelled, and in no rate", many, n=n
        ),
    }  # fmt: skip


def _stages(note: Note, n: str, words: Words) -> dict[str, str]:
    """Stages that are not the plan's, or in no order."""
    many = note.n
    return {
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
        "deals open at a stage without a name": words.plural(
            "{n} deal counts as open at a stage that has a number for a name ({stages}); if that is an end, {option} "
            "says so",
            "{n} deals count as open at stages that have a number for a name ({stages}); if one is an end, {option} "
            "says so",
            many, n=n, stages=note.name, option=f"--stage {note.name.split(', ')[0]}=lost",
        ),
        "history of no deal we know": _astray(note, n, words),
        "history rows at a stage not in the plan": words.plural(
            "{n} history row at “{stage}”, a stage not in the plan",
            "{n} history rows at “{stage}”, a stage not in the plan", many, n=n, stage=note.name,
        ),
    }  # fmt: skip


def _actions(note: Note, n: str, words: Words) -> dict[str, str]:
    """What was done, and on which deal."""
    many = note.n
    return {
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
        "actions tied to no deal": words.text(
            "none of the actions ({n}) is on a deal we know: {options} ties them to the deals", n=n, options=note.name
        ),
    }  # fmt: skip


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
