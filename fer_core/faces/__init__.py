"""Faces: where they come from, which of them train and test, what is measured on them."""
