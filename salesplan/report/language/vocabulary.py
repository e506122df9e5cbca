"""What the fixed words of the plan language are called in a document."""

from __future__ import annotations

from salesplan.report.language.words import Words

# A known word of the plan language and what a reader calls it. Every text here is a message of the catalogues.
KINDS = {
    "general": "Sales plan",
    "marketing-alignment": "Sales and marketing alignment plan",
    "30-60-90": "30-60-90 day sales plan",
    "new-product": "Sales plan for a new product",
    "training": "Sales training plan",
    "market-expansion": "Market expansion plan",
    "budget": "Sales budget plan",
}
METRICS = {
    "revenue": "Revenue",
    "deals": "Won deals",
    "customers": "New customers",
    "win_rate": "Win rate",
    "conversion": "Conversion",
    "cycle_days": "Sales cycle, days",
    "average_deal": "Average deal",
    "revenue_per_account": "Revenue per account",
    "sales_velocity": "Sales velocity, per day",
    "coverage": "Pipeline coverage",
    "attainment": "Attainment",
    "growth": "Growth",
    "profit_margin": "Profit margin",
    "margin": "Margin",
    "cac": "Customer acquisition cost",
    "ltv": "Customer lifetime value",
    "ltv_cac": "Lifetime value to acquisition cost",
    "roi": "Return on the plan",
    "churn": "Churn",
    "nps": "Net promoter score",
    "forecast_accuracy": "Forecast accuracy",
    "ramp_up_days": "Ramp-up time, days",
    "quota_attainment": "Reps at quota",
    "nrr": "Net revenue retention",
    "grr": "Gross revenue retention",
    "payback": "Payback of a customer, periods",
}
MONEY_METRICS = frozenset({"revenue", "average_deal", "revenue_per_account", "sales_velocity", "cac", "ltv", "margin"})
RHYTHMS = {
    "daily": "daily",
    "weekly": "weekly",
    "fortnightly": "every two weeks",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "yearly": "yearly",
}
JOURNEY = {"awareness": "Awareness", "consideration": "Consideration", "decision": "Decision"}
TOPICS = {
    "budget": "Budget",
    "authority": "Authority",
    "need": "Need",
    "timeline": "Timeline",
    "metrics": "Metrics",
    "economic_buyer": "Economic buyer",
    "decision_criteria": "Decision criteria",
    "decision_process": "Decision process",
    "identify_pain": "Pain",
    "champion": "Champion",
    "challenges": "Challenges",
    "money": "Money",
    "prioritization": "Priority",
}
SETTLED = {
    "deal": "each deal alone",
    "month": "every month",
    "quarter": "every quarter",
    "half": "every half-year",
    "year": "every year",
}
NAMES = (
    *("marketing", "prospecting", "sales", "customer success", "support", "partners", "product", "finance"),
    "account management",
    *("executives", "legal", "engineering", "people", "management", "everybody"),
    *("qualification", "research", "demonstration", "presentation", "handling objections", "closing", "nurturing"),
    *("approach", "discovery", "negotiation", "onboarding", "contacted", "qualified", "proposal made", "won", "lost"),
    *("price", "trust", "competitor", "no need", "no urgency", "no authority"),
    *("learn", "implement", "optimise", "optimize"),
    *("actions", "revenue", "pipeline", "forecast", "plan", "budget", "team", "training", "tools", "events", "travel"),
    *("acquisition", "renewal", "upsell", "expansion", "answered", "no answer", "email received", "e-mail received"),
    *("booked", "held", "no show", "sent", "accepted", "refused", "busy", "wrong number", "replied", "bounced"),
)
"""Words that plans are full of and that a document shows in its own language, with the plurals of `words`."""


def label(words: Words, vocabulary: dict[str, str], word: str) -> str:
    """What a document calls a word: translated where it is known, else the word as its author wrote it."""
    known = vocabulary.get(word)
    return words.text(known) if known else word


def capital(text: str) -> str:
    """With a first capital letter, the rest as it is: a name that opens a line or a column."""
    return text[:1].upper() + text[1:]


def metric(words: Words, name: str) -> str:
    """What a metric is called: a known one, or a stage or action of the plan."""
    return label(words, METRICS, name) if name in METRICS else capital(words.names(name, 2))
