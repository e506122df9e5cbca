"""What all parts of a plan share."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Strict, create_model

Item = TypeVar("Item")

Many = Annotated[tuple[Item, ...], Strict(strict=False)]
"""A list in the file, a tuple in memory."""


class Unread(Exception):  # noqa: N818  (named for what it is: no error)
    """A value was asked for that is there, and could not be read."""


class Part(BaseModel):
    """A mapping of the plan language: its keys and nothing else, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True, populate_by_name=False)

    if not TYPE_CHECKING:  # else every attribute would seem to be there

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401
            """Called for what a part does not hold: a key that could not be read.

            Raises:
                Unread: if it is a key of the plan language.
            """
            if name in type(self).model_fields:
                raise Unread(name)
            return super().__getattr__(name)


def is_whole(part: Part) -> bool:
    """Whether every key of a part could be read."""
    return type(part).model_fields.keys() <= part.__dict__.keys()


@lru_cache(maxsize=1024)
def reader(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """Reads one value as a part would that has a key of this type.

    Raises:
        ValidationError: when it is called with a value that does not fit.
    """
    single = create_model("Single", __base__=Part, value=(hint, ...))
    return lambda value: single.model_validate({"value": value}).__dict__["value"]
