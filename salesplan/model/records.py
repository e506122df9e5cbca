"""Where the actual figures are."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text


class RecordFile(Part):
    """A CRM export, and how to read it where its headers do not say."""

    path: Text = Field(description="The file, relative to the plan; or the table, where an engine is named.")
    columns: dict[Text, Text | Literal[""]] = Field(
        {}, description="Our column names to the file's headers: {amount: Deal total}."
    )
    stages: dict[Text, Text] = Field({}, description="The file's stage names to the plan's stages, won or lost.")
    won_if: Many[Text] = Field(
        (), description="HEADER=VALUE of deals that are won, as in [IsWon=true]; * is any value."
    )
    lost_if: Many[Text] = Field((), description="HEADER=VALUE of deals that are lost, as in [Lost on=*].")
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        None, description="What separates columns."
    )
    decimal: Literal[".", ","] | None = Field(None, description="The decimal sign.")
    date_format: Text | None = Field(None, description="How dates are written, as in %d/%m/%Y.")
    encoding: Text | None = Field(None, description="How the text is encoded: utf-8, cp1252.")


def path_only(value: Any) -> Any:  # noqa: ANN401
    """A bare text where a file is expected: the text is the path."""
    return {"path": value} if isinstance(value, str) else value


Export = Annotated[RecordFile, BeforeValidator(path_only, json_schema_input_type=RecordFile | Text)]


class Records(Part):
    """The exports or tables with the actual figures."""

    deals: Export | None = Field(None, description="The deals: a file, or a block that says how to read it.")
    activities: Export | None = Field(None, description="Calls, e-mails, meetings done.")
    history: Export | None = Field(None, description="Which deal entered which stage when.")
    prospects: Export | None = Field(None, description="A list of prospects, to report who was worked and reached.")
    engine: Text | None = Field(
        None, description="Where the tables are, if not in files: postgresql://host/database, spark://host:port."
    )
