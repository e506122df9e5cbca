"""Plans that the tests of documents share: the smallest, one that uses every key, and a huge one."""

from __future__ import annotations

from functools import cache
from typing import Any

from salesplan.model.plan import Plan
from salesplan.quotas.quota import Quota, quota
from salesplan.report.document.figures import Figures
from tests.build import OPPORTUNITY, PROSPECT, plan

FULL: dict[str, Any] = {
    "salesplan": 1,
    "title": "Win the Rhône valley",
    "company": "Atelier Dubois",
    "owner": "Camille Laurent",
    "kind": "30-60-90",
    "currency": "EUR",
    "period": "2027-Q1",
    "calendar": {
        "country": "FR",
        "region": "57",
        "workdays": ["mon", "tue", "wed", "thu", "fri"],
        "closed": ["2027-01-02", "2027-02-15 to 2027-02-19"],
        "fiscal_year_starts": 4,
    },
    "goals": [
        {
            "name": "New revenue", "metric": "revenue", "target": 480000, "baseline": 320000, "by": "2027-03-31",
            "owner": "Camille Laurent", "funnel": "acquisition",
        },
        {"name": "Win rate", "metric": "win_rate", "target": "30%", "baseline": "24%"},
        {"name": "Fewer customers lost", "metric": "churn", "target": "2%"},
    ],
    "situation": {
        "summary": "Sales grew by a tenth last year, all of it with existing customers.\n\nNew customers need a plan.",
        "sales": {"last_year": 1210000, "last_half": 640000, "last_quarter": 320000, "last_month": 98000},
        "strengths": ["Two reference customers in every industry"],
        "obstacles": ["No hand-over from marketing"],
        "resources": ["Four reps, one of them new"],
    },
    "market": {
        "summary": "Machine builders with 50 to 500 people.",
        "segments": [{"name": "Machine builders", "size": 1840, "needs": ["Short lead times", "Spare parts in a day"]}],
        "personas": [
            {
                "name": "Head of production", "role": "decides", "goals": ["No standstill"],
                "pains": ["Three suppliers for one line"], "channels": ["Trade fairs"],
            }
        ],
        "competitors": [
            {"name": "Mécanique du Sud", "strengths": ["Price"], "weaknesses": ["Service"],
             "answer": "Show cost by hour."}
        ],
        "regions": [
            {
                "name": "Rhône-Alpes", "why": "Half of all machine builders", "audience": "Family firms",
                "costs": 18000,
                "way_of_working": "Visits on Tuesdays and Thursdays",
            }
        ],
    },
    "swot": {
        "strengths": ["Service within a day", "Long contracts"],
        "weaknesses": ["Unknown outside Lyon"],
        "opportunities": ["A competitor leaves the market"],
        "threats": ["Steel prices"],
    },
    "strategies": [
        {
            "name": "Begin with spare parts", "summary": "A small order opens the door.",
            "techniques": ["Offer an audit of the stock", "Deliver a first part free of charge"], "owner": "Inès",
        }
    ],
    "team": {
        "marketing": {"role": "Brings prospects in", "headcount": 1},
        "prospecting": {
            "role": "Sales development",
            "responsibilities": ["Qualify every prospect within two days"],
            "reports_to": "Camille Laurent",
            "rhythm": {"daily": ["Two hours of calls"], "weekly": ["Review deals"], "monthly": ["Review lost deals"]},
            "members": [
                {
                    "name": "Hugo Martin", "starts": "2027-01-18", "ends": "2027-03-26", "ramp": ["0%", "50%", "100%"],
                    "hours_per_week": 35, "quota_share": "40%", "time_off": ["2027-02-08 to 2027-02-12", "2027-03-05"],
                },
                {"name": "Inès Moreau", "quota_share": "60%"},
            ],
        },
        "sales": {"role": "Account executives", "members": [{"name": "Léa Petit"}, {"name": "Noah Roux"}]},
    },
    "actions": {
        "call": {"minutes": 6, "results": ["answered", "no answer"], "color": "#1d6fb8", "icon": "phone"},
        "email": {"minutes": 4, "color": "#0f7a5c", "icon": "mail"},
        "meeting": {"minutes": 75, "color": "#8a4fbf", "icon": "calendar"},
        "proposal": {"minutes": 90, "color": "#b3541e", "icon": "file"},
    },
    "funnels": [
        {
            "name": "acquisition", "deal_value": "20000 to 45000", "overassignment": "110%",
            "stages": [
                {
                    "name": "prospect", "sourced_by": "marketing", "buyer_journey": "awareness", "conversion": "1/20",
                    "evidence": "12 of 240 on 2026-11-22", "days": 14, "exit_when": "Budget and authority are known",
                    "actions": {"prospecting": {"call": 3, "email": 2}},
                },
                {
                    "name": "opportunity", "buyer_journey": "decision", "conversion": "25%", "days": 30,
                    "exit_when": "The order is signed", "actions": {"sales": {"call": 8, "meeting": 1, "proposal": 2}},
                },
            ],
        }
    ],
    "next": {"target": 520000},
    "seasonality": {"2027-01": "30%", "2027-02": "30%", "2027-03": "40%"},
    "process": {
        "steps": [
            {
                "name": "Prospecting", "buyer_journey": "awareness", "description": "Find firms with old machines.",
                "owner": "prospecting", "exit_when": "Somebody picked up",
            },
            "Qualification", "Demonstration", "Closing",
        ],
        "qualification": {
            "framework": "BANT",
            "questions": {
                "budget": ["What did a standstill cost last year?"],
                "authority": ["Who else looks at the offer?"],
                "need": ["Which machine stops most often?"],
                "timeline": ["When is the next overhaul?"],
            },
        },
        "objections": [
            {"about": "price", "objection": "You are dearer than Sud.", "answer": "A standstill costs 4,000 an hour."},
            {"about": "no urgency", "answer": "Overhauls are booked in February."},
        ],
        "cadence": {"follow_ups": 3, "channels": 2, "messages": 1},
        "scripts": [{"name": "First call", "questions": ["What do you do when a part breaks?", "Who decides then?"]}],
        "stale_after": "14 days",
    },
    "milestones": [
        {
            "day": 30, "phase": "learn", "title": "Every prospect is known", "objectives": ["All reps have the script"],
            "measures": {"call": 240, "win_rate": "20%"}, "owner": "Inès",
        },
        {"day": 60, "phase": "implement", "title": "First proposals are out", "objectives": ["Ten audits done"]},
        {"on": "2027-03-31", "phase": "optimise", "title": "The quarter is won"},
    ],
    "budget": {
        "limit": 40000,
        "contingency": "10%",
        "margin": "35%",
        "lines": [
            {"item": "Lyon fair", "category": "events", "amount": 12500, "when": "2027-02", "segment": "marketing"},
            {"item": "Address data", "category": "tools", "amount": 3200, "when": "2027-01", "segment": "prospecting"},
        ],
    },
    "compensation": [
        {
            "name": "Account executive", "for": ["sales"], "base": 40000, "variable": 20000, "per": "quarter",
            "measure": "revenue", "quota": 240000, "mode": "marginal",
            "tiers": [{"to": "100%", "rate": "2%"}, {"to": "120%", "rate": "3%"}, {"rate": "4%"}],
            "cap": "200%", "floor": 1000, "draw": {"amount": 1500, "recoverable": False}, "clawback": "90 days",
            "paid": "month", "instalments": [{"share": "60%"}, {"share": "40%", "on": "paid", "after": 30}],
            "bonuses": [{"name": "First audit customer", "amount": 500, "metric": "deals", "target": 1}],
        }
    ],
    "alignment": [
        {
            "department": "marketing", "needs": ["Reasons for lost deals"], "gives": ["240 prospects by the 10th"],
            "handover": "A card in the CRM, read within a day", "rhythm": "weekly", "owner": "Zoé",
            "definitions": {"prospect": "A firm with at least one machine over ten years old"},
        }
    ],
    "tools": [{"name": "CRM", "purpose": "One card a deal", "owner": "Zoé"}],
    "training": [
        {
            "topic": "Cost of a standstill", "for": ["sales"], "by": "2027-01-29", "trainer": "Camille Laurent",
            "current": "Sells by price list", "outcome": "Reckons the cost with the buyer", "measure": "win_rate",
        }
    ],
    "tracking": {
        "rhythm": {"actions": "weekly", "revenue": "monthly"},
        "kpis": [{"metric": "win_rate", "target": "30%", "owner": "Noah"}, {"metric": "cycle_days", "target": 60}],
        "adapt": "Two weeks below 80% of assigned calls: we talk about the list, not about the people.",
    },
    "risks": [{"risk": "Hugo starts later", "answer": "Inès takes 80% of the calls", "owner": "Camille Laurent"}],
    "records": {
        "deals": "data/deals.csv", "activities": "data/activities.csv", "history": "data/history.csv",
        "prospects": "data/prospects.csv",
        "engine": "postgresql://reader:secret@db.example/sales?sslmode=require",
    },
    "scenarios": {"cautious": {"funnels.acquisition.stages.opportunity.conversion": "1/5"}},
}  # fmt: skip


@cache
def tiny() -> tuple[Plan, Figures]:
    """The worked example."""
    small = plan()
    return small, Figures(quota(small))


def full(**changes: object) -> tuple[Plan, Figures]:
    """A plan with every key, scheduled by week."""
    return Plan.model_validate({**FULL, **changes}), Figures(_quota_of_full())


@cache
def _quota_of_full() -> Quota:
    """Sampled, which takes its time; none of the changes that tests make reaches it."""
    return quota(Plan.model_validate(FULL))


@cache
def huge() -> tuple[Plan, Figures]:
    """Forty reps, twelve months, three funnels."""
    members = [{"name": f"Person {number}", "hours_per_week": 35} for number in range(1, 41)]
    funnels = [
        {"name": name, "share": share, "deal_value": value, "stages": [PROSPECT, OPPORTUNITY]}
        for name, share, value in (("acquisition", "60%", 30000), ("renewal", "25%", 12000), ("upsell", "15%", 8000))
    ]
    made = plan(
        title="The whole year",
        period="2027",
        goals=[{"name": "All year", "metric": "revenue", "target": 48000000}],
        funnels=funnels,
        team={
            "prospecting": {"members": members[:15]},
            "sales": {"members": members[15:]},
            "marketing": {"headcount": 6},
        },
    )
    return made, Figures(quota(made))
