"""Faces: where they come from, which of them train and test, and what is measured on them."""
