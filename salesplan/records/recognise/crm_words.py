"""What people call won, lost, answered and total, in English, French, Italian, Spanish and German."""

import re
from enum import StrEnum

from salesplan.records.recognise.headers import plain


class State(StrEnum):
    """Where a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"
    PARKED = "parked"


_WON = "won|closedwon|gagne|gagnee|gagnes|gagnees|signe|signee|vinto|vinta|vinti|vinte|ganado|ganada|gewonnen"
_LOST = (
    "lost|closedlost|perdu|perdue|perdus|perdues|perso|persa|persi|perse|perdido|perdida|verloren|"
    "disqualified|unqualified"
)
_CANCELLED = "cancelled|canceled|annule|annulee|annullato|annullata|cancelado|cancelada|storniert|abgebrochen|deleted"
_PARKED = "parked|fridge|frigo|nurturing|parcheggiato|parcheggiata|aparcado|aparcada|geparkt|zuruckgestellt"
_OPEN = (
    "open|todo|standby|active|actif|active|en cours|ouvert|ouverte|aperto|aperta|in corso|abierto|abierta|en curso|"
    "offen|aktiv|in progress|a faire|da fare|pending"
)

_ACCENTS = str.maketrans("àâäáãçéèêëìíîïñòóôöõùúûüÿß", "aaaaaceeeeiiiinooooouuuuys")

WORDS: tuple[tuple[State, frozenset[str]], ...] = (
    (State.WON, frozenset(_WON.split("|"))),
    (State.LOST, frozenset(_LOST.split("|"))),
    (State.CANCELLED, frozenset(_CANCELLED.split("|"))),
    (State.PARKED, frozenset(_PARKED.split("|"))),
    (State.OPEN, frozenset(_OPEN.split("|"))),
)

_NEGATIONS = frozenset(["not", "no", "non", "pas", "nicht", "nie", "never", "n't"])

_NOT_REACHED = (
    "no answer|not answered|unanswered|no response|no reply|not reached|voicemail|left voicemail|left message|busy|"
    "wrong number|bounced|missed|no show|noshow|no connect|not connected|failed|canceled|cancelled|left live message|"
    "pas de reponse|sans reponse|non repondu|injoignable|repondeur|messagerie|occupe|faux numero|absent|"
    "nessuna risposta|non risponde|senza risposta|segreteria|occupato|numero errato|assente|"
    "sin respuesta|no contesta|buzon de voz|ocupado|numero equivocado|"
    "keine antwort|nicht erreicht|mailbox|besetzt|falsche nummer|abwesend"
)
NOT_REACHED = frozenset(_NOT_REACHED.split("|"))

TOTALS = (
    *("total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub total", "sum"),
    *("totaux", "total général", "total general", "sous-total", "sous total", "somme"),
    *("totale", "totali", "totale complessivo", "subtotale", "subtotali", "somma"),
    *("gesamt", "summe", "gesamtsumme", "zwischensumme", "suma", "sumas"),
)
"""What the label of a row of sums begins with; `(12 records)` or a colon may follow."""

UNDONE = (
    *("to do", "todo", "not done", "not started", "in progress", "waiting on someone else", "waiting", "deferred"),
    *("planned", "scheduled", "open", "pending", "overdue", "canceled", "cancelled", "false", "no", "0"),
    *("à faire", "non commencé", "non commencée", "en cours", "en attente", "en attente d'une autre personne"),
    *("différé", "différée", "planifié", "planifiée", "annulé", "annulée", "non", "faux"),
    *("da fare", "non iniziato", "non iniziata", "in corso", "in attesa", "in attesa di qualcun altro", "rinviato"),
    *("rinviata", "pianificato", "pianificata", "annullato", "annullata", "falso"),
    *("pendiente", "no iniciada", "en curso", "aplazada", "offen", "nicht begonnen", "in bearbeitung", "geplant"),
)
"""What the column that tells whether an action was done says when it was not, in lower case."""


def bare(text: str) -> str:
    """A word as it is compared: plain, without accents, punctuation as spaces."""
    return " ".join(re.sub(r"[^\w']+", " ", plain(text).translate(_ACCENTS).replace("_", " ")).split())


def state_of(text: str) -> State | None:
    """The state that a stage or status text names, or None: `Closed Won` is won, `Demo` is none.

    A text with a negation in it (`not won`) is never taken for a state.
    """
    words = bare(text)
    whole = next((state for state, known in WORDS if words in known), None)
    if whole:
        return whole
    parts = set(words.split())
    if parts & _NEGATIONS or any("'" in part for part in parts):
        return None
    named = {state for state, known in WORDS[:3] if parts & known}
    return named.pop() if len(named) == 1 else None


def reached(result: str) -> bool | None:
    """Whether a result means that somebody was reached; None where there is no result."""
    words = bare(result)
    return words not in NOT_REACHED if words else None
