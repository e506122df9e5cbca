"""Records: no secrets in the plan, and nothing that is never counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salesplan.base.finding import Finding, Locate, error, warning
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
                f"nothing can be counted of the {name}, because there are no {other}",
                locate("records", name, key=True),
                f"say where they are: {other}: data/{other}.csv",
            )
