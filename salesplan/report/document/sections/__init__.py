"""The chapters of a document: each takes its part of the plan and returns finished blocks."""
