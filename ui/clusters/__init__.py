"""The parts of the Clusters page: the groups, their number, whether they are real, comparisons."""
