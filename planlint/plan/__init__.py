"""What a plan states: amounts, nodes, groups of parts, and the parts that do not count."""
