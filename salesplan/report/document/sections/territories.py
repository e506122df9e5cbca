"""How the plan's accounts are shared out: the wishes of the plan; who gets which account is a command's answer."""

from __future__ import annotations

from salesplan.model.territories import Territories
from salesplan.report.document.blocks import Block
from salesplan.report.document.parts import facts, listed
from salesplan.report.language.voice import Voice


def territories(voice: Voice, plan: Territories) -> tuple[Block, ...]:
    """What is balanced within which tolerance, what stays, what goes together or apart, and how much may move."""
    balanced = {
        "potential": voice.say("what accounts may bring"),
        "workload": voice.say("the work they take"),
        "accounts": voice.say("their number"),
    }
    whole = {"family": voice.say("families of accounts"), "region": voice.say("regions")}
    percent = voice.numbers.percent
    moved = "" if plan.move_at_most is None else percent(plan.move_at_most)
    return (
        *facts(
            (voice.say("Accounts"), plan.accounts),
            (voice.say("Team"), voice.name(plan.team)),
            (voice.say("Balanced on"), voice.joined(balanced[name] for name in plan.balance)),
            (voice.say("Within"), percent(plan.tolerance)),
            (voice.say("Never divided"), whole[plan.together] if plan.together else ""),
            (voice.say("May change hands at most"), moved),
            (voice.say("Stay as they are"), voice.joined(plan.keep)),
        ),
        *listed(voice.say("Never with one person"), (voice.joined(pair) for pair in plan.apart)),
    )
