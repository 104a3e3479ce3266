"""Draws the sample faces, which are of nobody."""
