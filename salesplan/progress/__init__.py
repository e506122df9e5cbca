"""Following a plan: what was done against what is due, what the pipeline holds, what changed since an earlier export."""
