"""What libyaml's events have that the builder of a document asks for."""

from __future__ import annotations

from typing import Protocol

from salesplan.reading.nodes import Leaf, Marked


class Started(Marked, Protocol):
    """An event that begins a value, and may carry an anchor and a tag."""

    @property
    def anchor(self) -> str | None:
        """Its name for aliases."""
        ...

    @property
    def tag(self) -> str | None:
        """Its tag."""
        ...


class Scalar(Started, Leaf, Protocol):
    """A scalar event."""


class Collection(Started, Protocol):
    """The start of a list or mapping."""

    @property
    def flow_style(self) -> bool:
        """Whether it is written in brackets."""
        ...


class DocumentStart(Marked, Protocol):
    """The start of a document."""

    @property
    def version(self) -> tuple[int, int] | None:
        """What %YAML says."""
        ...
