"""A real spreadsheet program for tests: recalculate a workbook with LibreOffice, with inputs changed or not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def opened(made: bytes, *, formulas: bool = False) -> Workbook:
    """The workbook as openpyxl reads it: stored values, or formulas."""
    return load_workbook(BytesIO(made), data_only=not formulas)


def places(made: bytes) -> dict[str, tuple[str, str]]:
    """The sheet and cell of every name."""
    names = opened(made).defined_names
    return {name: next(iter(defined.destinations)) for name, defined in names.items()}


def changed(made: bytes, inputs: Mapping[str, int | Decimal]) -> bytes:
    """The same file with other figures in the named cells; what formulas store is left as it was, and now wrong."""
    where = places(made)
    sheets = opened(made).sheetnames
    target = BytesIO()
    with ZipFile(BytesIO(made)) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for item in source.namelist():
            data = source.read(item)
            for name, figure in inputs.items():
                sheet, cell = where[name]
                if item == f"xl/worksheets/sheet{sheets.index(sheet) + 1}.xml":
                    address = cell.replace("$", "")
                    pattern = rf'(<c r="{address}" s="\d+"><v>)[^<]*(</v>)'
                    text, number = re.subn(pattern, rf"\g<1>{figure}\g<2>", data.decode())
                    assert number == 1, name
                    data = text.encode()
            archive.writestr(item, data)
    return target.getvalue()


def converted(made: bytes, kind: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it after working out every formula anew."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    source, out = folder / "book.xlsx", folder / "out"
    source.write_bytes(made)
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (out / f"book.{kind}").read_bytes()


def figures(made: bytes) -> dict[tuple[str, str], object]:
    """Every value by sheet and cell."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in opened(made).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas(made: bytes) -> dict[tuple[str, str], str]:
    """Every formula by sheet and cell."""
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in opened(made, formulas=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def same(one: object, other: object) -> bool:
    """Equal; figures that are not whole up to what a double can tell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return one == other or {one, other} == {None, ""}
