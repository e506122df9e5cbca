"""The digest as a message: Markdown, the body of a mail, or what an incoming webhook of Slack or Teams takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from html import escape

from salesplan.base.escaping import one_line
from salesplan.base.periods import Period
from salesplan.progress.contracts import Contract, next_act
from salesplan.progress.digest import A_WEEK, Digest, DigestRow
from salesplan.progress.track import Track
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.language.words import Words, words_for
from salesplan.report.renewals import contract_json
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.json import dumps
from salesplan.report.tables.markdown import escaped
from salesplan.report.tables.table import Column, Table
from salesplan.report.track.figures import track_json
from salesplan.report.track.notes import deals_note, place_notes, revenue_notes
from salesplan.report.track.tables import status_text

MOST_NAMED = 5

CELL = "padding:4px 6px;border-bottom:1px solid #ddd;text-align:left;vertical-align:top"
FIGURE = f"{CELL};white-space:nowrap"
HEAD = "padding:12px 6px 4px;text-align:left"
BODY = "font-family:system-ui,sans-serif;font-size:13px;color:#222"


def digest_answer(found: Digest, language: str) -> Answer:
    """The digest as title, one table, and a few sentences."""
    words, numbers = words_for(language), numbers_for(language)
    title = f"{found.period.title}: {numbers.weekday(found.day)} {numbers.day(found.day)}"
    data = {**track_json(found.period), "kind": "digest"}
    if found.renewals is not None:
        data["renewals_to_act_on"] = [contract_json(one) for one in found.renewals]
    due = renewals_note(found, language)
    said = (*_won(found.period, words, numbers), *due, *place_notes(found.period, words, numbers))
    return Answer(data=data, tables=(_table(found, language),), title=title, notes=said)


def _won(found: Track, words: Words, numbers: Numbers) -> Iterator[str]:
    """What is won of what is due, without what that rests on."""
    if found.revenue:
        yield next(revenue_notes(found, found.revenue, words, numbers))
    if found.deals:
        yield deals_note(found.deals, words, numbers)


def renewals_note(found: Digest, language: str) -> tuple[str, ...]:
    """One sentence on the contracts of the week: what they are worth, and whose notice or end is when."""
    if found.renewals is None:
        return ()
    voice = voice_for(language, found.period.currency, found.period.period)
    days = Period(found.day, found.day + A_WEEK)
    if not found.renewals:
        return (voice.say("Renewals: nothing to act on until {day}.", day=voice.day(days.end)),)
    count = len(found.renewals)
    named = [_acts(voice, one, days) for one in found.renewals[:MOST_NAMED]]
    if count > MOST_NAMED:
        named.append(voice.say("and {count} more", count=voice.numbers.count(count - MOST_NAMED)))
    return (
        voice.words.plural(
            "Renewals until {day}: {n} contract of {amount} to act on: {list}",
            "Renewals until {day}: {n} contracts of {amount} to act on: {list}",
            count,
            day=voice.day(days.end),
            n=voice.numbers.count(count),
            amount=voice.money(sum(one.amount for one in found.renewals)),
            list=reduce(lambda first, second: voice.say("{first}; {second}", first=first, second=second), named),
        ),
    )


def _acts(voice: Voice, one: Contract, days: Period) -> str:
    words = {
        "account": one.account or one.name or one.deal,
        "day": voice.numbers.short_day(next_act(one, days)),
        "amount": voice.money(one.amount),
    }
    is_notice = one.notice_by is not None and one.notice_by in days
    if is_notice and one.automatic:
        return voice.say("{account} ({amount}), notice by {day} or it renews by itself", **words)
    if is_notice:
        return voice.say("{account} ({amount}), notice by {day}", **words)
    return voice.say("{account} ({amount}), ends on {day}", **words)


def _table(found: Digest, language: str) -> Table:
    """Done / due of the day, the week and the period: a row for each action of the team, then of each person."""
    words, numbers = words_for(language), numbers_for(language)
    columns = (
        Column("rep", words.text("Salesperson")),
        Column("action", words.text("Action")),
        Column("day", numbers.short_day(found.day)),
        Column("week", words.text("This week")),
        Column("period", words.text("Period")),
        Column("status", words.text("Status")),
    )
    several = len({row.of_period.segment for row in found.team}) > 1
    team = words.text("Team")
    rows = [_cells(team, row, language, with_segment=several) for row in found.team]
    rows += [_cells(name, row, language) for name, mine in found.people for row in mine]
    return Table("digest", words.text("Done / due"), columns, tuple(rows), group="rep")


def _cells(who: str, row: DigestRow, language: str, *, with_segment: bool = False) -> tuple[str, ...]:
    words, numbers = words_for(language), numbers_for(language)
    line = row.of_period
    action = words.name(line.action)
    return (
        who,
        words.text("{label}: {text}", label=words.name(line.segment), text=action) if with_segment else action,
        *(f"{numbers.count(one.done)} / {numbers.count(one.due)}" for one in (row.of_day, row.of_week, line)),
        status_text(line.status, words),
    )


def digest_message(found: Digest, form: str, language: str) -> str:
    """The digest as `html` (a mail body without script), or as the JSON that a `slack` or `teams` webhook takes."""
    answer = digest_answer(found, language)
    if form == "html":
        return _html(answer, language)
    if form == "slack":
        return dumps({"text": "\n".join(_lines(answer, language, _slack, "*"))})
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True} for text in _lines(answer, language, escaped, "**")],
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return dumps({"type": "message", "attachments": [content]})


def _slack(text: str) -> str:
    """Slack asks for these three signs as entities; nothing else can then become a link or a mention."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(answer: Answer, language: str, write: Callable[[str], str], strong: str) -> list[str]:
    table = answer.tables[0]
    titles = [column.title for column in table.columns]
    rows = cell_texts(table, numbers_for(language))
    made = []
    for row in rows:
        if row[0]:
            made.append(f"{strong}{write(row[0])}{strong}")
        figures = " · ".join(f"{write(title)} {write(cell)}" for title, cell in zip(titles[2:5], row[2:5], strict=True))
        made.append(f"{write(row[1])}: {figures} {write(row[5])}")
    return [f"{strong}{write(answer.title)}{strong}", *map(write, answer.notes), *made]


def _html(answer: Answer, language: str) -> str:
    """Five columns would not fit a phone: names stand above their rows, and the status below the period's figures."""
    table = answer.tables[0]
    titles = [escape(one_line(column.title)) for column in table.columns[1:5]]
    heads = "".join(f'<th style="{FIGURE if at else CELL}">{title}</th>' for at, title in enumerate(titles))
    rows = "".join(_html_row(row) for row in cell_texts(table, numbers_for(language)))
    said = "".join(f"<p>{escape(one_line(note))}</p>\n" for note in answer.notes)
    title = escape(one_line(answer.title))
    return (
        f'<div lang="{language}" style="{BODY}">\n<h2 style="font-size:17px">{title}</h2>\n{said}'
        f'<table style="border-collapse:collapse;font-size:13px">\n'
        f'<caption style="text-align:left">{escape(table.title)}</caption>\n'
        f"<tr>{heads}</tr>\n{rows}</table>\n</div>\n"
    )


def _html_row(row: Sequence[str]) -> str:
    who, action, *figures, status = map(escape, row)
    head = f'<tr><th colspan="4" style="{HEAD}">{who}</th></tr>\n' if who else ""
    figures[-1] += f"<br>{status}"
    cells = "".join(f'<td style="{FIGURE}">{figure}</td>' for figure in figures)
    return f'{head}<tr><td style="{CELL}">{action}</td>{cells}</tr>\n'
