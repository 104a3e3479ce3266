"""The parts of the Name page: the desk, the map, people, history and what naming brings."""
