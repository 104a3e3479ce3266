"""Parts that several pages share: faces, the face map, controls, decisions, study files."""
