"""What a header means that no table of synonyms has: by the words it is made of, and by what stands in its cells.

`Deal creation date` holds days and speaks of creating; `Weighted value` holds amounts, but not the deal's. Where two
columns may be meant alike, none is taken.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from salesplan.records.recognise.crm_words import tells_states
from salesplan.records.recognise.flags import Cells, are_numbered_days, kind_of

FEW_TEXTS = 40
"""Different texts that a column of stages has at most."""


class Sense(StrEnum):
    """What a word in a header speaks of."""

    CREATED = "created"
    FIRST = "first"
    TOUCH = "touch"
    CLOSED = "closed"
    WON = "won"
    LOST = "lost"
    EXPECTED = "expected"
    ACTUAL = "actual"
    LAST = "last"
    AMOUNT = "amount"
    STAGE = "stage"
    OWNER = "owner"
    FILLER = "filler"
    OTHER = "other"
    """Something that is not the deal's own: a task's date, a product's price, a weighted value, a reason."""


_STEMS: Mapping[Sense, str] = {
    Sense.CREATED: (
        "creat creaz criac criad cread cree erstell angelegt anlage eroffn toegevoegd aangemaakt added opened opening "
        "ouvert apert abert inserit alta ajoute aggiunt"
    ),
    Sense.FIRST: "first 1er 1st premier premiere primo prima primer erst",
    Sense.TOUCH: "contact kontakt contatt activit aktivit attivit activid interact touch",
    Sense.CLOSED: (
        "close closed closing clotur ferme fermetur chius cierr cerrad abschluss abgeschlossen afgesloten afsluit "
        "sluit fecham fechad encerr signed signing signatur sign unterzeichn unterschr"
    ),
    Sense.WON: "won win gagn gain vinc vinto vinta vincit ganad gewonnen ganho",
    Sense.LOST: (
        "lost loss perdu perte perdit persa perso perdid verlor verlust verlies absage abgesagt abgelehnt reject "
        "declin refus rifiut rechaz recus"
    ),
    Sense.EXPECTED: (
        "expect estim est forecast project prevu previst previsto prevision anticip planned planned target due "
        "deadline echeance scadenz vencim erwart gesch voraussicht verwacht stimat geplant gepland previsao tentativ"
    ),
    Sense.ACTUAL: "actual reel effettiv real reale reales tats tatsachlich",
    Sense.LAST: "last dernier derniere ultim letzt laatst",
    Sense.AMOUNT: (
        "amount value worth montant valeur importo valore valor importe monto betrag wert bedrag waarde revenue revenu "
        "ricav ingres umsatz budget price prix prezzo precio preco preis potentiel potenziale size sale acv tcv arr mrr"
    ),
    Sense.STAGE: "stage step phase fase etape etapa stadio milestone jalon hito pipelinephase",
    Sense.OWNER: (
        "owner propriet titolare responsab responsible verantwoord zustandig besitzer inhaber assign assegn affect "
        "attribu collaborateur commercial commerciale vendeur venditore vendedor salesperson salesrep rep who qui chi "
        "wer quien bearbeiter betreuer dono"
    ),
    Sense.FILLER: (
        "date data fecha datum day on at le il am el op of de del di du the la l d deal opportunity opportunite "
        "opportunita oportunidad affaire affare trattativa negocio trato lead time heure ora hora uhrzeit in net ht "
        "geschaft geschafts eur usd gbp chf dollar euro total monetary a to et e y und and user opp oppty name full "
        "nome nom crm sales pipeline dell dans"
    ),
    Sense.OTHER: (
        "modif updat chang aktual geandert aggiorn actualiz maj gewijzigd edited import export sync previous stage's "
        "invoice fattur factur rechnung payment paiement pagamento paid task meeting call demo quote devis offer birth "
        "contract renew start begin delivery livraison follow next remind email mail phone company customer product "
        "weight ponder gewicht probab tax tva vat iva discount remise sconto rabatt cost cout costo kosten margin "
        "marge commission provvig quantity count number num nb score base refund age jours rate taux min max low high "
        "quota unit recurring line item items reason raison motiv grund razon id team by par von da since duration "
        "prev type category fiscal period quarter year month campaign lead's hours old "
        "list listino catalog tarif mrr arr note notes comment remark remarq bemerk annotaz osservaz observac descri "
        "summary micros cents centimes pence pennies descont descuent unitar lifecycle ticket"
    ),
}
_ENDINGS: Mapping[str, Sense] = {
    **dict.fromkeys(("summe", "betrag", "wert", "volumen", "umsatz", "bedrag", "waarde"), Sense.AMOUNT),
    "phase": Sense.STAGE,
}
"""What a compound ends with: `Angebotssumme`."""

_MEETINGS = ("gesprach", "telefonat")
"""What a compound ends with that is no end of a deal, whatever it begins with: `Abschlussgespräch`."""

SHORT = 3
"""Letters of a word that counts only whole: it may be the beginning of another."""
_WHOLE = frozenset(["cree", "gain", "real", "sign"])
"""Longer words that count only whole."""

_WORD = re.compile(r"[a-z0-9]+")


def senses(header: str) -> tuple[Sense | None, ...]:
    """What each word of a header speaks of; None for a word that is not known."""
    return tuple(_sense(word) for word in _words(header))


def _words(header: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    bare = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c)).casefold()
    words = _WORD.findall(bare)
    # `Estimated $` is an amount; `Labor $` may be anything.
    money = _MONEY.search(bare) and words and all(_sense(word) for word in words)
    return [*words, "amount"] if money else words


_MONEY = re.compile(r"[$\u20ac\u00a3\u00a5\u20b9]")


_WORDS = tuple((stem, sense) for sense, stems in _STEMS.items() for stem in stems.split())


def _sense(word: str) -> Sense | None:
    exact = next((sense for stem, sense in _WORDS if stem == word), None)
    if exact:
        return exact
    if word.endswith(_MEETINGS):
        return Sense.OTHER
    fitting = [
        (len(stem), sense)
        for stem, sense in _WORDS
        if len(stem) > SHORT and stem not in _WHOLE and word.startswith(stem)
    ]
    if fitting:
        return max(fitting)[1]
    return next((sense for ending, sense in _ENDINGS.items() if word.endswith(ending)), None)


_REASONS = ("reason", "raison", "motiv", "motif", "grund", "razon", "razao", "caus")


def tells_reason(header: str) -> bool:
    """Whether a header speaks of a reason: its texts are no stages, though some sound like an end."""
    return any(word.startswith(_REASONS) or word.endswith("grund") for word in _words(header))


def by_words(wanted: Iterable[str], headers: Sequence[str], cells: Cells) -> dict[str, int]:
    """Which headers stand for which of the columns wanted; the plainest of several, and none where two are as plain.

    Args:
        wanted: canonical columns that nothing else names.
        headers: the file's; an empty one is taken already.
        cells: gives the different texts of a column in the first rows.
    """
    asked = set(wanted)
    found: dict[str, list[tuple[int, int]]] = {}
    for place, header in enumerate(headers):
        told = senses(header) if header else ()
        for key in _keys(header, told, cells, place) if told else ():
            found.setdefault(key, []).append((sum(sense is None for sense in told), place))
    chosen: dict[str, int] = {}
    for key, places in found.items():
        (strange, place), *others = sorted(places)
        if key in asked and not any(other == strange for other, _ in others):
            chosen[key] = place
    if "won_amount" in chosen and "amount" in asked and "amount" not in chosen:
        chosen["amount"] = chosen.pop("won_amount")
    return chosen


def _keys(header: str, told: Sequence[Sense | None], cells: Cells, place: int) -> Iterator[str]:
    """The column that a header with these words names, if its cells hold what belongs there."""
    said = {sense for sense in told if sense}
    first = {Sense.FIRST, Sense.TOUCH} <= said
    if Sense.OTHER in said or not said - {Sense.FILLER}:
        return
    dated = _dated(said, first=first)
    if dated and (kind_of(cells(place)) == "date" or (_DAY.search(header) and are_numbered_days(cells(place)))):
        yield dated
    elif Sense.AMOUNT in said and not said & {Sense.LOST, Sense.LAST, Sense.STAGE} and hold_amounts(cells(place)):
        yield "won_amount" if said & {Sense.ACTUAL, Sense.WON} else "amount"
    elif Sense.STAGE in said and not said & _NOT_OF_A_STAGE and _few(cells(place)):
        yield "stage"
    elif Sense.OWNER in said and not said & {Sense.CREATED, Sense.LAST, Sense.STAGE} and _names(cells(place)):
        yield "owner"


_NOT_OF_A_STAGE = frozenset({Sense.LAST, Sense.LOST, Sense.CREATED, Sense.TOUCH})
"""What is said with the stage of somebody, or with another one: `Contact Stage`, `Last stage`."""

_DAY = re.compile(r"dat[aeu]|fecha|tag\b|\b(?:on|at|am|day|jour|giorno|dia)\b", re.IGNORECASE)
"""What a header of days says, where the cells hold numbers of days, which might be amounts as well."""


def _dated(said: set[Sense], *, first: bool) -> str:
    if Sense.LAST in said:
        return "last_activity" if Sense.TOUCH in said else ""
    if first:
        return "created"
    if said & {Sense.STAGE, Sense.TOUCH, Sense.OWNER}:
        return ""
    if {Sense.WON, Sense.LOST} <= said:
        return "closed"
    if Sense.EXPECTED in said and Sense.CREATED not in said:
        return "expected_close"
    ends = ((Sense.WON, "won_time"), (Sense.LOST, "lost_time"), (Sense.CLOSED, "closed"), (Sense.CREATED, "created"))
    return next((key for sense, key in ends if sense in said), "")


_NUMBER = re.compile(
    r"[^\w%]{0,3}[a-z$\u20ac\u00a3\u00a5]{0,4}[^\w%]{0,3}\d[\d.,'\u2019\s]*(?:[^\w%]{0,2}[a-z$\u20ac\u00a3\u00a5]{0,4})?[^\w%]{0,2}",
    re.IGNORECASE,
)


def hold_amounts(values: Sequence[str]) -> bool:
    """Whether most of the cells hold amounts, and not all of them small ones such as ranks and ratings."""
    texts = [text for value in values if (text := value.strip())]
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]
    return len(numbers) * 2 > len(texts) and any(re.search(r"\d.?\d.?\d", text) for text in numbers)


def _few(values: Sequence[str]) -> bool:
    texts = {value.strip() for value in values} - {""}
    return 1 < len(texts) <= FEW_TEXTS and kind_of(values) == "text" and not hold_amounts(values)


def _names(values: Sequence[str]) -> bool:
    return kind_of(values) == "text" and not hold_amounts(values) and not tells_states(values)
