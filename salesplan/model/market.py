"""Whom the plan sells to, and against whom."""

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from salesplan.model.amounts import Amount
from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text

Named = TypeVar("Named", bound=Part)


def name_only(value: Any) -> Any:  # noqa: ANN401
    """A bare text where a block with a name is expected: the text is the name."""
    return {"name": value} if isinstance(value, str) else value


class _OrName:
    """Tells editors that a bare text may stand for a block."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(core), {"type": "string", "minLength": 1, "pattern": r"\S"}]}


NameOr = Annotated[Named, BeforeValidator(name_only), _OrName()]
"""Either a block or just its name."""


class MarketSegment(Part):
    """A group of buyers with the same needs."""

    name: Text = Field(description="What the segment is called.")
    size: Text | int | None = Field(None, description="How large it is: a number of companies, or words.")
    needs: Many[Text] = Field((), description="What these buyers need.")


class Persona(Part):
    """A typical buyer."""

    name: Text = Field(description="What the persona is called: a job title or a first name.")
    role: Text | None = Field(None, description="The part the persona plays in the purchase.")
    goals: Many[Text] = Field((), description="What the persona wants to reach.")
    pains: Many[Text] = Field((), description="What troubles the persona.")
    channels: Many[Text] = Field((), description="Where the persona can be met.")


class Competitor(Part):
    """Somebody else the buyer may choose."""

    name: Text = Field(description="The competitor's name.")
    strengths: Many[Text] = Field((), description="What the competitor does well.")
    weaknesses: Many[Text] = Field((), description="What the competitor does badly.")
    answer: Text | None = Field(None, description="What the team says when the name comes up.")


class Region(Part):
    """A place where the team sells or is about to."""

    name: Text = Field(description="The region's name.")
    why: Text | None = Field(None, description="Why the team sells there.")
    audience: Text | None = Field(None, description="Who buys there.")
    costs: Amount | None = Field(None, description="What entering or serving it costs, in the plan's currency.")
    way_of_working: Text | None = Field(None, description="How the team works there: partners, travel, language.")


class Market(Part):
    """The target market."""

    summary: Text | None = Field(None, description="The market in a few sentences.")
    segments: Many[NameOr[MarketSegment]] = Field((), description="The groups of buyers the plan aims at.")
    personas: Many[NameOr[Persona]] = Field((), description="The typical buyers.")
    competitors: Many[NameOr[Competitor]] = Field((), description="Who else the buyers may choose.")
    regions: Many[NameOr[Region]] = Field((), description="Where the team sells.")
