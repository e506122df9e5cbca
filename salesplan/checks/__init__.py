"""Rules that look across the plan: one function a rule, in a visible tuple."""
