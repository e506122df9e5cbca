"""From text to a document: parsed to its end, over mistakes of writing that a harmless text can stand in for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesplan.reading.doubts import not_a_plan, swallowed
from salesplan.reading.nodes import Entries
from salesplan.reading.source import Source, plain_text

if TYPE_CHECKING:
    from salesplan.reading.trouble import Slip
from salesplan.reading.builder import Builder
from salesplan.reading.document import Document

_MAX_MENDS: Final = 20
_MAX_MENDED_TEXT: Final = 2_000_000


def parse(source: Source) -> Document:
    """Read one YAML document into nodes; every mistake is a finding, and reading goes on behind it where it can."""
    text = plain_text(source.text)
    slips: list[Slip] = []
    while True:
        builder = Builder(source)
        failure = builder.read(text)
        if failure is None or builder.is_too_deep(text):
            break
        from salesplan.reading.syntax import explain
        from salesplan.reading.trouble import Slip

        slip = explain(failure, source, builder.last_scalar, builder.open_bracket)
        lines = {known.line for known in slips}
        mend = builder.mend_of_line(slip.line) or slip.mend
        if slip.line not in lines:
            said = tuple(finding for finding in builder.findings if finding.span.line == slip.line + 1)
            slips.append(Slip(said, slip.line, None) if said else slip)
        budget = len(slips) < _MAX_MENDS and len(text) * len(slips) < _MAX_MENDED_TEXT
        if mend is None or slip.line in lines or not budget:
            builder.root = None
            break
        text = text[: mend[0]] + mend[1] + text[mend[0] + len(mend[1]) :]
    return _document(source, builder, slips)


def _document(source: Source, builder: Builder, slips: list[Slip]) -> Document:
    broken_lines = frozenset(slip.line for slip in slips)
    said = tuple(finding for slip in slips for finding in slip.findings)
    spoken = {finding.span.line for finding in said}
    findings = said + tuple(finding for finding in builder.findings if finding.span.line not in spoken)
    root = builder.root
    if isinstance(root, Entries):
        findings += tuple(swallowed(source, root))
        return Document(root, builder.value, findings, builder.broken, frozenset(builder.doubted), broken_lines)
    if not slips and not builder.stopped:
        findings += (not_a_plan(source, root),)
    return Document(None, {}, findings, builder.broken, frozenset(), broken_lines)
