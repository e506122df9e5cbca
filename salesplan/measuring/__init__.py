"""What the funnel really does: rates with their evidence, times, deal sizes and effort, from counts of records."""
