"""For each code a plan that has nothing else against it, in the words of somebody who writes plans."""

from __future__ import annotations

HEAD = "salesplan: 1\ntitle: January acquisition\n"

CASES: dict[str, str] = {
    "unknown-country": """
calendar: {country: Frannce}
""",
    "unknown-region": """
calendar: {country: DE, region: Bavary}
""",
    "unknown-holidays": """
calendar: {country: DE, region: BY, holidays: [public, bank]}
""",
    "ramp-without-start": """
team: {sales: {members: [{name: Ada, ramp: [50%, 100%]}, {name: Bo, starts: 2027-01-04, ramp: [50%, 100%]}]}}
""",
    "evidence-old": """
period: 2027-01
funnels:
  - name: a
    stages:
      - {name: b, conversion: 5%, evidence: 12 of 240 on 2024-01-31}
      - {name: c, conversion: 5%, evidence: 12 of 240 on 2026-02-01}
""",
    "segment-unnamed": """
alignment: [{department: marketing}]
team: {growth: {headcount: 2}, sales: {headcount: 1}}
funnels: [{name: a, stages: [{name: prospect, sourced_by: marketing, actions: {sales: {call: 1}}}]}]
""",
    "reports-to-differs": """
team:
  sales: {reports_to: Katharina Vogt, headcount: 1}
  prospecting: {reports_to: Katarina Vogt, headcount: 1}
  service: {reports_to: Somebody Else, headcount: 1}
  leads: {reports_to: prospectng, headcount: 1}
""",
    "variable-differs": """
currency: EUR
compensation:
  - name: Account managers
    variable: 20000
    per: quarter
    quota: 190000
    mode: cliff
    tiers: [{to: 80%, rate: 1.5%}, {to: 100%, rate: 2%}, {rate: 3%}]
  - {name: y, measure: margin, variable: 12000, per: month, quota: 10000, tiers: [{to: 50%, rate: 5%}, {rate: 10%}]}
""",
    "region-without-country": """
calendar: {region: BY}
""",
    "no-working-day": """
period: {start: 2027-01-01, end: 2027-01-03}
calendar:
  country: FR
""",
    "fiscal-year-not-stated": """
period: FY2027-Q1
""",
    "fiscal-year-not-used": """
period: 2027-Q1
calendar:
  fiscal_year_starts: 4
""",
    "closed-outside": """
period: 2027-01
calendar:
  closed: [2027-01-04, 2027-02-01, 2026-12-24 to 2027-01-02, 2027-12-24 to 2027-12-31]
""",
    "goal-twice": """
currency: EUR
period: 2027-01
goals:
  - {name: New revenue, metric: revenue, target: 90000}
  - {name: Half-way, metric: revenue, target: 40000, by: 2027-01-15}
  - {name: Revenue by the end of the month, metric: revenue, target: 95000, by: 2027-01-31}
funnels:
  - {name: acquisition, deal_value: 30000}
""",
    "goal-of-zero": """
goals:
  - {name: New customers, metric: customers, target: 0}
funnels:
  - {name: acquisition}
""",
    "goal-without-funnel": """
currency: EUR
goals:
  - {name: New revenue, metric: revenue, target: 90000}
""",
    "figure-does-not-fit": """
currency: EUR
goals:
  - {name: New revenue, metric: revenue, target: 30%}
  - {name: Win rate, metric: win_rate, target: 30, baseline: 25%}
funnels:
  - {name: acquisition, deal_value: 30000}
""",
    "currency-missing": """
funnels:
  - {name: acquisition, deal_value: 30000}
  - {name: renewal, deal_value: 5000}
""",
    "deal-value-missing": """
currency: EUR
goals:
  - {name: New revenue, metric: revenue, target: 90000}
  - {name: Renewals, metric: deals, target: 20, funnel: renewal}
funnels:
  - {name: acquisition}
  - {name: renewal}
""",
    "goal-outside": """
period: 2027-01
goals:
  - {name: Win rate, metric: win_rate, target: 30%, by: 2027-02-28}
""",
    "unknown-funnel": """
goals:
  - {name: Renewals, metric: deals, target: 20, funnel: renewals}
  - {name: New customers, metric: deals, target: 20}
funnels:
  - {name: acquisition, share: 50%}
  - {name: renewal, share: 50%}
""",
    "unknown-metric": """
goals:
  - {name: Win rate, metric: win rate, target: 30%}
funnels:
  - name: acquisition
    stages:
      - {name: prospect, actions: {sales: {call: 3}}}
milestones:
  - {day: 30, title: Learnt, measures: {prospect: 80, call: 240, cals: 5}}
tracking:
  kpis:
    - {metric: happiness}
compensation:
  - {name: Sales, measure: margin}
  - {name: Callers, measure: meeting, bonuses: [{name: Calls, amount: 100, metric: deals, target: 50}]}
currency: EUR
""",
    "unknown-segment": """
currency: EUR
team:
  prospecting: {headcount: 2}
  sales: {members: [{name: Ada Martin}]}
funnels:
  - name: acquisition
    stages:
      - name: prospect
        sourced_by: marketing
        actions:
          prospectors: {call: 3}
      - name: opportunity
        actions:
          sales: {call: 8}
alignment:
  - {department: marketing}
training:
  - {topic: Objections, for: [sales, Ada Martin, support]}
compensation:
  - {name: Closers, for: [sale]}
budget:
  lines:
    - {item: Event, amount: 1000, segment: marketing}
    - {item: Phones, amount: 1000, segment: prospectng}
""",
    "segment-unstaffed": """
team:
  prospecting:
    role: sales development representative
  sales: {headcount: 0}
funnels:
  - name: acquisition
    stages:
      - name: prospect
        sourced_by: marketing
        actions:
          prospecting: {call: 3}
      - name: opportunity
        actions:
          sales: {call: 8}
""",
    "funnel-twice": """
funnels:
  - {name: acquisition}
  - {name: Acquisition}
""",
    "stage-twice": """
funnels:
  - name: acquisition
    stages:
      - {name: prospect}
      - {name: opportunity}
      - {name: prospect}
  - name: renewal
    stages:
      - {name: prospect}
""",
    "segment-twice": """
team:
  sales: {headcount: 3}
  Sales: {headcount: 2}
""",
    "member-twice": """
team:
  sales:
    members:
      - {name: Ada Martin}
      - {name: Bruno Rossi}
      - {name: Ada  martin}
""",
    "member-in-two-segments": """
team:
  prospecting:
    members: [{name: Ada Martin}]
  sales:
    members: [{name: Bruno Rossi}, {name: Ada Martin}]
""",
    "action-twice": """
actions:
  call: {minutes: 6}
  Call: {minutes: 8}
""",
    "commission-plan-twice": """
currency: EUR
compensation:
  - {name: Closers, measure: revenue}
  - {name: Closers, measure: deals}
""",
    "name-twice": """
market:
  competitors: [Acme, {name: Globex, answer: We are faster}, acme]
tools:
  - {name: CRM}
  - {name: CRM}
""",
    "members-and-headcount": """
team:
  sales:
    headcount: 3
    members:
      - {name: Ada Martin}
""",
    "quota-shares": """
team:
  sales:
    members:
      - {name: Ada Martin, quota_share: 50%}
      - {name: Bruno Rossi, quota_share: 49%}
  prospecting:
    members:
      - {name: Carla Weiss, quota_share: 100%}
      - {name: Dan Brown}
  support:
    members:
      - {name: Eve Black, quota_share: 40%}
      - {name: Finn White}
""",
    "ends-before-start": """
team:
  sales:
    members:
      - {name: Ada Martin, starts: 2027-01-18, ends: 2027-01-08}
""",
    "member-outside": """
period: 2027-01
team:
  sales:
    members:
      - {name: Ada Martin, starts: 2027-02-01}
      - {name: Bruno Rossi, ends: 2026-12-31}
      - {name: Carla Weiss, starts: 2020-01-01}
""",
    "ramp-falls": """
team:
  sales:
    members:
      - {name: Ada Martin, starts: 2027-01-04, ramp: [0%, 50%, 100%]}
      - {name: Bruno Rossi, starts: 2027-01-04, ramp: [0%, 50%, 25%, 100%]}
""",
    "ramp-never-ends": """
team:
  sales:
    members:
      - {name: Ada Martin, starts: 2027-01-04, ramp: [0%, 50%, 100%]}
      - {name: Bruno Rossi, starts: 2027-01-04, ramp: [0%, 50%]}
""",
    "ramp-too-long": """
team:
  sales:
    members:
      - {name: Ada Martin, starts: 2027-01-01, ends: 2027-02-28, ramp: [0%, 25%, 50%, 100%]}
      - {name: Bruno Rossi, starts: 2027-01-01, ends: 2027-03-31, ramp: [0%, 25%, 50%, 100%]}
""",
    "time-off-outside": """
period: 2027-01
team:
  sales:
    members:
      - {name: Ada Martin, time_off: [2027-01-25, 2027-02-01 to 2027-02-12]}
""",
    "segment-away": """
period: 2027-01
team:
  sales:
    members:
      - {name: Ada Martin, time_off: [2027-01-18 to 2027-02-12, 2027-01-01 to 2027-01-17]}
  prospecting:
    members:
      - {name: Bruno Rossi, time_off: [2027-01-02 to 2027-02-12]}
funnels:
  - name: acquisition
    stages:
      - name: prospect
        actions:
          sales: {call: 8}
          prospecting: {call: 3}
""",
    "unknown-result": """
actions:
  call: {results: [answered, no answer], counts: [Answered, anwsered, busy]}
  email: {counts: [sent]}
""",
    "thresholds-order": """
tracking:
  thresholds: {ahead: 90%, behind: 99%}
""",
    "odds-beside-history": """
records: {deals: deals.csv, history: history.csv}
funnels:
  - name: acquisition
    stages:
      - {name: prospect, conversion: 1/20, odds: 2%}
      - {name: opportunity, conversion: 1/4}
""",
    "unknown-action": """
actions:
  call: {minutes: 6}
funnels:
  - name: acquisition
    stages:
      - name: prospect
        actions:
          sales: {call: 8, cal: 2, proposal: 2}
""",
    "action-named-like-stage": """
funnels:
  - name: acquisition
    stages:
      - name: meeting
        sourced_by: prospecting
        actions:
          prospecting: {meeting: 1}
          sales: {meeting: 1}
""",
    "shares-sum": """
funnels:
  - {name: acquisition, share: 50%}
  - {name: renewal, share: 40%}
""",
    "share-missing": """
funnels:
  - {name: acquisition, share: 70%}
  - {name: renewal}
""",
    "shares-not-stated": """
goals:
  - {name: New customers, metric: customers, target: 12}
funnels:
  - {name: acquisition}
  - {name: renewal}
  - {name: upsell}
""",
    "share-and-goal": """
goals:
  - {name: New customers, metric: customers, target: 12}
  - {name: Renewals, metric: deals, target: 20, funnel: renewal}
funnels:
  - {name: acquisition, share: 100%}
  - {name: renewal, share: 40%}
""",
    "funnel-without-goal": """
goals:
  - {name: Renewals, metric: deals, target: 20, funnel: renewal}
funnels:
  - {name: acquisition}
  - {name: renewal}
""",
    "conversion-of-all": """
funnels:
  - name: acquisition
    stages:
      - {name: prospect, conversion: 1}
      - {name: onboarding, conversion: 100%, evidence: 20 of 20}
""",
    "evidence-differs": """
funnels:
  - name: acquisition
    stages:
      - {name: prospect, conversion: 6%, evidence: 12 of 240}
      - {name: contact, conversion: 5%, evidence: 14 of 270}
      - {name: opportunity, conversion: 1/4, evidence: 0 of 12}
      - {name: proposal, conversion: 1/3, evidence: 7 of 20}
""",
    "evidence-without-conversion": """
funnels:
  - name: acquisition
    stages:
      - {name: prospect, evidence: 12 of 240}
""",
    "journey-backwards": """
funnels:
  - name: acquisition
    stages:
      - {name: prospect, buyer_journey: consideration}
      - {name: contact}
      - {name: opportunity, buyer_journey: awareness}
process:
  steps:
    - {name: closing, buyer_journey: decision}
    - {name: demonstration, buyer_journey: consideration}
""",
    "seasonality-outside": """
period: 2027-Q1
seasonality: {2027-01: 30%, 2027-02: 30%, 2027-04: 40%}
""",
    "seasonality-sum": """
period: 2027-Q1
seasonality: {2027-01: 33.33%, 2027-02: 33.33%, 2027-03: 33.33%}
""",
    "qualification-incomplete": """
process:
  qualification:
    framework: BANT
    questions:
      budget: [Is there a budget?]
      need: [What is it for?]
""",
    "unknown-topic": """
process:
  qualification:
    framework: BANT
    questions: {budget: [], authority: [], need: [], timeline: [], timelines: [], colour: []}
""",
    "milestone-without-day": """
milestones:
  - {title: Launch}
""",
    "milestone-day-and-date": """
milestones:
  - {title: Launch, day: 30, on: 2027-01-30}
""",
    "milestone-outside": """
period: 2027-01
milestones:
  - {title: Launch, day: 31}
  - {title: First deals, day: 32}
  - {title: Review, on: 2027-02-28}
""",
    "milestone-order": """
period: 2027-Q1
milestones:
  - {title: Learn, day: 30}
  - {title: Optimise, on: 2027-03-31}
  - {title: Implement, day: 60}
""",
    "over-budget": """
currency: EUR
budget:
  limit: 10000
  contingency: 10%
  lines:
    - {item: Trade fair, amount: 6000}
    - {item: CRM, amount: 3500.50}
""",
    "expense-outside": """
currency: EUR
period: 2027-Q1
budget:
  lines:
    - {item: Trade fair, amount: 6000, when: 2027-03}
    - {item: CRM, amount: 3500, when: 2027-04}
""",
    "tiers-not-rising": """
currency: EUR
compensation:
  - name: Closers
    quota: 300000
    tiers: [{to: 100%, rate: 8%}, {to: 90%, rate: 10%}, {to: 280000, rate: 11%}, {rate: 12%}]
""",
    "tiers-mixed": """
currency: EUR
compensation:
  - name: Closers
    tiers: [{to: 100%, rate: 8%}, {to: 400000, rate: 10%}, {rate: 12%}]
""",
    "last-tier-ends": """
currency: EUR
compensation:
  - {name: Closers, tiers: [{to: 100%, rate: 8%}, {to: 120%, rate: 10%}]}
""",
    "tier-without-end": """
currency: EUR
compensation:
  - {name: Closers, tiers: [{rate: 8%}, {rate: 10%}]}
""",
    "cap-below-floor": """
currency: EUR
compensation:
  - {name: Closers, variable: 40000, per: quarter, cap: 150%, floor: 16000}
  - {name: Callers, measure: deals, cap: 1000, floor: 1000}
""",
    "paid-twice": """
currency: EUR
team:
  sales: {members: [{name: Ada Martin}, {name: Bruno Rossi}]}
  prospecting: {headcount: 3}
compensation:
  - {name: Closers, for: [sales]}
  - {name: Ada's own, for: [Ada Martin]}
  - {name: Callers, for: [prospecting]}
  - {name: Margin, measure: margin, for: [sales]}
""",
    "instalments-sum": """
currency: EUR
compensation:
  - {name: Closers, rate: 5%, instalments: [{share: 50%}, {share: 40%, on: paid}]}
  - {name: Callers, for: [x], rate: 5%, measure: margin, instalments: [{share: 2/3}, {share: 1/3, after: 90 days}]}
""",
    "loses-money": """
currency: EUR
goals: [{name: Revenue, metric: revenue, target: 100000}]
funnels: [{name: a, deal_value: 1000, stages: [{name: b, conversion: 5%}]}]
expected_attainment: 80%
budget: {margin: 50%, contingency: 10%, lines: [{item: Fair, amount: 30000}, {item: Tools, amount: 10000}]}
""",
    "spent-elsewhere": """
currency: EUR
budget:
  lines: [{item: Trade fair, amount: 30000}]
  actuals: [{item: Trade fare, amount: 100, when: 2027-01-14}, {item: Flowers, amount: 5, when: 2027-01}]
""",
    "unpaid-measure": """
currency: EUR
actions: {call: {minutes: 6}}
compensation:
  - {name: Closers, measure: revenue, rate: 5%}
  - {name: Callers, measure: call, rate: 5%}
  - {name: Winners, measure: win_rate, rate: 5%}
""",
    "bonus-by-hand": """
currency: EUR
actions: {call: {minutes: 6}}
compensation:
  - name: Closers
    rate: 5%
    bonuses: [{name: Calls, amount: 100, metric: call, target: 500}, {name: Full, amount: 1, metric: deals, target: 5}]
""",
    "tiers-gap": """
currency: EUR
compensation:
  - {name: Closers, for: [y], tiers: [{from: 1000, to: 5000, rate: 8%}, {from: 5000.01, rate: 10%}]}
  - {name: Hunters, for: [x], quota: 1000, tiers: [{from: 0, to: 500, rate: 8%}, {from: 60%, rate: 10%}]}
""",
    "tiers-overlap": """
currency: EUR
compensation:
  - name: Closers
    tiers:
      - {from: 0%, to: 60%, rate: 8%}
      - {from: 50%, to: 100%, rate: 10%}
      - {from: 100%, rate: 12%}
""",
    "tier-bound-odd": """
currency: EUR
compensation:
  - {name: Closers, for: [y], per: deal, tiers: [{to: 499.99, rate: 25%}, {to: 2999.99, rate: 30%}, {rate: 40%}]}
  - {name: Hunters, for: [x], tiers: [{to: 99.99%, rate: 5%}, {to: 112.5%, rate: 6%}, {rate: 7%}]}
""",
    "reporting-circle": """
team:
  sales: {reports_to: Mo, members: [{name: Ada}]}
  leads: {reports_to: board, members: [{name: Mo}]}
  board: {reports_to: Ada, members: [{name: Cy}]}
  service: {reports_to: Di, members: [{name: Di}]}
""",
    "bad-condition": """
currency: EUR
compensation:
  - name: Closers
    rate: 5%
    bonuses: [{name: Referrals, amount: 100, when: source = referral and luck > 3}]
""",
    "training-outside": """
period: 2027-01
training:
  - {topic: Objections, by: 2027-03-01}
""",
    "password-in-plan": """
records:
  deals: deals
  engine: postgresql://ada:hunter2@db.example.com/crm
""",
    "records-alone": """
records:
  history: data/history.csv
  prospects: {path: data/prospects.csv, columns: {id: contact}}
""",
    "unknown-path": """
funnels:
  - name: acquisition
    stages: [{name: opportunity, conversion: 1/4}]
scenarios:
  cautious:
    funnels.acquisition.stages.oportunity.conversion: 1/5
    funnels.acquisition.stages.opportunity.conversion.low: 1/5
    budgets.limit: 4
  bold: {funnels.acquisition.stages.opportunity.conversion: 1/3}
""",
    "value-does-not-fit": """
funnels:
  - name: acquisition
    stages: [{name: opportunity, conversion: 1/4, buyer_journey: decision}]
scenarios:
  cautious:
    funnels.acquisition.stages.opportunity.conversion: 20
    funnels.acquisition.stages.opportunity.buyer_journey: late
    funnels.acquisition.stages: 3
""",
    "scenario-sum": """
funnels:
  - {name: acquisition, share: 70%}
  - {name: renewal, share: 30%}
scenarios:
  bold: {funnels.acquisition.share: 80%}
  shifted: {funnels.acquisition.share: 80%, funnels.renewal.share: 20%}
""",
    "opening-without-records": """
period: 2027-01
opening: records
""",
    "opening-without-period": """
opening: records
records: {deals: deals.csv}
""",
    "cycle-over-a-year": """
funnels:
  - name: acquisition
    stages: [{name: prospect, conversion: 5%, days: 120}, {name: opportunity, conversion: 1/4, days: 250.5}]
""",
    "next-without-period": """
next: same
""",
    "next-without-days": """
period: 2027-01
next: {target: 100000}
""",
    "open-and-opening": """
period: 2027-01
currency: EUR
opening: records
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - {name: opportunity, conversion: 1/4, open: 14}
records: {deals: deals.csv}
""",
}
