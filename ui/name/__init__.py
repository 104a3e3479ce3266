"""The parts of the Name page: groups, the map, people, history and the likely accuracy."""
