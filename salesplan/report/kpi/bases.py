"""What each key figure rests on, in the reader's words: numerator, denominator, and which date counts."""

from __future__ import annotations

from salesplan.report.language.voice import Voice


def basis_text(voice: Voice, basis: str) -> str:
    """The basis of a figure in the reader's language; as it is where it is not one of ours."""
    return bases(voice).get(basis, basis)


def bases(voice: Voice) -> dict[str, str]:
    """Every basis by what programs read."""
    say = voice.say
    return {
        "won, less refunds, by closing date": say("won, less refunds, by closing date"),
        "won, by closing date": say("won, by closing date"),
        "first won deal of an account, by closing date": say("first won deal of an account, by closing date"),
        "won / (won + lost), by closing date": say("won / (won + lost), by closing date"),
        "won / decided, of deals created in the period": say("won / decided, of deals created in the period"),
        "won amount less refunds / won deals, by closing date": say(
            "won amount less refunds / won deals, by closing date"
        ),
        "won amount less refunds / accounts that bought, by closing date": say(
            "won amount less refunds / accounts that bought, by closing date"
        ),
        "created to won, by closing date": say("created to won, by closing date"),
        "open deals x average deal x win rate / cycle days": say("open deals x average deal x win rate / cycle days"),
        "won, less refunds / target of revenue": say("won, less refunds / target of revenue"),
        "won, less refunds, against the period before": say("won, less refunds, against the period before"),
        "people at quota / people": say("people at quota / people"),
        "open pipeline due in the period / target not yet won": say(
            "open pipeline due in the period / target not yet won"
        ),
        "first day to first period at full quota, mean of people who reached it": say(
            "first day to first period at full quota, mean of people who reached it"
        ),
        "deals that entered the stage, by date": say("deals that entered the stage, by date"),
        "actions done, by date": say("actions done, by date"),
        "customers lost / customers at the start, given": say("customers lost / customers at the start, given"),
        "promoters less detractors, in percent of answers, given": say(
            "promoters less detractors, in percent of answers, given"
        ),
        "recurring revenue of the customers at the start, given": say(
            "recurring revenue of the customers at the start, given"
        ),
        "revenue less cost of sale, given": say("revenue less cost of sale, given"),
        "1 - |forecast - actual| / actual": say("1 - |forecast - actual| / actual"),
        "sales and marketing cost / new customers": say("sales and marketing cost / new customers"),
        "revenue per account x margin / churn": say("revenue per account x margin / churn"),
        "value of a customer / cost of a customer": say("value of a customer / cost of a customer"),
        "cost of a customer / its gross margin a period": say("cost of a customer / its gross margin a period"),
        "(gross margin on what was won - budget) / budget": say("(gross margin on what was won - budget) / budget"),
    }
