"""Recognizers on disk: the same answers, and nothing else is taken for one."""

import numpy as np
import pytest

from fer_core.errors import DamagedFile
from fer_core.recognizer.keeping import arrays_of, recognizer_of
from fer_core.recognizer.models import MODELS, Recognizer, RecognizerSettings


def test_a_kept_recognizer_says_the_same_and_a_tampered_one_is_refused() -> None:
    rng = np.random.default_rng(0)
    codes = np.arange(120, dtype=np.uint8) % 3
    X = (rng.normal(size=(120, 5)) + codes[:, None]).astype(np.float32)
    for model in MODELS:
        settings = RecognizerSettings(model=model, trees=5)
        fitted = Recognizer(settings, ("a", "b", "c")).fit(X, codes)
        arrays = arrays_of(fitted)
        again = recognizer_of(arrays, settings, ("a", "b", "c"))
        np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    for content in (b"\x80\x04\x95pickle.", b"", arrays["pipeline"].tobytes()[:200]):
        with pytest.raises(DamagedFile, match="no recognizer"):
            recognizer_of({**arrays, "pipeline": np.frombuffer(content, np.uint8)}, settings, ("a", "b", "c"))
