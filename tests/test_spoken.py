"""Messages are in the language of the plan; codes, JSON and CSV stay English."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.shell import salesplan

SPOKEN = {
    "en": ("salesplan.yaml is fine", "Wrote plan.md.", "shows how each number comes about"),
    "fr": ("salesplan.yaml est en ordre", "plan.md est écrit.", "montre d’où vient chaque nombre"),
    "it": ("salesplan.yaml è a posto", "Scritto plan.md.", "mostra da dove viene ogni numero"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_closing_lines_are_in_the_language_of_the_plan(language: str, tmp_path: Path) -> None:
    fine, wrote, step = SPOKEN[language]
    assert salesplan(tmp_path, "init", "--language", language).code == 0
    assert fine in salesplan(tmp_path, "validate").err
    assert wrote in salesplan(tmp_path, "render", "-o", "plan.md").err
    assert step in salesplan(tmp_path, "quota").err
    told = json.loads(salesplan(tmp_path, "quota", "--format", "json").out)
    assert told["kind"] == "quota"


def test_why_rows_are_set_aside_is_said_in_the_language_of_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also the second time, when the counts are those kept from the first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SALESPLAN_CACHE", raising=False)
    salesplan(tmp_path, "init", "--language", "it")
    rows = "Rapporto\nid,stage,amount,created\n1,prospect,9,2027-01-02\n2,prospect,molto,2027-01-02\n"
    (tmp_path / "deals.csv").write_text(rows, encoding="utf-8")
    os.utime(tmp_path / "deals.csv", (10**9, 10**9))
    for _ in range(2):
        told = salesplan(tmp_path, "measure", "--deals", "deals.csv").err
        assert "1 messe da parte: importo illeggibile (deals.csv, riga 4, colonna «amount»)" in told
        assert "deals.csv: 1 riga sopra l’intestazione, come 'Rapporto'" in told


def test_what_is_missing_in_an_export_is_asked_for_in_the_language_of_the_plan(tmp_path: Path) -> None:
    salesplan(tmp_path, "init", "--language", "fr")
    (tmp_path / "deals.csv").write_text("Nom,Truc\n1,2\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv")
    assert done.code == 2
    assert "Aucune colonne n’y ressemble." in done.err
    assert "No column" not in done.err


def test_what_a_person_wrote_is_no_message(tmp_path: Path) -> None:
    assert salesplan(tmp_path, "init", "{count}.yaml", "--language", "fr").code == 0
    ended = salesplan(tmp_path, "render", "{count}.yaml", "-o", "{0}.md")
    assert (ended.code, ended.err.splitlines()[-1]) == (0, "{0}.md est écrit.")


ERRORS = {
    "a missing plan": (("quota", "none.yaml"), "none.yaml n’existe pas", "Vérifiez le nom, ou écrivez"),
    "no plan here": (("validate",), "il n’y a pas de salesplan.yaml dans ce dossier", "Il y a fr.yaml"),
    "an unknown option": (("quota", "--exlpain"), "il n’y a pas d’option --exlpain", "Vouliez-vous dire --explain"),
    "a value that is none": (
        ("quota", "--by", "mont"),
        "--by n’admet pas «\u00a0mont\u00a0»",
        "Vouliez-vous dire month",
    ),
    "a target in words": (
        ("quota", "--target", "much"),
        "--target n’admet pas «\u00a0much\u00a0»",
        "Donnez un montant",
    ),
    "a day that is none": (("track", "--on", "May"), "--on n’admet pas «\u00a0May\u00a0»", "Donnez un jour"),
    "no such scenario": (("quota", "fr.yaml", "--scenario", "x"), "n’a pas de scénario", "Il y a\u00a0: prudent"),
    "an output that is read": (("quota", "fr.yaml", "-o", "fr.yaml"), "est lu par cette commande", "Écrivez dans un"),
    "a strange table": (("measure", "--deals", "strange.csv"), "ce ne sont pas les colonnes d’un export", "Colonnes"),
    "an empty export": (("measure", "--deals", "empty.csv"), "empty.csv est vide", "La première ligne doit nommer"),
    "a folder to write": (("quota", "fr.yaml", "-o", "no/x.csv"), "il n’y a pas de dossier no", "Créez d’abord"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_stops_a_command_is_said_in_the_readers_language(name: str, tmp_path: Path) -> None:
    arguments, message, hint = ERRORS[name]
    starter = salesplan(tmp_path, "init", "fr.yaml", "--language", "fr")
    assert starter.code == 0
    (tmp_path / "strange.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    ended = salesplan(tmp_path, *arguments, LC_ALL="fr_FR.UTF-8")
    assert ended.code == 2
    assert message in ended.err
    assert hint in ended.err


def test_an_english_plan_is_refused_in_english_whatever_the_environment(tmp_path: Path) -> None:
    assert salesplan(tmp_path, "init").code == 0
    ended = salesplan(tmp_path, "quota", "salesplan.yaml", "--scenario", "x", LC_ALL="fr_FR.UTF-8")
    assert ended.err.startswith("salesplan: the plan has no scenario 'x'")


@pytest.mark.parametrize(
    ("arguments", "answer", "message"),
    [
        (("measure",), "Taux de réussite", "2 lignes lues"),
        (("measure", "--preview"), "Compris comme", "Quelque chose ne va pas"),
        (("pipeline",), "Étape", "2 lignes lues"),
        (("forecast",), "Ce que la période rapportera", "2 lignes lues"),
    ],
)
def test_an_answer_without_a_plan_is_in_the_readers_language(
    arguments: tuple[str, ...], answer: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "deals.csv").write_text("id,stage,created\n1,won,2026-01-05\n2,Demo,2026-01-06\n", encoding="utf-8")
    ended = salesplan(tmp_path, *arguments, "--deals", "deals.csv", LC_ALL="fr_FR.UTF-8")
    assert answer in ended.out
    assert message in ended.err
    told = salesplan(tmp_path, *arguments, "--deals", "deals.csv", "--format", "json", LC_ALL="fr_FR.UTF-8")
    assert told.out == salesplan(tmp_path, *arguments, "--deals", "deals.csv", "--format", "json").out


def test_errors_stay_english_for_programs(tmp_path: Path) -> None:
    from salesplan.base.finding import PlanError, Unreadable
    from salesplan.loading import load_plan

    with pytest.raises(Unreadable, match="does not exist"):
        load_plan(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_text("salesplan: 1\nlanguage: fr\nqouta: 1\n", encoding="utf-8")
    with pytest.raises(PlanError, match=r"bad.yaml:1:1: the plan has no 'title' \(and 1 more\)"):
        load_plan(tmp_path / "bad.yaml")
