"""The sales process: qualification that asks about everything its framework names."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.base.finding import Finding, Locate, warning
from salesplan.base.sentence import sentence
from salesplan.checks.rule import unknown
from salesplan.checks.wording import list_names, quote, suggest
from salesplan.model.plan import Plan
from salesplan.model.process import FRAMEWORKS


def _topics(plan: Plan) -> tuple[str, ...]:
    """The topics of the plan's qualification framework; none where it is the team's own."""
    qualification = plan.process.qualification if plan.process else None
    name = qualification.framework if qualification else None
    return FRAMEWORKS.get(name.upper(), ()) if name else ()


def qualification_incomplete(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Every topic of a known framework has questions."""
    qualification = plan.process.qualification if plan.process else None
    missing = [topic for topic in _topics(plan) if qualification and topic not in qualification.questions]
    if qualification and missing:
        yield warning(
            "qualification-incomplete",
            sentence(
                "{framework} also asks about {missing}, and there are no questions for it",
                framework=qualification.framework,
                missing=list_names(missing),
            ),
            locate("process", "qualification", "questions" if qualification.questions else "framework"),
            sentence("add questions, such as {missing}: [...]", missing=missing[0]),
        )


def unknown_topic(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Questions belong to a topic of the framework."""
    topics = _topics(plan)
    qualification = plan.process.qualification if plan.process else None
    if not qualification or not topics:
        return
    asked = ((topic, ("process", "qualification", "questions", topic)) for topic in qualification.questions)
    for topic, path, near in unknown(asked, topics):
        yield warning(
            "unknown-topic",
            sentence("{framework} has no topic {topic}", framework=qualification.framework, topic=quote(topic)),
            locate(*path, key=True),
            suggest(
                near,
                sentence(
                    "its topics are {topics}; without a framework, any topic may stand", topics=list_names(topics)
                ),
            ),
        )
