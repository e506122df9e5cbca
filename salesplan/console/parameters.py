"""Parameters of commands, and how the plain ones are read."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin


def read_plainly(parameter: Any) -> None:  # noqa: ANN401
    """Let a parameter read texts, paths and words of a list itself, where it can.

    The library of the command line reads all values through pydantic, whose import is 40 ms, a quarter of a command
    without a plan. Done once a parameter, however often it is asked. What is not given is nothing at once. What is not
    plain, or wrong, goes to the library as before.
    """
    if "process_value" in vars(parameter):
        return
    read = parameter.process_value
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)

    def process(context: Any, value: object) -> object:  # noqa: ANN401
        plain: object = () if parameter.multiple or parameter.nargs == -1 else None
        if value is not None or parameter.required:
            plain = plain_value(annotation, value)
            if plain is None:
                return read(context, value)
        return plain if parameter.callback is None else parameter.callback(context, parameter, plain)

    parameter.process_value = process


def plain_value(annotation: object, given: object) -> object:
    """The value of one text as it was given, or of several for `list[str]`.

    Returns:
        The text itself for `str`, a path for `Path`, the member with exactly this value for an enumeration, the text
        for a `Literal` that has it, a list for `list[str]`; None for whatever else is asked or given.
    """
    if annotation == list[str] and isinstance(given, (list, tuple)):
        return list(given) if all(isinstance(text, str) for text in given) else None
    if not isinstance(given, str):
        return None
    if annotation is str:
        return given
    if annotation is Path:
        return Path(given)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next((member for member in annotation if member.value == given), None)
    return given if get_origin(annotation) is Literal and given in get_args(annotation) else None
