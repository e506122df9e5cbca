"""The currency of amounts in a column that no header of ours names: `Amount Currency` beside `Amount`, or `Ccy`."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from salesplan.records.recognise.flags import Cells
from salesplan.records.recognise.synonyms import plain

_CODES = (
    "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CRC CZK DKK DOP DZD EGP EUR GBP GEL GHS HKD HRK HUF IDR ILS INR "
    "ISK JOD JPY KES KRW KWD KZT LKR MAD MUR MXN MYR NGN NOK NPR NZD OMR PAB PEN PHP PKR PLN QAR RON RSD RUB SAR SEK "
    "SGD THB TND TRY TWD TZS UAH UGX USD UYU VND XAF XOF ZAR"
)
CODES = frozenset(_CODES.split())
"""Codes of ISO 4217 in which deals are made."""


def currency_beside(
    headers: Sequence[str], chosen: Mapping[str, int], taken: Collection[int], cells: Cells
) -> dict[str, int]:
    """The column of currency codes that belongs to the amounts that were chosen; nothing where none is sure to.

    Reports often have two: that of the amount, and that into which it was converted. The one that is named after the
    amount's own header is meant, else the only one there is.

    Args:
        headers: the file's.
        chosen: the columns that are read already.
        taken: further places that are spoken for.
        cells: gives the different texts of a column in the first rows.
    """
    used = {*chosen.values(), *taken}
    found = [place for place in _of_codes(headers, cells) if place not in used]
    amount = _letters(headers[chosen["amount" if "amount" in chosen else "won_amount"]])
    own = [place for place in found if _named_after(_letters(headers[place]), amount)]
    meant = own if len(own) == 1 else found
    return {"currency": meant[0]} if len(meant) == 1 else {}


def _of_codes(headers: Sequence[str], cells: Cells) -> Iterator[int]:
    for place, header in enumerate(headers):
        texts = [text.strip().upper() for text in (cells(place) if header else ())]
        if any(texts) and all(text in CODES for text in texts if text):
            yield place


def _letters(header: str) -> str:
    """A header as it is compared here: with what stands in its brackets."""
    return "".join(sign for sign in plain(header) if sign.isalnum())


_WORDS = ("currency", "currencycode", "currencyisocode", "ccy", "devise", "valuta", "moneda", "w\u00e4hrung", "moeda")


def _named_after(header: str, amount: str) -> bool:
    return header in {named for word in _WORDS for named in (f"{amount}{word}", f"{word}{amount}")}
