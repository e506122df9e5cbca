"""What columns other than stage and status tell about a record: flags, dates of winning and losing, the user's signs.

A flag and a date may bear the same name (`Won`: yes, or 2027-01-31): what stands in the cells decides.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from salesplan.records.recognise.placeholders import PLACEHOLDERS
from salesplan.records.recognise.synonyms import plain

TRUE = (
    "true",
    "1",
    "1.0",
    "yes",
    "y",
    "t",
    "x",
    "oui",
    "vrai",
    "si",
    "s\u00ed",
    "s\u00ec",
    "vero",
    "ja",
    "wahr",
    "sim",
    "verdadero",
    "verdadeiro",
    "checked",
    "\u2713",
    "\u2714",
    "\u2611",
)
FALSE = (
    "false",
    "0",
    "0.0",
    "no",
    "n",
    "f",
    "",
    "non",
    "faux",
    "falso",
    "nein",
    "falsch",
    "n\u00e3o",
    "unchecked",
    "\u2610",
)
ANY = "*"
"""The value that stands for any: the cell is filled."""

EMPTY = ("", *PLACEHOLDERS)
"""What a cell holds that is not filled, in lower case: nothing, or what programs write for it."""

_DATE = re.compile(
    r"\d{1,4}[-/.] ?\d{1,2}[-/.] ?\d{2,4}(?:\b|t\d)|\d{1,2}[-/. ]+(?:de )?[^\W\d]{3,10}\.?[-/. ,]+(?:de )?\d{2,4}\b|"
    r"\b[^\W\d]{3,10}\.? \d{1,2},? (?:19|20)\d{2}\b|\b(?:19|20)\d{6}\b|\b\d{13}\b"
)

Cells = Callable[[int], Sequence[str]]


class Rule(Struct, frozen=True):
    """A deal is in `state` where each of the columns holds one of the values, in lower case; None: any."""

    state: str
    tests: tuple[tuple[int, tuple[str, ...] | None], ...]


def values_meant(text: str) -> tuple[str, ...] | None:
    """The values that a condition means, in lower case: every word for `yes`; any for `*`; an empty cell for none."""
    wanted = plain(text)
    if wanted in {ANY, ""}:
        return None if wanted else ("",)
    meant = next((words for words in (TRUE, FALSE) if wanted in words), (wanted,))
    return tuple(word for word in meant if word)


OTHER: Mapping[str, Mapping[str, str]] = {
    "is_won": {"date": "won_time"},
    "is_lost": {"date": "lost_time", "text": "lost_stage"},
    "is_closed": {"date": "closed"},
    "won_time": {"flag": "is_won"},
    "lost_time": {"flag": "is_lost", "text": "lost_stage"},
    "closed": {"flag": "is_closed"},
    "lost_stage": {"flag": "is_lost", "date": "lost_time"},
}
"""What a column is that was taken for another by its name, when its cells hold a flag, a date, or another text."""

_HOLDS = {"is_won": "flag", "is_lost": "flag", "is_closed": "flag", "is_deleted": "flag"}
_HOLDS |= {"won_time": "date", "lost_time": "date", "closed": "date", "lost_stage": "text"}


def by_cells(chosen: dict[str, int], named: Mapping[str, int], cells: Cells | None) -> dict[str, int]:
    """The columns as their cells show them; what fits no reading is left out, but for what the user named."""
    if cells is None:
        return chosen
    found = dict(chosen)
    for key in _HOLDS:
        if key not in chosen or key in named:
            continue
        kind = kind_of(cells(chosen[key]))
        if kind == "text" and _HOLDS[key] == "date" and are_numbered_days(cells(chosen[key])):
            continue
        if kind in {"", _HOLDS[key]} or (key == "closed" and kind != "flag"):
            continue
        place = found.pop(key)
        other = OTHER.get(key, {}).get(kind)
        if other and other not in chosen:
            found[other] = place
    return found


def kind_of(values: Sequence[str]) -> str:
    """What the cells of a column hold: flags, dates or other texts; nothing of an empty one."""
    texts = [text for value in values if (text := plain(value))]
    if not texts:
        return ""
    if all(text in TRUE or text in FALSE for text in texts):
        return "flag"
    return "date" if sum(bool(_DATE.search(text)) for text in texts) * 2 > len(texts) else "text"


_SERIAL = re.compile(r"[2-7]\d{4}([.,]\d+)?")


def are_numbered_days(values: Sequence[str]) -> bool:
    """Whether all cells hold what may be a spreadsheet's numbers of days, from 1954 to 2118."""
    texts = [text for value in values if (text := value.strip())]
    return bool(texts) and all(_SERIAL.fullmatch(text) for text in texts)


def flags(chosen: dict[str, int], *, told: bool) -> Iterator[Rule]:
    """What columns of flags tell; dates of winning and losing tell it too, where no text does.

    Args:
        chosen: the columns and their places; a date of winning becomes the closing date.
        told: whether stages or statuses name an end.
    """
    if "is_won" in chosen:
        yield Rule("won", ((chosen["is_won"], TRUE),))
    if "is_lost" in chosen:
        yield Rule("lost", ((chosen["is_lost"], TRUE),))
    if "is_closed" in chosen and "is_won" in chosen:
        yield Rule("lost", ((chosen["is_closed"], TRUE), (chosen["is_won"], FALSE)))
    if "is_closed" in chosen:
        yield Rule("open", ((chosen["is_closed"], FALSE),))
    if not told:
        yield from _by_dates(chosen)
    if "won_time" in chosen:
        place = chosen.pop("won_time")
        if "closed" in chosen and "lost_time" in chosen:
            # Days of winning and of losing tell what a `Close date` beside them does not.
            chosen.setdefault("expected_close", chosen.pop("closed"))
        chosen.setdefault("closed", place)


def _by_dates(chosen: Mapping[str, int]) -> Iterator[Rule]:
    yield from (Rule(key[:-5], ((chosen[key], None),)) for key in ("won_time", "lost_time") if key in chosen)
    if "won_time" in chosen and {"lost_time", "lost_stage"} & set(chosen) and not {"stage", "status"} & set(chosen):
        yield Rule("open", ())
