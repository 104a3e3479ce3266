"""Predicts the emotions of faces in rows and pictures, or says why there is no prediction."""

from fer_core.predicting.answers import Say, answers, columns
from fer_core.predicting.inputs import looked_at
from fer_core.predicting.looked import Looked

__all__ = ["Looked", "Say", "answers", "columns", "looked_at"]
