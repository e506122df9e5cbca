"""Where a plan stands: as JSON, as tables, in sentences."""
