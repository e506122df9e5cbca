"""Following a plan: where it stands, and where it will end."""
