"""The distribution of a period's result, from what the records tell and what the plan says."""
