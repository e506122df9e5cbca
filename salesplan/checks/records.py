"""Records: no secrets in the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salesplan.checks.rule import Locate
from salesplan.finding import Finding, error
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
