"""Public holidays by country and region, from python-holidays, remembered on disk.

Importing python-holidays loads its 250 countries, about half the time that a whole command may take. So the days of one
country, region and year are kept in the user's cache folder, under the version of the package that named them. Nothing
depends on the cache: without it, or with a broken one, the package is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from salesplan.base.cache import cache_folder, keep
from salesplan.base.sentence import Sentence, any_of, in_quotes, sentence

COMPLETE = "end"
CODE_LENGTHS = (2, 3)
PUBLIC = "public"
NOT_FREE = {"half_day", "optional_women", "workday"}
"""Kinds of python-holidays on which a team works all the same: half the day, some of it, or instead of another day."""


class UnknownHolidays(ValueError):  # noqa: N818  (named for what it is)
    """A country, a region or a kind of holidays that nobody knows; `hint` names near ones."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


@cache
def public_holidays(country: str, region: str | None, year: int, kinds: tuple[str, ...] = (PUBLIC,)) -> frozenset[date]:
    """The holidays of `country` (ISO 3166-1 code) and `region` (its code or name) in `year` that are of these `kinds`.

    Raises:
        UnknownHolidays: if the country, region or a kind is unknown; the message lists near names.
    """
    code = country.upper()
    if len(code) not in CODE_LENGTHS or not (code.isascii() and code.isalpha()):
        return _ask(country, region, year, kinds)
    path = _cache_file(code, region, year, kinds)
    days = _recall(path, year) if path else None
    if days is None:
        days = _ask(code, region, year, kinds)
        if path:
            _remember(path, days)
    return days


def _ask(country: str, region: str | None, year: int, kinds: tuple[str, ...]) -> frozenset[date]:
    """The holidays according to python-holidays; an unknown place or kind raises UnknownHolidays with near names."""
    import warnings

    import holidays
    from holidays.registry import COUNTRIES

    codes = {code: module for module, (_, *names) in COUNTRIES.items() for code in names if code.isupper()}
    if country not in codes:
        message = sentence("no public holidays are known for the country {country}", country=in_quotes(country[:40]))
        raise UnknownHolidays(message, _near_country(country, codes))
    entity = getattr(holidays, country)
    known = {*entity.subdivisions, *entity.subdivisions_aliases}
    if region and region not in known:
        message = sentence("{country} has no region {region}", country=country, region=in_quotes(region[:40]))
        raise UnknownHolidays(message, _near_region(region, known))
    offered = sorted(set(entity.supported_categories) - NOT_FREE)
    if strange := [kind for kind in kinds if kind not in offered]:
        message = sentence("{country} has no holidays of the kind {kind}", country=country, kind=in_quotes(strange[0]))
        raise UnknownHolidays(message, sentence("choose from {list}", list=", ".join(offered)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # advice on regions to come, meant for programmers
        return frozenset(entity(subdiv=region or None, years=year, categories=kinds))


def _near_country(country: str, codes: Mapping[str, str]) -> Sentence:
    names = {module.replace("_", " "): code for code, module in reversed(list(codes.items()))}  # GB, not UK
    near = get_close_matches(country.casefold(), names, n=3)
    if not near:
        return sentence("write its two-letter code, such as FR")
    return sentence("did you mean {word}?", word=any_of(f"{names[name]} ({name.title()})" for name in near))


def _near_region(region: str, known: Iterable[str]) -> Sentence:
    folded = {name.casefold(): name for name in sorted(known)}
    near = get_close_matches(region.casefold(), folded, n=3)
    if near:
        return sentence("did you mean {word}?", word=any_of(folded[name] for name in near))
    if not folded:
        return sentence("its public holidays are the same everywhere: leave the region out")
    return sentence("choose from {list}", list=", ".join(folded.values()))


def _cache_file(code: str, region: str | None, year: int, kinds: tuple[str, ...]) -> Path | None:
    """Where the days are kept, or None where there is no home or no telling which version of the package is here."""
    version, folder = _version(), cache_folder()
    other = "" if kinds == (PUBLIC,) else "-" + "+".join(quote(kind, safe="") for kind in sorted(set(kinds)))
    name = f"{code}-{quote(region or '', safe='')}-{year}{other}.txt"
    return folder / version / name if version and folder else None


@cache
def _version() -> str | None:
    """`holidays-0.109`, read from the name of the package's metadata folder, which costs no import."""
    spec = find_spec("holidays")
    if not spec or not spec.origin:
        return None
    found = [folder.stem for folder in Path(spec.origin).parent.parent.glob("holidays-*.dist-info")]
    return found[0] if len(found) == 1 else None


def _recall(path: Path, year: int) -> frozenset[date] | None:
    """The days kept in the file, or None where it is absent, cut short or not ours."""
    try:
        *lines, last = path.read_text(encoding="ascii").splitlines()
        days = frozenset(map(date.fromisoformat, lines))
    except (OSError, ValueError):
        return None
    return days if last == COMPLETE and all(day.year == year for day in days) else None


def _remember(path: Path, days: Iterable[date]) -> None:
    """Keep the days: whole or not at all, and silently not at all where the folder cannot be written."""
    text = "\n".join([*(day.isoformat() for day in sorted(days)), COMPLETE, ""])
    with suppress(OSError):
        keep(path, text.encode("ascii"))
