"""planlint finds the places where a Markdown plan contradicts itself, and mends what the plan proves."""

__version__ = "0.1.0"
