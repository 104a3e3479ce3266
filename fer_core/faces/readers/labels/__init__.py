"""Finds the labels of faces, and what they mean."""
