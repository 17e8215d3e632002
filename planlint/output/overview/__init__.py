"""What a set of plans comes to: progress, problems, estimates and dates, as data for the report."""
