"""What this program runs on, and what its optional parts would give."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from salesplan import PLAN_FORMAT, __version__
from salesplan.base.cache import cache_folder


class Extra(Struct, frozen=True):
    """An optional part: what it is called, what is there of it, what it gives, and how to get it here.

    `version` is that of its main library, empty where it is missing; `lacks` is what the library itself misses.
    """

    name: str
    library: str
    gives: str
    version: str
    lacks: str
    install: str

    @property
    def works(self) -> bool:
        """Whether the extra can be used."""
        return bool(self.version) and not self.lacks


class Environment(Struct, frozen=True):
    """The program, what it runs on, its libraries with their versions, its extras, its cache, and the screen."""

    version: str
    python: str
    executable: str
    system: str
    libraries: Mapping[str, str]
    extras: tuple[Extra, ...]
    cache: Path | None
    cache_bytes: int
    encoding: str
    font: str


EXTRAS: Final = (
    ("pdf", "weasyprint", "weasyprint", "documents as PDF: `salesplan render -o plan.pdf`"),
    ("office", "python-docx", "docx", "documents for Word and PowerPoint: -o plan.docx, -o plan.pptx"),
    ("territory", "scipy", "scipy", "`salesplan territory`: accounts shared out fairly"),
    ("warehouse", "ibis-framework", "ibis", "records in PostgreSQL, BigQuery, Snowflake and other warehouses"),
    ("spark", "pyspark", "pyspark", "records on a Spark cluster"),
    ("mcp", "mcp", "mcp", "`salesplan mcp`: plans as tools for an assistant"),
)
LIBRARIES: Final = (
    "typer",
    "rich",
    "pyyaml",
    "pydantic",
    "pandas",
    "jinja2",
    "duckdb",
    "narwhals",
    "numpy",
    "xlsxwriter",
    "python-calamine",
    "icalendar",
    "msgspec",
    "babel",
    "holidays",
    "tzdata",
)


def read_environment() -> Environment:
    """Look at everything once; nothing is changed, and nothing outside this machine is asked."""
    folder = cache_folder()
    return Environment(
        version=__version__,
        python=platform.python_version(),
        executable=sys.executable,
        system=platform.platform(),
        libraries={name: _version(name) for name in LIBRARIES},
        extras=tuple(_extra(*each) for each in EXTRAS),
        cache=folder,
        cache_bytes=_size(folder) if folder else 0,
        encoding=(sys.stdout.encoding or "").lower(),
        font=_font(),
    )


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _extra(name: str, library: str, module: str, gives: str) -> Extra:
    there = find_spec(module) is not None
    needed = _needed(name)
    lacks = _missing_beside(library, needed) or (LACKS[name]() if name in LACKS else "") if there else ""
    return Extra(name, library, gives, _version(library) if there else "", lacks, _install(needed))


def _needed(extra: str) -> list[str]:
    """What an extra asks for, as pip takes it."""
    return [
        line.partition(";")[0].strip()
        for line in metadata.requires("salesplan") or ()
        if f'extra == "{extra}"' in line.replace("'", '"')
    ]


def _missing_beside(library: str, needed: Iterable[str]) -> str:
    """The first of the libraries that an extra needs, beside its main one, that is not there."""
    names = (re.split(r"[^\w.-]", one)[0] for one in needed)
    return next((name for name in names if name != library and not _version(name)), "")


def _install(needed: Iterable[str]) -> str:
    """How to install that into the Python that runs this, wherever the program itself came from.

    In double quotes, which every shell takes, those of Windows too.
    """
    program = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return " ".join([program, "-m pip install", *(f'"{one}"' for one in needed)])


def _lacks_of_weasyprint() -> str:
    try:
        import_module("weasyprint")  # it may be there without the libraries it rests on
    except OSError:
        return "Pango, a library for text (apt-get install libpango-1.0-0 libpangoft2-1.0-0; brew install pango)"
    return ""


def _lacks_of_spark() -> str:
    from shutil import which

    return "" if which("java") else "Java 17 or newer"


LACKS: Final[dict[str, Callable[[], str]]] = {"pdf": _lacks_of_weasyprint, "spark": _lacks_of_spark}


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except OSError:
        return 0


def _font() -> str:
    """The family that a PDF takes for the text of a page; empty where nothing tells."""
    from shutil import which
    from subprocess import SubprocessError, run

    program = which("fc-match")
    if program is None:
        return ""
    asked = [program, "sans-serif", "--format=%{family}"]
    try:
        done = run(asked, check=False, timeout=10, text=True, capture_output=True)  # noqa: S603  (found in the path)
    except (OSError, SubprocessError):
        return ""
    return done.stdout.partition(",")[0].strip()


def environment_json(found: Environment) -> dict[str, Any]:
    """The environment as programs read it."""
    return {
        "kind": "doctor",
        "version": found.version,
        "plan_format": PLAN_FORMAT,
        "python": found.python,
        "executable": found.executable,
        "system": found.system,
        "libraries": dict(found.libraries),
        "extras": [
            {
                "name": one.name,
                "library": one.library,
                "works": one.works,
                "version": one.version or None,
                "lacks": one.lacks or None,
                "gives": one.gives,
                "install": one.install,
            }
            for one in found.extras
        ],
        "cache": {"folder": None if found.cache is None else str(found.cache), "bytes": found.cache_bytes},
        "encoding": found.encoding,
        "font": found.font or None,
    }
