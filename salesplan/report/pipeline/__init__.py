"""What the pipeline looks like: as JSON, as tables, in sentences."""
