"""`salesplan schema`: the plan language for editors."""

from __future__ import annotations

from salesplan.console.options import Output


def schema(output: Output = None) -> None:
    """Print the JSON Schema of the plan language, for editors.

    With it they complete and check plans as you type. Write it beside the plan with --output salesplan.schema.json,
    and begin the plan with the line # yaml-language-server: $schema=salesplan.schema.json
    """
    from salesplan.console.output import give
    from salesplan.reading.schema import schema_text

    give(schema_text(), output)
