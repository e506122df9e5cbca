"""Documents of a plan: which formats there are, and how each is written from the plan and what was measured."""
