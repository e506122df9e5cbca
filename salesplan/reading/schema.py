"""The plan language as a JSON Schema (draft-07), for editors that complete and check YAML files."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final, TypeAlias

from pydantic.json_schema import GenerateJsonSchema

from salesplan.model.plan import Plan

Schema: TypeAlias = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
OWN_KEYS: Final[Schema] = {"^x-": {}}
"""Keys that begin with x- are the author's own, everywhere."""

FILES: Final = (("Segment", "members"), ("Budget", "lines"), ("Budget", "actuals"))
"""Lists that may also be the name of a CSV file."""

_FILE: Final[Schema] = {"type": "string", "minLength": 1, "pattern": r"\S"}
_DROPPED: Final = frozenset({"title", "propertyNames"})
_REF: Final = "#/definitions/"


@cache
def schema_text() -> str:
    """The schema as JSON, two spaces deep; the same for the same version of the plan language."""
    return json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"


def plan_schema() -> Schema:
    """The schema, made from the model: what a plan may hold, with a description of every key.

    It knows the form of every value; what one value makes of another, only the validate command knows.
    """
    made = Plan.model_json_schema(ref_template=_REF + "{model}", schema_generator=_Generator)
    definitions = {name: _in_draft_07(part) for name, part in sorted(made.pop("$defs").items())}
    for part, key in FILES:
        _or_file(definitions[part]["properties"], key)
    return {"$schema": DRAFT, "title": "Sales plan", **_in_draft_07(made), "definitions": definitions}


class _Generator(GenerateJsonSchema):
    """Pydantic's own generator, without the values that an absent key has: they say nothing where they are empty."""

    def default_schema(self, schema: Any) -> Schema:  # noqa: ANN401
        made = super().default_schema(schema)
        if made.get("default") in (None, [], {}) or isinstance(made.get("default"), dict):
            made.pop("default", None)
        return made


def _in_draft_07(schema: Schema) -> Schema:
    """A schema in terms of draft-07: no null, no words beside a reference, no keys that stand for nothing."""
    made = {key: _below(key, value) for key, value in schema.items() if key not in _DROPPED}
    made = _without_null(made)
    if "patternProperties" in made:
        made = _map(made)
    elif made.get("additionalProperties") is False:
        made["patternProperties"] = OWN_KEYS
    if "$ref" in made and len(made) > 1:
        made = {"allOf": [{"$ref": made.pop("$ref")}], **made}
    return made


def _below(key: str, value: Any) -> Any:  # noqa: ANN401
    if key in {"properties", "patternProperties"}:
        return {name: _in_draft_07(part) for name, part in value.items()}
    if key in {"anyOf", "allOf"}:
        return [_in_draft_07(part) for part in value]
    if isinstance(value, dict) and key in {"items", "additionalProperties"}:
        return _in_draft_07(value)
    return value


def _without_null(schema: Schema) -> Schema:
    """A key that is absent has no value; `key:` with nothing behind it is a slip, so null is never allowed."""
    ways = [way for way in schema.get("anyOf", ()) if way != {"type": "null"}]
    if not ways:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**ways[0], **rest} if len(ways) == 1 else {**rest, "anyOf": ways}


def _map(schema: Schema) -> Schema:
    """A block whose keys are names: each name fits the pattern, and holds what the pattern's schema says."""
    ((pattern, value),) = schema["patternProperties"].items()
    made = {**schema, "patternProperties": {"^x-": {}}, "additionalProperties": value}
    known = [{"enum": list(schema["properties"])}] if "properties" in schema else []
    return {**made, "propertyNames": {"anyOf": [{"pattern": "^x-"}, {"pattern": pattern}, *known]}}


def _or_file(properties: Schema, key: str) -> None:
    items = properties[key]
    words = items.pop("description")
    properties[key] = {"description": words, "anyOf": [items, _FILE]}
