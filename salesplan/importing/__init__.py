"""A rendered workbook that comes back: which inputs a person changed in it, and what that means for the plan."""
