"""Parts of the presentation."""
