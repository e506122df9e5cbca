"""The draft of a plan: the text, with the cell of every taken value in a comment, and what was not taken."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.drafting.budget import budget_lines
from salesplan.drafting.funnel import funnel_lines
from salesplan.drafting.tables import Found, Single, singles, tables
from salesplan.drafting.taken import Left, Register, Why, shown
from salesplan.drafting.targets import Targets, read_targets, target_lines
from salesplan.drafting.team import team_lines
from salesplan.drafting.values import Notation, currency, notation, number
from salesplan.drafting.vocabulary import Kind, language_of
from salesplan.drafting.yaml import comment, money, text_of
from salesplan.importing.marks import FORMAT, SHEET
from salesplan.importing.sheets import Sheet, read_sheets
from salesplan.report.language.words import Words, words_for

SHOWN: Final = 200
"""Cells listed at the end of the draft; more are counted."""


class Draft(Struct, frozen=True):
    """The text of the plan, the tables it rests on, and every cell that is not in it."""

    text: str
    found: tuple[tuple[Kind, str], ...]
    left: tuple[Left, ...]
    has_values: bool = False


def draft(path: Path, *, language: str | None = None, code: str | None = None, today_year: int) -> Draft:
    """Draft a plan from a spreadsheet; `language` and `code` (of the currency) are taken from it where not given.

    Raises:
        Unreadable: the file cannot be read.
        Usage: it is a workbook that salesplan rendered, whose figures go back into its plan.
    """
    sheets = read_sheets(path)
    if any(sheet.name == SHEET and sheet.rows[:1] and sheet.rows[0][:1] == (FORMAT,) for sheet in sheets):
        raise Usage(
            sentence(
                "{path} is a workbook that salesplan rendered from a plan; a draft of it would lose most", path=path
            ),
            sentence("Show what was changed in it, and take it over with --write: salesplan import {path}", path=path),
        )
    return draft_of(sheets, path.name, language=language, code=code, today_year=today_year)


def draft_of(
    sheets: tuple[Sheet, ...], name: str, *, language: str | None = None, code: str | None = None, today_year: int
) -> Draft:
    """The same from sheets that are read already; `name` is that of the file."""
    heads = [cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str)]
    spoken = language or language_of(heads)
    how = notation(sheets, name, spoken)
    return _Drafting(name, Register(sheets), how, spoken, code, today_year).draft()


class _Drafting:
    """One draft in the making."""

    def __init__(  # noqa: PLR0913, PLR0917  (what a draft is made from)
        self, name: str, register: Register, how: Notation, language: str, code: str | None, year: int
    ) -> None:
        self.name, self.register, self.how, self.language = name, register, how, language
        self.words: Words = words_for(language)
        self.tables = [table for sheet in register.sheets for table in tables(sheet, how)]
        self.singles = self._labelled()
        self.code, self.year = code, year

    def draft(self) -> Draft:
        chosen = self._chosen()
        targets = read_targets(chosen.get(Kind.TARGETS), self.register, self.how)
        parts = [
            self._head(targets),
            *self._goals(targets),
            *(team_lines(chosen[Kind.TEAM], self.register, self.how) if Kind.TEAM in chosen else []),
            *(self._funnel(chosen[Kind.FUNNEL]) if Kind.FUNNEL in chosen else []),
            *(self._budget(chosen[Kind.BUDGET]) if Kind.BUDGET in chosen else []),
        ]
        left = (*self.register.left, *self.register.rest())
        body = "\n".join([*parts, *self._listed(left)])
        found = tuple(
            (kind, table.sheet.place(table.header, min(table.columns.values()))) for kind, table in chosen.items()
        )
        return Draft(body.rstrip("\n") + "\n", found, left, bool(self.singles))

    def _labelled(self) -> dict[str, Single]:
        found: dict[str, Single] = {}
        for sheet in self.register.sheets:
            rows = {row for table in self.tables if table.sheet is sheet for row in (table.header, *table.rows)}
            for one in singles(sheet, frozenset(rows)):
                if one.label not in found:
                    found[one.label] = one
                    for row, column in one.cells:
                        self.register.use(sheet, row, column)
        return found

    def _chosen(self) -> dict[Kind, Found]:
        """The first table of each kind; a second one is named, for nobody knows whether it is more or another."""
        chosen: dict[Kind, Found] = {}
        for table in self.tables:
            if table.kind in chosen:
                for row in (table.header, *table.rows):
                    self.register.refuse_row(table, row, Why.SECOND)
                continue
            chosen[table.kind] = table
            self.register.heads(table)
        return chosen

    def _head(self, targets: Targets) -> str:
        title, company = self.singles.get("title"), self.singles.get("company")
        lines = [
            "# yaml-language-server: $schema=salesplan.schema.json",
            "#",
            comment(
                self.words.text(
                    "Drafted from {file}. The comment behind each value names the cell it was taken from.",
                    file=self.name,
                )
            ),
            comment(
                self.words.text(
                    "What was not understood stands at the end. Check every line, and delete what is not meant."
                )
            ),
            "salesplan: 1",
            self._from("title", text_of(title.value), title) if title else f"title: {text_of(Path(self.name).stem)}",
            *([self._from("company", text_of(company.value), company)] if company else []),
            f"language: {self.language}",
            self._currency(),
        ]
        period = targets.period
        if period is None:
            year = self.how.year or self.year
            why = (
                self.words.text("the year that the file speaks of")
                if self.how.year
                else self.words.text("the file names no period")
            )
            return "\n".join([*lines, f"period: {year}  {comment(why)}", ""])
        return "\n".join([*lines, f"period: {period}  {comment(targets.place)}", ""])

    def _currency(self) -> str:
        one = self.singles.get("currency")
        told = currency(one.value) if one else ""
        if self.code:
            return f"currency: {self.code}"
        if one and told:
            return self._from("currency", told, one)
        if self.how.currency:
            return f"currency: {self.how.currency}  {comment(self.words.text('as the amounts have it'))}"
        return f"currency: EUR  {comment(self.words.text('the file names none'))}"

    @staticmethod
    def _from(key: str, value: str, one: Single) -> str:
        return f"{key}: {value}  {comment(f'{one.place}: {shown(one.value)}')}"

    def _goals(self, targets: Targets) -> list[str]:
        one = self.singles.get("target")
        single = number(one.value, self.how) if one else None
        if targets.months:
            if one:
                self._set_aside(one)
            return target_lines(targets, self.words)
        if one and single:
            name, place = text_of(self.words.text("Revenue")), comment(f"{one.place}: {shown(one.value)}")
            goal = f"  - {{name: {name}, metric: revenue, target: {money(single)}}}  {place}"
            return ["goals:", goal, ""]
        if one:
            self._set_aside(one, Why.NUMBER)
        return []

    def _set_aside(self, one: Single, why: Why = Why.LONE) -> None:
        self.register.left.append(Left(one.place, shown(one.value), why))

    def _funnel(self, table: Found) -> list[str]:
        one = self.singles.get("deal_value")
        value = number(one.value, self.how) if one else None
        place = f"{one.place}: {shown(one.value)}" if one else ""
        if one and not value:
            self._set_aside(one, Why.NUMBER)
        return funnel_lines(table, self.register, self.how, (value or Decimal(0), place), self.words)

    def _budget(self, table: Found) -> list[str]:
        one = self.singles.get("limit")
        limit = number(one.value, self.how) if one else None
        first = [f"  limit: {money(limit)}  {comment(f'{one.place}: {shown(one.value)}')}"] if one and limit else []
        if one and not limit:
            self._set_aside(one, Why.NUMBER)
        return budget_lines(table, self.register, self.how, first)

    def _listed(self, left: Sequence[Left]) -> list[str]:
        if not left:
            return []
        lines = [comment(self.words.text("Not taken over:"))]
        lines += [
            comment(f"{one.place}: {one_line(one.text)[:80]} ({self.words.text(one.why.value)})")
            for one in left[:SHOWN]
        ]
        if len(left) > SHOWN:
            lines.append(comment(self.words.text("and {n} more cells", n=len(left) - SHOWN)))
        return lines
