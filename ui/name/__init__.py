"""Parts of the Name page."""
