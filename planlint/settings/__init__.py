"""Rules and configuration."""
