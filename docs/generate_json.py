"""Write docs/json/*.schema.json and docs/json.md from what the commands print on the examples, and docs/llms.txt.

Run it after the JSON of a command got a key: python docs/generate_json.py. A schema says what is there (`required` what
always is) and of which type; tests hold the commands to it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "json"
PAGE = ROOT / "docs" / "json.md"
LLMS = ROOT / "docs" / "llms.txt"
EXAMPLES = ROOT / "examples"

Schema = dict[str, Any]

PAY = """\
compensation:
  - name: deals
    for: [sales]
    per: quarter
    measure: revenue
    quota: 60000
    mode: marginal
    base: 30000
    variable: 6000
    tiers: [{to: 100%, rate: 10%}, {rate: 15%}]
scenarios: {cautious: {"funnels.acquisition.stages.lead.conversion": 1/4}}
"""
ACCOUNTS = "account,potential,workload,rep,region\n" + "".join(
    f"A{n},{1000 + 37 * n % 400},{1 + n % 4},{'David Roux' if n % 3 else 'Chiara Conti'},Europe / R{n % 2}\n"
    for n in range(20)
)
CONTRACTS = """\
salesplan: 1
title: Renewals
currency: EUR
period: 2027-Q1
goals: [{name: Renewed, metric: revenue, target: 20000}]
team: {care: {members: [{name: Ada}]}}
funnels:
  - name: renewal
    kind: renewal
    deal_value: 1000
    stages: [{name: talk, sourced_by: care, conversion: 80%, actions: {care: {call: 1}}}]
records: {deals: contracts.csv}
"""
ENDING = """\
id,name,account,owner,funnel,stage,status,amount,created,closed,contract_start,contract_end,notice_days,auto_renew
1,A 1,Alpha,Ada,sales,,won,1000,2026-01-02,2026-01-20,2026-02-01,2027-01-31,30,no
2,A 2,Alpha,Ada,renewal,talk,won,1200,2026-12-01,2027-01-10,2027-02-01,2028-01-31,30,no
3,B 1,Beta,Ada,sales,,won,2000,2026-01-02,2026-02-20,2026-03-01,2027-02-28,60,yes
4,C 1,Gamma,Ada,sales,,won,4000,2026-01-02,2026-01-20,2026-02-01,2027-03-15,,
"""
WATCHED: Final = """
tracking:
  kpis: [{metric: win_rate, target: 30%}, {metric: coverage, target: 3.5}]
"""
TERRITORIES = "territories: {accounts: accounts.csv, balance: [potential, workload], tolerance: 20%}\n"

CASES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "validate": (("bad.yaml",), ("salesplan.yaml",)),
    "quota": (
        ("worked-example.yaml",),
        ("worked-example.yaml", "--confidence", "80%", "--by", "week", "--per", "rep"),
        ("half-year.yaml", "--by", "month", "--per", "rep"),
        ("half-year.yaml", "--by", "month", "--per", "rep", "--target", "1000000.50"),
        ("half-year.yaml",),
        ("salesplan.yaml", "--target", "5000000"),
        ("salesplan.yaml", "--on", "2027-02-15"),
    ),
    "measure": (
        ("--by", "rep"),
        ("--by", "month"),
        ("worked-example.yaml", "--deals", "deals-in-stages.csv"),
    ),
    "track": (
        (),
        ("--by", "rep", "--on", "2027-02-15"),
        ("--by", "week"),
        ("--by", "month"),
        ("in-deals.yaml",),
        ("cents.yaml",),
    ),
    "pipeline": ((), ("--since", "open-deals-2027-01-31.csv")),
    "forecast": (("--on", "2027-02-15"), ("--trials", "2000", "--on", "2027-02-15"), ("--on", "2027-03-31")),
    "backtest": (("--backtest",),),
    "compare": (("paid.yaml",), ("salesplan.yaml", "paid.yaml"), ("half-year.yaml",)),
    "kpi": ((), ("half-year.yaml",), ("watched.yaml",)),
    "renewals": (("contracts.yaml", "--on", "2027-02-15"),),
    "budget": (("half-year.yaml",),),
    "commission": (("paid.yaml",), ("paid.yaml", "--explain", "--rep", "David Roux")),
    "capacity": (("salesplan.yaml",), ("half-year.yaml",), ("started.yaml",), ("ramped.yaml",)),
    "territory": (("shared.yaml",),),
    "import": (("paid.xlsx", "changed.yaml"), ("paid.xlsx", "paid.yaml")),
    "doctor": ((),),
}
"""What is run for each schema, in a folder made by `examples`; `backtest` is `forecast --backtest`."""

MAPS: Final = frozenset({"columns", "libraries"})
"""Objects whose keys are names that a person or a system gave."""

NULLABLE: Final = {"doctor": frozenset({"version", "lacks", "folder", "font"})}
"""What may be null on another machine than this."""


def examples(folder: Path) -> None:
    """Fill a folder with the files that the cases name."""
    for path in (*EXAMPLES.glob("*.*"), *(EXAMPLES / "following").glob("*.*")):
        name = "deals-in-stages.csv" if path == EXAMPLES / "deals.csv" else path.name
        shutil.copy(path, folder / name)
    plan = (folder / "salesplan.yaml").read_text(encoding="utf-8")
    (folder / "paid.yaml").write_text(plan + PAY, encoding="utf-8")
    for name, ramp in (("started.yaml", ""), ("ramped.yaml", "ramp: [0%, 10%, 20%, 30%, 40%, 50%, 60%, 100%], ")):
        started = (plan + PAY).replace("{name: David Roux, ", f"{{name: David Roux, starts: 2026-10-01, {ramp}")
        (folder / name).write_text(started, encoding="utf-8")
    (folder / "in-deals.yaml").write_text(
        plan.replace("metric: revenue, target: 150000", "metric: deals, target: 15"), encoding="utf-8"
    )
    (folder / "cents.yaml").write_text(plan.replace("target: 150000", "target: 150000.50"), encoding="utf-8")
    (folder / "changed.yaml").write_text((plan + PAY).replace("150000", "160000"), encoding="utf-8")
    (folder / "shared.yaml").write_text(plan + TERRITORIES, encoding="utf-8")
    (folder / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    (folder / "watched.yaml").write_text(plan + WATCHED, encoding="utf-8")
    (folder / "contracts.yaml").write_text(CONTRACTS, encoding="utf-8")
    (folder / "contracts.csv").write_text(ENDING, encoding="utf-8")
    (folder / "bad.yaml").write_text("salesplan: 1\ntitel: x\nperiod: 2027-Q7\n", encoding="utf-8")
    _run(folder, "render", "paid.yaml", "-o", "paid.xlsx")


def answers(folder: Path, name: str) -> Iterator[Any]:
    """What the command prints as JSON in each of its cases."""
    command = "forecast" if name == "backtest" else name
    for words in CASES[name]:
        yield json.loads(_run(folder, command, *words, "--format", "json"))


def _run(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "salesplan", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  (our own)
    if done.returncode not in {0, 1} or not (done.stdout or "-o" in words):
        raise SystemExit(f"salesplan {' '.join(words)} failed:\n{done.stderr}")
    return done.stdout


def schema(name: str, values: Iterable[Any]) -> Schema:
    """The schema of all these answers of one command."""
    body = _of(list(values), "")
    for one in _below(body):
        for key in NULLABLE.get(name, frozenset()) & one.get("properties", {}).keys():
            one["properties"][key] = {"type": ["null", "string"]}
    title = f"salesplan {'forecast --backtest' if name == 'backtest' else name} --format json"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **body}


def _below(found: Schema) -> Iterator[Schema]:
    """A schema and those inside it; not the answer's own keys, which always are what they are."""
    for inner in (*found.get("properties", {}).values(), found.get("items", {})):
        if inner:
            yield inner
            yield from _below(inner)


def _of(values: list[Any], key: str) -> Schema:
    kinds = sorted({_kind(value) for value in values})
    if kinds == ["integer", "number"] or set(kinds) == {"integer", "null", "number"}:
        kinds.remove("integer")
    found: Schema = {"type": kinds[0] if len(kinds) == 1 else kinds} if kinds else {}
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        found |= _object(objects, key)
    items = [item for value in values if isinstance(value, list) for item in value]
    if items:
        found["items"] = _of(items, "")
    if key == "kind" and kinds == ["string"] and len(set(values)) == 1:
        found["const"] = values[0]
    return found


def _object(objects: list[dict[str, Any]], key: str) -> Schema:
    if key in MAPS:
        return {"additionalProperties": _of([item for one in objects for item in one.values()], "")}
    names = list(dict.fromkeys(name for one in objects for name in one))
    return {
        "properties": {name: _of([one[name] for one in objects if name in one], name) for name in names},
        "required": [name for name in names if all(name in one for one in objects)],
        "additionalProperties": False,
    }


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds[type(value)]


def schemas() -> dict[str, Schema]:
    """Every schema, made anew."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        examples(folder)
        return {name: schema(name, answers(folder, name)) for name in CASES}


def page(found: Mapping[str, Schema]) -> str:
    """The page that lists the schemas, and what stands in each answer at first sight."""
    rows = []
    for name, one in found.items():
        command = str(one["title"]).removeprefix("salesplan ").removesuffix(" --format json")
        keys = one.get("properties", one.get("items", {}).get("properties", {}))
        rows.append(f"| `{command}` | {', '.join(f'`{key}`' for key in keys)} | `docs/json/{name}.schema.json` |")
    return _PAGE + "\n".join(rows) + "\n"


_PAGE = """\
# JSON of the commands

`--format json` gives every answer to programs. Counts are whole numbers, shares are parts of 1, money is in the plan's
currency, days are `2027-01-31`; what is not known is `null`. Keys are added in later versions, and keep their names and
meaning.

| command | holds | schema |
|---|---|---|
"""


def llms() -> str:
    """A list of the documentation for machines that read: each page with its first sentence."""
    lines = ["# salesplan", "", f"> {_first(ROOT / 'docs' / 'index.md')}", "", "## Documentation", ""]
    for path in sorted((ROOT / "docs").glob("*.md")):
        if path.name != "index.md":
            title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            lines.append(f"- [{title}]({path.name}): {_first(path)}")
    return "\n".join(lines) + "\n"


def _first(path: Path) -> str:
    """The first sentence below the title."""
    body = path.read_text(encoding="utf-8").partition("\n")[2]
    paragraph = next((part for part in body.split("\n\n") if _is_text(part.strip())), "")
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", " ".join(paragraph.split()))
    return re.split(r"(?<=[.:]) (?=[A-Z`])", text)[0]


def _is_text(part: str) -> bool:
    return bool(part) and part[0] not in "#|<-" and not part.startswith("```")


def main() -> None:
    """Write the schemas and both pages."""
    FOLDER.mkdir(exist_ok=True)
    found = schemas()
    for old in FOLDER.glob("*.schema.json"):
        old.unlink()
    for name, one in found.items():
        (FOLDER / f"{name}.schema.json").write_text(json.dumps(one, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")
    LLMS.write_text(llms(), encoding="utf-8")


if __name__ == "__main__":
    main()
