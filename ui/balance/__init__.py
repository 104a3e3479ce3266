"""The parts of the Balance page: the split, one way to balance, and several ways side by side."""
