"""What people do for a record: calls, e-mails, meetings, proposals."""

from typing import Annotated

from pydantic import Field

from salesplan.model.amounts import Positive
from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text


class Action(Part):
    """An action of the catalogue."""

    minutes: Positive | None = Field(None, description="Minutes of work for one, preparation and notes included.")
    results: Many[Text] = Field((), description="How it may turn out: [answered, no answer].")
    counts: Many[Text] = Field((), description="The results with which it counts as done; any, if absent: [answered].")
    color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = Field(
        None, description="Its colour in documents, as #rrggbb."
    )
    icon: Text | None = Field(None, description="Its icon in documents: phone, mail, calendar, file, or another word.")
