"""What people call won, lost, answered and total, in English, French, Italian, Spanish and German.

Of some further languages the plainest words of winning and losing are known.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from salesplan.records.recognise.synonyms import plain


class State(StrEnum):
    """Where a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"
    PARKED = "parked"
    UNKNOWN = "unknown"
    """The records say something that we do not understand: such deals are in no rate, and asked about."""


_WON = (
    "won|closedwon|gagne|gagnee|gagnes|gagnees|remporte|remportee|vinto|vinta|vinti|vinte|ganado|ganada|gewonnen|"
    "ganho|ganha|"
    # Dutch says as German does; Polish, Russian, Turkish, Czech, Danish, Swedish, Norwegian, Chinese, Japanese, Korean
    "wygrana|wygrane|wygrany|выиграна|выиграно|выигран|выиграны|kazanıldı|kazanilan|vyhrano|vyhrana|vyhrany|vundet|"
    "vunnen|vunnet|赢单|成交|已成交|受注|成約|수주|성사"
)
_LOST = (
    "lost|closedlost|perdu|perdue|perdus|perdues|perso|persa|persi|perse|perdido|perdida|verloren|disqualified|"
    "unqualified|disqualifie|disqualifiee|squalificato|squalificata|descalificado|descalificada|disqualifiziert|"
    "przegrana|przegrane|przegrany|utracona|stracona|проиграна|проиграно|проигран|проиграны|потеряна|kaybedildi|"
    "prohrano|prohrana|prohrany|ztraceno|ztracena|tabt|forlorad|forlorat|tapt|输单|丢单|已输单|失注|실주"
)
_CANCELLED = "cancelled|canceled|annule|annulee|annullato|annullata|cancelado|cancelada|storniert|abgebrochen|deleted"
_PARKED = (
    "parked|fridge|frigo|nurturing|parcheggiato|parcheggiata|aparcado|aparcada|geparkt|zuruckgestellt|on hold|hold|"
    "nurture|paused|postponed|en pause|reporte|reportee|in pausa|sospeso|sospesa|rimandato|rimandata|en pausa|"
    "pospuesto|aplazado|pausiert|em espera"
)
_OPEN = (
    "open|opened|o|todo|to do|standby|active|actif|active|en cours|ouvert|ouverte|aperto|aperta|in corso|abierto|"
    "abierta|en curso|offen|aktiv|in progress|in process|in bearbeitung|a faire|da fare|pending|ongoing|working|new|"
    "aberto|aberta|em andamento|em negociacao|in trattativa|en negociacion|in verhandlung|lopend|openstaand|"
    "in behandeling|attivo|attiva|activo|activa|pendiente|in attesa|en attente|late|overdue|en retard|in ritardo|"
    "uberfallig"
)
_ALONE_WON = (
    "win|wins|sold|success|successful|deal won|signe|signee|vendu|vendue|conclu|conclue|affaire conclue|venduto|"
    "venduta|chiuso positivamente|chiusura con vendita|vendido|vendida|verkauft|erfolgreich|abgeschlossen erfolgreich|"
    "accepted and signed|acquisita|acquisito|conseguida|conseguido|lograda|logrado|logrado con exito|"
    "victory|victoire|andata a buon fine|andato a buon fine|zusage|zugesagt|"
    "successfully realized|realizada|успешно реализовано|успешно|сделка успешна|сделка заключена|продано|w"
)
_ALONE_LOST = (
    "loss|losses|lose|loose|dead|dead deal|rejected|declined|refused|abandoned|withdrawn|dropped|dropped out|failed|"
    "failure|not interested|no interest|not a fit|no fit|no sale|no deal|no decision|out sold|outsold|junk|ghosted|"
    "apology|analyze failure|deal lost|refuse|refusee|abandonne|abandonnee|rejete|rejetee|sans suite|"
    "classe sans suite|non retenu|non retenue|echec|mort|morte|pas interesse|rifiutato|rifiutata|abbandonato|"
    "abbandonata|respinto|respinta|scartato|scartata|fallito|fallita|non interessato|non interessata|rechazado|"
    "rechazada|abandonado|abandonada|descartado|descartada|no interesado|no interesada|fallido|abgelehnt|abgesagt|"
    "sem interesse|sin interes|"
    "gescheitert|aufgegeben|kein interesse|nicht interessiert|tot|recusado|recusada|rejeitado|rejeitada|desistencia|"
    "desistiu|perte|perdita|perdida de venta|verlust|refus|chiusura senza vendita|closed and not realized|ko|"
    "закрыто и не реализовано|не реализовано|отказ|сделка провалена|провалена|провалено|"
    "unsuccessful|unsold|unwon|killed|kill|turned down|walked away|gave up|given up|not proceeding|not pursued|"
    "no bid|customer said no|client said no|said no|abandon|abandon client|refus client|non abouti|non aboutie|"
    "absage|erfolglos|nicht zustande gekommen|kein auftrag|kein abschluss|abgesprungen|kunde abgesprungen|"
    "non andata a buon fine|non andato a buon fine|no concretada|no concretado|no se concreto|"
    "gone dark|went with competitor|went with a competitor|went with the competition|chose competitor|"
    "chose a competitor|no go|nogo|afgewezen|verworfen|l"
)
_ALONE_CANCELLED = (
    "duplicate|duplicated|dup|duplicate deal|doublon|duplicato|duplicata|duplicado|duplicada|duplikat|dublette|spam|"
    "supprime|supprimee|eliminato|eliminata|eliminado|eliminada|geloscht|storno|void|voided"
)
_PERCENT = re.compile(r"(?:100|0+)(?:[.,]0+)? ?%")
"""A stage that is called by its probability, at its ends."""

_CHANCE = re.compile(r"\(\s*(\d{1,3})(?:[.,]0+)?\s*%\s*\)")
"""A probability in brackets."""

_CLOSED = (
    "closed|ferme|fermee|fermes|clos|cloture|cloturee|chiuso|chiusa|chiusi|cerrado|cerrada|cierre|"
    "conclusa|concluso|conclusi|concluse|abgeschlossen|geschlossen|fechado|fechada|encerrado|encerrada|ended|finished|termine|terminee|terminato|inactive|"
    "завершена|завершено|завершен|закрыта|закрыто|закрыт|zamknieta|zamkniete|uzavreno|已关闭|已结束|完了|終了"
)

_SIGNED = (
    "contract signed|signed contract|signed|accepted|order|ordered|contrat signe|accepte|acceptee|commande|"
    "commandee|contratto firmato|firmato|firmata|accettato|accettata|ordine|contrato firmado|firmado|firmada|"
    "aceptado|aceptada|pedido|c|vertrag unterzeichnet|unterzeichnet|unterschrieben|angenommen|beauftragt|auftrag|"
    "contrato assinado|aceito|getekend|opdracht|negocio fechado|converted|converti|convertie|convertito|convertita|"
    "convertido|konvertiert|not qualified|non qualifie|non qualifiee|non qualificato|no calificado|"
    "nicht qualifiziert|churned|churn|archived|archive|archivee|archiviato|archiviata|archivado|archiviert|expired|"
    "expire|expiree|scaduto|scaduta|caducado|abgelaufen|terminated|not realized|ok|done|completed|complete|invoiced|"
    "paid|delivered|live|customer|client|cliente|kunde|klant|"
    "facture|facturee|paye|payee|livre|livree|fatturato|fatturata|pagato|pagata|"
    "consegnato|fatto|facturado|facturada|pagado|pagada|entregado|hecho|fakturiert|bezahlt|geliefert|erledigt|"
    "shipped|installed|fulfilled|approved|order received|order placed|order confirmed|po received|"
    "purchase order received|work order received|invoice sent|payment received|deposit received|agreement signed|"
    "commande recue|bon de commande recu|facture envoyee|paiement recu|expedie|expediee|installe|installee|approuve|"
    "approuvee|ordine ricevuto|fattura emessa|pagamento ricevuto|spedito|installato|approvato|approvata|"
    "pedido recibido|orden de compra recibida|pago recibido|instalado|aprobado|aprobada|bestellung erhalten|"
    "auftrag erhalten|rechnung gestellt|zahlung erhalten|installiert|genehmigt"
)
"""What may be the end of a deal in one company and a step in another: asked about as well."""

_ACCENTS = str.maketrans("àâäáãçéèêëìíîïñòóôöõùúûüÿß", "aaaaaceeeeiiiinooooouuuuys")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


WORDS: tuple[tuple[State, frozenset[str]], ...] = (
    (State.WON, _set(_WON)),
    (State.LOST, _set(_LOST)),
    (State.CANCELLED, _set(_CANCELLED)),
    (State.PARKED, _set(_PARKED)),
    (State.OPEN, _set(_OPEN)),
)
"""Words of a state; those of the first three tell it among other words too."""

ALONE: tuple[tuple[State, frozenset[str]], ...] = (
    (State.WON, _set(_ALONE_WON)),
    (State.LOST, _set(_ALONE_LOST)),
    (State.CANCELLED, _set(_ALONE_CANCELLED)),
)
"""What tells a state only as a whole text, or before a reason: `Dead - no budget`, but no `Dead line review`."""

_ENDS = WORDS[0][1] | WORDS[1][1]

_REFUSED = frozenset(word for word in ALONE[1][1] if len(word) > len("loss") and " " not in word)
"""What is said of an offer that came to nothing: `Quote rejected`, `Devis refusé`."""
_AGREED = _set(
    "accepted|signed|approved|accepte|acceptee|signe|signee|valide|validee|accettato|accettata|firmato|firmata|"
    "aceptado|aceptada|firmado|firmada|angenommen|unterzeichnet|unterschrieben|beauftragt|aceito|aceita|assinado|"
    "assinada|getekend|geaccepteerd"
)
_OFFERS = _set(
    "quote|quotation|offer|proposal|estimate|contract|order|deal|agreement|devis|offre|proposition|contrat|commande|"
    "affaire|preventivo|offerta|proposta|contratto|ordine|trattativa|oferta|presupuesto|propuesta|contrato|pedido|"
    "angebot|vertrag|auftrag|offerte|orcamento"
)
"""What somebody agrees to at the end, or at the step before it: `Devis signé`, `Angebot angenommen`."""

SIGNED = _set(_SIGNED)

JUST_OPEN = _set(
    "open|opened|ouvert|ouverte|aperto|aperta|abierto|abierta|offen|aberto|aberta|openstaand|lopend|active|actif|aktiv|"
    "attivo|attiva|activo|activa|ongoing|in progress|en cours|in corso|en curso|em andamento|pending|closed"
)
"""What a status says of every deal that is open, whatever its stage."""

CLOSED = _set(_CLOSED)
"""Words of deals that are over, without a word of how: such a text is asked about, never taken for open."""

_NEGATIONS = _set("not|no|non|pas|nicht|nie|never|n't|nao|kein|niet|ikke|inte|ej|degil|не")
_REASON = re.compile(
    r"\s+[-\u2013\u2014:/|>]+\s+|\s*[:(\[|]\s*|\s+[-\u2013\u2014]|[-\u2013\u2014]\s+|,\s+"
    r"|\s+(?:by|due to|because of|par|\u00e0 cause de|von|vom|durch|wegen|dal|dalla|per|por|pelo|pela)\s+",
    re.IGNORECASE,
)
"""What stands between a state and its reason: `Lost - budget`, `Abandoned by the customer`."""
_HEDGES = _set(
    "almost|nearly|probably|likely|verbally|verbal|soon|be|expected|presque|bientot|probable|probablement|quasi|"
    "probabilmente|casi|probablemente|fast|wahrscheinlich|bald|quase|provavelmente"
)
"""What makes of a state a hope: `almost won`, `to be won`, `Quasi vinta`."""
_STILL = frozenset(["yet", "encore", "ancora", "todavia", "aun", "ainda", "really", "vraiment"])
"""What may stand between a negation and what it denies: `not yet won`."""
_OTHERS = _set(
    "competitor|competitors|competition|rival|rivals|concurrent|concurrents|concurrente|concurrence|concorrente|"
    "concorrenti|concorrenza|concorrencia|competidor|competidora|competidores|competencia|wettbewerb|wettbewerber|"
    "konkurrenz|konkurrent|konkurrenten|mitbewerber"
)
_BY = _set("by|par|von|vom|durch|da|dal|dalla|dai|por|pelo|pela")
_BETWEEN = _set(
    "a|an|the|our|one|of|un|une|le|la|les|notre|nos|de|uno|una|il|lo|i|gli|el|los|las|o|os|einem|einer|der|die|dem|den|"
    "unserem|unser|has|have|ont|ha|hanno|han|hat|haben"
)
"""Who won, where that was not us: `Won by a competitor`, `Competitor won`, but not `Won against a competitor`."""

_NOT_REACHED = (
    "no answer|not answered|unanswered|no response|no reply|not reached|voicemail|left voicemail|left message|busy|"
    "wrong number|bounced|missed|no show|noshow|no connect|not connected|failed|canceled|cancelled|"
    "left live message|pas de reponse|sans reponse|non repondu|injoignable|repondeur|messagerie|occupe|faux numero|"
    "absent|nessuna risposta|non risponde|senza risposta|segreteria|occupato|numero errato|assente|sin respuesta|"
    "no contesta|buzon de voz|ocupado|numero equivocado|keine antwort|nicht erreicht|mailbox|besetzt|falsche nummer|"
    "abwesend|"
    # HubSpot's own results of calls, by their ids: busy, left live message, left voicemail, no answer, wrong number
    "9d9162e7 6cf3 4944 bf63 4dff82258764|a4c4c377 d246 4b32 a13b 75a56a4cd0ff|b2cf5968 551e 4856 9783 52b3da59a7d0|"
    "73a0d17f 1163 4015 bdd5 ec830791da20|17b47fee 58de 441e a44c c6300d46f273"
)
NOT_REACHED = frozenset(_NOT_REACHED.split("|"))

TOTALS = (
    *("total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub total", "sum"),
    *("totaux", "total général", "total general", "sous-total", "sous total", "somme"),
    *("totale", "totali", "totale complessivo", "subtotale", "subtotali", "somma"),
    *("gesamt", "summe", "gesamtsumme", "zwischensumme", "suma", "sumas"),
)
"""What the label of a row of sums begins with; `(12 records)` or a colon may follow."""

COUNTS = (
    *("count", "record count", "row count", "number of records", "nombre", "nombre d'enregistrements"),
    *("conteggio", "numero di record", "recuento", "anzahl", "anzahl datensätze", "contagem"),
)
"""What stands before the number of rows in a report."""

_UNDONE = (
    *("to do", "todo", "not done", "not started", "in progress", "waiting on someone else", "waiting", "deferred"),
    *("planned", "scheduled", "open", "pending", "overdue", "canceled", "cancelled", "false", "no", "0"),
    *("à faire", "non commencé", "non commencée", "en cours", "en attente", "en attente d'une autre personne"),
    *("différé", "différée", "planifié", "planifiée", "annulé", "annulée", "non", "faux"),
    *("da fare", "non iniziato", "non iniziata", "in corso", "in attesa", "in attesa di qualcun altro", "rinviato"),
    *("rinviata", "pianificato", "pianificata", "annullato", "annullata", "falso"),
    *("pendiente", "no iniciada", "en curso", "aplazada", "offen", "nicht begonnen", "in bearbeitung", "geplant"),
)
UNDONE = (*_UNDONE, *(words.replace(" ", "_") for words in _UNDONE if " " in words))
"""What the column that tells whether an action was done says when it was not, in lower case."""


def bare(text: str) -> str:
    """A word as it is compared: plain, without accents, punctuation as spaces."""
    return " ".join(re.sub(r"[^\w']+", " ", plain(text).translate(_ACCENTS).replace("_", " ")).split())


def state_of(text: str) -> State | None:
    """The state that a stage or status text names, or None: `Closed Won` is won, `Demo` is none.

    A reason may follow, in which words have no say: `Closed Lost - No response`, `Lost, won by a competitor`. A word
    that is denied (`not won`) tells nothing; neither does a text that names two states at once. What others won
    is lost.
    """
    found = _state_in(text)
    return State.LOST if found is State.WON and _won_by_others(bare(text)) else found


def _won_by_others(words: str) -> bool:
    parts = [part for part in (each.removeprefix("l'") for each in words.split()) if part not in _BETWEEN]
    return any(
        (first in _BY and second in _OTHERS) or (first in _OTHERS and second in dict(WORDS)[State.WON])
        for first, second in pairwise(parts)
    )


def _state_in(text: str) -> State | None:
    if (chance := _CHANCE.search(text)) and (shorter := _CHANCE.sub(" ", text)).strip():
        return _ended_at(chance[1], shorter)
    words = bare(text)
    whole = _whole(words)
    if whole:
        return whole
    # Some systems put a name of the pipeline first: `C1:WON`, `Sales pipeline / Lost`.
    for part in (bare(piece) for piece in _REASON.split(text)):
        found = _whole(part) if part else None
        found = found if found in CLOSING else None
        if found or (found := _state_named(part)):
            return found
    rest = " ".join(word for word in words.split() if word not in CLOSED)
    found = _state_named(words) or (_whole(rest) if rest != words and _whole(rest) in CLOSING else None)
    apart = _CAPITALS.sub(" ", text)
    return found if found or apart == text else _state_in(apart)


def _ended_at(percent: str, text: str) -> State | None:
    """What a text says that has a probability behind it: `Open (50%)`, `Closed (0%)`."""
    ends = {100: State.WON, 0: State.LOST}
    return _state_in(text) or (ends.get(int(percent)) if is_closed(text) else None)


def is_closed(text: str) -> bool:
    """Whether a text says that a deal is over, whatever it says of how."""
    return bool(CLOSED & set(bare(text).split()))


CLOSING = frozenset([State.WON, State.LOST, State.CANCELLED])
_CAPITALS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
"""Where a capital stands within a word: `ClosedLostNoBudget`."""


def _whole(words: str) -> State | None:
    return next((state for state, known in (*WORDS, *ALONE) if words in known), None)


def _state_named(words: str) -> State | None:
    """The one state that a word among others names, unless that word is denied."""
    parts = words.split()
    named = {
        state
        for state, known in WORDS[:3]
        for place, part in enumerate(parts)
        if part in known and not _is_denied(parts[:place])
    }
    return named.pop() if len(named) == 1 else None


def _is_denied(before: Sequence[str]) -> bool:
    word = next((each for each in reversed(before) if each not in _STILL), "")
    return word in _NEGATIONS or word in _HEDGES or word.endswith("n't")


FEW = 40
"""Different stages and states that a pipeline has at most."""


def tells_states(values: Sequence[str]) -> bool:
    """Whether the different values of a column look like stages or states: few, and some of them an end."""
    return 0 < len(values) <= FEW and any(state_of(value) in CLOSING for value in values)


def likely_stages(cells: Mapping[int, Sequence[str]]) -> list[int]:
    """The columns whose cells look like stages or states, likeliest first: with won and lost among few others.

    A word of an end among others (`Lost & Found Ltd`) is not enough.
    """
    found = [
        place
        for place, values in cells.items()
        if tells_states(values) and (len(ends_told(values)) == BOTH or any(_is_plain_end(value) for value in values))
    ]
    return sorted(found, key=lambda place: (len(ends_told(cells[place])) < BOTH, len(cells[place]), place))


BOTH = 2


def _is_plain_end(text: str) -> bool:
    """Whether a text says that a deal is won or lost, and nothing else."""
    words = bare(text)
    return _whole(words) in CLOSING or (state_of(text) in CLOSING and set(words.split()) <= CLOSED | _ENDS)


def ends_told(values: Sequence[str]) -> frozenset[State]:
    """Which of won and lost the different values of a column name."""
    return frozenset(state for value in values if (state := state_of(value)) in {State.WON, State.LOST})


def tells_stages(values: Sequence[str]) -> bool:
    """Whether the values of a column of states are stages as well: some are no state, and none says `open` as such."""
    states = {value: state_of(value) for value in values if value.strip()}
    return (
        None in states.values()
        and any(state in CLOSING for state in states.values())
        and not any(bare(value) in JUST_OPEN for value in states)
    )


def over(text: str) -> bool:
    """Whether a text says that a deal is over, but not how, or may say so: `Closed`, `not won`, `Devis signé`."""
    words = bare(text)
    return state_of(text) is None and (
        words in SIGNED
        or _PERCENT.fullmatch(text.strip()) is not None
        or is_closed(text)
        or _denies_an_end(words.split())
        or _answers_an_offer(words.split())
    )


def _denies_an_end(words: Sequence[str]) -> bool:
    """Whether an end is denied and not just put off, or both ends are named: `not won`, but not `not yet won`."""
    if set(words) & (_STILL | _HEDGES):
        return False
    sold = any(first in _NEGATIONS and _whole(second) in CLOSING for first, second in pairwise(words))
    return sold or bool(_ENDS & set(words))


FEW_WORDS = 3


def _answers_an_offer(words: Sequence[str]) -> bool:
    """Whether somebody said yes or no to an offer, or no to anything, in as few words."""
    if not 1 < len(words) <= FEW_WORDS:
        return False
    return words[-1] in _REFUSED or (words[-1] in _AGREED and bool(_OFFERS & set(words)))


def reached(result: str) -> bool | None:
    """Whether a result means that somebody was reached; None where there is no result."""
    words = bare(result)
    return words not in NOT_REACHED if words else None
