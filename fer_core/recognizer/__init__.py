"""The recognizer: trained on named faces, scored on test faces, beside honest references."""
