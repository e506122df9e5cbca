"""`salesplan mcp`, asked by the protocol's own client."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

mcp = pytest.importorskip("mcp", reason="needs the library mcp; get it with: pip install mcp")

from salesplan.console.plan_server import plan_server  # noqa: E402
from tests.shell import salesplan  # noqa: E402

FOLLOWING = Path(__file__).parent.parent / "examples" / "following"
EXAMPLE = FOLLOWING.parent / "worked-example.yaml"


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    shutil.copytree(FOLLOWING, folder)
    return folder.resolve()


def ask(server: object, tool: str, arguments: Mapping[str, Any] | None = None) -> tuple[bool, Any]:
    """Whether it went wrong, and the answer or the message."""

    async def asked() -> tuple[bool, Any]:
        async with mcp.Client(server) as client:
            result = await client.call_tool(tool, dict(arguments or {}))
            text = "".join(getattr(part, "text", "") for part in result.content)
            return bool(result.is_error), result.structured_content if not result.is_error else text

    return asyncio.run(asked())


def test_its_tools_only_read(plans: Path) -> None:
    async def asked() -> dict[str, Any]:
        async with mcp.Client(plan_server(plans)) as client:
            return {tool.name: tool.annotations for tool in (await client.list_tools()).tools}

    tools = asyncio.run(asked())
    assert set(tools) == {"validate", "quota", "measure", "track", "forecast"}
    assert all(one.read_only_hint and not one.destructive_hint for one in tools.values())


@pytest.mark.parametrize(
    ("tool", "arguments", "command"),
    [
        ("quota", {"by": "week", "per": "rep"}, ["quota", "--by", "week", "--per", "rep"]),
        ("quota", {"target": 90000, "confidence": 0.8}, ["quota", "--target", "90000", "--confidence", "80%"]),
        ("measure", {"by": "rep"}, ["measure", "--by", "rep"]),
        ("track", {"by": "rep", "on": "2027-02-10"}, ["track", "--by", "rep", "--on", "2027-02-10"]),
        ("forecast", {"on": "2027-02-10"}, ["forecast", "--on", "2027-02-10"]),
        ("quota", {"plan": "opened.yaml"}, ["quota", "opened.yaml"]),
        ("track", {"plan": "opened.yaml"}, ["track", "opened.yaml"]),
    ],
)
def test_a_tool_answers_what_the_command_answers(
    plans: Path, tool: str, arguments: dict[str, Any], command: list[str]
) -> None:
    text = (plans / "salesplan.yaml").read_text(encoding="utf-8")
    (plans / "opened.yaml").write_text(text + "opening: records\n", encoding="utf-8")
    wrong, answer = ask(plan_server(plans), tool, arguments)
    assert not wrong, answer
    told = json.loads(salesplan(plans, *command, "--format", "json").out)
    answer, told = ({key: value for key, value in one.items() if key != "understood"} for one in (answer, told))
    assert answer == told


def test_validate_gives_findings(plans: Path) -> None:
    (plans / "bad.yaml").write_text("salesplan: 1\ntitel: x\n", encoding="utf-8")
    wrong, answer = ask(plan_server(plans), "validate", {"plan": "bad.yaml"})
    assert not wrong
    assert "unknown-key" in {finding["code"] for finding in answer["findings"]}
    assert {finding["file"] for finding in answer["findings"]} == {"bad.yaml"}  # where the folder is, it does not tell


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("quota", {"plan": "../outside.yaml"}, "outside the folder"),
        ("validate", {"plan": "/etc/hosts"}, "outside the folder"),
        ("validate", {"plan": "lnk.yaml"}, "outside the folder"),
        ("quota", {"plan": "absent.yaml"}, "'absent.yaml'"),
        ("validate", {"plan": "absent.yaml"}, "There are: bad.yaml, elsewhere.yaml, no-records.yaml, salesplan.yaml"),
        ("quota", {"plan": "bad.yaml"}, "bad.yaml:2:1: the plan has no key 'titel'"),
        ("track", {"plan": "no-records.yaml"}, "no records to follow"),
        ("quota", {"target": -5}, "above 0"),
        ("track", {"on": "tomorrow"}, "2027-01-31"),
        ("measure", {"plan": "elsewhere.yaml"}, "outside the folder"),
    ],
)
def test_what_is_wrong_is_said_in_words(plans: Path, tool: str, arguments: dict[str, Any], message: str) -> None:
    (plans.parent / "outside.yaml").write_text("salesplan: 1\ntitle: x\n", encoding="utf-8")
    (plans / "lnk.yaml").symlink_to(plans.parent / "outside.yaml")
    (plans / "bad.yaml").write_text("salesplan: 1\ntitel: x\n", encoding="utf-8")
    shutil.copy(EXAMPLE, plans / "no-records.yaml")
    shutil.copy(plans / "deals.csv", plans.parent / "deals.csv")
    plan = (plans / "salesplan.yaml").read_text(encoding="utf-8")
    (plans / "elsewhere.yaml").write_text(plan.replace("deals.csv", str(plans.parent / "deals.csv")), encoding="utf-8")
    wrong, answer = ask(plan_server(plans), tool, arguments)
    assert wrong
    assert message in answer
    assert str(plans) not in answer
    assert "Traceback" not in answer


def test_it_speaks_over_standard_input_and_output(plans: Path) -> None:
    command = mcp.StdioServerParameters(command=sys.executable, args=["-m", "salesplan", "mcp", str(plans)])
    wrong, answer = ask(command, "quota", {"target": 90000})
    assert not wrong
    assert answer["kind"] == "quota"


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    ended = salesplan(tmp_path, "mcp", "absent")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no folder" in ended.err
