"""A plan as a document: its sections, its what-if, its writers."""
