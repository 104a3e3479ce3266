"""What people say of groups of faces, how it is kept, and the labels that follow from it."""
