"""Following a plan: what was done against what is due, what the pipeline holds, and what changed in it."""
