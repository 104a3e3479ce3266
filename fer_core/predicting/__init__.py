"""Faces that somebody brings to be predicted: every row and picture gets its answer, or the reason why it has none."""

from fer_core.predicting.answers import Say, answers, columns
from fer_core.predicting.inputs import looked_at
from fer_core.predicting.looked import Looked

__all__ = ["Looked", "Say", "answers", "columns", "looked_at"]
