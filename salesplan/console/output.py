"""Where a command's words go: data to standard output or a file, messages to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from salesplan.base.finding import Usage
from salesplan.base.languages import CODES
from salesplan.base.sentence import sentence

if TYPE_CHECKING:
    from salesplan.base.finding import Finding, SalesplanError
    from salesplan.reading.source import Source


_SPOKEN = [""]
"""The language of messages: the plan's, once there is one."""


def speak(language: str) -> None:
    """Say the messages from here on in a language: people read their own, programs read codes."""
    _SPOKEN[0] = language


def language_spoken() -> str:
    """The language of messages."""
    return _SPOKEN[0] or "en"


def language_of_errors() -> str:
    """The language of what stops a command: that of messages, and before a plan says one, that of the environment."""
    return _SPOKEN[0] or language_of_environment()


def language_of_environment() -> str:
    """The language of the person's settings if there are words in it, else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return named[:2] if named[:2] in CODES else "en"


def translate(message: str, many: str = "", number: int = 1, /, **values: object) -> str:
    """A message in the language spoken, with its `{values}` filled in; without values it is taken as it stands.

    With `many`, the form for `number` things.
    """
    if message and language_spoken() != "en":
        from salesplan.report.language.words import words_for

        catalogue = words_for(language_spoken()).catalogue
        message = catalogue.ngettext(message, many, number) if many else catalogue.gettext(message)
    elif many and number != 1:
        message = many
    return message.format(**values) if values else message


def say(message: str, /, **values: object) -> None:
    """A message for the person at the keyboard, in the language spoken."""
    from salesplan.base.escaping import for_encoding, visible

    sys.stderr.write(for_encoding(visible(translate(message, **values)), sys.stderr.encoding) + "\n")


def suggest(message: str, /, **values: object) -> None:
    """What to try next: one line that does not push itself forward."""
    text = translate(message, **values)
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        from salesplan.base.escaping import visible

        sys.stderr.write(f"\x1b[2m{visible(text)}\x1b[0m\n")
    else:
        say(text)


def again(*options: str) -> str:
    """This command once more, with further options, as it is typed."""
    import shlex

    return shlex.join(["salesplan", *sys.argv[1:], *options])


def in_language_of_errors(text: str) -> str:
    """A sentence of an error, or of what a command cannot do, in the language of errors."""
    from salesplan.report.language.sentences import render

    return render(text, language_of_errors())


def complain(trouble: SalesplanError) -> None:
    """What stopped a command, and below it what to do."""
    message, hint = in_language_of_errors(trouble.message), in_language_of_errors(trouble.hint)
    say(f"salesplan: {message}" + (f"\n{hint[:1].upper()}{hint[1:]}" if hint else ""))


_INPUTS: list[Path] = []
"""What this run reads: none of it may be written over by what comes of it."""


def keep_whole(paths: Iterable[str | Path]) -> None:
    """Remember files that the command reads, so that no output replaces them."""
    _INPUTS.extend(Path(path) for path in paths)


def must_be_free(output: Path, text: str = "") -> None:
    """Refuse an output that is an input, by whatever name or link, a plan, or a table of somebody else's.

    Args:
        output: where the answer is to go.
        text: what is to stand there; an existing table with other columns is no earlier answer of ours.

    Raises:
        Usage: writing would lose what is there.
    """
    from salesplan.base.files import same_file

    if any(same_file(output, given) for given in _INPUTS):
        raise Usage(
            sentence("'{output}' is read by this command: it would be lost", output=output), "Write to another file."
        )
    if not output.is_file():
        return
    from salesplan.console.foreign import is_foreign_table, may_be_plan

    hint = sentence("Write to another file, or remove that one first.")
    if may_be_plan(output):
        raise Usage(sentence("'{output}' exists, and may be a plan", output=output), hint)
    if is_foreign_table(output, text):
        raise Usage(
            sentence("'{output}' exists, and holds a table that this command did not write", output=output), hint
        )


def emit(text: str, output: Path | None = None) -> None:
    """Data: to the file if there is one, whole or not at all; else to standard output.

    A reader who stops reading, as in `salesplan quota | head`, is no fault: the command ends quietly.

    Raises:
        Usage: the file is one that must not be lost.
    """
    if output is not None:
        must_be_free(output, text)
        from salesplan.base.files import write_atomically

        write_atomically(output, text.encode())
        return
    from salesplan.base.escaping import for_encoding

    try:
        sys.stdout.write(for_encoding(text, sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()


def give(text: str, output: Path | None) -> None:
    """The answer of a command: shown, or written to the file, which is said."""
    emit(text, output)
    if output is not None:
        say("Wrote {file}.", file=output)


def put_bytes(data: bytes, output: Path) -> None:
    """Binary data to its file, whole or not at all.

    Raises:
        Usage: the file is one that must not be lost.
    """
    must_be_free(output)
    from salesplan.base.files import write_atomically

    write_atomically(output, data)


def leave_pipe() -> None:
    """End the command without trying again to write what nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0)


def show_findings(findings: Iterable[Finding], sources: Iterable[Source], language: str = "") -> None:
    """Findings for the person at the keyboard, in a language or else in that of errors; in colour on a terminal."""
    from salesplan.base.escaping import for_encoding
    from salesplan.report.findings import as_rich, as_text

    language = language or language_of_errors()
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        from rich.console import Console

        Console(stderr=True, highlight=False).print(as_rich(findings, sources, language), soft_wrap=True)
    else:
        sys.stderr.write(for_encoding(as_text(findings, sources, language), sys.stderr.encoding))


def colour(findings: Iterable[Finding], sources: Iterable[Source], language: str) -> str:
    """Findings as a terminal shows them in colour."""
    from rich.console import Console

    from salesplan.report.findings import as_rich

    console = Console(soft_wrap=True, highlight=False)
    with console.capture() as captured:
        console.print(as_rich(findings, sources, language), end="")
    return captured.get()


@contextmanager
def say_working(what: str) -> Iterator[None]:
    """A sign of life on a terminal while something takes long; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ..."):
        yield
