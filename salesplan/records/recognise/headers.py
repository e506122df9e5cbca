"""Which column is which: exports known by their headers, mappings, and what to say about an unknown file."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.records.canonical import DEALS, ENTERED, Shape
from salesplan.records.recognise.exports import EXPORTS, Export

_HUBSPOT_ENTERED = re.compile(
    r"""(?:date entered|date d['\u2019]entrée(?: dans)?|data di ingresso(?: in)?) ["«“] ?(?P<stage>.+?)"""
    r"""(?: \([^()]*\))? ?["»”]"""
)


class Matched(Struct, frozen=True):
    """A file's columns by canonical name, `entered` columns by stage, and where the knowledge comes from."""

    system: str
    columns: dict[str, int]
    entered: dict[str, int]
    fixed: Mapping[str, str]
    guesses: tuple[tuple[str, str], ...] = ()
    """Headers that are not used, and what each may be."""

    def named(self, headers: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Our columns and the file's headers for them, in the file's order."""
        every = self.columns | {f"{ENTERED}{stage}": place for stage, place in self.entered.items()}
        return tuple((key, headers[place]) for key, place in sorted(every.items(), key=lambda item: item[1]))

    def unused(self, headers: Sequence[str]) -> tuple[str, ...]:
        """Headers that nothing is read from."""
        used = {*self.columns.values(), *self.entered.values()}
        return tuple(header for place, header in enumerate(headers) if place not in used and header)


def plain(header: str) -> str:
    """A header or a word as it is compared: lower case, straight apostrophes, single spaces."""
    text = unicodedata.normalize("NFKC", header).replace("\u2019", "'").strip().casefold()
    return " ".join(text.split())


def recognise(shape: Shape, headers: Sequence[str], columns: Mapping[str, str], file: str) -> Matched:
    """Which header is which canonical column.

    Args:
        shape: the canonical table wanted.
        headers: the file's header row.
        columns: canonical name (or `entered STAGE`) to header; goes before what is recognised.
        file: for messages.

    Raises:
        Unreadable: a mapped column that is not there or is there twice, or required columns that nobody names.
    """
    places: dict[str, list[int]] = {}
    for position, header in enumerate(headers):
        places.setdefault(plain(header), []).append(position)
    export = _export(shape, places)
    found = {canonical: _first(places, spellings) for canonical, spellings in _spellings(shape, export).items()}
    mapped = {key: _mapped(key, header, places, headers, file) for key, header in columns.items()}
    _known_keys(shape, mapped, file)
    entered = _entered(shape, headers, mapped)
    named = {key: place for key, place in mapped.items() if not key.startswith(ENTERED)}
    chosen = {key: place for key, place in found.items() if place is not None} | named
    _once(chosen, places, headers, file)
    fixed = {key: value for key, value in (export.fixed if export else {}).items() if key not in chosen}
    guesses = () if export else _guesses(shape, headers, set(chosen.values()) | set(entered.values()), set(chosen))
    matched = Matched(export.system if export else "", chosen, entered, fixed, guesses)
    _complete(shape, matched, headers, file)
    return matched


def _export(shape: Shape, places: Mapping[str, list[int]]) -> Export | None:
    candidates = (export for export in EXPORTS if export.table == shape.name)
    return next(
        (e for e in candidates if all(any(plain(s) in places for s in signs) for signs in e.signs)),
        None,
    )


def _spellings(shape: Shape, export: Export | None) -> dict[str, tuple[str, ...]]:
    if export:
        return dict(export.columns)
    prefixes = _PREFIXES.get(shape.name, ())
    spelt = {name: (name, name.replace("_", " ")) for name in shape.names}
    plain_names = {name: (*forms, *(f"{p} {forms[1]}" for p in prefixes)) for name, forms in spelt.items()}
    return (
        plain_names | {"deal": (*plain_names["deal"], "deal id", "opportunity id")} if "deal" in spelt else plain_names
    )


_PREFIXES = {
    "deals": ("deal", "opportunity"),
    "activities": ("activity",),
    "prospects": ("prospect", "contact", "lead"),
}
"""What a file that no system is known for may put before our column names: `Deal ID`."""


def _first(places: Mapping[str, list[int]], spellings: Sequence[str]) -> int | None:
    return next((places[plain(s)][0] for s in spellings if plain(s) in places), None)


def _mapped(key: str, header: str, places: Mapping[str, list[int]], headers: Sequence[str], file: str) -> int:
    if plain(header) in places:
        return places[plain(header)][0]
    close = get_close_matches(header, headers, 1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    raise Unreadable(f"{file}: there is no column '{header}' for {key}", f"{hint}Columns found: {_listed(headers)}")


def _known_keys(shape: Shape, mapped: Mapping[str, int], file: str) -> None:
    for key in mapped:
        if key not in shape.names and not (shape is DEALS and key.startswith(ENTERED)):
            close = get_close_matches(key, shape.names, 1)
            hint = f"did you mean '{close[0]}'? " if close else ""
            names = ", ".join(shape.names) + (", entered STAGE" if shape is DEALS else "")
            raise Unreadable(f"{file}: columns: names '{key}', which is not a column of {shape.name}", f"{hint}{names}")


def _entered(shape: Shape, headers: Sequence[str], mapped: Mapping[str, int]) -> dict[str, int]:
    if shape is not DEALS:
        return {}
    matches = ((_HUBSPOT_ENTERED.fullmatch(" ".join(h.split()).lower()), h, i) for i, h in enumerate(headers))
    known = {_inner(header, match): place for match, header, place in matches if match}
    return known | {key.removeprefix(ENTERED): p for key, p in mapped.items() if key.startswith(ENTERED)}


def _inner(header: str, match: re.Match[str]) -> str:
    return " ".join(header.split())[match.start("stage") : match.end("stage")]


def _once(chosen: Mapping[str, int], places: Mapping[str, list[int]], headers: Sequence[str], file: str) -> None:
    for key, place in chosen.items():
        twins = places[plain(headers[place])]
        if len(twins) > 1:
            at = " and ".join(str(twin + 1) for twin in twins)
            raise Unreadable(
                f"{file}: row 1: the column '{headers[place]}' ({key}) is there {len(twins)} times: columns {at}",
                "rename or remove one of them",
            )


def _complete(shape: Shape, matched: Matched, headers: Sequence[str], file: str) -> None:
    have = {*matched.columns, *matched.fixed}
    missing = [group for group in shape.required if not have & set(group)]
    if missing:
        wanted = ", ".join(" or ".join(group) for group in missing)
        raise Unreadable(
            f"{file}: these are not the columns of an export we know; for {shape.name} we miss: {wanted}",
            f"Columns found: {_listed(headers)}\nSay in the plan which is which:\n\n{suggestion(shape, headers, file)}",
        )


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(header or "(no name)" for header in headers)


LIKELY: Mapping[str, tuple[str, ...]] = {
    "id": ("opportunity_id", "deal_id", "record_id", "key", "identifiant", "numero"),
    "name": ("deal_name", "title", "opportunity", "nom", "nome", "name"),
    "owner": ("sales_agent", "sales_rep", "rep", "agent", "salesperson", "commercial", "vendeur", "venditore", "user"),
    "account": ("customer", "client", "company", "cliente", "compte"),
    "funnel": ("pipeline", "process"),
    "stage": ("deal_stage", "step", "phase", "etape", "fase"),
    "status": ("state", "outcome", "statut", "stato"),
    "amount": ("close_value", "deal_value", "value", "revenue", "montant", "importo", "ca"),
    "currency": ("devise", "valuta"),
    "created": ("created_at", "create_date", "engage_date", "start_date", "opened", "date_creation"),
    "closed": ("close_date", "closed_at", "end_date", "date_cloture"),
    "expected_close": ("expected_close_date", "due"),
    "source": ("lead_source", "origin", "channel", "origine"),
    "last_activity": ("last_activity_date", "last_contact"),
    "date": ("activity_date", "day", "when", "timestamp", "created_at"),
    "action": ("type", "activity_type", "kind", "activity", "tache"),
    "result": ("outcome", "disposition", "resultat", "risultato"),
    "deal": ("deal_id", "opportunity_id", "opportunity"),
    "prospect": ("contact", "contact_id", "lead", "prospect_id"),
    "minutes": ("duration", "duree", "durata"),
    "count": ("number", "quantity", "nombre"),
    "entered": ("entered_at", "date", "changed_at", "timestamp"),
}
"""Header words that probably mean a canonical column: used for the mapping we suggest, never to read a file."""


def suggestion(shape: Shape, headers: Sequence[str], file: str) -> str:
    """The YAML to paste: every canonical column, with the likely header filled in."""
    found = {name: _scalar(header) for name, header in _likely(shape, headers).items()}
    asked = {group[0]: "..." for group in shape.required if not set(group) & set(found)}
    lines = [f"      {name}: {(found | asked)[name]}" for name in shape.names if name in found | asked]
    return "\n".join(["records:", f"  {shape.name}:", f"    path: {_scalar(file)}", "    columns:", *lines])


def _likely(shape: Shape, headers: Sequence[str]) -> dict[str, str]:
    free = {re.sub(r"[\W_]+", "_", plain(header)): header for header in headers if header}
    found: dict[str, str] = {}
    for name in shape.names:
        likely = next((word for word in (name, *LIKELY.get(name, ())) if word in free), None)
        if likely:
            found[name] = free.pop(likely)
    return found


def _guesses(
    shape: Shape, headers: Sequence[str], used: Collection[int], known: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """What the columns that nobody names may be: said, never assumed."""
    free = [header for place, header in enumerate(headers) if place not in used]
    return tuple((header, name) for name, header in _likely(shape, free).items() if name not in known)


def _scalar(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z_/.][\w ./-]*", text) else "'" + text.replace("'", "''") + "'"
