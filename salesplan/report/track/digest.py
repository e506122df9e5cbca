"""The digest as a message: Markdown, the body of a mail, or what an incoming webhook of Slack or Teams takes."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from salesplan.base.escaping import one_line
from salesplan.progress.digest import Digest
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.tables.cells import shown
from salesplan.report.tables.json import dumps
from salesplan.report.tables.markdown import escaped
from salesplan.report.tables.table import Column, Table
from salesplan.report.track.figures import track_json
from salesplan.report.track.notes import notes
from salesplan.report.track.tables import status_text

CELL = "padding:4px 10px;border-bottom:1px solid #ddd;text-align:left"
BODY = "font-family:system-ui,sans-serif;font-size:14px;color:#222"


def digest_answer(found: Digest, language: str) -> Answer:
    """The digest as title, one table, and a few sentences."""
    words, numbers = words_for(language), numbers_for(language)
    title = f"{found.period.title}: {numbers.weekday(found.day)} {numbers.day(found.day)}"
    data = {**track_json(found.period), "kind": "digest"}
    said = tuple(notes(found.period, words, numbers))[: 1 if found.period.revenue else 0]
    return Answer(data=data, tables=(_table(found, language),), title=title, notes=said)


def _table(found: Digest, language: str) -> Table:
    """Done / due of the day, the week and the period, a row for each person and action."""
    words, numbers = words_for(language), numbers_for(language)
    columns = (
        Column("rep", words.text("Salesperson")),
        Column("action", words.text("Action")),
        Column("day", numbers.short_day(found.day)),
        Column("week", words.text("This week")),
        Column("period", words.text("Period")),
        Column("status", words.text("Status")),
    )
    lines = zip(found.of_day, found.of_week, found.period.lines, strict=True)
    rows = tuple(
        (
            whole.rep or words.name(whole.segment),
            words.name(whole.action),
            *(f"{numbers.count(line.done)} / {numbers.count(line.due)}" for line in (day, week, whole)),
            status_text(whole.status, words),
        )
        for day, week, whole in lines
    )
    return Table("digest", words.text("Done / due"), columns, rows, group="rep")


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
    rows = shown(table, numbers_for(language))
    made = []
    for row in rows:
        head = f"{strong}{write(row[0])}{strong} " if row[0] else ""
        figures = " · ".join(f"{write(title)} {write(cell)}" for title, cell in zip(titles[2:5], row[2:5], strict=True))
        made.append(f"{head}{write(row[1])}: {figures} {write(row[5])}")
    return [f"{strong}{write(answer.title)}{strong}", *map(write, answer.notes), *made]


def _html(answer: Answer, language: str) -> str:
    table = answer.tables[0]
    heads = "".join(f'<th style="{CELL}">{escape(one_line(column.title))}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f'<td style="{CELL}">{escape(cell)}</td>' for cell in row) + "</tr>\n"
        for row in shown(table, numbers_for(language))
    )
    said = "".join(f"<p>{escape(one_line(note))}</p>\n" for note in answer.notes)
    title = escape(one_line(answer.title))
    return (
        f'<div lang="{language}" style="{BODY}">\n<h2 style="font-size:17px">{title}</h2>\n{said}'
        f'<table style="border-collapse:collapse">\n<caption style="text-align:left">{escape(table.title)}</caption>\n'
        f"<tr>{heads}</tr>\n{rows}</table>\n</div>\n"
    )
