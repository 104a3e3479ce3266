"""The recognizer (the second model): trained on named faces, scored on held-out ones, beside honest references."""
