"""What only files need: examples of rows set aside, the file of rejects, and exact removal of twins among millions."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.escaping import inert
from salesplan.base.files import whole_file
from salesplan.base.sentence import Remark, sentence
from salesplan.records.canonical import ACTIVITIES
from salesplan.records.engines.canonical_sql import select
from salesplan.records.engines.embedded import Progress, explain_errors, run
from salesplan.records.engines.frame import Frame
from salesplan.records.engines.reading import Reading
from salesplan.records.engines.statement import Statement
from salesplan.records.engines.ties import Tie, tie
from salesplan.records.files.column_sql import name
from salesplan.records.files.layout import CHUNK
from salesplan.records.files.tables import Readable
from salesplan.records.files.workbook import letters
from salesplan.records.sources import AGAIN, EXAMPLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT = "_kept"
"""Every canonical table stands in the engine under its name and this, with `_problem`, `_file` and `_row`."""

REJECTED = "table,file,row,reason,cells"
"""The header of a file of rejects."""

AT_ONCE = 10_000

FIRST = 100_000
"""Rows whose keys tell whether a table is of these deals."""


class Shelf(Struct, frozen=True):
    """The embedded engine's tables by name, and the files they came from."""

    connection: "DuckDBPyConnection"
    readings: Mapping[str, tuple[Reading, ...]]
    progress: Progress | None

    def once(self) -> Frame:
        """Activities with every id once: the last row of the last file is kept, the others get a problem."""
        numbered = select(ACTIVITIES, self.readings[ACTIVITIES.name], numbered=True)
        named = f"SELECT id FROM ({numbered}) WHERE id <> '' AND _problem = ''"  # noqa: S608  (made here)
        self._make("twins", f"{named} GROUP BY id HAVING count(*) > 1")
        rank = "row_number() OVER (PARTITION BY id ORDER BY _file DESC, _row DESC) AS _rank"
        ranked = f"SELECT *, {rank} FROM ({numbered}) SEMI JOIN twins USING (id) WHERE _problem = ''"  # noqa: S608
        problem = f"CASE WHEN _rank > 1 THEN '{AGAIN}' ELSE '' END AS _problem"
        self._make("again", f"SELECT * EXCLUDE (_problem, _rank), {problem} FROM ({ranked})")  # noqa: S608
        rest = f"SELECT * FROM ({numbered}) WHERE _problem <> '' OR id NOT IN (SELECT id FROM twins)"  # noqa: S608
        whole = f"{rest} UNION ALL BY NAME FROM again"
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {ACTIVITIES.name}{KEPT} AS {whole}")
        return Statement(name(f"{ACTIVITIES.name}{KEPT}"), (*ACTIVITIES.names, "_problem", "_file"))

    def _laid_out(self, table: str) -> str:
        """The name of a table with row numbers; of activities they are only made here, as few are asked for."""
        if table == ACTIVITIES.name:
            numbered = select(ACTIVITIES, self.readings[table], numbered=True)
            self.connection.execute(f"CREATE TEMP VIEW IF NOT EXISTS {table}{KEPT} AS {numbered}")
        return f"{table}{KEPT}"

    def _make(self, table: str, sql: str) -> None:
        run(self.connection, f"CREATE OR REPLACE TEMP TABLE {table} AS {sql}", ACTIVITIES.name, self.progress)

    def examples(self, table: str, problems: Mapping[str, int]) -> dict[str, tuple[Remark, ...]]:
        """A few rows of each problem, by file and row."""
        if not any(text and n for text, n in problems.items()):
            return {}
        few = f"row_number() OVER (PARTITION BY _problem ORDER BY _file, _row) <= {EXAMPLES}"
        sql = f"SELECT _problem, _file, _row FROM ({self.rejected(table)}) QUALIFY {few} ORDER BY ALL"  # noqa: S608
        with explain_errors(table):
            rows = self.connection.execute(sql).fetchall()
        found: dict[str, tuple[Remark, ...]] = {}
        blanks: dict[int, tuple[int, ...]] = {}
        for problem, file, row in rows:
            reading = self.readings[table][file]
            blanks[file] = blanks[file] if file in blanks else _blank_rows(reading.file)
            found[problem] = (*found.get(problem, ()), _where(reading, problem, _shown(row, blanks[file])))
        return found

    def rows_of(self, table: str) -> dict[str, tuple[str, int]]:
        """File and row, as a spreadsheet counts, of every id of a table that is used; of a row without one, nothing."""
        sql = f"SELECT id, _file, _row FROM {self._laid_out(table)} WHERE _problem = '' AND id <> ''"  # noqa: S608
        readings = self.readings[table]
        blanks = [_blank_rows(one.file) for one in readings]
        with explain_errors(table):
            rows = self.connection.execute(sql).fetchall()
        return {str(key): (readings[file].file.shown, _shown(row, blanks[file])) for key, file, row in rows}

    def astray(self, table: str) -> int:
        """How many rows of a table say which deal they are on, where none of the first keys is a deal's; else 0."""
        if table not in self.readings or "deals" not in self.readings:
            return 0
        keys = f"SELECT DISTINCT deal FROM (SELECT deal FROM {table}{KEPT} WHERE _problem = '' LIMIT {FIRST})"  # noqa: S608
        known = f"SELECT count(*) FROM ({keys}) SEMI JOIN deals{KEPT} ON deal = deals{KEPT}.id"  # noqa: S608
        if self.connection.execute(known).fetchall() != [(0,)]:
            return 0
        [(rows,)] = self.connection.execute(f"SELECT count(*) FROM {table}{KEPT} WHERE _problem = ''").fetchall()  # noqa: S608
        return int(rows)

    def tie(self, table: str) -> Tie | None:
        """Columns that tie the rows of a table to deals; None where there are none, or where several files are read."""
        deals, others = self.readings["deals"], self.readings[table]
        return tie(self.connection, deals[0], others[0]) if len(deals) == len(others) == 1 else None

    def rejected(self, table: str) -> str:
        """The SQL of a table's rows that were set aside."""
        return f"SELECT * FROM {self._laid_out(table)} WHERE _problem <> ''"  # noqa: S608  (names of ours)

    def write_rejects(self, path: Path) -> int:
        """Write all rows set aside to a CSV file: table, file, row, reason, and the cells as they were read.

        Returns:
            How many rows were written.

        Raises:
            Unwritable: the file cannot be written; what was there is left as it was.
        """
        written = 0
        with whole_file(path) as stream:
            file = TextIOWrapper(stream, encoding="utf-8", newline="")
            out = csv.writer(file)
            out.writerow(REJECTED.split(","))
            for table in self.readings:
                for rows in self._originals(table):
                    written += len(rows)
                    out.writerows(rows)
            file.detach()
        return written

    def _originals(self, table: str) -> Iterator[list[list[str]]]:
        for number, reading in enumerate(self.readings[table]):
            file = reading.file
            cells = ", ".join(f"coalesce({column}::VARCHAR, '')" for column in file.names)
            numbered = f"SELECT row_number() OVER () + {file.first_row - 1} AS _row, [{cells}] AS cells"
            bad = f"SELECT _row, _problem FROM ({self.rejected(table)}) WHERE _file = {number}"  # noqa: S608
            asked = f"SELECT _row, _problem, cells FROM ({numbered} FROM {file.relation}) JOIN ({bad}) USING (_row)"  # noqa: S608
            blanks = _blank_rows(file)
            cursor = self.connection.execute(f"{asked} ORDER BY _row")
            while rows := cursor.fetchmany(AT_ONCE):
                yield [
                    [table, file.shown, str(_shown(row, blanks)), why, *map(inert, texts)] for row, why, texts in rows
                ]


def _shown(row: int, blanks: Iterable[int]) -> int:
    """The row as a spreadsheet counts it: with the blank ones, which the engine leaves out."""
    for blank in blanks:
        if blank > row:
            break
        row += 1
    return row


def _blank_rows(file: Readable) -> tuple[int, ...]:
    """The numbers of the blank rows of a text file, from its header on."""
    if file.text is None or not any(re.search(rb"\n\r?\n", piece) for piece in _pieces(file.text)):
        return ()
    with file.text.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(islice(text, file.first_row - 2, None), delimiter=file.delimiter)
        return tuple(number for number, row in enumerate(rows, file.first_row - 1) if not row)


def _pieces(path: Path) -> Iterator[bytes]:
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield rest + piece
            rest = piece[-2:]


def _where(reading: Reading, problem: str, row: int) -> Remark:
    key = problem.removesuffix(" cannot be read").removeprefix("no ")
    place = reading.matched.columns.get(key)
    file = reading.file.shown
    if place is None or key == problem:
        return Remark.of(sentence("{file}, row {row}", file=file, row=str(row)))
    if reading.file.letters:
        return Remark.of(sentence("{file}, cell {cell}", file=file, cell=f"{letters(place)}{row}"))
    header = reading.file.header[place]
    return Remark.of(sentence("{file}, row {row}, column '{column}'", file=file, row=str(row), column=header))
