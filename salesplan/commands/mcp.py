"""`salesplan mcp`: the plans of a folder as tools for an assistant."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the plans are; nothing outside it is read.")]


def mcp(folder: Folder = Path()) -> None:
    """Serve the plans of a folder to an assistant, read only.

    It speaks the Model Context Protocol over standard input and output: validate, quota, measure, track, forecast.
    Nothing is written, and nothing outside FOLDER is read.
    """
    from salesplan.base.finding import Usage
    from salesplan.base.sentence import sentence
    from salesplan.console.output import say
    from salesplan.console.plan_server import plan_server

    if not folder.is_dir():
        raise Usage(sentence("there is no folder '{folder}'", folder=folder), "Name the folder that holds the plans.")
    server = plan_server(folder.resolve())
    if sys.stdin.isatty():
        say("This talks to an assistant's program, not to people; Ctrl-C ends it.")
    server.run()
