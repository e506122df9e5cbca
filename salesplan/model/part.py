"""What all parts of a plan share."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Strict

Item = TypeVar("Item")

Many = Annotated[tuple[Item, ...], Strict(strict=False)]
"""A list in the file, a tuple in memory."""


class Part(BaseModel):
    """A mapping of the plan language: its keys and nothing else, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True, populate_by_name=False)
