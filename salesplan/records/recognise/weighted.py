"""Amounts that may be weighted by probability already: `Expected revenue` is, in some systems, and is not in others."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from salesplan.records.recognise.synonyms import squash

_REVENUE = (
    "expectedrevenue forecastamount forecastrevenue forecastvalue forecastedamount forecastedrevenue revenuattendu "
    "chiffredaffairesattendu caattendu ricavoprevisto ricavoatteso ingresoesperado ingresosesperados ingresosprevistos "
    "erwarteterumsatz erwarteterertrag receitaesperada receitaprevista"
)
_AMOUNT = (
    "expectedamount expectedvalue montantattendu valeurattendue valoreatteso importoprevisto importeesperado "
    "valoresperado erwarteterwert"
)
MAY_BE_WEIGHTED = frozenset(_REVENUE.split())
"""Headers of amounts that are amount x probability in some systems, letters and digits alone."""

WITH_PROBABILITY = frozenset(_AMOUNT.split())
"""Headers that may be so only where the file has a probability beside them."""

UNWEIGHTED = frozenset(["Odoo"])
"""Systems in which such a header is the whole amount."""

ALIKE = Fraction(9, 10)
"""Share of the rows in which one column has to be another times the probability."""

FEW = 3
"""Rows with a probability between none and all that are needed to tell."""


def may_be_weighted(header: str, system: str, *, with_probability: bool) -> bool:
    """Whether a column of amounts may hold them weighted by probability, of which there may be a column too."""
    words = MAY_BE_WEIGHTED | WITH_PROBABILITY if with_probability else MAY_BE_WEIGHTED
    return system not in UNWEIGHTED and squash(header) in words


def whole_amount(rows: Sequence[Sequence[object]], weighted: int, probability: int, others: Mapping[int, str]) -> str:
    """The header of the column that gives the weighted amounts when it is multiplied by the probability, else nothing.

    Args:
        rows: the first rows.
        weighted: the place of the amounts.
        probability: the place of the probability, as a share or in percent.
        others: the headers of columns that nothing is read from, by their places.
    """
    for place, header in others.items():
        pairs = [(_number(row[weighted]), _number(row[probability]), _number(row[place])) for row in rows]
        known = [(w, p, a) for w, p, a in pairs if w is not None and p is not None and a and w != a]
        told = sum(_fits(w, p, a) for w, p, a in known)
        if len(known) >= FEW and told >= ALIKE * len(known):
            return header
    return ""


def _fits(weighted: Fraction, probability: Fraction, amount: Fraction) -> bool:
    shares = (probability, probability / 100)
    return any(abs(amount * share - weighted) * 100 <= abs(amount) for share in shares)


def _number(cell: object) -> Fraction | None:
    text = "".join(sign for sign in str(cell if cell is not None else "") if sign.isdigit() or sign in ".-")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
