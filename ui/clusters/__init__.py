"""The parts of the Clusters page: groups, how many there are, whether they are real, comparisons."""
