"""Faces: reading them, dividing them into training and test set, and measuring them."""
