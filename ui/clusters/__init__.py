"""The parts of the Clusters page: groups, how many, whether they are real, and comparisons."""
