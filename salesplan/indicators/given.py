"""Key figures that rest on something given by hand: customers, their worth, the return on the budget."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from salesplan.indicators.indicator import Figure, Ratio
from salesplan.indicators.window import Window
from salesplan.model.kpis import GivenKpis
from salesplan.model.plan import Plan
from salesplan.quotas.spending import spending


def given_figures(plan: Plan, now: Window | None) -> list[Figure]:
    """Key figures that need something given by hand, as far as it is given."""
    given = plan.kpis or GivenKpis.model_construct()
    return [*_of_customers(given), *_of_money(plan, given, now)]


def _of_customers(given: GivenKpis) -> list[Figure]:
    found: list[Figure] = []
    if given.churn:
        ratio = Ratio(
            Fraction(given.churn.lost),
            Fraction(given.churn.start),
            is_share=_counts(given.churn.lost, given.churn.start),
        )
        found.append(("churn", "share", ratio, "customers lost / customers at the start, given"))
    if given.nps:
        points = Ratio(100 * Fraction(given.nps.promoters - given.nps.detractors), Fraction(given.nps.answers))
        found.append(("nps", "points", points, "promoters less detractors, in percent of answers, given"))
    if given.retention:
        start = Fraction(given.retention.start)
        kept = start - Fraction(given.retention.contraction) - Fraction(given.retention.churned)
        basis = "recurring revenue of the customers at the start, given"
        found.append(("nrr", "share", Ratio(kept + Fraction(given.retention.expansion), start), basis))
        found.append(("grr", "share", Ratio(kept, start), basis))
    return found


def _counts(hits: Decimal, of: Decimal) -> bool:
    """Whether both are whole numbers of which one is a part of the other, so that an interval makes sense."""
    return hits == int(hits) and of == int(of) and hits <= of


def _of_money(plan: Plan, given: GivenKpis, now: Window | None) -> list[Figure]:
    found: list[Figure] = []
    revenue = now.revenue if now else None
    if given.profit_margin:
        sold = Fraction(given.profit_margin.revenue) if given.profit_margin.revenue else revenue
        if sold:
            found.append(
                (
                    "profit_margin",
                    "share",
                    Ratio(sold - Fraction(given.profit_margin.cost), sold),
                    "revenue less cost of sale, given",
                )
            )
    if given.forecast_accuracy:
        actual = Fraction(given.forecast_accuracy.actual) if given.forecast_accuracy.actual else revenue
        if actual:
            off = abs(Fraction(given.forecast_accuracy.forecast) - actual)
            found.append(
                ("forecast_accuracy", "share", Ratio(actual - off, actual), "1 - |forecast - actual| / actual")
            )
    return [*found, *_customer_value(plan, given, now), *_return(plan, revenue)]


def _customer_value(plan: Plan, given: GivenKpis, now: Window | None) -> list[Figure]:
    """What a customer is worth and costs: LTV = revenue per account x margin / churn, CAC = cost / new customers.

    Example: 1,200 x 70% / 6% = 14,000; at a CAC of 3,000 a ratio of 4.67 and a payback of 3.57 periods.
    """
    found: list[Figure] = []
    customers = given.cac.customers if given.cac and given.cac.customers else now.customers if now else None
    cost = Ratio(Fraction(given.cac.cost), Fraction(customers)) if given.cac and customers else None
    if cost:
        found.append(("cac", "money", cost, "sales and marketing cost / new customers"))
    yearly = _worth(plan, given, now)
    if yearly is None:
        return found
    profit, churn = yearly
    found.append(("ltv", "money", Ratio(profit, churn), "revenue per account x margin / churn"))
    if cost and cost.value and profit:
        found.append(
            ("ltv_cac", "ratio", Ratio(profit / churn, cost.value), "value of a customer / cost of a customer")
        )
        found.append(
            ("payback", "periods", Ratio(cost.value, profit), "cost of a customer / its gross margin a period")
        )
    return found


def _worth(plan: Plan, given: GivenKpis, now: Window | None) -> tuple[Fraction, Fraction] | None:
    """The gross margin of an account a period, and churn; None where one of them is not known."""
    ltv = given.ltv
    own = Fraction(now.revenue, now.accounts) if now and now.accounts else None
    revenue = Fraction(ltv.revenue) if ltv and ltv.revenue else own
    margin = ltv.margin if ltv and ltv.margin is not None else plan.budget.margin if plan.budget else None
    churn = Fraction(given.churn.lost) / Fraction(given.churn.start) if given.churn else None
    churn = ltv.churn if ltv and ltv.churn is not None else churn
    return (revenue * margin, churn) if revenue and margin and churn else None


def _return(plan: Plan, revenue: Fraction | None) -> list[Figure]:
    if plan.budget is None or plan.budget.margin is None or revenue is None:
        return []
    cost = Fraction(spending(plan.budget, plan.currency or "").total)
    if not cost:
        return []
    return [
        (
            "roi",
            "share",
            Ratio(revenue * plan.budget.margin - cost, cost),
            "(gross margin on what was won - budget) / budget",
        )
    ]
