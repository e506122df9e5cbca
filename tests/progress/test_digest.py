"""The digest: one message in four forms, safe whatever people are called."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from salesplan.progress.digest import digest
from salesplan.progress.track import Book
from salesplan.records.count.done import DoneCount
from salesplan.report.track.digest import digest_answer, digest_message
from tests.build import plan
from tests.progress.deals import ledger_of
from tests.shell import salesplan as run

EXAMPLE = Path(__file__).parents[2] / "examples" / "following"


def test_day_week_and_period_stand_side_by_side() -> None:
    mine = plan(team={"prospecting": {"members": [{"name": "<b>*Ada*</b>"}]}})
    days = [date(2027, 1, 5), date(2027, 1, 11), date(2027, 1, 12)]
    book = Book(ledger_of([]), tuple(DoneCount("<b>*Ada*</b>", "call", "", day, 2) for day in days))
    found = digest(mine, book, date(2027, 1, 12))
    place = next(n for n, line in enumerate(found.period.lines) if line.rep)
    assert [part[place].done for part in (found.of_day, found.of_week, found.period.lines)] == [2, 4, 6]
    assert "<b>" not in digest_message(found, "html", "en")
    assert "<b>" not in digest_message(found, "slack", "fr")
    assert "script" not in digest_message(found, "html", "it")
    assert digest_answer(found, "en").data["kind"] == "digest"


@pytest.mark.parametrize("form", ["html", "slack", "teams", "markdown"])
def test_each_form_is_written_and_small(form: str) -> None:
    done = run(EXAMPLE, "track", "--digest", "--format", form)
    assert done.code == 0
    assert "Ada Martin" in done.out
    assert len(done.out.encode()) < 100_000
    if form == "slack":
        assert set(json.loads(done.out)) == {"text"}
    if form == "teams":
        card = json.loads(done.out)["attachments"][0]
        assert card["contentType"] == "application/vnd.microsoft.card.adaptive"


def test_messages_are_for_digests() -> None:
    done = run(EXAMPLE, "track", "--format", "slack")
    assert done.code == 2
    assert "--digest" in done.err


@pytest.mark.parametrize(("name", "start"), [("mail.html", "<div"), ("mail.md", "# "), ("mail.json", "{")])
def test_a_file_says_its_form(tmp_path: Path, name: str, start: str) -> None:
    done = run(EXAMPLE, "track", "--digest", "-o", str(tmp_path / name))
    assert done.code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_message_goes_into_any_file(tmp_path: Path) -> None:
    done = run(EXAMPLE, "track", "--digest", "--format", "slack", "-o", str(tmp_path / "slack.json"))
    assert done.code == 0
    assert set(json.loads((tmp_path / "slack.json").read_text(encoding="utf-8"))) == {"text"}
    mail = run(EXAMPLE, "track", "--digest", "--format", "html", "-o", str(tmp_path / "mail.html"))
    assert mail.code == 0


RENEWING = """salesplan: 1
title: Renewals
currency: EUR
period: 2027-Q1
language: {language}
goals: [{{name: Renewed, metric: revenue, target: 20000}}]
team: {{care: {{members: [{{name: Ada}}]}}}}
funnels:
  - name: renewal
    kind: renewal
    deal_value: 1000
    stages: [{{name: talk, sourced_by: care, conversion: 80%, actions: {{care: {{call: 1}}}}}}]
"""
HEADER = "id,name,account,owner,funnel,status,amount,created,closed,contract_start,contract_end,notice_days,auto_renew"
CONTRACTS = f"""{HEADER}
1,A,Alpha,Ada,sales,won,1000,2026-01-02,2026-01-20,2026-02-01,2027-01-31,30,no
2,B,Beta,Ada,sales,won,2000,2026-01-02,2026-02-20,2026-03-01,2027-02-28,60,yes
3,C,<Gamma>,Ada,sales,won,4000,2026-01-02,2026-01-20,2026-02-01,2027-01-03,,
4,D,Delta,Ada,sales,won,8000,2026-01-02,2026-01-20,2026-02-01,2027-01-06,,
"""


@pytest.mark.parametrize("form", ["html", "slack", "teams", "markdown", "table"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Renewals until 5 Jan 2027: 3 contracts of €7,000", "notice by 30 Dec or it renews", "ends on 3 Jan")),
        ("fr", ("d’ici au 5 janv. 2027", "préavis au plus tard le 30 déc., sinon reconduction tacite", "se termine")),
        ("it", ("Rinnovi fino al 5 gen 2027: 3 contratti", "disdetta entro il 1º gen", "scade il 3 gen")),
    ],
)
def test_contracts_of_the_week_are_named(tmp_path: Path, form: str, language: str, said: tuple[str, ...]) -> None:
    (tmp_path / "salesplan.yaml").write_text(RENEWING.format(language=language), encoding="utf-8")
    (tmp_path / "deals.csv").write_text(CONTRACTS, encoding="utf-8")
    done = run(tmp_path, "track", "--digest", "--deals", "deals.csv", "--on", "2026-12-30", "-f", form)
    assert done.code == 0, done.err
    text = " ".join(done.out.split())
    assert all(part in text for part in said), text
    assert "Delta" not in text
    assert "<Gamma>" not in text or form == "table"


def test_a_week_without_contracts_says_so_and_a_plan_without_renewals_nothing(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(RENEWING.format(language="en"), encoding="utf-8")
    (tmp_path / "deals.csv").write_text(CONTRACTS, encoding="utf-8")
    words = ("track", "--digest", "--deals", "deals.csv", "--on", "2027-02-15")
    assert "Renewals: nothing to act on until 21 Feb 2027." in run(tmp_path, *words).out
    assert json.loads(run(tmp_path, *words, "-f", "json").out)["renewals_to_act_on"] == []
    plain = RENEWING.format(language="en").replace("    kind: renewal\n", "")
    (tmp_path / "salesplan.yaml").write_text(plain, encoding="utf-8")
    assert "to act on" not in run(tmp_path, *words).out


def test_many_contracts_are_counted_where_they_are_not_named(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(RENEWING.format(language="en"), encoding="utf-8")
    rows = "".join(f"{n},N{n},A{n},Ada,sales,won,100,2026-01-02,2026-01-20,,2027-01-0{n},,\n" for n in range(1, 8))
    (tmp_path / "deals.csv").write_text(HEADER + "\n" + rows, encoding="utf-8")
    text = run(tmp_path, "track", "--digest", "--deals", "deals.csv", "--on", "2027-01-01").out
    assert "7 contracts of €700" in text
    assert "A5 (€100), ends on 5 Jan; and 2 more" in text
