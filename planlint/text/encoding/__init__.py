"""Text that went through the wrong encoding."""
