"""What people earn for what they sell: tiers, statements, draws, and what has been closed."""
