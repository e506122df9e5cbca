"""A plan for the next period from the plan of this one: what hangs on the period moves with it."""
