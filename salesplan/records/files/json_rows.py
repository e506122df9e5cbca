"""What the interfaces of CRMs answer, JSON or a line of JSON a record, laid out as a table.

Objects within a record become columns (`Owner.id`), and one that has a name is told by it (`Owner`). What wraps the
records differs by system (`records`, `results`, `data`, `value`, `result`, boards of items) and is looked through.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import sentence
from salesplan.records.files.json_records import records_of
from salesplan.records.files.number_notation import is_amount
from salesplan.records.files.repair import place_for

LARGEST = 1 << 29
"""Bytes of a document that is read as a whole; lines of JSON may be any number."""

LONGEST_LINE = 1 << 22

_OPEN = ("properties", "fields", "node", "attributes", "_source")
_NAMES = ("name", "Name", "label", "title", "display_value", "text", "value")
_FORMATTED = "@OData.Community.Display.V1.FormattedValue"
_FLAG = re.compile(r"(^|\.)(is|has|hs_is)?_?(active|archived|closed|won|lost|deleted|done|is[A-Z_].*|hs_is.*)$")

LONGEST_NUMBER = 60
"""Digits before or after the point up to which a number with an exponent is written out."""

Row = dict[str, str]


def json_table(path: Path, shown: str, scratch: Path) -> Path:
    """Write the records of a JSON document, or of lines of JSON, as CSV.

    Args:
        path: the file.
        shown: its name in messages.
        scratch: a folder for the CSV file.

    Raises:
        Unreadable: it is no JSON, too large, or holds no list of records.
    """
    try:
        rows = _reader(path, shown)
        headers = _headers(rows())
    except RecursionError:
        raise Unreadable(
            sentence("{shown} is nested too deeply", shown=shown),
            "a list of objects is read: [{...}, {...}], or one a line",
        ) from None
    if not headers:
        raise Unreadable(
            sentence("{shown} holds no records", shown=shown),
            "a list of objects is read: [{...}, {...}], or one a line",
        )
    empty = {key for key, kinds in headers.items() if "no" in kinds and _stands_for_nothing(key, kinds)}
    copy = place_for(path, scratch)
    with copy.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        out.writerow(headers)
        for row in rows():
            out.writerow("" if key in empty and row.get(key) == "false" else row.get(key, "") for key in headers)
    return copy


def _headers(rows: Iterator[Row]) -> dict[str, set[str]]:
    """The keys of all records, and what kinds of values each has."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for key, text in row.items():
            found.setdefault(key, set()).add(_kind(text))
    return found


def _kind(text: str) -> str:
    return {"false": "no", "true": "yes", "": "nothing"}.get(text, "text")


def _stands_for_nothing(key: str, kinds: set[str]) -> bool:
    """Whether `false` means an empty cell, as Odoo writes it: beside texts, or everywhere but in flags."""
    return "text" in kinds or ("yes" not in kinds and not _FLAG.search(key))


def _reader(path: Path, shown: str) -> Callable[[], Iterator[Row]]:
    """What gives the records, as often as it is asked."""
    if path.stat().st_size <= LARGEST and (document := _document(path, shown)) is not None:
        found = records_of(document)
        return lambda: (_flat(one) for one in found)
    return lambda: (_flat(one) for one in _lines(path, shown))


def _document(path: Path, shown: str) -> Any:  # noqa: ANN401
    """The document; None for lines of JSON."""
    import msgspec

    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        return _decoder().decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        first = text.lstrip().partition(b"\n")[0].strip()
        if _decode(first) is None:
            raise Unreadable(
                sentence("{shown} is no JSON: {fault}", shown=shown, fault=str(fault)[:100]),
                "export it again, or as CSV",
            ) from None
        return None


def _lines(path: Path, shown: str) -> Iterator[Mapping[str, Any]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            found = _decode(line.removeprefix(b"\xef\xbb\xbf"))
            if not isinstance(found, dict):
                raise Unreadable(
                    sentence("{shown}: line {number} is no record in JSON", shown=shown, number=number),
                    "mend that line, or export again",
                )
            yield found


def _decode(line: bytes) -> Any:  # noqa: ANN401
    import msgspec

    try:
        return _decoder().decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _decoder() -> Any:  # noqa: ANN401
    import msgspec

    return msgspec.json.Decoder(float_hook=_number)


def _number(text: str) -> str:
    """A number with a point, and never with three decimals alone, which could be taken for thousands."""
    number = Decimal(text)
    if abs(number.adjusted()) > LONGEST_NUMBER:
        return text  # it would be written with as many digits
    plain = f"{number:f}"
    return f"{plain}0" if re.search(r"\.\d{3}$", plain) else plain


def _flat(record: Mapping[str, Any], prefix: str = "") -> Row:
    """A record as texts by column; what interfaces add about a value (`@odata.etag`) is left out."""
    row: Row = {}
    for key, value in record.items():
        if key.startswith("@") or (key == "attributes" and {"type", "url"} >= set(value or ())):
            continue
        if key.endswith(_FORMATTED):
            row |= _labels(key.removesuffix(_FORMATTED), record, value)
        elif key in _OPEN and isinstance(value, dict):
            row |= _flat(value, prefix)
        elif _pairs(value):
            row |= {f"{prefix}{name}": text for name, text in _names(value)}
        elif f"{key}{_FORMATTED}" not in record and "@" not in key:
            row |= _cells(f"{prefix}{key}", value)
    return row


def _labels(key: str, record: Mapping[str, Any], said: Any) -> Row:  # noqa: ANN401
    """What Dynamics says of a value: the label of a code, the name of a record it refers to, else the value."""
    value = record.get(key)
    lookup = re.fullmatch(r"_(.+)_value", key)
    label = isinstance(value, int) and not isinstance(value, bool) and not is_amount(str(said))
    return {lookup[1] if lookup else key: str(said) if lookup or label else _text(value)}


def _cells(key: str, value: Any) -> Row:  # noqa: ANN401
    if isinstance(value, dict):
        name = next((value[one] for one in _NAMES if isinstance(value.get(one), str | int)), None)
        inner = _flat(value, f"{key}.")
        return {key: _text(name), **inner} if name is not None else inner
    if isinstance(value, list):
        if len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):  # noqa: PLR2004  (Odoo's pair)
            return {key: value[1], f"{key}.id": str(value[0])}
        return {key.removesuffix(".results"): ";".join(filter(None, map(_one, value)))}
    return {key: _text(value)}


def _one(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        return _text(next((value[one] for one in ("id", *_NAMES) if value.get(one) is not None), None))
    return "" if isinstance(value, list) else _text(value)


def _pairs(value: Any) -> bool:  # noqa: ANN401
    """Whether a list names its values, as monday's `column_values` do."""
    return isinstance(value, list) and bool(value) and all(
        isinstance(one, dict) and "text" in one and ("column" in one or "title" in one or "id" in one) for one in value
    )  # fmt: skip


def _names(values: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in values:
        column = one.get("column")
        title = column.get("title") if isinstance(column, dict) else None
        yield str(title or one.get("title") or one.get("id")), _text(one["text"])


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
