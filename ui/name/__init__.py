"""The parts of the Name page: groups, faces, the map, people, history and estimated accuracy."""
