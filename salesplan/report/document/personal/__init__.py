"""A page for one person or one team segment: what to do this week, why, how, and what it pays."""
