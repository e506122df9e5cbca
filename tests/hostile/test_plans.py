"""Hostile plan files, by number, through the program itself: one finding each, no traceback, nothing written.

What is said about each file to the letter is kept beside `tests/reading/bad`; here it is what the process does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from salesplan.reading.plan import read_plan_text
from tests.reading.test_findings import BAD, WRITTEN
from tests.shell import Ended, salesplan

HEAD = "salesplan: 1\ntitle: T\n"
GOOD = HEAD + "currency: EUR\nperiod: 2027-01\n"


def validated(folder: Path, plan: str | bytes) -> Ended:
    """Validate a plan in a folder of its own, which must hold nothing else afterwards."""
    data = plan.encode() if isinstance(plan, str) else plan
    (folder / "plan.yaml").write_bytes(data)
    ended = salesplan(folder, "validate", "plan.yaml")
    assert "Traceback" not in ended.out + ended.err
    assert [path.name for path in folder.iterdir()] == ["plan.yaml"]
    assert (folder / "plan.yaml").read_bytes() == data
    return ended


def bad(folder: Path, name: str) -> Ended:
    return validated(folder, WRITTEN.get(name) or (BAD / name).read_bytes())


REFUSED = {
    "1 a key twice": ("01-duplicate-key.yaml", "duplicate-key"),
    "3 a time for a number": ("03-colon-number.yaml", "bad-amount"),
    "4 a leading zero": ("04-leading-zero.yaml", "leading-zero"),
    "6 amounts with signs": ("06-amounts.yaml", "bad-amount"),
    "6 points between thousands": ("06-thousands.yaml", "ambiguous-number"),
    "7 dates of other forms": ("07-dates.yaml", "bad-date"),
    "8 a day that is none": ("08-impossible-date.yaml", "bad-date"),
    "9 infinity": ("09-not-finite.yaml", "bad-number"),
    "10 long numbers": ("10-long-number.yaml", "number-out-of-range"),
    "11 tags": ("11-tags.yaml", "tag"),
    "12 a tag that runs a program": ("12-python-tag.yaml", "tag"),
    "13 an alias bomb": ("13-alias-bomb.yaml", "alias"),
    "14 a merge-key bomb": ("14-merge-key.yaml", "merge-key"),
    "15 a list that holds itself": ("15-cycle.yaml", "alias"),
    "16 a thousand brackets": ("16-nested.yaml", "too-deep"),
    "16 a hundred thousand brackets": ("16-nested-deep.yaml", "too-deep"),
    "16 a hundred thousand braces": ("16-nested-braces.yaml", "too-deep"),
    "17 a tab for indentation": ("17-tab-indent.yaml", "tab"),
    "18 an escape for the terminal": ("18-control-escape.yaml", "control-character"),
    "18 bytes for the terminal": ("18-control-character.yaml", "control-character"),
    "19 cp1252": ("19-windows-1252.yaml", "encoding"),
    "20 an empty file": ("20-empty.yaml", "empty-plan"),
    "20 a list": ("20-list.yaml", "not-a-plan"),
    "20 no space after the colon": ("20-missing-space.yaml", "not-a-plan"),
    "20 a text": ("20-text.yaml", "not-a-plan"),
    "20 two documents": ("20-two-documents.yaml", "second-document"),
    "22 an unknown key": ("22-unknown-key.yaml", "unknown-key"),
    "23 rates that are none": ("23-rates.yaml", "bad-rate"),
    "24 a period that ends before it starts": ("24-period.yaml", "period"),
}


@pytest.mark.parametrize(("name", "code"), REFUSED.values(), ids=REFUSED)
def test_refused_with_a_finding(name: str, code: str, tmp_path: Path) -> None:
    ended = bad(tmp_path, name)
    assert ended.code == (2 if ended.out == "" else 1)
    said = ended.out + ended.err
    assert code in said or "UTF-8" in said
    assert "\x1b[31m" not in said


def test_1_both_lines_of_a_key_are_named(tmp_path: Path) -> None:
    said = validated(tmp_path, HEAD + "owner: A\ncompany: B\nowner: C\n").out
    assert "on line 3 and on line 5" in said


def test_2_no_is_text_and_on_is_a_key(tmp_path: Path) -> None:
    plan = GOOD + "calendar: {country: NO}\nmilestones: [{title: a, on: 2027-01-15}]\n"
    assert validated(tmp_path, plan).code == 0


def test_2_only_true_and_false_are_no_text() -> None:
    found = read_plan_text(HEAD + "owner: no\ncompany: Yes\n").plan
    assert found is not None
    assert (found.owner, found.company) == ("no", "Yes")


def test_5_an_exponent_is_a_number(tmp_path: Path) -> None:
    plan = GOOD + "goals: [{name: a, metric: revenue, target: 9e4}]\nfunnels: [{name: b, deal_value: 1e3}]\n"
    assert validated(tmp_path, plan).code == 0
    found = read_plan_text(plan).plan
    assert found is not None
    worth = found.funnels[0].deal_value
    assert worth is not None
    assert [found.goals[0].target, worth.low, worth.high] == [90_000, 1_000, 1_000]


def test_6_what_to_write_is_said(tmp_path: Path) -> None:
    for written in ("30_000", "'30 000'", "'30,000'", "30 000 €", "30k"):
        said = validated(tmp_path, GOOD + f"funnels:\n  - name: b\n    deal_value: {written}\n").out
        assert "write 30000" in said, written


@pytest.mark.parametrize("text", ["!!float ''", "!!bool maybe", "!!timestamp x"])
def test_11_tags_that_break_a_loader(text: str, tmp_path: Path) -> None:
    ended = validated(tmp_path, HEAD + f"owner: {text}\n")
    assert (ended.code, "tags are not supported" in ended.out) == (1, True)


def test_12_nothing_runs(tmp_path: Path) -> None:
    ended = validated(tmp_path, HEAD + f"owner: !!python/object/apply:os.system ['touch {tmp_path}/ran']\n")
    assert ended.code == 1


def test_17_a_tab_after_a_colon_is_a_blank() -> None:
    """The loader in C takes it, the one in Python does not: here it is read in one way, whichever is installed."""
    found = read_plan_text("salesplan: 1\ntitle:\tT\n")
    assert found.findings == ()
    assert found.plan is not None
    assert found.plan.title == "T"


def test_18_escapes_of_a_text_in_quotes(tmp_path: Path) -> None:
    for text in (r'"\e[31m"', r'"\0"', r'"\ud800"'):
        ended = validated(tmp_path, HEAD + f"owner: {text}\n")
        assert ended.code == 1, text
        assert "\x1b" not in ended.out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_19_unicode_with_and_without_a_mark(encoding: str, tmp_path: Path) -> None:
    assert validated(tmp_path, (HEAD + "company: Société\n").encode(encoding)).code == 0


def test_21_what_a_comment_swallows_is_a_warning(tmp_path: Path) -> None:
    ended = validated(tmp_path, HEAD + "owner: Team #1\n")
    assert (ended.code, "comment-in-text" in ended.out) == (0, True)


def test_21_numbers_and_true_as_keys_stay_apart_as_text(tmp_path: Path) -> None:
    found = read_plan_text(HEAD + "actions: {1: {minutes: 5}, true: {minutes: 6}, 01: {minutes: 7}}\n").plan
    assert found is not None
    assert list(found.actions) == ["1", "true", "01"]
    ended = validated(tmp_path, HEAD + 'actions: {1: {minutes: 5}, "1": {minutes: 7}}\n')
    assert (ended.code, "[duplicate-key]" in ended.out) == (1, True)


def test_22_a_slip_of_a_key_is_named(tmp_path: Path) -> None:
    plan = GOOD + "compensation: [{name: a, qouta: 5, tiers: [{rate: 5%}]}]\n"
    assert "did you mean 'quota'?" in validated(tmp_path, plan).out


@pytest.mark.parametrize("rate", ["0", "-0.1", "1.5", "25", "25 %", "1/0", "5/4", "nan%"])
def test_23_a_rate_is_never_guessed(rate: str, tmp_path: Path) -> None:
    plan = GOOD + f"funnels:\n  - name: a\n    stages:\n      - name: b\n        conversion: {rate}\n"
    ended = validated(tmp_path, plan)
    assert (ended.code, "[bad-rate]" in ended.out) == (1, True)


@pytest.mark.parametrize("rate", ["25%", "0.25", "1/4"])
def test_23_three_ways_to_write_a_rate(rate: str, tmp_path: Path) -> None:
    plan = GOOD + f"funnels:\n  - name: a\n    stages:\n      - name: b\n        conversion: {rate}\n"
    assert "bad-rate" not in validated(tmp_path, plan).out


CONTRADICTIONS = {
    "shares of 99%": ("funnels: [{name: a, share: 50%}, {name: b, share: 49%}]\n", "shares-sum"),
    "shares of 101%": ("funnels: [{name: a, share: 50%}, {name: b, share: 51%}]\n", "shares-sum"),
    "two commission plans for one person": (
        (
            "team: {sales: {members: [{name: A}]}}\n"
            "compensation: [{name: x, for: [A], tiers: [{rate: 5%}]}, {name: y, for: [A], tiers: [{rate: 6%}]}]\n"
        ),
        "paid-twice",
    ),
    "a stage named twice": ("funnels: [{name: a, stages: [{name: b}, {name: b}]}]\n", "stage-twice"),
    "a segment that nobody staffs": (
        "team: {sales: {headcount: 0}}\nfunnels: [{name: a, stages: [{name: b, actions: {sales: {call: 1}}}]}]\n",
        "segment-unstaffed",
    ),
    "a milestone after the period": ("milestones: [{title: a, on: 2027-02-15}]\n", "milestone-outside"),
}


@pytest.mark.parametrize(("plan", "code"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_24_contradictions_have_codes_of_their_own(plan: str, code: str, tmp_path: Path) -> None:
    assert f"[{code}]" in validated(tmp_path, GOOD + plan).out


def test_24_a_period_that_ends_before_it_starts(tmp_path: Path) -> None:
    ended = validated(tmp_path, HEAD + "period: {start: 2027-02-01, end: 2027-01-01}\n")
    assert (ended.code, "[period-reversed]" in ended.out) == (1, True)
