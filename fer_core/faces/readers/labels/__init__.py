"""Finds where the labels of faces stand, and what they mean."""
