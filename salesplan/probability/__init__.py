"""How likely a plan is to reach its targets. `confidence` is the door."""
