"""What a rate rests on."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from salesplan.model.evidence import read_evidence


def test_evidence_of_all_is_evidence_of_more_is_not() -> None:
    found = read_evidence("5 of 5")
    assert found
    assert (found.moved, found.decided) == (5, 5)
    for text in ("6 of 5", "0 of 0"):
        with pytest.raises(PydanticCustomError):
            read_evidence(text)
