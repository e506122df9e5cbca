"""What a rate of the plan rests on: `12 of 240`, with the day on which that was measured."""

import re
from datetime import date
from typing import Annotated, Any

from msgspec import Struct
from pydantic import WithJsonSchema

from salesplan.base.sentence import sentence
from salesplan.model.days import DATE_FORM, read_date
from salesplan.model.scalars import ReadBy, cite, fault

_EVIDENCE = re.compile(r"([0-9]{1,15}) of ([0-9]{1,15})(?: on ([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


class Evidence(Struct, frozen=True):
    """What a rate rests on: `moved` of `decided` records moved on, measured on a day if it is known."""

    moved: int
    decided: int
    measured: date | None = None


def read_evidence(value: Any) -> Evidence | None:  # noqa: ANN401
    """`12 of 240`, `12 of 240 on 2026-11-22`, or `assumed` (None)."""
    if value == "assumed":
        return None
    match = _EVIDENCE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        hint = sentence("write how many moved on of how many decided: 12 of 240, or: assumed")
        raise fault("bad-evidence", sentence("'{value}' is not evidence", value=cite(value)), hint)
    moved, decided = int(match[1]), int(match[2])
    if moved > decided or decided == 0:
        raise fault(
            "bad-evidence",
            sentence("{value}: more moved on than there were", value=value),
            "the second number counts all records",
        )
    return Evidence(moved, decided, read_date(match[3]) if match[3] else None)


EvidenceText = Annotated[
    Evidence | None,
    ReadBy(read_evidence),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^(assumed|[0-9]{{1,15}} of (?=0*[1-9])[0-9]{{1,15}}( on {DATE_FORM})?)$"}
    ),
]
