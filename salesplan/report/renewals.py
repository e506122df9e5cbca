"""What contracts that end look like: what is due when, what became of it, and their place in other answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from salesplan.base.money import round_money
from salesplan.progress.contracts import GONE, KEPT, Contract, Status
from salesplan.progress.renewals import RenewalRate, Renewals
from salesplan.report.answer import Answer
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.quota.notes import Deadline
from salesplan.report.tables.table import Cell, Column, Kind, Table


def renewals_answer(found: Renewals, language: str) -> Answer:
    """The contracts in the reader's language."""
    voice = voice_for(language, found.currency, found.period)
    span = voice.span(found.period.start, found.period.end)
    return Answer(
        data=renewals_json(found),
        tables=renewal_tables(voice, found),
        title=voice.say("Contracts that end, {period}, as of {day}", period=span, day=voice.day(found.on)),
        notes=tuple(renewal_notes(voice, found)),
        rows=_long(found),
    )


def renewal_tables(voice: Voice, found: Renewals) -> tuple[Table, ...]:
    """The contracts, in the order in which somebody has to act, and by month."""
    if not found.contracts:
        return ()
    return (_contracts(voice, found), _months(voice, found))


def _contracts(voice: Voice, found: Renewals) -> Table:
    columns = (
        Column("act", voice.say("Act by"), Kind.DATE),
        Column("account", voice.say("Account")),
        Column("owner", voice.say("Owner")),
        Column("amount", voice.say("Amount"), Kind.MONEY),
        Column("ends", voice.say("Ends"), Kind.DATE),
        Column("automatic", voice.say("By itself")),
        Column("status", voice.say("Status")),
    )
    rows = tuple(_row(voice, one) for one in found.contracts)
    return Table("renewals", voice.say("Contracts"), columns, rows, currency=voice.currency)


def _row(voice: Voice, one: Contract) -> tuple[Cell, ...]:
    automatic = voice.say("yes") if one.automatic else ""
    who = one.account or one.name or one.deal
    return (one.acts_by, who, one.owner, one.amount, one.ends, automatic, statuses(voice)[one.status])


def statuses(voice: Voice) -> dict[Status, str]:
    """What each status is called."""
    return {
        Status.RENEWED: voice.say("renewed"),
        Status.AUTOMATIC: voice.say("renewed by itself"),
        Status.TALKS: voice.say("in talks"),
        Status.DUE: voice.say("to be renewed"),
        Status.LOST: voice.say("lost"),
        Status.LAPSED: voice.say("ended without renewal"),
    }


def _months(voice: Voice, found: Renewals) -> Table:
    columns = (
        Column("month", voice.say("Month")),
        Column("contracts", voice.say("Contracts"), Kind.COUNT),
        Column("amount", voice.say("Amount"), Kind.MONEY),
        Column("kept", voice.say("Kept"), Kind.COUNT),
        Column("gone", voice.say("Gone"), Kind.COUNT),
        Column("open", voice.say("Open"), Kind.COUNT),
    )
    parts = [part for part in found.months if part.contracts]
    rows = tuple(
        (
            capital(voice.month(f"{part.period.start:%Y-%m}")),
            part.contracts,
            part.amount,
            part.kept,
            part.gone,
            part.contracts - part.kept - part.gone,
        )
        for part in parts
    )
    sums = [sum(part.contracts for part in parts), sum(part.amount for part in parts), sum(part.kept for part in parts),
            sum(part.gone for part in parts)]  # fmt: skip
    total: tuple[Cell, ...] = (voice.say("Total"), *sums, int(sums[0] - sums[2] - sums[3]))
    return Table("renewal-months", voice.say("By month"), columns, rows, total, currency=voice.currency)


def renewal_notes(voice: Voice, found: Renewals) -> Iterator[str]:
    """The renewal rate with what it rests on, and what is expected of the rest."""
    for text, rate in (
        (voice.say("Renewal rate so far"), found.rate),
        (voice.say("Renewal rate of the year before"), found.before),
    ):
        if rate.value is not None:
            yield voice.labelled(text, _rate(voice, rate))
    if found.expected is not None and found.undecided:
        yield voice.say(
            "Of {open} not yet decided, at {odds}, and {kept} kept: {expected} is expected{target}.",
            open=voice.money(found.undecided),
            odds=_odds(voice, found),
            kept=voice.money(found.kept),
            expected=voice.money(round_money(found.expected, found.currency)),
            target=_target(voice, found),
        )


def _odds(voice: Voice, found: Renewals) -> str:
    share = voice.numbers.percent(found.odds or 0)
    if found.basis == "records" and found.odds != found.before.value:
        return voice.words.plural(
            "the {share} that {n} contract of the year before tells",
            "the {share} that {n} contracts of the year before tell",
            found.before.decided,
            share=share,
            n=voice.numbers.count(found.before.decided),
        )
    if found.basis == "records":
        return voice.say("the {share} of the year before", share=share)
    return voice.say("the {share} of the plan", share=share)


def _target(voice: Voice, found: Renewals) -> str:
    return "" if found.target is None else voice.say(" against a target of {target}", target=voice.money(found.target))


def _rate(voice: Voice, rate: RenewalRate) -> str:
    low, high = rate.interval or (0.0, 1.0)
    percent = voice.numbers.percent
    return voice.say(
        "{share}, {kept} of {decided} contracts (95% interval {low} to {high}); {amount} by amount.",
        share=percent(rate.value or 0),
        kept=voice.numbers.count(rate.kept),
        decided=voice.numbers.count(rate.decided),
        low=percent(low, 1),
        high=percent(high, 1),
        amount=percent(rate.by_amount or 0),
    )


def _long(found: Renewals) -> Table:
    dates = {"ends", "notice_by"}
    kinds = {"amount": Kind.MONEY, "renewed_amount": Kind.MONEY} | dict.fromkeys(dates, Kind.DATE)
    keys = tuple(contract_json(found.contracts[0])) if found.contracts else ("deal", "account", "ends", "status")
    rows = tuple(tuple(contract_json(one).values()) for one in found.contracts)
    columns = tuple(Column(key, key, kinds.get(key, Kind.TEXT)) for key in keys)
    return Table("renewals", "", columns, rows, currency=found.currency)


def renewals_json(found: Renewals) -> dict[str, Any]:
    """The contracts as JSON holds them."""
    return {
        "kind": "renewals",
        "on": found.on,
        "currency": found.currency or None,
        "period": {"start": found.period.start, "end": found.period.end},
        **summary_json(found),
        "months": [
            {"start": m.period.start, "contracts": m.contracts, "amount": m.amount, "kept": m.kept, "gone": m.gone}
            for m in found.months
        ],
        "contracts": [contract_json(one) for one in found.contracts],
    }


def summary_json(found: Renewals) -> dict[str, Any]:
    """What stands of renewals in other answers."""
    return {
        "due": _contract_json(found.ending),
        "renewed": _contract_json([one for one in found.ending if one.status in KEPT]),
        "gone": _contract_json([one for one in found.ending if one.status in GONE]),
        "open": _contract_json([one for one in found.ending if not one.is_decided]),
        "kept": found.kept,
        "undecided": found.undecided,
        "rate": _rate_json(found.rate),
        "rate_before": _rate_json(found.before),
        "odds": found.odds,
        "odds_basis": found.basis or None,
        "expected": None if found.expected is None else round_money(found.expected, found.currency),
        "target": found.target,
    }


def _contract_json(part: Sequence[Contract]) -> dict[str, Any]:
    return {"contracts": len(part), "amount": sum(one.amount for one in part)}


def _rate_json(rate: RenewalRate) -> dict[str, Any]:
    low, high = rate.interval or (None, None)
    return {"value": rate.value, "low": low, "high": high, "n": rate.decided, "by_amount": rate.by_amount}


def contract_json(one: Contract) -> dict[str, Any]:
    """A contract as JSON holds it."""
    return {
        "deal": one.deal,
        "name": one.name,
        "account": one.account,
        "owner": one.owner,
        "amount": one.amount,
        "ends": one.ends,
        "notice_by": one.notice_by,
        "auto_renew": one.automatic,
        "status": one.status.value,
        "renewed_by": one.renewed_by,
        "renewed_amount": one.renewed_amount,
    }


def notice_days(voice: Voice, found: Renewals | None) -> Iterator[Deadline]:
    """The days by which somebody has to act on a contract of which nothing is decided, for a calendar."""
    for one in found.contracts if found else ():
        if one.is_decided:
            continue
        words = {"account": one.account or one.name or one.deal, "end": voice.day(one.ends)}
        if one.automatic:
            title = voice.say("Last day of notice: {account}, renews by itself on {end}", **words)
        elif one.notice_by:
            title = voice.say("Last day of notice: {account}, ends on {end}", **words)
        else:
            title = voice.say("Contract ends: {account}", account=words["account"])
        yield Deadline(f"renewal {one.deal}", title, one.acts_by)


def with_renewals(answer: Answer, found: Renewals | None, language: str) -> Answer:
    """Another command's answer with the contracts that end in its period: in its notes, and in its JSON."""
    if found is None or not found.ending:
        return answer
    voice = voice_for(language, found.currency, found.period)
    count = len(found.ending)
    first = voice.words.plural(
        "Renewals: {n} contract of {amount} ends in the period; {kept} is kept, {open} not yet decided.",
        "Renewals: {n} contracts of {amount} end in the period; {kept} is kept, {open} not yet decided.",
        count,
        n=voice.numbers.count(count),
        amount=voice.money(sum(one.amount for one in found.ending)),
        kept=voice.money(found.kept),
        open=voice.money(found.undecided),
    )
    notes = (first, *renewal_notes(voice, found))
    return replace(answer, data={**answer.data, "renewals": summary_json(found)}, notes=(*answer.notes, *notes))


def with_renewal_table(answer: Answer, found: Renewals | None, language: str) -> Answer:
    """The same, with a table of what was renewed against what is due."""
    if found is None or not found.ending:
        return answer
    made = with_renewals(answer, found, language)
    return replace(made, tables=(*made.tables, renewed_table(voice_for(language, found.currency, found.period), found)))


def renewed_table(voice: Voice, found: Renewals) -> Table:
    """Contracts renewed, gone and open against those due in the period, by number and by amount, with the rate."""
    say = voice.say
    columns = (
        Column("due", say("Contracts due")),
        Column("contracts", say("Contracts"), Kind.COUNT),
        Column("amount", say("Amount"), Kind.MONEY),
    )
    names = (
        (say("renewed so far"), [one for one in found.ending if one.status in KEPT]),
        (say("not renewed"), [one for one in found.ending if one.status in GONE]),
        (say("still open"), [one for one in found.ending if not one.is_decided]),
    )
    rows = tuple((name, len(part), sum(one.amount for one in part)) for name, part in names)
    total: tuple[Cell, ...] = (say("Due in the period"), len(found.ending), sum(one.amount for one in found.ending))
    rate = found.rate.value
    title = (
        say("Renewals")
        if rate is None
        else say("Renewals: {share} of decided contracts renewed", share=voice.numbers.percent(rate))
    )
    return Table("renewals", title, columns, rows, total, currency=found.currency)
