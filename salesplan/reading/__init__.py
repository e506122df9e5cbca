"""From a plan file to a plan and findings."""
