"""Makes small changes of code by mutmut, in the scratch copy of `tools.mutation` that this is started in.

python mutants.py make          every change of the area, and which of them mypy notices: made.json
python mutants.py write NAME…   the files as these changes make them: changed/NAME.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mutmut.__main__ import create_mutants
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import apply_mutant
from mutmut.mutation.file_mutation import filter_mutants_with_type_checker
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, walk_mutatable_files

MADE, CHANGED = Path("made.json"), Path("changed")


def make() -> None:
    """Make all changes at once, each a function of its own, so that mypy reads them all in one go."""
    Path("mutants").mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(1)
    files = {}
    for path in walk_mutatable_files():
        kept = SourceFileMutationData(path=path)
        kept.load()
        files |= dict.fromkeys(kept.exit_code_by_key, str(path))
    typed = sorted(filter_mutants_with_type_checker())
    MADE.write_text(json.dumps({"files": files, "typed": typed}), encoding="utf-8")


def write(names: list[str]) -> None:
    """Write for each change its file with that change alone."""
    files = json.loads(MADE.read_text(encoding="utf-8"))["files"]
    CHANGED.mkdir(exist_ok=True)
    for name in names:
        path = Path(files[name])
        before = path.read_bytes()
        apply_mutant(name)
        (CHANGED / f"{name}.py").write_bytes(path.read_bytes())
        path.write_bytes(before)


if __name__ == "__main__":
    make() if sys.argv[1] == "make" else write(sys.argv[2:])
