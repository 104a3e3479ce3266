"""What several pages show: faces, the face map, controls, decisions, a study as a file."""
