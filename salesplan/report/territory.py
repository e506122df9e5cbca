"""What a division of accounts looks like."""

from __future__ import annotations

from typing import Any

from salesplan.report.answer import Answer
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Column, Kind, Table, slim
from salesplan.territories.plan import Impossible, Placement, Reason, Territory
from salesplan.territories.wishes import Clash, Contradiction, Wish

PLACES = 4


def territory_json(found: Territory) -> dict[str, Any]:
    """The division as programs read it; shares and deviations have four decimals."""
    return {
        "kind": "territory",
        "reps": [
            {
                "rep": one.rep,
                "accounts": one.accounts,
                "potential": one.potential,
                "workload": one.workload,
                "share": round(float(one.share), PLACES),
                "deviation": round(float(one.deviation), PLACES),
                "was": {
                    "accounts": one.was_accounts,
                    "deviation": None if one.was_deviation is None else round(float(one.was_deviation), PLACES),
                },
            }
            for one in found.reps
        ],
        "moved": found.moved,
        "kept": found.kept,
        "tolerance": found.tolerance,
        "spread": round(float(found.spread), PLACES),
        "assignment": [
            {"account": one.account.name, "rep": one.rep, "was": one.account.rep or None, "why": one.reason.value}
            for one in found.placements
        ],
    }


def territory_answer(found: Territory, voice: Voice) -> Answer:
    """Balance before and after, regions if there are any, and who gets what as the table of the CSV."""
    moved = {"moved": voice.numbers.count(found.moved), "kept": voice.numbers.count(found.kept)}
    notes = [voice.say("Accounts that change hands: {moved}; that stay: {kept}.", **moved)]
    notes.append(
        voice.say(
            "Nobody is more than {spread} from a fair share; {tolerance} is allowed.",
            spread=voice.numbers.percent(found.spread, 1),
            tolerance=voice.numbers.percent(found.tolerance),
        )
    )
    tables = [*slim(_balance(found, voice)), *slim(_regions(found, voice))]
    return Answer(
        data=territory_json(found),
        tables=tuple(tables),
        title=voice.say("Territories"),
        notes=tuple(notes),
        rows=_assignment(found, voice),
    )


def _balance(found: Territory, voice: Voice) -> Table:
    columns = (
        Column("rep", voice.say("Rep")),
        Column("was_accounts", voice.say("Accounts before"), Kind.COUNT),
        Column("was_deviation", voice.say("Off a fair share before"), Kind.PERCENT),
        Column("accounts", voice.say("Accounts"), Kind.COUNT),
        Column("potential", voice.say("Potential"), Kind.MONEY if voice.currency else Kind.NUMBER),
        Column("workload", voice.say("Workload"), Kind.NUMBER),
        Column("share", voice.say("Share"), Kind.PERCENT),
        Column("deviation", voice.say("Off a fair share"), Kind.PERCENT),
    )
    rows = tuple(
        (
            one.rep,
            one.was_accounts,
            one.was_deviation,
            one.accounts,
            one.potential or None,
            one.workload or None,
            one.share,
            one.deviation,
        )
        for one in found.reps
    )
    return Table("balance", voice.say("Balance"), columns, rows, currency=voice.currency)


def _regions(found: Territory, voice: Voice) -> Table:
    columns = (
        Column("region", voice.say("Region")),
        Column("accounts", voice.say("Accounts"), Kind.COUNT),
        Column("potential", voice.say("Potential"), Kind.MONEY if voice.currency else Kind.NUMBER),
        Column("reps", voice.say("People"), Kind.COUNT),
    )
    rows = tuple((" / ".join(one.region), one.accounts, one.potential or None, one.reps) for one in found.regions)
    return Table("regions", voice.say("Regions"), columns, rows, currency=voice.currency)


def _assignment(found: Territory, voice: Voice) -> Table:
    columns = tuple(
        Column(key, title)
        for key, title in (
            ("account", voice.say("Account")),
            ("rep", voice.say("Rep")),
            ("was", voice.say("Before")),
            ("why", voice.say("Why")),
        )
    )
    rows = tuple((one.account.name, one.rep, one.account.rep or None, one.reason.value) for one in found.placements)
    return Table("assignment", voice.say("Assignment"), columns, rows)


def reason_text(one: Placement, voice: Voice) -> str:
    """Why an account landed where it did, in a sentence."""
    sentences = {
        Reason.KEPT: "{account} stays with {rep}: nothing asks for a move.",
        Reason.PINNED: "{account} stays with {rep}: the plan says that it must stay.",
        Reason.TOGETHER: "{account} goes to {rep} with the accounts that are never divided.",
        Reason.NEW: "{account} had nobody and goes to {rep}, who has room for it.",
        Reason.LEFT: "{account} was with {was}, who is not in the team, and goes to {rep}.",
        Reason.BALANCE: "{account} moves from {was} to {rep}: without it, somebody would be outside the tolerance.",
    }
    return voice.say(sentences[one.reason], account=one.account.name, rep=one.rep, was=one.account.rep)


def impossible_text(found: Impossible, voice: Voice) -> tuple[str, str]:
    """Why no division keeps every wish, and what to give up."""
    names = {
        Wish.KEEP: "keep: some accounts must stay",
        Wish.APART: "apart: some accounts never go to one person",
        Wish.MOVES: "move_at_most: more accounts have to change hands",
        Wish.BALANCE: "tolerance: people have to be further from a fair share",
    }
    message = voice.say("no division keeps every wish of territories:")
    if found.contradictions:
        return message, "\n".join(_contradiction(voice, one) for one in found.contradictions)
    if found.givable:
        gives = "; ".join(voice.say(names[wish]) for wish in found.givable)
        return message, voice.say("Giving up one of these would do: {gives}", gives=gives)
    return message, voice.say(
        "Giving up a single wish does not do; the largest account is {name}.", name=found.largest.name
    )


def _contradiction(voice: Voice, one: Contradiction) -> str:
    names, people = voice.joined(one.names[:SHOWN]), voice.joined(one.people)
    return {
        Clash.ONE_FAMILY: voice.say("`apart`: {names} belong together, so they go to one person", names=names),
        Clash.ONE_PERSON: voice.say("`apart`: {names} are both kept with {person}", names=names, person=people),
        Clash.TWO_PEOPLE: voice.say(
            "`keep`: {names} belong together, and are to stay with {people}", names=names, people=people
        ),
        Clash.TOO_LARGE: voice.say(
            "`tolerance`: {names} alone is more than anybody may have of {measure}", names=names, measure=people
        ),
    }[one.clash]


SHOWN = 5
"""How many accounts of a wish are named."""
