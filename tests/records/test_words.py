from __future__ import annotations

import pytest

from salesplan.records.question import Path
from salesplan.records.recognise.classify import classifier
from salesplan.records.recognise.crm_words import State, likely_stages, over, reached, state_of, tells_stages


@pytest.mark.parametrize(
    "text",
    [
        "Won",
        "Closed Won",
        "closedwon",
        "Gagné",
        "Fermée (gagnée)",
        "Chiuso vinto",
        "GANADO",
        "Gewonnen",
        "Win",
        "Ganho",
        "C1:WON",
        "CLOSED_WON",
        "ClosedWon",
        "Closed Won (lost to us before)",
        "Abgeschlossen und gewonnen",
        "Vendu",
        "\u2705 Won",
        "6 - Closed Won",
        "Closed Won (100%)",
        "100% - Won",
        "Sales: Won",
        "Won - Upsell",
        "Gagn\u00e9e \u2714",
        "Chiuso (vinto)",
        "Cierre ganado",
        "Won without discount",
        "Acquisita",
        "Conseguida",
    ],
)
def test_won(text: str) -> None:
    assert state_of(text) is State.WON


@pytest.mark.parametrize(
    "text",
    [
        "lost",
        "Closed Lost",
        "Closed-Lost to Competition",
        "Perdu",
        "Chiusa persa",
        "Perdido",
        "Verloren",
        "Closed Lost (No Budget)",
        "Lost - not a fit",
        "LOSE",
        "Dead",
        "Dead - no budget",
        "Rejected",
        "Abandoned",
        "Loss",
        "Closed Lost - No response",
        "Lost, won by a competitor",
        "Fermé perdu – pas de budget",
        "Sans suite",
        "Non interessato",
        "Abgelehnt",
        "Perdido - sin presupuesto",
        "Lost because they did not answer",
        "Abandonnée par le client",
        "Abandonada por el cliente",
        "Abgesagt wegen Budget",
        "Rifiutata dal cliente",
        "Rejected by the client",
        "Perso - budget",
        "Won by a competitor",
        "Competitor won",
        "Remporté par l'un de nos concurrents",
        "Le concurrent a gagné",
        "Vinto dalla concorrenza",
        "Ganado por la competencia",
        "Wettbewerber hat gewonnen",
        "\u274c Lost",
        "7 - Closed Lost",
        "0% - Lost",
        "Lost: price",
        "Perdu : budget",
        "KO - prix",
        "Disqualifi\u00e9",
        "Went with competitor",
        "Perdu, non gagn\u00e9",
        "ClosedLostNoBudget",
        "Unsuccessful",
        "Absage",
        "Non aboutie",
    ],
)
def test_lost(text: str) -> None:
    assert state_of(text) is State.LOST


@pytest.mark.parametrize(
    "text",
    [
        "Won against a competitor",
        "Gagné contre la concurrence",
        "Won - competitor displaced",
        "Competitor displaced, won",
        "Won by Ann",
    ],
)
def test_won_from_others_is_won(text: str) -> None:
    assert state_of(text) is State.WON


@pytest.mark.parametrize(
    "text",
    [
        "Demo",
        "Negotiation",
        "not won",
        "won't buy",
        "pas perdu",
        "",
        "Wonderland",
        "won or lost",
        "not lost",
        "Not yet won",
        "Pas encore perdu",
        "Non ancora persa",
        "Qualified by the SDR",
        "Quick win",
        "Deadline review",
        "Closing",
        "Proposal/Price Quote",
        "Lead not contacted",
        "Almost won",
        "To be won",
        "Probably lost",
        "Verbally won",
        "Presque gagn\u00e9",
        "Quasi vinta",
        "Casi ganado",
        "Win back",
        "Re-engaged",
        "Win/Loss review",
    ],
)
def test_neither(text: str) -> None:
    assert state_of(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("On hold", State.PARKED),
        ("Nurture", State.PARKED),
        ("En pause", State.PARKED),
        ("Duplicate", State.CANCELLED),
        ("Closed - duplicate", State.CANCELLED),
        ("Doublon", State.CANCELLED),
        ("Deleted", State.CANCELLED),
        ("Overdue", State.OPEN),
    ],
)
def test_neither_won_nor_lost_but_known(text: str, state: State) -> None:
    assert state_of(text) is state


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Won", "Lost", "Demo done", "Proposal out"), True),
        (("Won", "Lost", "Open"), False),
        (("Won", "Lost", "Open", "Accepted"), False),
        (("Won", "Lost", "Demo", "Open"), False),
        (("Won", "Lost", "Demo", "Churned"), True),
        (("Demo", "Proposal"), False),
    ],
)
def test_a_status_that_holds_stages(texts: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001
    assert tells_stages(texts) is expected


def test_the_likeliest_stages_name_won_and_lost_among_few() -> None:
    names = ["Lost & Found Ltd", "Acme", "Zeta"]
    assert likely_stages({0: names, 1: ["Closed Won", "Demo"], 2: ["Won", "Lost - price", "Demo"]}) == [2, 1]


@pytest.mark.parametrize(
    ("text", "expected"), [("answered", True), ("No answer", False), ("Pas de réponse", False), ("", None)]
)
def test_reached(text: str, expected: bool | None) -> None:  # noqa: FBT001
    assert reached(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Closed", True),
        ("Closed - migrated", True),
        ("Fermé", True),
        ("Closed won", False),
        ("Closing", False),
        ("Demo", False),
    ],
)
def test_what_is_over_without_a_word_of_how(text: str, expected: bool) -> None:  # noqa: FBT001
    assert over(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "not won",
        "non vinta",
        "pas perdu",
        "nicht gewonnen",
        "no ganada",
        "never won",
        "not sold",
        "won or lost",
        "Devis refus\u00e9",
        "Devis sign\u00e9",
        "Angebot abgelehnt",
        "Angebot angenommen",
        "Preventivo rifiutato",
        "Oferta aceptada",
        "Lead rejected",
    ],
)
def test_an_end_that_is_denied_or_of_an_offer_is_asked_about(text: str) -> None:
    assert (state_of(text), over(text)) == (None, True)
    assert classifier((), {}, ()).state(text, "") is State.UNKNOWN


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Closed (100%)", State.WON),
        ("Closed (0%)", State.LOST),
        ("Geschlossen (0 %)", State.LOST),
        ("Closed (50%)", None),
        ("Open (50%)", State.OPEN),
        ("Talks (60%)", None),
        ("Lost (100%)", State.LOST),
    ],
)
def test_a_probability_in_brackets(text: str, state: State | None) -> None:
    assert state_of(text) is state


@pytest.mark.parametrize(
    "text", ["Not yet won", "Non ancora persa", "To be won", "Almost won", "Sales accepted", "Win/Loss review", "Demo"]
)
def test_an_end_that_is_to_come_is_open(text: str) -> None:
    assert not over(text)


@pytest.mark.parametrize(
    ("stage", "status", "state"),
    [
        ("Closed", "", State.UNKNOWN),
        ("Demo", "Zurgl", State.UNKNOWN),
        ("Closed Won", "Zurgl", State.WON),
        ("Demo", "", State.OPEN),
        ("", "Zurgl", State.UNKNOWN),
        ("Closed", "Open", State.OPEN),
    ],
)
def test_what_is_not_known_is_not_taken_for_open(stage: str, status: str, state: State) -> None:
    assert classifier((), {}, ()).state(stage, status) is state


def test_a_column_of_statuses_that_tells_nothing_is_left_out() -> None:
    assert classifier((), {}, (), by_status=False).state("Demo", "Hot") is State.OPEN


PATHS = (Path("new", ("Prospect", "Lost cause review")), Path("old", ("Renewal",)))


def test_a_stage_of_the_plan_is_never_a_state() -> None:
    place = classifier(PATHS, {}, ()).place("new", "lost cause review", "")
    assert (place.stage, place.state) == (1, State.OPEN)


def test_status_is_independent_of_the_stage() -> None:
    place = classifier(PATHS, {}, ()).place("new", "Prospect", "cancelled")
    assert (place.stage, place.state) == (0, State.CANCELLED)


def test_the_users_mapping_decides() -> None:
    sorter = classifier(PATHS, {"signé par Paul": "won", "phase 1": "Prospect"}, ())
    assert sorter.place("new", "Signé par Paul", "").state is State.WON
    assert sorter.place("new", "Phase 1", "").stage == 0


def test_a_deal_without_a_funnel_goes_where_its_stage_is() -> None:
    assert classifier(PATHS, {}, ()).place("", "renewal", "").path == 1
    assert classifier(PATHS, {}, ()).place("", "won", "").path == -1
    assert classifier(PATHS, {}, ()).place("another", "renewal", "").path == -1


def test_with_one_funnel_the_name_matters_only_if_deals_use_it() -> None:
    assert classifier(PATHS[:1], {}, {"default", "x"}).place("default", "Prospect", "").path == 0
    assert classifier(PATHS[:1], {}, {"new", "x"}).place("x", "Prospect", "").path == -1


@pytest.mark.parametrize(
    "text",
    [
        "Contract signed",
        "Accepted",
        "Acceptée",
        "Vertrag unterzeichnet",
        "Converted",
        "Churned",
        "Archived",
        "Invoiced",
        "OK",
        "100%",
    ],
)
def test_what_may_be_the_end_or_a_step_is_asked_about(text: str) -> None:
    assert state_of(text) is None
    assert over(text)
    assert not over(f"{text} by legal, to be sent")


def test_a_status_that_is_not_known_is_not_overruled_by_a_stage_that_sounds_open() -> None:
    sorter = classifier((), {}, ())
    assert sorter.state("New", "Accepted") is State.UNKNOWN
    assert sorter.state("New", "Open") is State.OPEN
    assert sorter.state("Lost", "Accepted") is State.LOST
