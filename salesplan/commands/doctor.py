"""`salesplan doctor`: what is installed, and what is missing for what."""

from __future__ import annotations

from salesplan.console.options import Output, TableFormat, table_format


def doctor(format_: TableFormat = None, output: Output = None) -> None:
    """Tell what is installed, and what a missing part would give.

    Versions, optional parts with the command that gets them, the cache, and what a report of a defect should hold. It
    changes nothing and asks the network for nothing.
    """
    from salesplan.console.answer import deliver
    from salesplan.console.environment import read_environment
    from salesplan.console.environment_answer import environment_answer

    deliver(environment_answer(read_environment()), table_format(format_, output), output, "en")
