"""What a measurement looks like."""
