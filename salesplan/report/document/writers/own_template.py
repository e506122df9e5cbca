"""A reader's own page template, rendered where it can do no harm.

The template runs in a process of its own: sandboxed, with plain data only, no file outside its folder, and limits on
time and memory. Nothing here is used unless somebody asks for it with `--template`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from salesplan.base.finding import SalesplanError, Unreadable
from salesplan.base.sentence import sentence
from salesplan.report.document.blocks import Document
from salesplan.report.document.writers.branding import PLAIN, Branding
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.table import Table

PAGE = "plan.html.j2"
_SECONDS = 20
_MEMORY = 512 * 2**20
_LARGEST = 20 * 2**20
_FAILED = 3


class BadTemplate(SalesplanError):  # noqa: N818  (named as a user would say it)
    """A template that cannot be used: a mistake in it, or something it may not do."""


def document_from_template(document: Document, folder: Path, branding: Branding = PLAIN) -> str:
    """The page that `plan.html.j2` in `folder` makes of a document.

    The template gets `document` as plain data (mappings, lists and text; tables as rows of text) and `branding`; all
    text is escaped. It may include and extend templates in its own folder only.

    Raises:
        Unreadable: if there is no such template.
        BadTemplate: if the template has a mistake, takes longer than 20 seconds, or writes more than 20 MB.
    """
    if not (folder / PAGE).is_file():
        raise Unreadable(
            sentence("there is no template {folder}", folder=folder / PAGE),
            sentence("A template folder holds a file named {name}.", name=PAGE),
        )
    values = {"document": plain_data(document, numbers_for(document.language)), "branding": plain_data(branding, None)}
    sent = json.dumps({"folder": str(folder.resolve()), "values": values})
    command = [sys.executable, "-P", "-m", "salesplan.report.document.writers.own_template"]
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and module)
            command, input=sent, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadTemplate(f"the template {folder / PAGE} takes longer than {_SECONDS} seconds") from None
    if done.returncode:
        reason = done.stderr.strip() if done.returncode == _FAILED else "it takes too much time or memory"
        raise BadTemplate(f"the template {folder / PAGE} cannot be used: {reason}")
    return done.stdout


def plain_data(value: Any, numbers: Numbers | None) -> Any:  # noqa: ANN401
    """Mappings, lists, text, numbers and nothing else. Parts carry their `kind`; tables are rows of finished text."""
    if isinstance(value, Table) and numbers is not None:
        return _table_data(value, numbers)
    if isinstance(value, Struct):
        data = {name: plain_data(item, numbers) for name, item in asdict(value).items()}
        return {"kind": type(value).__name__, **data}
    if isinstance(value, Mapping):
        return {str(key): plain_data(item, numbers) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_data(item, numbers) for item in value]
    return value if isinstance(value, (str, int, float, type(None))) else str(value)


def _table_data(table: Table, numbers: Numbers) -> dict[str, object]:
    rows = [list(row) for row in cell_texts(table, numbers)]
    total = rows.pop() if table.total is not None else None
    columns = [{"title": column.title, "kind": str(column.kind)} for column in table.columns]
    return {
        "kind": "Table", "name": table.name, "title": table.title, "note": table.note,
        "columns": columns, "rows": rows, "total": total,
    }  # fmt: skip


def _render(folder: Path, values: Mapping[str, object]) -> str:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from salesplan.report.document.writers.html import finalize, paragraphs

    environment = ImmutableSandboxedEnvironment(
        loader=_loader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    environment.filters["paragraphs"] = paragraphs
    parts: list[str] = []
    size = 0
    for part in environment.get_template(PAGE).generate(values):
        size += len(part)
        if size > _LARGEST:
            raise OverflowError("it writes more than 20 MB")
        parts.append(part)
    return "".join(parts)


def _loader(folder: Path) -> Any:  # noqa: ANN401  (jinja2 is imported where it is used)
    from jinja2 import FunctionLoader

    def load(name: str) -> str | None:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder) and path.is_file()
        return path.read_text(encoding="utf-8") if inside else None

    return FunctionLoader(load)


def _limit() -> None:
    """Let the system end the process when it takes too much; where it cannot, the parent's clock still does."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _main() -> int:
    given = json.load(sys.stdin)
    _limit()
    try:
        page = _render(Path(given["folder"]), given["values"])
    except Exception as trouble:  # noqa: BLE001  (a template can fail in any way; the parent says it in one line)
        line = getattr(trouble, "lineno", None)
        sys.stderr.write(
            f"{f'line {line}: ' if line else ''}{trouble}".splitlines()[0] if str(trouble) else "it failed"
        )
        return _FAILED
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
