"""Following a plan: what was done against what is due, what the pipeline holds, and where the period will end."""
