"""What people call groups of faces, how it is stored, and the labels that follow from it."""
