"""How key figures look."""
