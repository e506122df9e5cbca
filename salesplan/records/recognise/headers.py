"""Which column is which: exports known by their headers, mappings, and what to say about an unknown file."""

import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import all_of, any_of, in_quotes, row, sentence
from salesplan.records.canonical import DEALS, ENTERED, FLAGS, Shape
from salesplan.records.recognise.crm_words import BOTH, State, ends_told, state_of, tells_stages, tells_states
from salesplan.records.recognise.currency_column import currency_beside
from salesplan.records.recognise.export import Export, Sign
from salesplan.records.recognise.exports import EXPORTS
from salesplan.records.recognise.flags import FALSE, TRUE, Cells, Rule, by_cells, flags, kind_of, values_meant
from salesplan.records.recognise.header_words import by_words, hold_amounts, tells_reason
from salesplan.records.recognise.headless import by_places
from salesplan.records.recognise.synonyms import WAREHOUSE, plain, synonym
from salesplan.records.sources import NOT_SAID

_ENTRIES = (
    re.compile(
        r"""(?:date entered|date d['\u2019]entrée(?: dans)?|data di ingresso(?: in)?) ["«“] ?(?P<stage>.+?)"""
        r"""(?: \([^()]*\))? ?["»”]"""
    ),
    re.compile(r"hs_(?:v2_)?date_entered_(?P<stage>\w+)"),
    re.compile(
        r"(?:date entered|entered|entered on|date of entry:?) "
        r"(?!on$|at$|by\b|pipeline$|funnel$|crm$|system$)(?P<stage>[^\"«“].*)"
    ),
    re.compile(
        r"(?!(?:date|time|day|stage|data|user)\b)(?P<stage>.+?)[ :-]+(?:entered(?: on| at)?|entry date|date entered)"
    ),
)
"""Headers of columns with the time at which a deal entered a stage."""


NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})


class Matched(Struct, frozen=True):
    """A file's columns by canonical name, `entered` columns by stage, and where the knowledge comes from."""

    system: str
    columns: dict[str, int]
    entered: dict[str, int]
    fixed: Mapping[str, str]
    guesses: tuple[tuple[str, str], ...] = ()
    """Headers that are not used, and what each may be."""
    rules: tuple[Rule, ...] = ()
    """What other columns tell about the state of a deal; the first rule that holds goes before the status."""
    kinds: tuple[Rule, ...] = ()
    """Which kind of action a row is, where the filled columns tell it; `state` is the kind."""
    only: tuple[Rule, ...] = ()
    """What a row must hold to be one of this table's; `state` says why the others are set aside."""
    guessed: frozenset[str] = frozenset()
    """Columns that were recognised by a word alone, not by the system or by the user."""
    headers: tuple[str, ...] = ()
    """All headers, where they are not at hand elsewhere."""
    in_cents: bool = False
    """Whether amounts are left out since the system counts cents, and nobody named a column for them."""

    def refers_to_none(self, key: str) -> bool:
        """Whether a column may hold the id that this system writes for nothing."""
        return key in {"deal", "prospect"} and self.system == "Salesforce"

    @property
    def status_beside_rules(self) -> str | None:
        """The status of deals that no rule is about; None where the file's own columns tell it."""
        if not self.rules or {"stage", "status"} & set(self.columns):
            return None
        return "open" if {"won", "lost"} <= {rule.state for rule in self.rules} else NOT_SAID

    def named(self, headers: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Our columns and the file's headers for them, in the file's order."""
        every = self.columns | {f"{ENTERED}{stage}": place for stage, place in self.entered.items()}
        return tuple((key, headers[place]) for key, place in sorted(every.items(), key=lambda item: item[1]))

    @property
    def tested(self) -> frozenset[int]:
        """The places of columns in which rules look."""
        return frozenset(place for rule in (*self.rules, *self.kinds, *self.only) for place, _ in rule.tests)

    def unused(self, headers: Sequence[str]) -> tuple[str, ...]:
        """Headers that nothing is read from."""
        return tuple(headers[place] for place in self.unread(headers))

    def unread(self, headers: Sequence[str]) -> tuple[int, ...]:
        """The places of headers that nothing is read from."""
        used = {*self.columns.values(), *self.entered.values(), *self.tested}
        return tuple(place for place, header in enumerate(headers) if place not in used and header)


AMOUNTS = ("amount", "won_amount")

BY_PLACE = re.compile(r"#([1-9]\d{0,3})")
"""What a mapping calls a column by its place, from 1: one without a header, or one of two with the same."""

Conditions = Mapping[str, Sequence[str]]
StageLike = Callable[[], Sequence[int]]


def recognise(  # noqa: PLR0913, PLR0917
    shape: Shape,
    headers: Sequence[str],
    columns: Mapping[str, str],
    file: str,
    conditions: Conditions = NOTHING,
    stage_like: StageLike | None = None,
    cells: Cells | None = None,
) -> Matched:
    """Which header is which canonical column.

    Args:
        shape: the canonical table wanted.
        headers: the file's header row.
        columns: canonical name (or `entered STAGE`) to header; goes before what is recognised; an empty header: none.
        file: for messages.
        conditions: state to `HEADER=VALUE` texts, in which deals are in that state.
        stage_like: gives the columns whose cells look like stages in the first rows: a proposal is tried on the rows.
        cells: gives the different texts of a column in the first rows, which tell a flag from a date.

    Raises:
        Unreadable: a mapped column that is not there or is there twice, or required columns that nobody names.
    """
    places: dict[str, list[int]] = {}
    for position, header in enumerate(headers):
        places.setdefault(plain(header), []).append(position)
    for position, header in enumerate(headers):
        if WAREHOUSE.match(header):
            places.setdefault(plain(WAREHOUSE.sub("", header)), [position])
    stage_like = _without_reasons(stage_like, headers, cells)
    spelt = {loose(header): at for header, at in reversed(places.items())} | places
    export = _export(shape, spelt)
    left_out = {key for key, header in columns.items() if not header}
    asked = {key: header for key, header in columns.items() if header}
    mapped = {key: _map(key, header, places, headers, file) for key, header in asked.items()}
    _known_keys(shape, {*mapped, *left_out}, file)
    entered = _entry_columns(shape, headers, mapped)
    named = {key: place for key, place in mapped.items() if not key.startswith(ENTERED)}
    named |= {f"{state}_time": entered.pop(stage) for stage, state in _ends(entered, mapped).items()}
    chosen = _match(export, spelt, {*named, *left_out}) | named
    taken = {*chosen.values(), *entered.values(), *mapped.values()}
    free = [header if place not in taken else "" for place, header in enumerate(headers)]
    wanted = [key for key in (*shape.names, *(FLAGS if shape is DEALS else ())) if key not in {*chosen, *left_out}]
    if export:
        wanted = [key for key in wanted if key not in export.fixed and not (key == "action" and export.kinds)]
    in_cents = export is not None and export.in_cents and "amount" not in chosen
    if in_cents:
        wanted = [key for key in wanted if key not in AMOUNTS]
    # Tables of a warehouse have types: a text that looks like a day would be refused there.
    in_file = cells if stage_like else None
    guess = Guess(shape, headers, stage_like if not any(conditions.values()) else None, in_file)
    guessed = _guess(guess, wanted, chosen, {place for place, header in enumerate(free) if not header})
    chosen |= guessed
    by_place = {key for key, header in asked.items() if plain(header) not in places}
    _once({key: place for key, place in chosen.items() if key not in by_place}, places, headers, file)
    if shape is DEALS and cells:
        tried, chosen = chosen, by_cells(chosen, named, cells)
        again = _guess(guess, [key for key in wanted if key not in chosen], chosen, {*taken, *tried.values()})
        guessed |= again
        chosen |= again
    if "currency" in wanted and cells and {"amount", "won_amount"} & set(chosen):
        beside = currency_beside(headers, chosen, {*taken, *entered.values()}, cells)
        guessed |= beside
        chosen |= beside
    fixed = {key: value for key, value in (export.fixed if export else {}).items() if key not in chosen}
    known = _known_rules(export.rules if export else (), spelt)
    by_flags = flags(chosen, told=_ends_in_texts(chosen, cells)) if shape is DEALS else ()
    rules = (*_rules_of(conditions, places, headers, file), *known, *by_flags) if shape is DEALS else ()
    used = {*chosen.values(), *entered.values(), *(place for rule in rules for place, _ in rule.tests)}
    guesses = _guesses(shape, headers, used, {*chosen, *left_out, *(AMOUNTS if in_cents else ())}, cells)
    system = export.system if export else ""
    kinds = _known_rules(export.kinds if export and "action" not in chosen else (), spelt)
    only = _known_rules(export.only if export else (), spelt)
    matched = Matched(
        system, chosen, entered, fixed, guesses, rules, kinds, only, frozenset(guessed), in_cents=in_cents
    )
    _complete(shape, matched, (headers, file), stage_like, cells)
    return matched


def _ends_in_texts(chosen: Mapping[str, int], cells: Cells | None) -> bool:
    """Whether a stage or status says of some deals that they are won or lost."""
    texts = [place for key, place in chosen.items() if key in {"stage", "status"}]
    return any(ends_told(cells(place)) for place in texts) if cells else bool(texts)


class Guess(Struct, frozen=True):
    """What columns that no system and no user names may be told by."""

    shape: Shape
    headers: Sequence[str]
    stage_like: StageLike | None
    cells: Cells | None


def _guess(by: Guess, wanted: Sequence[str], chosen: Mapping[str, int], taken: Collection[int]) -> dict[str, int]:
    """Which of the headers that are not taken stand for what is wanted, by the table of synonyms, words and cells."""
    free = [header if place not in taken else "" for place, header in enumerate(by.headers)]
    found = synonym(by.shape.name, wanted, free)
    if by.shape is not DEALS or by.cells is None:
        return found
    left = [header if place not in found.values() else "" for place, header in enumerate(free)]
    found |= by_words([key for key in wanted if key not in found], left, by.cells)
    return found if _headless(by.headers) else _with_stages(found, chosen, by.stage_like, by.cells)


def _with_stages(
    guessed: Mapping[str, int], chosen: Mapping[str, int], stage_like: StageLike | None, cells: Cells
) -> dict[str, int]:
    """What was guessed, with the stage: a status that holds stages, or a column that nothing but its cells tells."""
    found = dict(guessed)
    every = {**chosen, **found}
    if "status" in found and "stage" not in every and tells_stages(cells(found["status"])):
        found["stage"] = found.pop("status")
        return found
    if "status" in every or not every or ("stage" in every and ends_told(cells(every["stage"]))):
        return found  # what names no column that we know may be a record
    used = set(every.values())
    likely = [at for at in (stage_like() if stage_like else ()) if at not in used and len(ends_told(cells(at))) == BOTH]
    if likely and len(cells(likely[0])) <= MOST_STAGES:
        found["status" if "stage" in every else "stage"] = likely[0]
    return found


MOST_STAGES = 20
"""Different texts that a column has which is taken for the stage by nothing but its cells."""


def _without_reasons(stage_like: StageLike | None, headers: Sequence[str], cells: Cells | None) -> StageLike | None:
    """The columns that look like stages, without reasons of losing, which sound like an end of their own."""
    if stage_like is None or cells is None:
        return stage_like
    likely, texts = stage_like, cells
    return lambda: [
        place for place in likely() if not tells_reason(headers[place]) or len(ends_told(texts(place))) == BOTH
    ]


def _rules_of(
    conditions: Conditions, places: Mapping[str, list[int]], headers: Sequence[str], file: str
) -> Iterator[Rule]:
    """What the user says about cells: `IsWon=true`, `Won on=*`."""
    for state, texts in conditions.items():
        for text in texts:
            header, value = _condition(text, places)
            place = _map(f"{state} if", header, places, headers, file)
            yield Rule(state, ((place, values_meant(value)),))


def _condition(text: str, places: Mapping[str, list[int]]) -> tuple[str, str]:
    """The header and the value of a condition; both may have equals signs of their own."""
    cuts = [(text[:at].strip(), text[at + 1 :]) for at, sign in enumerate(text) if sign == "="] or [(text.strip(), "")]
    return next((cut for cut in cuts if plain(cut[0]) in places), cuts[0])


def _known_rules(signs: Sequence[Sign], places: Mapping[str, list[int]]) -> tuple[Rule, ...]:
    """What a system's own columns tell, where they are there."""
    found = ((sign, _first(places, sign.headers)) for sign in signs)
    return tuple(Rule(sign.says, ((place, sign.values),)) for sign, place in found if place is not None)


def _match(export: Export | None, places: Mapping[str, list[int]], known: Collection[str]) -> dict[str, int]:
    """The columns of an export that is known by its headers, but for those that the user decides about."""
    spellings = export.columns if export else {}
    found = {key: _first(places, words) for key, words in spellings.items() if key not in known}
    return {key: place for key, place in found.items() if place is not None}


def _export(shape: Shape, places: Mapping[str, list[int]]) -> Export | None:
    candidates = (export for export in EXPORTS if export.table == shape.name)
    return next(
        (e for e in candidates if all(any(plain(s) in places for s in signs) for signs in e.signs)),
        None,
    )


def _first(places: Mapping[str, list[int]], spellings: Sequence[str]) -> int | None:
    return next((places[s][0] for s in map(plain, spellings) if s in places), None)


def _map(key: str, header: str, places: Mapping[str, list[int]], headers: Sequence[str], file: str) -> int:
    if plain(header) in places:
        return places[plain(header)][0]
    if (at := BY_PLACE.fullmatch(header)) and int(at[1]) <= len(headers):
        return int(at[1]) - 1
    close = get_close_matches(header, headers, 1)
    columns = sentence("Columns found: {names}", names=_list(headers))
    hint = row([sentence("did you mean {word}?", word=in_quotes(close[0])), columns], " ") if close else columns
    raise Unreadable(
        sentence("{file}: there is no column '{header}' for {key}", file=file, header=header, key=key), hint
    )


def _known_keys(shape: Shape, mapped: Collection[str], file: str) -> None:
    for key in mapped:
        if key not in (*shape.names, *(FLAGS if shape is DEALS else ())) and not (
            shape is DEALS and key.startswith(ENTERED)
        ):
            close = get_close_matches(key, shape.names, 1)
            names = ", ".join(shape.names) + (", entered STAGE" if shape is DEALS else "")
            raise Unreadable(
                sentence(
                    "{file}: columns: names '{key}', which is not a column of {name}",
                    file=file,
                    key=key,
                    name=shape.name,
                ),
                row([sentence("did you mean {word}?", word=in_quotes(close[0])), names], " ") if close else names,
            )


def _entry_columns(shape: Shape, headers: Sequence[str], mapped: Mapping[str, int]) -> dict[str, int]:
    if shape is not DEALS:
        return {}
    spaced = [" ".join(header.split()) for header in headers]
    matches = ((form.fullmatch(h.lower()), h, place) for place, h in enumerate(spaced) for form in _ENTRIES)
    known: dict[str, int] = {}
    for match, header, place in matches:
        if match and (stage := header[match.start("stage") : match.end("stage")]):
            known.setdefault(stage, place)
    told = {key.removeprefix(ENTERED): p for key, p in mapped.items() if key.startswith(ENTERED)}
    return {stage: place for stage, place in known.items() if place not in mapped.values()} | told


def _ends(entered: Mapping[str, int], mapped: Mapping[str, int]) -> dict[str, str]:
    """Which times of entry that the user names are those of winning and losing."""
    said = {stage: state_of(stage) for stage in entered if f"{ENTERED}{stage}" in mapped}
    return {stage: state.value for stage, state in said.items() if state in {State.WON, State.LOST}}


def _once(chosen: Mapping[str, int], places: Mapping[str, list[int]], headers: Sequence[str], file: str) -> None:
    for key, place in chosen.items():
        twins = places[plain(headers[place])]
        if len(twins) > 1:
            at = all_of(str(twin + 1) for twin in twins)
            raise Unreadable(
                sentence(
                    "{file}: row 1: the column '{header}' ({key}) is there {twins} times: columns {at}",
                    file=file,
                    header=headers[place],
                    key=key,
                    twins=len(twins),
                    at=at,
                ),
                sentence("say which is meant by its place: --map {key}=#{place}", key=key, place=str(twins[0] + 1)),
            )


def _complete(
    shape: Shape, matched: Matched, named: tuple[Sequence[str], str], stage_like: StageLike | None, cells: Cells | None
) -> None:
    headers, file = named
    have = {*matched.columns, *matched.fixed, *(["status"] if matched.rules else [])}
    have |= {"action"} if matched.kinds else set()
    missing = [group for group in shape.required if not have & set(group)]
    if missing:
        wanted = row([any_of(group) for group in missing], ", ")
        raise Unreadable(
            sentence(
                "{file}: these are not the columns of an export we know; for {name} we miss: {wanted}",
                file=file,
                name=shape.name,
                wanted=wanted,
            ),
            row(
                [
                    sentence("Columns found: {names}", names=_list(headers)),
                    "\n",
                    *_ways(shape, (headers, file), stage_like, cells),
                ]
            ),
        )


def _ways(
    shape: Shape, named: tuple[Sequence[str], str], stage_like: StageLike | None, cells: Cells | None
) -> Iterator[str]:
    """How to say which column is which: by its header, or by its place where the first row looks like a record."""
    headers, file = [re.sub(r"\s*[\r\n]\s*", " ", header) for header in named[0]], named[1]
    if not _headless(headers):
        yield proposal(shape, headers, file, stage_like, cells)
        return
    found = by_places(headers, stage_like(), cells) if shape is DEALS and stage_like and cells else {}
    if not found:
        yield proposal(shape, headers, file, stage_like, cells)
        yield (
            "\nIf the first row is a record already, say which column is which by its place: --map id=#1 --map stage=#4"
        )
        return
    yield sentence("The first row looks like a record: columns are called by their places then.")
    yield " "
    options = " ".join(shlex.join(["--map", f"{name}={place}"]) for name, place in found.items())
    yield _both_ways(options, suggestion(shape, found, file))
    yield "\n\n"
    yield sentence(
        "The others are said alike: {names}.", names="name, owner, account, created, closed, currency, source"
    )


def _headless(headers: Sequence[str]) -> bool:
    """Whether the first row looks like a record."""
    return any(re.fullmatch(r"[-\d./: ,]+", header) for header in headers if header)


def loose(header: str) -> str:
    """A header as exports that write blanks in several ways are compared: `Deal_Name` is `deal name`."""
    return " ".join(plain(header).replace("_", " ").split())


def _list(headers: Sequence[str]) -> str:
    return ", ".join(header or "(no name)" for header in headers)


def proposal(
    shape: Shape,
    headers: Sequence[str],
    file: str,
    stage_like: StageLike | None = None,
    cells: Cells | None = None,
) -> str:
    """How to say which header is which: on the command line, and as a whole plan to paste; tried on the rows."""
    found = _likely(shape, headers, stage_like() if stage_like else ())
    missing = [group[0] for group in shape.required if not set(group) & set(found)]
    if missing and shape is DEALS and cells and (signs := _signs_of_state(headers, cells)):
        return _by_signs(found, signs, file)
    if missing:
        return row(_asked(shape, headers, (found, missing), cells), " ")
    table = "" if shape is DEALS else f"{shape.name}."
    options = " ".join(shlex.join(["--map", f"{table}{name}={header}"]) for name, header in found.items())
    return _both_ways(options, suggestion(shape, found, file))


def _asked(
    shape: Shape, headers: Sequence[str], told: tuple[Mapping[str, str], Sequence[str]], cells: Cells | None
) -> Iterator[str]:
    """What is left to say where some required columns are missing, with those that are found."""
    found, missing = told
    table = "" if shape is DEALS else f"{shape.name}."
    needed = {name for group in shape.required for name in group}
    options = [shlex.join(["--map", f"{table}{name}={header}"]) for name, header in found.items() if name in needed]
    example = " ".join([*options, *(f"--map {table}{name}=HEADER" for name in missing)])
    if shape is not DEALS:
        yield sentence("No column looks like it. Say which it is: {options}.", options=example)
        return
    yield sentence(
        "No column looks like it. Say which it is: {options}. Deals that are won by another sign: --won-if "
        "'HEADER=VALUE'.",
        options=example,
    )
    if cells and (few := _of_few_texts(headers, cells)):
        yield sentence("Columns with few different texts: {names}.", names=_list(few))


NAMED = 6
"""Columns that are named for what may be the stage."""


def _of_few_texts(headers: Sequence[str], cells: Cells) -> list[str]:
    """Columns that may be the stage by nothing but how few texts they have, those with the fewest first."""
    counts = {}
    for place, header in enumerate(headers):
        texts = {plain(text) for text in cells(place)} - {""} if header else set()
        if 1 < len(texts) <= MOST_STAGES and kind_of(tuple(texts)) != "date" and not hold_amounts(tuple(texts)):
            counts[header] = len(texts)
    return sorted(counts, key=lambda header: counts[header])[:NAMED]


def _both_ways(options: str, plan: str) -> str:
    by_line, by_plan = sentence("Say which is which on the command line:"), sentence("or in a plan:")
    return row([by_line, options, by_plan, plan], "\n\n")


def _signs_of_state(headers: Sequence[str], cells: Cells) -> dict[str, str]:
    """Conditions on a column that is called after a state and says yes and no, beside other words: `Won?=Yes`."""
    found: dict[str, str] = {}
    for state, other in (("won", "lost"), ("lost", "won")):
        place = synonym(DEALS.name, [f"is_{state}"], headers).get(f"is_{state}")
        texts = cells(place) if place is not None else ()
        for says, words in ((state, TRUE), (other, FALSE)):
            text = next((text for text in texts if plain(text) and plain(text) in words), None)
            if text is not None and place is not None:
                found.setdefault(says, f"{headers[place]}={text}")
    return found if "won" in found else {}


def _by_signs(found: Mapping[str, str], signs: Mapping[str, str], file: str) -> str:
    options = [shlex.join(["--map", f"{name}={header}"]) for name, header in found.items()]
    options += [shlex.join([f"--{state}-if", condition]) for state, condition in signs.items()]
    lines = [f"    {state}_if: [{_scalar(condition)}]" for state, condition in signs.items()]
    plan = "\n".join([suggestion(DEALS, found, file), *lines])
    return _both_ways(" ".join(options), plan)


def suggestion(shape: Shape, found: Mapping[str, str], file: str) -> str:
    """The plan to paste, which needs no more than this: every column with its header."""
    lines = [f"      {name}: {_scalar(header)}" for name, header in found.items()]
    path = f"    path: {_scalar(file)}"
    return "\n".join(["salesplan: 1", "title: Records", "records:", f"  {shape.name}:", path, "    columns:", *lines])


def _likely(shape: Shape, headers: Sequence[str], stage_like: Sequence[int]) -> dict[str, str]:
    """Headers that probably mean a column: by their words, and a stage by what stands in its cells."""
    found = synonym(shape.name, shape.names, headers, weak=True)
    if shape is DEALS and not {"stage", "status"} & set(found):
        states = [place for place in stage_like if place not in found.values() and headers[place]]
        found |= {"stage": states[0]} if states else {}
    return {name: headers[found[name]] for name in shape.names if name in found}


def _guesses(
    shape: Shape,
    headers: Sequence[str],
    used: Collection[int],
    known: Collection[str],
    cells: Cells | None,
) -> tuple[tuple[str, str], ...]:
    """What the columns that nobody names may be: said, never assumed; `State` may be that of a country."""
    free = [header if place not in used else "" for place, header in enumerate(headers)]
    found = synonym(shape.name, [name for name in shape.names if name not in known], free, weak=True)
    if shape is DEALS and cells and "status" in found and not tells_states(cells(found["status"])):
        del found["status"]
    return tuple((headers[place], name) for name, place in found.items())


_WORDS_OF_YAML = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])
"""What some reader of YAML takes for something else than a text."""


def _scalar(text: str) -> str:
    plainly = re.fullmatch(r"(?:\.{0,2}/|[A-Za-z_])[\w ./-]*", text) and text.casefold() not in _WORDS_OF_YAML
    return text if plainly else "'" + text.replace("'", "''") + "'"
