"""How statements look: tables, JSON, and the rule of each line in words."""
