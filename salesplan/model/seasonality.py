"""How the target falls into the months of a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import GetJsonSchemaHandler, WrapValidator
from pydantic_core import CoreSchema

from salesplan.base.sentence import sentence
from salesplan.model.days import Month
from salesplan.model.rates import Rate
from salesplan.model.scalars import cite, fault

OF: Final = "of"
REVENUE, WORK = "revenue", "work"


class Seasonality(dict[str, Fraction]):
    """Months (`2027-01`) with their shares, of the `revenue` that is due or of the `work` that is done."""

    def __init__(self, shares: Mapping[str, Fraction] | None = None, of: str = REVENUE) -> None:
        """Take the shares as they are."""
        super().__init__(shares or {})
        self.of = of

    def __or__(self, other: Mapping[str, Fraction]) -> Seasonality:  # type: ignore[override]
        """The same with some shares changed."""
        return Seasonality({**self, **other}, self.of)


def read_seasonality(value: Any, months: Callable[[Any], dict[str, Fraction]]) -> Seasonality:  # noqa: ANN401
    """Months with shares, and of what: `{of: work, 2027-01: 60%, 2027-02: 40%}`; of revenue where nothing is said."""
    if not isinstance(value, dict) or OF not in value:
        return Seasonality(months(value))
    what = value[OF]
    if what not in {REVENUE, WORK}:
        text = sentence("seasonality is of revenue or of work, not of '{word}'", word=cite(what))
        raise fault("unknown-word", text, "write of: revenue (when it is due), or of: work (when it is done)", OF)
    return Seasonality(months({month: share for month, share in value.items() if month != OF}), what)


class _WithOf:
    """Tells editors of the one key that is no month."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        made = handler(schema)
        made["properties"] = {
            OF: {"enum": [REVENUE, WORK], "description": "What the shares are of; revenue if absent."}
        }
        return made


Seasons = Annotated[dict[Month, Rate], WrapValidator(read_seasonality), _WithOf()]
