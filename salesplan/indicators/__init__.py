"""Key figures: from the plan, from records, and from what is given by hand."""
