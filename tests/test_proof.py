"""The page on proof says what the tests do, and nothing that got past them is left without a judgement."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

sys.path.insert(0, str(ROOT))

from generate_proof import AREAS, PAGE, judged_kinds, judgement, noticed_share, outcome, proof_page  # noqa: E402


def test_the_page_is_made_from_what_was_found() -> None:
    assert PAGE.read_text(encoding="utf-8") == proof_page(), "run python docs/generate_proof.py"


@pytest.mark.parametrize("area", AREAS)
def test_nine_in_ten_changes_are_noticed_and_the_rest_is_judged(area: str) -> None:
    kept, judged = outcome(area), judged_kinds()
    noticed = sum(kept[f"by_{what}"] for what in ("tests", "types", "lint", "time"))
    assert noticed + len(kept["survivors"]) == kept["tried"]
    assert noticed_share(area) >= 0.9
    assert [one for one in kept["survivors"] if judgement(one, judged) not in judged["kinds"]] == []
    assert set(judged["idle"]) < set(judged["kinds"])


def test_every_fault_has_a_test_of_its_number() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "hostile").glob("test_*.py")]
    named = re.compile(r"(?:def test_|^    \")(\d+)[_ ]", re.MULTILINE)
    numbers = {int(number) for text in texts for number in named.findall(text)}
    assert set(range(1, 61)) <= numbers, sorted(set(range(1, 61)) - numbers)
