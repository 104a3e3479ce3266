"""The parts of the Balance page: the split, one balancing strategy, and several compared."""
