"""From quotas to days and people: working days, ramps, absences, lead times, hours."""
