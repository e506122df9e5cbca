"""A rate as an input: a marked cell to type 30% or 1/4 into, and beside it the two whole numbers formulas use."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from salesplan.importing.marks import Mark, Role
from salesplan.report.xlsx.book import Book
from salesplan.report.xlsx.grid import Grid, at

LARGEST_DENOMINATOR = 10**9
_EXACT = 1000


class Ratio(Struct, frozen=True):
    """A rate in two cells: `part` of `whole`, as names or as the numbers themselves."""

    part: str = "1"
    whole: str = "1"

    @property
    def is_one(self) -> bool:
        """Whether the plan states no such rate, so that no formula needs it."""
        return self.part == self.whole == "1"


class Place(Struct, frozen=True):
    """Where an input goes: its row, its name, and the path of its value in the plan (empty where no plan holds it)."""

    row: int
    name: str
    path: str = ""


def shown_ratio(rate: Fraction) -> tuple[int, int]:
    """The two numbers in which people read a rate: 1 in 20, 35 in 100, else its lowest terms."""
    rate = rate.limit_denominator(LARGEST_DENOMINATOR)
    if rate.numerator != 1:
        for whole in (100, 1000):
            if whole % rate.denominator == 0:
                return rate.numerator * (whole // rate.denominator), whole
    return rate.numerator, rate.denominator


def write_rate(book: Book, grid: Grid, place: Place, rate: Fraction, *, most: int = 1) -> Ratio:
    """Write a rate into column B, of at most `most`, and into C and D the part and the whole that follow from it.

    Formulas count with the two whole numbers, so that 21 / 35% is 60 and not a hair more.
    """
    cell, (part, whole) = at(place.row, 1), shown_ratio(rate)
    grid.put(place.row, 1, rate, book.style("rate_input"))
    _check(book, grid, place.row, most)
    book.mark(
        Mark(book.name(place.name, grid, place.row, 1), Role.INPUT if place.path else Role.OTHER, place.path,
             float(rate), is_rate=True)
    )  # fmt: skip
    ratio = Ratio(
        book.name(f"{place.name} part", grid, place.row, 2), book.name(f"{place.name} of", grid, place.row, 3)
    )
    grid.put(place.row, 2, part, book.style("count_faint"), part_formula(cell, at(place.row, 3)))
    grid.put(place.row, 3, whole, book.style("of_faint"), whole_formula(cell, part, whole))
    for name in (ratio.part, ratio.whole):
        book.mark(Mark(name, Role.FORMULA))
    return ratio


def part_formula(cell: str, whole: str) -> str:
    """How many of the `whole`: what stands before the slash of a text such as 1/4, else the rate times the whole."""
    return f'IFERROR(VALUE(LEFT({cell},FIND("/",{cell})-1)),ROUND(VALUE({cell})*{whole},0))'


def whole_formula(cell: str, part: int, odd: int) -> str:
    """Of how many: behind the slash; else 1 in so many where that is exact; else of 100, of 1,000, of a billion.

    `odd` is the whole that the plan's own rate needs, such as 7 for 2/7.
    """
    rate, is_unit = f"VALUE({cell})", part == 1
    wholes = [100, _EXACT] if is_unit or _EXACT % odd == 0 else [100, _EXACT, odd]
    formula = str(LARGEST_DENOMINATOR)
    for whole in reversed(wholes):
        formula = f"IF(ABS({rate}*{whole}-ROUND({rate}*{whole},0))<0.000000001,{whole},{formula})"
    formula = f"IF(ABS(ROUND(1/{rate},0)*{rate}-1)<0.000000000001,ROUND(1/{rate},0),{formula})"
    return f'IFERROR(VALUE(MID({cell},FIND("/",{cell})+1,20)),{formula})'


def _check(book: Book, grid: Grid, row: int, most: int) -> None:
    cell, voice = at(row, 1, fixed=True), book.voice
    grid.data_validation(
        row, 1, row, 1,
        {
            "validate": "custom",
            "value": f'=IF(ISTEXT({cell}),ISNUMBER(FIND("/",{cell})),AND({cell}>0,{cell}<={most}))',
            "error_title": voice.say("This is not a rate"),
            "error_message": voice.say("Type a share such as 30%, or =1/4."),
        },
    )  # fmt: skip
