"""Activities by day: each once, none dropped, whatever way the engine takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salesplan.records.count.done import done
from salesplan.records.engines.opening import opened
from salesplan.records.sources import RecordsSource, Sources


@pytest.mark.parametrize("few", [0, 10**9])
def test_activities_are_counted_by_day_whatever_counts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("salesplan.records.engines.engine.FEW", few)
    rows = [
        "1,2027-01-04 09:00,Ada,call,answered,D1,3",
        "2,2027-01-04 23:59,Ada ,call,no answer,D2,",
        "3,2027-01-05 00:00,Ada,call,answered,D1,2",
        "4,1969-12-31 23:00,Bo,email,,,1",
        "5,soon,Bo,email,,,1",
        "5,2027-01-06,Bo,email,,,4",
    ]
    path = tmp_path / "a.csv"
    path.write_text("id,date,owner,action,result,deal,count\n" + "\n".join(rows), encoding="utf-8")
    days = [date(2027, 1, 4), date(2027, 1, 5), date(1969, 12, 31), date(2027, 1, 6)]
    expected = {("Ada", "call", days[0], 4), ("Ada", "call", days[1], 2), ("Bo", "email", days[2], 1)}
    expected.add(("Bo", "email", days[3], 4))
    for again in (False, True):
        if again:  # the same id twice: the last row counts
            path.write_text(
                path.read_text(encoding="utf-8") + "\n3,2027-01-05,Ada,call,answered,D1,7\n", encoding="utf-8"
            )
            expected = (expected - {("Ada", "call", days[1], 2)}) | {("Ada", "call", days[1], 7)}
        with opened(Sources(activities=RecordsSource((str(path),)))) as records:
            lines, read = done(records, by_result=False)
            split, _ = done(records, by_deal=True)
        assert {(one.owner, one.action, one.day, one.times) for one in lines} == expected
        assert {one.deal for one in split} == {"D1", "D2", ""}
        assert {one.result for one in split} == {"answered", "no answer", ""}
        assert sum(one.times for one in split) == sum(one.times for one in lines)
        (intake,) = read.intakes
        aside = {part.reason: part.rows for part in intake.set_aside}
        assert intake.used + sum(aside.values()) == intake.read == 6 + again
