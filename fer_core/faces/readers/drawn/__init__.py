"""Draws the sample faces, which show no real person."""
