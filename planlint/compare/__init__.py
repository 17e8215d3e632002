"""A stated value against what the document shows: relations, and the judge of their ties."""
