"""Exports are known by their headers; an unknown file is told what is missing, with the lines to paste."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from salesplan.base.finding import Unreadable
from salesplan.records.canonical import ACTIVITIES, DEALS, HISTORY
from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.question import Path as Funnel
from salesplan.records.question import Question
from salesplan.records.recognise.headers import Matched, recognise, suggestion
from salesplan.records.sources import RecordsSource, Sources

HUBSPOT = (
    "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Deal owner,"
    '"Date entered ""Demo (Sales Pipeline)"""'
)
HUBSPOT_FR = (
    "ID de fiche d\u2019informations,Nom de la transaction,Phase de la transaction,Montant,Date de fermeture,"
    "Propriétaire de la transaction"
)
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Value,Deal - Owner,Deal - Pipeline,Deal - Stage,Deal - Status,Deal - Deal created,"
    "Deal - Won time,Deal - Lost time,Deal - Expected close date"
)
SALESFORCE = (
    "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Probability (%),Close Date,Created Date,Lead Source,"
    "Type"
)
SALESFORCE_API = "Id,Name,StageName,CloseDate,CreatedDate,OwnerId,Amount"
ZOHO = "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Stage,Lead Source"
NOCRM = "Lead;User;Pipeline;Step;Status;Amount;Created_at;Closed_at;Estimated_closing_date"


def cells(line: str) -> list[str]:
    return next(csv.reader(io.StringIO(line), delimiter=";" if ";" in line else ","))


@pytest.mark.parametrize(
    ("line", "system", "known"),
    [
        (HUBSPOT, "HubSpot", {"id", "name", "funnel", "stage", "amount", "closed", "created", "owner"}),
        (HUBSPOT_FR, "HubSpot", {"id", "name", "stage", "amount", "closed", "owner"}),
        (PIPEDRIVE, "Pipedrive", {"id", "status", "stage", "created", "closed", "lost_time", "owner"}),
        (SALESFORCE, "Salesforce", {"name", "owner", "account", "stage", "amount", "closed", "created", "source"}),
        (SALESFORCE_API, "Salesforce", {"id", "name", "owner", "stage", "amount", "closed", "created"}),
        (ZOHO, "Zoho", {"name", "owner", "created", "closed", "amount", "stage", "source"}),
        (NOCRM, "noCRM", {"name", "owner", "funnel", "stage", "status", "amount", "created", "closed"}),
    ],
)
def test_deals_are_recognised(line: str, system: str, known: set[str]) -> None:
    found = recognise(DEALS, cells(line), {}, "x.csv")
    assert found.system == system
    assert known <= set(found.columns)


@pytest.mark.parametrize(
    ("line", "system"),
    [
        ("Record ID,Activity date,Call title,Call outcome,Associated Deal IDs", "HubSpot"),
        ("Activity - Subject,Activity - Type,Activity - Due date,Activity - Assigned to user", "Pipedrive"),
        ("Subject,Status,Due Date,Assigned To,Related To,TaskSubtype", "Salesforce"),
    ],
)
def test_activities_are_recognised(line: str, system: str) -> None:
    found = recognise(ACTIVITIES, cells(line), {}, "x.csv")
    assert found.system == system
    assert {"date", "action"} <= {*found.columns, *found.fixed}


def test_history_is_recognised() -> None:
    assert recognise(HISTORY, ["OpportunityId", "StageName", "CreatedDate"], {}, "x").system == "Salesforce"


def test_times_of_entry_are_columns_of_hubspot() -> None:
    assert dict(recognise(DEALS, cells(HUBSPOT), {}, "x.csv").entered) == {"Demo": 8}


def test_canonical_names_need_no_mapping() -> None:
    found: Matched = recognise(DEALS, ["id", "Stage", "Expected close"], {}, "x.csv")
    assert dict(found.columns) == {"id": 0, "stage": 1, "expected_close": 2}


def test_a_mapping_goes_before_what_is_recognised() -> None:
    found = recognise(DEALS, cells(SALESFORCE), {"owner": "Type", "entered demo": "Created Date"}, "x.csv")
    assert found.columns["owner"] == 9
    assert dict(found.entered) == {"demo": 7}


def test_an_unknown_file_is_told_what_to_say() -> None:
    with pytest.raises(Unreadable) as caught:
        recognise(DEALS, ["key", "colour"], {}, "pipeline.csv")
    assert "stage or status" in caught.value.message
    assert "key, colour" in caught.value.hint
    assert "--map stage=HEADER" in caught.value.hint


def test_a_proposal_is_tried_on_the_rows() -> None:
    with pytest.raises(Unreadable) as caught:
        recognise(DEALS, ["key", "colour", "Where it is"], {}, "pipeline.csv", stage_like=lambda: [2])
    assert "--map id=key --map 'stage=Where it is'" in caught.value.hint


def test_the_suggestion_is_a_whole_plan_that_works() -> None:
    from salesplan.loading import check_whole
    from salesplan.reading.plan import read_plan_text

    text = suggestion(DEALS, {"id": "key", "stage": "Where it is: now"}, "pipeline.csv")
    reading = check_whole(read_plan_text(text, "salesplan.yaml", Path()))
    assert reading.plan is not None
    assert reading.plan.records is not None
    assert reading.plan.records.deals is not None
    assert reading.plan.records.deals.columns == {"id": "key", "stage": "Where it is: now"}


@pytest.mark.parametrize(
    ("column", "headers"),
    [
        ("stage", "StageName STAGE_NAME stage_name dealstage OpportunityStage Deal-Stage étape fase etapa Stage__c"),
        ("created", "created_date CreatedDate createdAt Erstellungsdatum engage_date"),
        ("amount", "amount_usd AmountEUR Deal_Value montant Betrag close_value importo"),
        ("status", "deal_status DealStatus statut stato"),
        ("owner", "rep_name RepName sales_agent propriétaire venditore vendedor"),
    ],
)
def test_a_column_is_known_however_it_is_written(column: str, headers: str) -> None:
    for header in headers.split():
        found = recognise(DEALS, [header, "status" if column == "stage" else "stage"], {}, "x.csv")
        assert found.columns.get(column) == 0, header


def test_a_header_of_two_words_with_a_blank() -> None:
    found = recognise(DEALS, ["Deal ID", "Deal Stage", "Deal Status", "Created On", "Rep Name"], {}, "x.csv").columns
    assert found == {"id": 0, "stage": 1, "status": 2, "created": 3, "owner": 4}


def test_an_empty_header_leaves_a_column_out() -> None:
    assert "currency" not in recognise(DEALS, ["stage", "currency"], {"currency": ""}, "x.csv").columns


@pytest.mark.parametrize(
    ("columns", "said"), [({"owner": "sales agnt"}, "sales agent"), ({"ownr": "sales agent"}, "owner")]
)
def test_a_mapping_that_does_not_fit_names_the_likely_one(columns: dict[str, str], said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        recognise(DEALS, ["stage", "sales agent"], columns, "x.csv")
    assert f"did you mean '{said}'?" in caught.value.hint


def test_pipedrive_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    won = "1,A,100,Ana,new,Demo,won,2026-01-01 10:00:00,2026-01-11 10:00:00,,"
    rows = f"{won}\n2,B,50,Bo,new,Demo,lost,2026-01-01 10:00:00,,2026-01-05 10:00:00,\n"
    path.write_text(f"{PIPEDRIVE}\n{rows}", encoding="utf-8")
    with opened(Sources(deals=RecordsSource((str(path),)))) as book:
        found = tally(book, Question((Funnel("new", ("Contacted", "Demo")),)))
    assert {(line.state, line.days) for line in found.deals} == {("won", 10), ("lost", 4)}
    outcomes = {(line.stage, line.outcome): line.deals for line in found.stages}
    assert outcomes == {(0, "moved_on"): 2, (1, "won"): 1, (1, "lost"): 1}


def test_nocrm_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    rows = "A;Ana;new;Demo;won;1 500,50;01/02/2026;13/02/2026;\nB;Bo;new;Demo;standby;2,5;01/02/2026;;\n"
    path.write_text(f"{NOCRM}\n{rows}", encoding="utf-8")
    with opened(Sources(deals=RecordsSource((str(path),)))) as book:
        found = tally(book, Question((Funnel("new", ("Contacted", "Demo")),)))
    assert [amount for line in found.amounts for amount in line.values] == [15_005_000]
    assert {line.state for line in found.deals} == {"won", "open"}


def test_a_previous_stage_loses_no_deal() -> None:
    found = recognise(DEALS, ["Deal ID", "Previous stage", "Stage"], {}, "x.csv")
    assert set(found.columns) == {"id", "stage"}


def test_the_day_of_entering_a_pipeline_is_no_stage() -> None:
    headers = ["Deal ID", "Stage", "Entered pipeline", "Entered by", "Entered Demo"]
    assert set(recognise(DEALS, headers, {}, "x.csv").entered) == {"Demo"}
