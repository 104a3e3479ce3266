"""Draws arrays as plotly figures, for pages and reports."""
