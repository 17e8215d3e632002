"""What planlint knows of languages."""
