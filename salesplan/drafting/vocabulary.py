"""What spreadsheets call the parts of a plan, in English, French, Italian, German and Spanish.

Compared are letters alone, without accents, capitals, units and what stands in brackets: "Coût (€)" is `cout`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a table holds."""

    FUNNEL = "funnel"
    TEAM = "team"
    TARGETS = "targets"
    BUDGET = "budget"


def _split(words: str) -> list[str]:
    return words.split()


HEADERS: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.FUNNEL: {
        "stage": (
            "stage stages step steps phase phases funnelstage salesstage pipelinestage etape etapes etapedevente "
            "fase fasi stadio stadi stufe stufen verkaufsphase etapa etapas funnel entonnoir tunnel imbuto "
            "trichter embudo"
        ),
        "conversion": (
            "conversion conversionrate conversiontonext rate convrate taux tauxdeconversion tauxdetransformation "
            "transformation tauxdepassage conversione tassodiconversione tasso konversion konversionsrate "
            "konversionrate abschlussquote tasa tasadeconversion moveon"
        ),
        "count": (
            "count number volume records quantity nombre quantite numero quantita anzahl menge cantidad "
            "currentcount deals leads prospects"
        ),
        "days": (
            "days duration averagedays daysinstage jours duree dureemoyenne joursmoyens giorni durata giornimedi "
            "tage dauer verweildauer dias duracion"
        ),
    },
    Kind.TEAM: {
        "name": (
            "name rep reps salesrep salesperson employee person member teammember seller nom nometprenom "
            "nomprenom prenom commercial vendeur collaborateur nome nomeecognome nomecognome venditore "
            "commerciale agente persona mitarbeiter mitarbeiterin verkaufer vertriebler vorname nombre "
            "nombreyapellidos vendedor comercial empleado"
        ),
        "role": (
            "role position title jobtitle job function poste fonction metier ruolo funzione mansione posizione "
            "rolle funktion stelle puesto rol cargo funcion"
        ),
        "segment": (
            "team segment department group equipe service squadra reparto gruppo abteilung gruppe equipo "
            "departamento grupo"
        ),
        "hours": (
            "hours hoursperweek hoursaweek weeklyhours hoursweek heures heuresparsemaine heureshebdo heuressemaine "
            "heureshebdomadaires ore oresettimanali oreasettimana oresettimana orepersettimana stunden wochenstunden "
            "stundenprowoche stundenwoche horas horassemanales horasporsemana horassemana"
        ),
        "starts": (
            "start starts startdate starting hiredate hired joins joining debut datededebut arrivee datedarrivee "
            "datedentree entree inizio datadiinizio datainizio assunzione datadiassunzione beginn eintritt "
            "eintrittsdatum startdatum inicio fechadeinicio fechadealta alta incorporacion"
        ),
        "ends": (
            "end ends enddate leaves fin datedefin depart datededepart fine datadifine uscita ende austritt "
            "austrittsdatum fechadefin baja"
        ),
        "quota": (
            "quota quotas target individualtarget objectif objectifindividuel obiettivo quotaindividuale ziel "
            "umsatzziel cuota objetivo"
        ),
    },
    Kind.TARGETS: {
        "month": "month months period mois periode mese mesi periodo monat monate zeitraum mes meses",
        "target": (
            "target targets revenue sales revenuetarget salestarget goal plannedrevenue plannedsales objectif "
            "objectifs ca caprevu caprevisionnel caobjectif objectifca chiffredaffaires chiffredaffairesprevu "
            "ventes obiettivo obiettivi fatturato fatturatoprevisto obiettivofatturato obiettivodifatturato "
            "ricavi vendite ziel ziele umsatz umsatzziel planumsatz umsatzplan objetivo objetivos ventas ingresos "
            "facturacion meta"
        ),
        "last_year": "lastyear lastyearrevenue previousyear anneeprecedente annoprecedente vorjahr anoanterior",
    },
    Kind.BUDGET: {
        "item": (
            "item items expense expenses description costitem line poste postes depense depenses libelle "
            "designation intitule voce voci spesa spese descrizione posten ausgabe ausgaben beschreibung "
            "bezeichnung concepto gasto gastos partida descripcion"
        ),
        "category": "category type kind categorie nature categoria tipo tipologia kategorie art kostenart",
        "amount": (
            "amount cost costs budget planned montant cout couts importo costo costi betrag kosten importe coste "
            "costes presupuesto"
        ),
        "when": (
            "month date when due duedate mois echeance quand mese data scadenza monat datum fallig faelligam mes "
            "fecha vencimiento"
        ),
    },
}
"""Fields of each kind of table, and the headers that mean them."""

REQUIRED: Final[Mapping[Kind, tuple[frozenset[str], ...]]] = {
    Kind.FUNNEL: (frozenset({"stage", "conversion"}), frozenset({"stage", "count"})),
    Kind.TEAM: tuple(frozenset({"name", other}) for other in ("role", "segment", "hours", "starts", "quota")),
    Kind.TARGETS: (frozenset({"month", "target"}),),
    Kind.BUDGET: (frozenset({"item", "amount"}), frozenset({"category", "amount"})),
}
"""What a row of headers must have to be that kind: one of these sets."""

LABELS: Final[Mapping[str, str]] = {
    "deal_value": (
        "averagedeal averagedealsize averagedealvalue dealsize dealvalue averageordervalue panier paniermoyen "
        "valeurmoyenne montantmoyen valoremedio scontrinomedio ordinemedio valoredellatrattativa auftragswert "
        "durchschnittlicherauftragswert dealgrosse ticketmedio valormedio importemedio"
    ),
    "target": (
        "target revenuetarget annualtarget yearlytarget salestarget objectif objectifannuel objectifca "
        "objectifdechiffredaffaires obiettivo obiettivoannuale obiettivodifatturato ziel jahresziel umsatzziel "
        "objetivo objetivoanual"
    ),
    "company": "company entreprise societe azienda societa ditta firma unternehmen empresa",
    "currency": "currency devise valuta wahrung waehrung moneda",
    "limit": "budgetlimit budgettotal limit plafond budgetmaximum limite budgetmassimo budgetobergrenze obergrenze",
    "title": "title plan titre titolo titel titulo",
}
"""What stands beside a single value: the label to its left."""

TOTALS: Final = frozenset(
    _split(
        "total totals totaux sum somme totale totali somma summe gesamt gesamtsumme suma subtotal soustotal subtotale "
        "zwischensumme grandtotal"
    )
)
WON: Final = frozenset(
    _split(
        "won wins win closedwon customer customers sale sales deal deals closed gagne gagnee gagnees vente ventes "
        "client clients signe vinto vinta vinti vinte vendita vendite cliente clienti gewonnen abschluss auftrag "
        "kunde kunden ganado ganada venta ventas clientes"
    )
)
"""Last rows of a funnel that are the won deals themselves."""

BUDGET_SHEETS: Final = frozenset(
    _split("budget budgets expenses costs depenses couts charges spese costi ausgaben kosten gastos presupuesto costes")
)

MONTHS: Final = (
    "jan january janv janvier gen gennaio januar janner ene enero",
    "feb february fevr fev fevrier febbraio februar febr febrero",
    "mar march mars marzo marz maerz mrz",
    "apr april avr avril aprile abr abril",
    "may mai mag maggio mayo",
    "jun june juin giu giugno juni junio",
    "jul july juil juillet lug luglio juli julio",
    "aug august aout ago agosto",
    "sep sept september septembre set sett settembre septiembre",
    "oct october octobre ott ottobre okt oktober octubre",
    "nov november novembre noviembre",
    "dec december decembre dic dicembre dez dezember diciembre",
)
MONTH_OF: Final = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}

_SPEAKERS: Final = {
    "fr": "etape etapes nom mois montant cout poste depense libelle objectif devise taux equipe heures",
    "it": "fase fasi nome mese importo costo voce spesa obiettivo fatturato valuta tasso ruolo squadra ore ricavi",
}
"""Headers that only one of the languages that plans are written in has."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_UNITS = re.compile(r"(?i)\b(?:(?:in|en|k)\s*)?(?:(?:eur|euros?|usd|gbp|chf)\b|[€$£])|[€$£%#]")


def plain(text: object) -> str:
    """A header as it is compared."""
    bare = _UNITS.sub(" ", _BRACKETS.sub(" ", str(text)))
    letters = unicodedata.normalize("NFKD", bare.replace("ß", "ss")).casefold()
    return re.sub(r"[^a-z]", "", letters)


def field_of(kind: Kind, text: object) -> str:
    """The field of a kind of table that a header means; empty where it means none."""
    return _FIELDS[kind].get(plain(text), "")


def label_of(text: object) -> str:
    """What a single label means; empty where it means nothing."""
    return _LABELS.get(plain(text), "")


def language_of(words: object) -> str:
    """The language that headers of `words` are written in: fr, it, else en."""
    seen = [plain(word) for word in words] if isinstance(words, (list, tuple)) else []
    counts = {code: sum(word in names.split() for word in seen) for code, names in _SPEAKERS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "en"


_FIELDS: Final = {
    kind: {word: field for field, words in fields.items() for word in words.split()} for kind, fields in HEADERS.items()
}
_LABELS: Final = {word: label for label, words in LABELS.items() for word in words.split()}
