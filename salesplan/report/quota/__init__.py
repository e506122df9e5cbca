"""What a quota looks like."""
