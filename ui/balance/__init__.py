"""The parts of the Balance page: the split, one balancing method, and several methods compared."""
