"""From results to what people see: one table, many formats."""
