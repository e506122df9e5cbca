"""What is passed from floor to floor are values: they never change, equal ones are equal, and they can be sent away."""

from __future__ import annotations

import copy
import pickle
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from msgspec import Struct
from msgspec.structs import replace

import salesplan
from salesplan.base.finding import Span, error
from salesplan.measuring.measurement import Prospects
from salesplan.measuring.spread import Spread
from salesplan.quotas.quota import quota
from tests.build import plan
from tests.records.test_engines import QUESTIONS, WORLD, answers, from_files

# Filled while a sheet is written, records are summed up or pay is settled, and gone with it.
BUILDERS = {
    "Register",
    "Tally",
    "Bucket",
    "FunnelInputs",
    "Inputs",
    "QuotaSheet",
    "ScheduleSheet",
    "Workings",
    "_Branch",
    "_Page",
    "_Sum",
}


def structs() -> list[type[Struct]]:
    for module in walk_packages(salesplan.__path__, "salesplan."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found, open_ = set(), [Struct]
    while open_:
        for kind in open_.pop().__subclasses__():
            if kind.__module__.startswith("salesplan.") and kind not in found:
                found.add(kind)
                open_.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def test_every_struct_is_a_value_or_a_known_builder() -> None:
    kinds = structs()
    assert len(kinds) > 80
    assert {kind.__name__ for kind in kinds if not kind.__struct_config__.frozen} == BUILDERS
    asking = {kind.__name__ for kind in kinds if not kind.__struct_config__.eq}
    assert asking == {"Expr"}, "its == asks an engine whether two columns are equal"


def test_a_value_cannot_be_changed_only_replaced() -> None:
    span = Span("plan.yaml", 3)
    with pytest.raises(AttributeError, match="immutable"):
        span.line = 4  # type: ignore[misc]
    assert replace(span, line=4) == Span("plan.yaml", 4)
    assert span == Span("plan.yaml", 3)


def test_values_are_equal_by_what_they_hold_and_differ_by_kind() -> None:
    one, other = (error("needs-key", "message", Span("plan.yaml"), "hint") for _ in range(2))
    assert one is not other
    assert (one, hash(one)) == (other, hash(other))
    assert one != error("needs-key", "message", Span("plan.yaml", 2), "hint")
    alike: list[object] = [Spread(0), Prospects(0, 0, 0, 0), Spread(0)]
    assert [each == alike[0] for each in alike] == [True, False, True]


def test_a_quota_survives_being_sent_to_another_process() -> None:
    """With its funnels, steps, schedule and chances: what `multiprocessing` and Spark do with values."""
    answer = quota(plan(), by="week", per="rep")
    assert answer.slots
    assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301  (our own bytes)
    assert copy.deepcopy(answer) == answer


def test_tallies_survive_it_too(tmp_path: Path) -> None:
    found = answers(from_files(WORLD, tmp_path), None)
    assert len(found) == len(QUESTIONS)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
