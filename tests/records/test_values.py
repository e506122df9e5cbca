"""Amounts and days as people and programs write them: read to the unit, or refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salesplan.records.files.day_words import without_words
from salesplan.records.sources import RecordsSource
from tests.records.test_hostile import aside, read, refused


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("$1.2K", 1200),
        ("1,2 M€", 1_200_000),
        ("12 k€", 12_000),
        ("3 Mio. €", 3_000_000),
        ("1.5mln", 1_500_000),
        ("2 MIO", 2_000_000),
        ("€ 1.25B", 1_250_000_000),
        ("CHF 1'200.-", 1200),
        ("1.200,-", 1200),
        ("1'200.50", 1200.5),
        ("1\u202f200,50\u00a0€", 1200.5),
        ("USD 1,200", 1200),
        ("(1,200.00)", -1200),
        ("1200kr", 1200),
    ],
)
def test_an_amount_is_read_as_it_is_written(text: str, units: float, tmp_path: Path) -> None:
    sign = "," if text in {"1,2 M€", "1.200,-", "1\u202f200,50\u00a0€"} else "."
    how = RecordsSource((), decimal=sign)
    found = read(tmp_path, f'id,stage,amount\n1,won,"{text}"\n', how=how)
    assert [amount for line in found.amounts for amount in line.values] == [int(units * 10_000)]


@pytest.mark.parametrize("text", ["1.2Q", "12 apples", "28.50%", "K"])
def test_what_is_no_amount_is_set_aside(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, f'id,stage,amount\n1,won,"{text}"\n2,won,1.2K\n')
    assert aside(found.intakes[0]) == [("amount cannot be read", 1)]


@pytest.mark.parametrize("text", ["-", "N/A", "—", "null", "#N/A", "TBD", "n.d."])
def test_what_stands_for_nothing_is_nothing(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"id,stage,amount,created\n1,won,{text},2026-03-01\n2,won,10,{text}\n")
    [amounts] = found.amounts
    assert (found.intakes[0].used, amounts.values, amounts.unknown) == (2, (100_000,), 1)


@pytest.mark.parametrize(
    "text",
    [
        "27 nov. 2026",
        "27/11/26",
        "Nov 27, 2026, 3:05 PM",
        "Nov 27, 2026 at 3:05 PM",
        "Friday, November 27, 2026",
        "Fri Nov 27 2026 10:00:00 GMT+0200 (CEST)",
        "Fri, 27 Nov 2026 10:00:00 GMT",
        "27/11/2026 14h05",
        "27/11/2026 à 14:05",
        "11/27/2026 10:00 AM CEST",
        "venerdì 27 novembre 2026",
        "Freitag, 27. November 2026",
        "27/nov/2026",
        "27.11.2026 um 14:05",
        "2026-11-27T23:30:00+02:00",
        "2026-11-27T10:00:00.000+0000",
        "1795773600",
        "1795773600000",
        "20261127",
        "Ada Lovelace Nov 27, 2026 10:10 AM",
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, f'id,stage,created\n1,won,"{text}"\n2,won,"{text}"\n')
    assert (found.intakes[0].used, found.on) == (2, date(2026, 11, 27))


def test_words_around_a_day_are_left_out() -> None:
    assert without_words("Fri, Jan 16, 2026 at 3:05 PM CEST") == "Jan 16, 2026 3:05 PM"
    assert without_words("16/01/2026") == "16/01/2026"


def test_a_spreadsheets_number_is_a_day_where_the_user_says_so(tmp_path: Path) -> None:
    text = "id,stage,created,closed\n1,won,46353,2026-11-28\n"
    assert "--date-format excel" in str(refused(tmp_path, text).hint)
    found = read(tmp_path, text, how=RecordsSource((), date_format="excel"))
    assert (found.deals[0].days, found.on) == (1, date(2026, 11, 28))


def test_days_that_mix_their_order_are_refused(tmp_path: Path) -> None:
    text = "id,stage,created\n1,won,13/02/2026\n2,won,02/13/2026\n3,won,03/04/2026\n4,won,25/03/2026\n"
    fault = refused(tmp_path, text)
    assert "'13/02/2026' is day first and '02/13/2026' month first" in str(fault.message)
    found = read(tmp_path, text, how=RecordsSource((), date_format="dd/mm/yyyy"))
    assert aside(found.intakes[0]) == [("created cannot be read", 1)]


def test_columns_of_either_order_leave_a_third_open(tmp_path: Path) -> None:
    rows = "1,won,13/02/2026,02/14/2026,03/04/2026\n"
    assert "may be day first" in str(refused(tmp_path, f"id,stage,created,closed,expected_close\n{rows}").message)


def test_iso_days_stand_beside_others_of_one_form(tmp_path: Path) -> None:
    found = read(tmp_path, "id,stage,created\n1,won,2026-02-13\n2,won,25/02/2026\n3,won,26/02/2026 10:00\n")
    assert (found.intakes[0].used, found.on) == (3, date(2026, 2, 26))
