"""From text to the document that a reader sees."""
