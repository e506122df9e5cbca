"""Records: no secrets in the plan, and nothing that is never counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.sentence import sentence
from salesplan.checks.rule import stages
from salesplan.checks.wording import quote
from salesplan.model.plan import Plan

PASSWORD = re.compile(r"://[^/?#]*:[^/?#@]+@|[?&;]?\b(?:password|passwd|pwd|token|secret)=[^&;\s]", re.IGNORECASE)


def password_in_plan(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A plan is shared and kept in git, so it holds no password."""
    engine = plan.records.engine if plan.records else None
    if engine and PASSWORD.search(engine):
        yield error(
            "password-in-plan",
            "the engine's address holds a password, and everybody who sees the plan sees it too",
            locate("records", "engine"),
            "write postgresql://user@host/database, keep the password where the engine looks for it (such as "
            "PGPASSWORD), and change it if the plan was shared",
        )


def odds_beside_history(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Odds are planned only where no history can tell them: measured ones are taken where enough deals were decided."""
    if plan.records is None or plan.records.history is None:
        return
    for path, stage in stages(plan):
        if stage.odds is not None:
            yield warning(
                "odds-beside-history",
                sentence(
                    "the records have a history, which tells the odds of {stage} better than a plan",
                    stage=quote(stage.name),
                ),
                locate(*path, "odds"),
                "remove it; `salesplan pipeline` says what the odds rest on",
            )


def opening_alone(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """What is open when the period starts is counted in the records, on that day, or stated at the stages."""
    if plan.opening is None:
        return
    if plan.records is None or plan.records.deals is None:
        yield error(
            "opening-without-records",
            "what is open at the start of the period cannot be counted: the plan names no deals",
            locate("opening"),
            "say where they are: records: {deals: data/deals.csv}; or state the figure at the stage: open: 14",
        )
    if plan.period is None:
        yield error(
            "opening-without-period",
            "what is open at the start of the period cannot be counted: the plan has no period",
            locate("opening"),
            "add period: 2027-01 (or 2027-Q1, 2027-H1, 2027)",
        )
    for path, stage in stages(plan):
        if stage.open is not None:
            yield error(
                "open-and-opening",
                sentence(
                    "{stage} states what is open, and opening has it counted in the records", stage=quote(stage.name)
                ),
                locate(*path, "open"),
                "keep one of the two",
                (locate("opening"), "counted here"),
            )


def records_alone(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Actions are counted on deals, and prospects by the actions on them."""
    records = plan.records
    if records is None:
        return
    needed = {
        "activities": ("deals", records.deals),
        "history": ("deals", records.deals),
        "prospects": ("activities", records.activities),
    }
    for name, (other, there) in needed.items():
        if getattr(records, name) is not None and there is None:
            yield warning(
                "records-alone",
                sentence("nothing can be counted of the {name}, because there are no {other}", name=name, other=other),
                locate("records", name, key=True),
                sentence("say where they are: {other}: data/{other}.csv", other=other),
            )
