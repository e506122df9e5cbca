"""Build hook: compiles the message catalogues, for wheels and for editable installs alike."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class CatalogueHook(BuildHookInterface):  # type: ignore[misc, unused-ignore]
    """Writes each `salesplan.mo` beside its `salesplan.po`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's interface)
        """Compile every catalogue before files are collected."""
        for source in sorted(Path(self.root, "salesplan", "locale").glob("*/LC_MESSAGES/*.po")):
            with source.open("rb") as stream:
                catalogue = read_po(stream, abort_invalid=True)
            # What a catalogue does not say is dated now: then no two builds would be alike.
            catalogue.creation_date = catalogue.revision_date = _NEVER
            with source.with_suffix(".mo").open("wb") as stream:
                write_mo(stream, catalogue)
