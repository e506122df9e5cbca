"""A header that stands in no table is read by its words, where its cells hold what they speak of."""

from __future__ import annotations

import pytest

from salesplan.records.recognise.header_words import by_words

DAYS = ["2026-03-01", "2026-04-17"]
AMOUNTS = ["1,200.00", "48000"]
NAMES = ["Ada Lovelace", "Bo Diddley"]
STAGES = ["Demo", "Offer", "Won"]
EVERY = (
    *("created", "closed", "expected_close", "won_time", "lost_time", "last_activity"),
    "amount",
    "won_amount",
    "stage",
    "owner",
)


def read(*columns: tuple[str, list[str]]) -> dict[str, str]:
    headers = [header for header, _ in columns]
    found = by_words(EVERY, headers, lambda place: columns[place][1])
    return {key: headers[place] for key, place in found.items()}


@pytest.mark.parametrize(
    ("header", "cells", "key"),
    [
        ("Deal creation date", DAYS, "created"),
        ("Toegevoegd op", DAYS, "created"),
        ("1er contact", DAYS, "created"),
        ("Data primo contatto", DAYS, "created"),
        ("Date de gain / perte", DAYS, "closed"),
        ("Datum afgesloten", DAYS, "closed"),
        ("Data chiusura effettiva", DAYS, "closed"),
        ("Fecha de cierre est.", DAYS, "expected_close"),
        ("Date d\u2019\u00e9ch\u00e9ance", DAYS, "expected_close"),
        ("Affare - Data di vincita", DAYS, "won_time"),
        ("Fecha de perdido", DAYS, "lost_time"),
        ("Date of last interaction", DAYS, "last_activity"),
        ("Monetary Value", AMOUNTS, "amount"),
        ("Montant potentiel", AMOUNTS, "amount"),
        ("Gesch. Umsatz", AMOUNTS, "amount"),
        ("Fase de la canalizaci\u00f3n", STAGES, "stage"),
        ("Responsible user", NAMES, "owner"),
        ("Collaborateur affect\u00e9", NAMES, "owner"),
    ],
)
def test_a_header_is_read_by_its_words(header: str, cells: list[str], key: str) -> None:
    assert read((header, cells)) == {key: header}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Deal created by", NAMES),
        ("Weighted value", AMOUNTS),
        ("Discount amount", AMOUNTS),
        ("list_price_mrr_usd", AMOUNTS),
        ("Amount paid", AMOUNTS),
        ("Date of last stage change", DAYS),
        ("Modified", DAYS),
        ("Next meeting date", DAYS),
        ("Contract start", DAYS),
        ("Invoice date", DAYS),
        ("Loss reason", STAGES),
        ("Lifecycle stage", STAGES),
        ("Contact stage", STAGES),
        ("Value", ["high", "low"]),
        ("Deal rating value", ["1", "2", "5"]),
        ("Owner team", NAMES),
        ("Zurgl", DAYS),
    ],
)
def test_what_is_not_the_deals_own_is_left_alone(header: str, cells: list[str]) -> None:
    assert read((header, cells)) == {}


def test_of_two_that_are_as_plain_none_is_taken() -> None:
    assert read(("Offer 1 revenue", AMOUNTS), ("Offer 2 revenue", AMOUNTS)) == {}
    assert read(("Total revenue", AMOUNTS), ("Monetary value", AMOUNTS)) == {}


def test_the_plainer_of_two_is_taken() -> None:
    assert read(("Value of gadgets", AMOUNTS), ("Monetary value", AMOUNTS)) == {"amount": "Monetary value"}


def test_what_a_deal_really_brought_is_beside_what_was_estimated() -> None:
    both = by_words(("amount", "won_amount"), ["Ricavi stimati", "Ricavi effettivi"], lambda _: AMOUNTS)
    assert both == {"amount": 0, "won_amount": 1}
    assert read(("Ricavi effettivi", AMOUNTS)) == {"amount": "Ricavi effettivi"}
