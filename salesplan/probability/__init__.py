"""How likely a plan is to reach its targets. `confidence` is the door; which way it goes depends on the plan.

| what is uncertain | way | module | accuracy |
|---|---|---|---|
| deals of one value, certain rates | binomial tail; several funnels are convolved | `binomial`, `revenue` | 1e-12 |
| deals of one value, one rate on evidence | beta-binomial tail | `binomial` | 1e-9 |
| up to 1,000 deals, several rates on evidence | counts by the Mellin transform | `deal_counts_mellin` | 1e-8 a count |
| the same with few hits, or "n of n" | counts on a grid of rates | `deal_counts_grid` | 1e-7 a count |
| more deals of one value, rates on evidence | mean of binomial tails on that grid | `deal_counts_grid` | 1e-6 |
| up to 1,000 deals, values a range | Laplace transform, count by count | `revenue_laplace` | 1e-6 |
| more deals, or few hits, values a range | Laplace transform, rate by rate | `revenue_compound` | 1e-6 |
| values a narrow range (in steps) or a very wide one | Fourier transform on a grid | `revenue_fourier` | 1e-6 |
| grids too fine, too many combinations, open deals that share a rate | sampling | `sampling` | its `standard_error` |

Each way is taken only where those above it do not apply, and says so by None. The first six need no numpy but for the
grid, since importing it takes longer than a whole answer: that is why counts and sums have a way with it and one
without. `funnel_odds` holds what all of them start from, `lognormal` the values that are a range.
"""
