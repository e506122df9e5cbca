"""`salesplan init` as its users meet it: what it writes, what it leaves alone, what it asks."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from salesplan.base.files import write_new
from salesplan.base.finding import Unwritable, Usage
from salesplan.commands.init import Kind
from salesplan.console.asking import checked_amount, checked_currency, checked_period, checked_team, kinds
from salesplan.console.new_plan import what_next
from salesplan.console.output import language_of_environment
from salesplan.model import plan as model
from salesplan.reading.plan import read_plan
from salesplan.reading.schema import schema_text
from salesplan.report.language.words import words_for
from tests.shell import PLAIN, Ended, salesplan

PATIENCE = 60.0
WRITTEN = ["salesplan.schema.json", "salesplan.yaml"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def untouched(ended: Ended, folder: Path, before: Sequence[str]) -> bool:
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 2
    assert "Traceback" not in ended.err
    return names(folder) == sorted(before)


def test_it_writes_a_plan_that_is_fine_and_says_what_to_try(tmp_path: Path) -> None:
    ended = salesplan(tmp_path, "init")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == (
        "Wrote salesplan.yaml, and salesplan.schema.json for editors that complete and check it.\n"
        "Replace the examples by your own figures, then try:\n"
        "  salesplan quota\n"
        "  salesplan render -o plan.html\n"
    )
    assert names(tmp_path) == WRITTEN
    assert (tmp_path / "salesplan.schema.json").read_text(encoding="utf-8") == schema_text()
    for line in ended.err.splitlines()[2:]:
        assert salesplan(tmp_path, *line.split()[1:]).code == 0


def test_kind_language_currency_and_path(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    options = ("--kind", "30-60-90", "--language", "fr", "--currency", "chf")
    ended = salesplan(tmp_path, "init", "plans/été 2027.yaml", *options)
    assert ended.code == 0
    assert "  salesplan quota 'plans/été 2027.yaml'\n" in ended.err
    plan = read_plan(tmp_path / "plans" / "été 2027.yaml").plan
    assert plan is not None
    assert (plan.kind, plan.language, plan.currency) == ("30-60-90", "fr", "CHF")
    assert (tmp_path / "plans" / "salesplan.schema.json").exists()


def test_a_folder_gets_the_usual_name(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    assert salesplan(tmp_path, "init", "plans").code == 0
    assert names(tmp_path / "plans") == WRITTEN


def test_the_choices_are_those_of_the_plan_language() -> None:
    assert tuple(kind.value for kind in Kind) == get_args(model.Kind)


def test_a_schema_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "salesplan.schema.json").write_text("mine", encoding="utf-8")
    ended = salesplan(tmp_path, "init")
    assert ended.err.startswith("Wrote salesplan.yaml.\n")
    assert (tmp_path / "salesplan.schema.json").read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_there_stays_without_force(tmp_path: Path) -> None:
    plan = tmp_path / "salesplan.yaml"
    plan.write_text("mine", encoding="utf-8")
    ended = salesplan(tmp_path, "init")
    assert untouched(ended, tmp_path, ["salesplan.yaml"])
    assert plan.read_text(encoding="utf-8") == "mine"
    assert "salesplan.yaml exists already: nothing was written\n" in ended.err
    assert "--force" in ended.err


def test_force_replaces_a_regular_file_and_keeps_its_mode(tmp_path: Path) -> None:
    plan = tmp_path / "salesplan.yaml"
    plan.write_text("mine", encoding="utf-8")
    plan.chmod(0o600)
    assert salesplan(tmp_path, "init", "--force").code == 0
    assert read_plan(plan).plan is not None
    assert plan.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_dangling_link_is_left_alone(tmp_path: Path, force: list[str]) -> None:
    (tmp_path / "salesplan.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    ended = salesplan(tmp_path, "init", *force)
    assert untouched(ended, tmp_path, ["salesplan.yaml"])
    assert "is a link" in ended.err


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_link_to_a_file_is_left_alone(tmp_path: Path, force: list[str]) -> None:
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "salesplan.yaml").symlink_to("mine.yaml")
    assert untouched(salesplan(tmp_path, "init", *force), tmp_path, ["mine.yaml", "salesplan.yaml"])
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_folder_of_that_name_is_left_alone(tmp_path: Path, force: list[str]) -> None:
    (tmp_path / "salesplan.yaml").mkdir()
    ended = salesplan(tmp_path, "init", *force)
    assert untouched(ended, tmp_path, ["salesplan.yaml"])
    assert "is a folder" in ended.err


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_pipe_is_left_alone(tmp_path: Path, force: list[str]) -> None:
    os.mkfifo(tmp_path / "salesplan.yaml")
    ended = salesplan(tmp_path, "init", *force)
    assert untouched(ended, tmp_path, ["salesplan.yaml"])
    assert "not a regular file" in ended.err


@pytest.mark.parametrize("path", ["nowhere/plan.yaml", "nowhere/", "nowhere"])
def test_a_missing_folder_is_named(tmp_path: Path, path: str) -> None:
    ended = salesplan(tmp_path, "init", path)
    assert untouched(ended, tmp_path, [])


@pytest.mark.parametrize("path", ["a\nb.yaml", "\x1b[31m.yaml"])
def test_a_hostile_name_is_shown_escaped(tmp_path: Path, path: str) -> None:
    (tmp_path / path).write_text("mine", encoding="utf-8")
    ended = salesplan(tmp_path, "init", path)
    assert untouched(ended, tmp_path, [path])
    assert "\x1b" not in ended.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert untouched(salesplan(tmp_path, "init"), tmp_path, [])


@pytest.mark.parametrize(
    "options", [["--kind", "generel"], ["--language", "xx"], ["--currency", "EURX"], ["--currency", ""], ["--kind="]]
)
def test_a_choice_that_is_none_is_refused(tmp_path: Path, options: list[str]) -> None:
    ended = salesplan(tmp_path, "init", *options)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "kind"), [("1", "general"), ("3", "30-60-90"), ("7", "budget"), (" BUDGET ", "budget")]
)
def test_a_kind_is_given_by_its_number_too(tmp_path: Path, number: str, kind: str) -> None:
    assert salesplan(tmp_path, "init", "--kind", number).code == 0
    plan = read_plan(tmp_path / "salesplan.yaml").plan
    assert plan is not None
    assert plan.kind == kind


def test_a_kind_that_is_none_names_those_there_are(tmp_path: Path) -> None:
    for text, said in (("8", "Use one of general, marketing-alignment"), ("generel", "Did you mean general?")):
        ended = salesplan(tmp_path, "init", "--kind", text)
        assert ended.code == 2
        assert f"--kind does not take '{text}'" in ended.err
        assert said in ended.err


def test_what_appears_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "salesplan.yaml"
    for other in (lambda: path.write_text("mine", encoding="utf-8"), lambda: path.symlink_to("nowhere")):
        path.unlink(missing_ok=True)
        other()
        with pytest.raises(FileExistsError):
            write_new(path, b"ours")
        assert names(tmp_path) == ["salesplan.yaml"]
    assert not (tmp_path / "nowhere").exists()


def test_only_one_of_many_writers_wins(tmp_path: Path) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "salesplan", "init", "--kind", kind],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for kind in ("general", "budget", "training")
    ]
    errors = [process.communicate(timeout=60)[1].decode() for process in starts]
    assert sorted(process.returncode for process in starts) == [0, 2, 2], errors
    assert names(tmp_path) == WRITTEN
    winner = next(process for process in starts if process.returncode == 0)
    plan = read_plan(tmp_path / "salesplan.yaml").plan
    assert plan is not None
    assert plan.kind == winner.args[-1]  # type: ignore[index]


def test_a_file_system_without_links_gets_the_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    monkeypatch.delattr("os.O_TMPFILE", raising=False)
    write_new(tmp_path / "a", b"ours")
    assert (tmp_path / "a").read_bytes() == b"ours"
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", b"again")
    assert names(tmp_path) == ["a"]


def test_a_full_disk_is_one_message() -> None:
    with pytest.raises(Unwritable, match="cannot write"):
        write_new(Path("/proc/nowhere"), b"ours")


def test_the_next_commands_name_the_file() -> None:
    lines = what_next(Path("my plan.yaml"), None)
    assert lines[0] == "Wrote my plan.yaml."
    assert lines[2] == "  salesplan quota 'my plan.yaml'"


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LC_ALL": "it_IT", "LC_MESSAGES": "", "LANG": "fr_FR"}, "it"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, "en"),
    ],
)
def test_the_language_offered_is_that_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], language: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert language_of_environment() == language


class Terminal:
    """`salesplan ARGUMENTS` at a terminal of its own, answered line by line."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "salesplan", *arguments],
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **PLAIN, "TERM": "xterm"},
            start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),  # noqa: PLW1509  (makes it the controlling one)
        )
        os.close(theirs)
        self.seen = ""

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        start = len(self.seen)
        while text not in self.seen[start:]:
            assert time.monotonic() < end, f"no {text!r} in {self.seen[start:]!r}"
            assert self.read() or text in self.seen[start:], f"no {text!r} in {self.seen[start:]!r}"

    def read(self) -> bool:
        """Take what has been shown meanwhile; False once the program has ended."""
        if not select.select([self.ours], [], [], 0.2)[0]:
            return True
        try:
            shown = os.read(self.ours, 65536).decode()
        except OSError:
            return False
        self.seen += shown
        return bool(shown)

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def end(self, key: str = "") -> int:
        """The exit code; `key` is typed, and again if it was lost since the program did not listen yet.

        The terminal is read to its end: a program waits until all it wrote has been shown.
        """
        latest = typed = time.monotonic()
        self.type(key)
        while self.process.poll() is None or self.read():
            now = time.monotonic()
            if now > latest + PATIENCE:
                self.process.kill()
                raise AssertionError(f"does not end: {self.seen!r}")
            if now > typed + 5 and self.process.poll() is None:
                self.type(key)
                typed = now
            self.read()
        os.close(self.ours)
        return self.process.returncode


def test_at_a_terminal_it_asks_three_questions(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "init")
    terminal.wait_for("fr, it [en]: ")
    terminal.type("de\n")
    terminal.wait_for("choose from en, fr, it")
    terminal.type("it\n")
    terminal.wait_for("[general]: ")
    terminal.type("budgett\n")
    terminal.wait_for("intendevate budget?")
    terminal.type("budget\n")
    for question, answer in (
        ("Azienda [", "Officine Bruni\n"),
        ("Titolo [", "Budget di vendita\n"),
        ("]: ", "2028-13\n"),
        ("errore: «2028-13» non è un periodo. Scrivete 2027-Q1", "2028\n"),
        ("Valuta [EUR]: ", "$\n"),
        ("errore: «$» non è", "usd\n"),
        ("[1440000]: ", "2,4 milioni\n"),
        ("errore: «2,4 milioni» non è un importo", "2.400.000\n"),
        ("]: ", "Ada Rossi, Ugo Bianchi\n"),
    ):
        terminal.wait_for(question)
        terminal.type(answer)
    terminal.wait_for("plan.html")
    assert terminal.end() == 0
    plan = read_plan(tmp_path / "salesplan.yaml").plan
    assert plan is not None
    assert (plan.kind, plan.language, plan.currency) == ("budget", "it", "USD")
    assert (plan.company, plan.title) == ("Officine Bruni", "Budget di vendita")
    assert (str(plan.period and plan.period.name), int(plan.goals[0].target)) == ("2028", 2_400_000)
    assert [member.name for member in plan.team["vendite"].members] == ["Ada Rossi", "Ugo Bianchi"]
    assert "Scritto salesplan.yaml" in terminal.seen
    assert "vendite" in terminal.seen  # the quotas


@pytest.mark.parametrize("kind", ["general", "30-60-90"])
def test_enter_takes_what_is_offered(tmp_path: Path, kind: str) -> None:
    terminal = Terminal(tmp_path, "init")
    for question in ("[en]: ", "[general]: ", "[Example Ltd]: ", "]: ", "]: ", "[EUR]: ", "0000]: ", "]: "):
        terminal.wait_for(question)
        terminal.type(f"{kind}\n" if question == "[general]: " else "\n")
    terminal.wait_for("plan.html")
    assert terminal.end() == 0
    assert "prospects" in terminal.seen
    assert names(tmp_path) == WRITTEN


def test_a_period_may_be_two_days(tmp_path: Path) -> None:
    assert salesplan(tmp_path, "init", "--kind", "30-60-90", "--period", "2027-02-01 au 2027-05-01").code == 0
    plan = read_plan(tmp_path / "salesplan.yaml").plan
    assert plan is not None
    assert plan.dates is not None
    assert (str(plan.dates.start), str(plan.dates.end)) == ("2027-02-01", "2027-05-01")
    assert salesplan(tmp_path, "validate").out == ""


def test_a_kind_goes_by_its_number_and_a_currency_by_its_sign(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "init")
    for question, answer in (
        ("[en]: ", "fr\n"),
        ("[general]: ", "8\n"),
        ("choisissez parmi", "7\n"),
        *[("]: ", "\n")] * 3,
        ("[EUR]: ", "£\n"),
        *[("]: ", "\n")] * 2,
    ):
        terminal.wait_for(question)
        terminal.type(answer)
    terminal.wait_for("plan.html")
    assert terminal.end() == 0
    plan = read_plan(tmp_path / "salesplan.yaml").plan
    assert plan is not None
    assert (plan.kind, plan.language, plan.currency) == ("budget", "fr", "GBP")


@pytest.mark.parametrize(
    ("given", "code"), [("€", "EUR"), ("euro", "EUR"), (" Euros", "EUR"), ("£", "GBP"), ("chf", "CHF")]
)
def test_a_currency_goes_by_its_code_sign_or_name(given: str, code: str) -> None:
    assert checked_currency(given) == code


def test_options_say_what_a_terminal_asks(tmp_path: Path) -> None:
    options = (
        "--company",
        "Müller: Söhne",
        "--title",
        "Plan # 1",
        "--period",
        "2027-q2",
        "--target",
        "500k",
        "--team",
        "4",
    )
    ended = salesplan(tmp_path, "init", *options)
    assert ended.code == 0
    plan = read_plan(tmp_path / "salesplan.yaml").plan
    assert plan is not None
    assert (plan.company, plan.title, int(plan.goals[0].target)) == ("Müller: Söhne", "Plan # 1", 500_000)
    assert plan.dates is not None
    assert plan.dates.label == "2027-Q2"
    assert plan.team["sales"].headcount == 4
    assert salesplan(tmp_path, "validate").code == 0


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
@pytest.mark.parametrize("period", ["2027-05", "2027-Q3", "2028", "FY2027-H2"])
def test_every_kind_takes_every_period(tmp_path: Path, kind: str, period: str) -> None:
    assert salesplan(tmp_path, "init", "--kind", kind, "--period", period, "--target", "123456").code == 0
    ended = salesplan(tmp_path, "validate")
    assert (ended.code, " error: " in ended.out) == (0, False), ended.out


@pytest.mark.parametrize(
    "options",
    [
        ["--period", "2027-Q5"],
        ["--period", "2027-05-01 to 2027-02-01"],
        ["--target", "much"],
        ["--target", "0"],
        ["--team", ","],
    ],
)
def test_an_answer_that_is_none_is_refused(tmp_path: Path, options: list[str]) -> None:
    ended = salesplan(tmp_path, "init", *options)
    assert (ended.code, ended.out, names(tmp_path)) == (2, "", [])


@pytest.mark.parametrize(
    ("text", "amount"),
    [("360000", 360_000), ("360 000", 360_000), ("360.000 €", 360_000), ("€360,000", 360_000), ("1.5", 0),
     ("500k", 500_000), ("2M", 2_000_000), ("", 0), ("-5", 0), ("9" * 20, 0)],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, amount: int) -> None:
    if amount:
        assert checked_amount(text) == amount
    else:
        with pytest.raises(Usage):
            checked_amount(text)


def test_periods_and_teams_as_people_write_them() -> None:
    assert [checked_period(text) for text in ("2027 q1", "2027-T2", "2027/01", "fy2027")] == [
        "2027-Q1", "2027-Q2", "2027-01", "FY2027",
    ]  # fmt: skip
    assert checked_team("3") == 3
    assert checked_team("Ada Rossi;  Ugo  Bianchi,") == ("Ada Rossi", "Ugo Bianchi")
    with pytest.raises(Usage):
        checked_team("Ada, Ada")


def test_every_kind_is_explained() -> None:
    assert tuple(kinds(words_for("fr"))) == tuple(kind.value for kind in Kind)


@pytest.mark.parametrize("keys", ["\x03", "\x04"])
def test_breaking_off_leaves_nothing(tmp_path: Path, keys: str) -> None:
    terminal = Terminal(tmp_path, "init")
    terminal.wait_for("[en]: ")
    terminal.type("fr\n")
    terminal.wait_for("[general]: ")
    assert terminal.end(keys) == 130
    assert "Traceback" not in terminal.seen
    assert names(tmp_path) == []


@pytest.mark.parametrize("arguments", [["--language", "fr"], ["here.yaml"], ["--force"]])
def test_with_arguments_it_never_asks(tmp_path: Path, arguments: list[str]) -> None:
    terminal = Terminal(tmp_path, "init", *arguments)
    terminal.wait_for("plan.html")
    assert terminal.end() == 0
    assert "Currency" not in terminal.seen


def test_at_a_terminal_what_is_there_is_told_before_asking(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text("mine", encoding="utf-8")
    terminal = Terminal(tmp_path, "init")
    terminal.wait_for("exists already")
    assert terminal.end() == 2
