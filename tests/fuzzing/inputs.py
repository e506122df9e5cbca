"""What is tried: so many inputs of each kind, the same ones each time, made by slips and malice from good ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

INPUTS = {"plans": 2_000, "exports": 500, "workbooks": 200, "templates": 500}
"""How many inputs of each kind every run of the tests tries; the page on proof states them."""

ROOT = Path(__file__).parents[2]
BAD = sorted((ROOT / "tests" / "reading" / "bad").glob("*.yaml"))
SIGNS = "\t\n\r :-?,[]{}#&*!|>'\"%@`\\~.0a\u00e9\u65e5\u00a0\u0085\u2028\ufeff\0\x1b\u202e\u00bd"
YAML_PIECES = (
    "\n  ", "\n- ", ": ", "- ", "? ", "<<: ", "*a", "&a ", "!!x ", "---\n", "\r\n", "\\u", '"', "'", "{", "[",
    "# ", "1e999", "0x", ".nan", "-1", "0", "2027-02-30", "100000000000000000000", "1/0", "25", "true", "null",
    "[[[[[[", "x: {y: ", "\n    conversion: 1/3", "\n    share: 200%", "team:", "goals: []",
    "calendar: {country: XX}", "weight: 0.0000001",
)  # fmt: skip
CSV_PIECES = (
    ",", ";", "\t", "\n", "\r", '"', '""', "sep=;\n", "\ufeff", "\0", "=1+1", "1.234,56", "1,234.56",
    "30 000 \u20ac", "-5", "1e309", "99999999999999999999", "2027-02-30", "03/04/2026", "46115", "won", "lost",
    "Closed Lost (x)", "NA", "NaN", "00123", "\n\n\n", "Total,,,,60,,\n", "2026-01-05T23:30:00Z", "A001",
    "\u202e", "x" * 5_000,
)  # fmt: skip
CELLS = (
    "-5", "0", "1e308", "-0.0", "nan", "2", "0.3", "99999999999999999999", "", "#DIV/0!", "=1/0", "abc",
    "\u202e", "30%", "1/4", "1/0", "TRUE", "46115",
)  # fmt: skip
EXPRESSIONS = (
    "document", "document.title", "document.sections", "document.sections[0].parts", "document.nothing",
    "branding", "''", "branding.logo", "''.__class__.__mro__", "document.__init__.__globals__",
    "cycler.__init__.__globals__.os", "lipsum", "self._TemplateReference__context",
    "document|attr('__class__')", "'%s'|format(document)", "1/0", "2**64", "'x'*1000", "[1,2]|sum",
    "document|tojson", "document.title|paragraphs", "range(99)|list", "joiner", "namespace(x=1)", "dict(a=1).a",
    "'{0.__class__}'.format(document)", "(document.sections|first).title", "loop", "caller()", "super()",
)  # fmt: skip


def spoilt(text: str, random: Random, pieces: Sequence[str]) -> str:
    """The text with one to four slips: something put in, taken out, doubled or moved."""
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(text))
        end = min(len(text), at + random.choice((0, 0, 1, 3, 20)))
        piece = random.choice(
            (random.choice(SIGNS), random.choice(pieces), random.choice(pieces), "", text[at : at + 40])
        )
        text = text[:at] + piece + text[end:]
    return text


def plans() -> Iterator[bytes]:
    """Plans with slips: the examples' and those that tests know to be wrong, and now and then mere bytes."""
    random = Random(1)  # noqa: S311  (the same each time is the point)
    good = [
        (ROOT / "examples" / name).read_text(encoding="utf-8") for name in ("worked-example.yaml", "half-year.yaml")
    ]
    bad = [path.read_text(encoding="utf-8", errors="replace") for path in BAD]
    for number in range(INPUTS["plans"]):
        if number % 50 == 0:
            yield random.randbytes(random.randint(0, 200))
        text = random.choice((good[0], good[0], good[0], good[1], random.choice(bad)))
        yield spoilt(text, random, YAML_PIECES).encode(random.choice(("utf-8", "utf-8", "utf-8", "utf-16")), "replace")


def exports() -> Iterator[tuple[str, bytes]]:
    """Exports with slips, each with the option that takes it."""
    random = Random(2)  # noqa: S311  (the same each time is the point)
    folder = ROOT / "examples"
    deals = (folder / "deals.csv").read_text(encoding="utf-8")
    followed = {
        option: "".join((folder / "following" / name).read_text(encoding="utf-8").splitlines(keepends=True)[:40])
        for option, name in (("--deals", "deals.csv"), ("--activities", "activities.csv"), ("--history", "history.csv"))
    }
    for _ in range(INPUTS["exports"]):
        option = random.choice(("--deals", "--deals", "--activities", "--history"))
        text = random.choice((deals, followed[option])) if option == "--deals" else followed[option]
        text = random.choice((text, text, text.replace(",", ";"), text.replace("\n", "\r\n")))
        yield (
            option,
            spoilt(text, random, CSV_PIECES).encode(random.choice(("utf-8", "utf-8", "cp1252", "utf-16")), "replace"),
        )


def workbooks(made: bytes) -> Iterator[bytes]:
    """The workbook with other things in its cells, with names that lead elsewhere, or torn."""
    random = Random(3)  # noqa: S311  (the same each time is the point)
    with ZipFile(BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number in range(INPUTS["workbooks"]):
        if number % 5 == 0:
            yield _torn(made, random)
            continue
        changed = dict(parts)
        for name in random.sample(sorted(parts), 3):
            changed[name] = _other_cells(parts[name], random)
        if number % 7 == 0:
            del changed[random.choice(sorted(changed))]
        yield _packed(changed)


def _torn(made: bytes, random: Random) -> bytes:
    torn = bytearray(made)
    for _ in range(random.randint(1, 30)):
        torn[random.randrange(len(torn))] = random.randrange(256)
    return bytes(torn[: random.choice((len(torn), random.randrange(len(torn))))])


def _other_cells(part: bytes, random: Random) -> bytes:
    pieces = part.split(b"<v>")
    for place in random.sample(range(1, len(pieces)), min(len(pieces) - 1, 40)):
        _, end, rest = pieces[place].partition(b"</v>")
        pieces[place] = random.choice(CELLS).encode() + end + rest
    joined = b"<v>".join(pieces)
    return joined if random.random() < 0.8 else spoilt(joined.decode("utf-8", "replace"), random, CELLS).encode()


def _packed(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def templates() -> Iterator[str]:
    """Templates made of what may stand in one, in any order, with slips."""
    random = Random(4)  # noqa: S311  (the same each time is the point)
    for _ in range(INPUTS["templates"]):
        text = "".join(_template_piece(random, 3) for _ in range(random.randint(1, 6)))
        yield spoilt(text, random, ("{{", "}}", "{%", "%}", "{#", "-%}", "|", "'")) if random.random() < 0.3 else text


def _template_piece(random: Random, depth: int) -> str:
    expression = random.choice(EXPRESSIONS)
    inside = _template_piece(random, depth - 1) if depth else "x"
    return random.choice(
        (
            f"{{{{ {expression} }}}}",
            f"{{% for a in {expression} %}}{inside}{{% endfor %}}",
            f"{{% if {expression} %}}{inside}{{% else %}}n{{% endif %}}",
            f"{{% set a = {expression} %}}{{{{ a }}}}",
            f"{{% macro m(a) %}}{inside}{{% endmacro %}}{{{{ m({expression}) }}}}",
            f"{{% include {random.choice(['/etc/hostname', '../secret.txt', 'plan.html.j2', ''])!r} %}}",
            f"{{% with a = {expression} %}}{inside}{{% endwith %}}",
            "{% raw %}{{ x }}{% endraw %}",
        )
    )
