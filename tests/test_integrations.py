"""The check of plans in a repository: the steps of the action and of the GitLab jobs, run as scripts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "worked-example.yaml"
SERVICE = """#!{python}
# Stands for gh and curl: keeps comments in a file, and notes what was asked.
import json, pathlib, sys
store, log = pathlib.Path({store!r}), pathlib.Path({log!r})
words = sys.argv[1:]
method = words[words.index("--method" if "--method" in words else "--request") + 1]
path = next(word for word in words if "notes" in word or "comments" in word)
comments = json.loads(store.read_text()) if store.exists() else []
body = json.load(sys.stdin)["body"] if method in ("POST", "PATCH", "PUT") else None
number = path.rpartition("/")[2]
if method == "GET":
    page = int(path.rpartition("&page=")[2])
    print(json.dumps(comments[100 * (page - 1) : 100 * page]))
elif method == "POST":
    comments.append({{"id": 7 + len(comments), "body": body}})
elif method == "DELETE":
    comments = [one for one in comments if str(one["id"]) != number]
else:
    comments = [{{**one, "body": body}} if str(one["id"]) == number else one for one in comments]
store.write_text(json.dumps(comments))
with log.open("a") as lines:
    lines.write(f"{{method}} {{path}}\\n")
"""


class Repository:
    """A repository with a plan in its first commit, and a stand-in for the service that holds the comments."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.log = folder / "work", folder / "comments.json", folder / "log"
        programs = folder / "programs"
        for path in (self.folder, programs):
            path.mkdir()
        for name in ("gh", "curl"):
            script = SERVICE.format(python=sys.executable, store=str(self.store), log=str(self.log))
            (programs / name).write_text(script, encoding="utf-8")
            (programs / name).chmod(0o755)
        (programs / "salesplan").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m salesplan "$@"\n', encoding="utf-8")
        (programs / "salesplan").chmod(0o755)
        self.programs = {name: programs / name for name in ("gh", "curl", "salesplan")}
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        self.plan = self.folder / "salesplan.yaml"
        shutil.copy(EXAMPLE, self.plan)
        self.git("init", "-q")
        self.commit()

    def commit(self) -> None:
        self.git("add", ".")
        self.git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "A plan")
        self.base = self.git("rev-parse", "HEAD").strip()

    def git(self, *words: str) -> str:
        return subprocess.run(["git", *words], cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def run(self, script: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", str(ROOT / "integrations" / script), *words]
        environment = {**self.environment, **variables}
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    @property
    def variables(self) -> dict[str, str]:
        return {
            "BASE": self.base,
            "REQUEST": "12",
            "REPOSITORY": "a/b",
            "CI_API_V4_URL": "https://example.com/api/v4",
            "CI_PROJECT_ID": "3",
            "CI_MERGE_REQUEST_IID": "12",
            "GITLAB_TOKEN": "x",
        }

    def comment(self, service: str) -> list[str]:
        done = self.run("comment.sh", service, **self.variables)
        assert done.returncode == 0, done.stderr
        return [one["body"] for one in json.loads(self.store.read_text())]

    def change(self, old: str, new: str) -> None:
        text = self.plan.read_text(encoding="utf-8")
        assert old in text
        self.plan.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.mark.parametrize("service", ["github", "gitlab"])
def test_one_comment_follows_the_change_and_goes_with_it(repository: Repository, service: str) -> None:
    assert repository.comment(service) == []
    repository.change("1/4", "1/5")
    (first,) = repository.comment(service)
    assert first.startswith("<!-- salesplan compare -->")
    assert "salesplan.yaml" in first
    assert "300" in first
    repository.change("1/5", "1/8")
    (second,) = repository.comment(service)
    assert second != first
    repository.change("1/8", "1/4")
    assert repository.comment(service) == []
    methods = [line.split()[0] for line in repository.log.read_text().splitlines()]
    assert methods == ["GET", "GET", "POST", "GET", "PATCH" if service == "github" else "PUT", "GET", "DELETE"]


def test_a_new_plan_has_nothing_to_be_held_against(repository: Repository) -> None:
    shutil.copy(EXAMPLE, repository.folder / "new.yaml")
    repository.environment["PLANS"] = "new.yaml absent.yaml"
    assert repository.comment("github") == []


def test_a_comment_is_found_behind_a_hundred_others(repository: Repository) -> None:
    others = [{"id": number, "body": "a word"} for number in range(1000, 1230)]
    repository.store.write_text(json.dumps(others))
    repository.change("1/4", "1/5")
    assert len(repository.comment("github")) == 231
    repository.change("1/5", "1/8")
    assert len(repository.comment("github")) == 231
    assert repository.log.read_text().splitlines()[-2:] == [
        "GET repos/a/b/issues/12/comments?per_page=100&page=3",
        "PATCH repos/a/b/issues/comments/237",
    ]


def test_files_that_a_plan_names_are_those_of_either_side(repository: Repository) -> None:
    for name in ("half-year.yaml", "team.csv", "budget.csv", "deals.csv"):
        shutil.copy(ROOT / "examples" / name, repository.folder / name)
    repository.commit()
    repository.environment["PLANS"] = "half-year.yaml"
    assert repository.comment("gitlab") == []
    people = repository.folder / "team.csv"
    rows = people.read_text(encoding="utf-8")
    assert "Aylin Demir,2027-01-11,30,20%" in rows
    people.write_text(rows.replace("2027-01-11,30,", "2027-01-11,22,"), encoding="utf-8")
    (comment,) = repository.comment("gitlab")
    assert "| before/half-year.yaml | after/half-year.yaml |" in comment
    assert "hours_per_week" in comment


def test_a_broken_version_before_is_no_failure_and_a_broken_one_now_leaves_the_comment(repository: Repository) -> None:
    repository.change("1/4", "1/5")
    (comment,) = repository.comment("github")
    repository.change("1/5", "25")
    assert repository.run("comment.sh", "github", **repository.variables).returncode != 0
    assert [one["body"] for one in json.loads(repository.store.read_text())] == [comment]
    repository.commit()
    repository.change("25", "1/5")
    assert repository.comment("github") == []


def test_a_long_comment_is_cut_at_the_end_of_a_line(repository: Repository) -> None:
    repository.programs["salesplan"].write_text("#!/bin/sh\nseq 1 30000\n", encoding="utf-8")
    (comment,) = repository.comment("github")
    assert 59_000 < len(comment) < 65_536
    assert re.search(r"\n\d+\n\n… and more: .*\n$", comment)


def test_findings_are_annotations_and_end_the_job(repository: Repository) -> None:
    assert repository.run("validate.sh", "github").returncode == 0
    repository.change("1/4", "25")
    done = repository.run("validate.sh", "github", PLANS="salesplan.yaml")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=salesplan.yaml,line=")


def test_the_action_runs_these_scripts_and_says_what_it_takes() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert action["runs"]["using"] == "composite"
    steps = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    scripts = {name for step in steps for name in re.findall(r"integrations/(\w+\.sh)", step)}
    assert scripts == {path.name for path in (ROOT / "integrations").glob("*.sh")}
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(action["inputs"])


def test_the_gitlab_jobs_run_them_too() -> None:
    jobs = yaml.safe_load((ROOT / "integrations" / "gitlab.yml").read_text(encoding="utf-8"))
    run = " ".join(line for job in jobs.values() if isinstance(job, dict) for line in job.get("script", ()))
    assert set(re.findall(r"integrations/(\w+\.sh)", run)) == {"validate.sh", "comment.sh"}


def test_the_hook_names_a_command_and_finds_plans() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "salesplan validate"
    assert all(re.search(hook["files"], name) for name in ("salesplan.yaml", "plans/salesplan-q2.yml"))
    assert not re.search(hook["files"], "docs/other.yaml")
