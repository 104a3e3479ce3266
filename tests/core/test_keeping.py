"""Recognizers on disk: the same answers, and nothing else is taken for one."""

import numpy as np
import pytest
import skops.io

from fer_core.balance import TrainingRows
from fer_core.base.errors import DamagedFile
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import CALIBRATIONS, MODELS, RecognizerSettings
from fer_core.recognizer.storage import arrays_of, recognizer_of
from tests.core.divided import judging

CLASSES = ("a", "b", "c")
FEW = {"trees": 4, "rounds": 5, "epochs": 20, "hidden": 8}
RNG = np.random.default_rng(0)
CODES = np.arange(150, dtype=np.uint8) % 3
X = (RNG.normal(size=(150, 5)) + 2 * np.eye(5)[CODES]).astype(np.float32)
ROWS = TrainingRows(judging(150, np.arange(120, 150)), np.arange(120), CODES[:120], groups=np.arange(120) // 4)


@pytest.mark.parametrize("calibration", CALIBRATIONS)
@pytest.mark.parametrize("model", MODELS)
def test_a_kept_recognizer_says_the_same(model: str, calibration: str) -> None:
    settings = RecognizerSettings(model, calibration=calibration, **FEW)
    fitted = Recognizer(settings, CLASSES).train(X, ROWS)
    arrays = arrays_of(fitted)
    again = recognizer_of(arrays, settings, CLASSES)
    said = again.predict_proba(X[120:])
    np.testing.assert_allclose(said, fitted.predict_proba(X[120:]), atol=1e-9)
    assert said.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (again.predict(X[120:]) == CODES[120:]).mean() > 0.6
    assert again.notes_ == fitted.notes_
    assert (calibration == "none") == (not any("calibration" in note for note in fitted.notes_))
    assert arrays["pipeline"].nbytes < 2_000_000


def test_an_approximate_svm_and_one_from_before_there_were_words_are_kept_too() -> None:
    settings = RecognizerSettings("rbf_svm", exact_rows=10, landmarks=20)
    fitted = Recognizer(settings, CLASSES).train(X, ROWS)
    assert "Nyström, 20 landmarks" in fitted.notes_[0]
    arrays = {name: values for name, values in arrays_of(fitted).items() if name != "told"}
    again = recognizer_of(arrays, settings, CLASSES)
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert again.notes_ == ()


@pytest.mark.parametrize("content", [b"\x80\x04\x95pickle.", b"", "half"])
def test_what_is_no_recognizer_is_refused(content: bytes | str) -> None:
    arrays = arrays_of(Recognizer(RecognizerSettings(), CLASSES).train(X, ROWS))
    content = arrays["pipeline"].tobytes()[:200] if isinstance(content, str) else content
    with pytest.raises(DamagedFile, match="no recognizer"):
        recognizer_of({**arrays, "pipeline": np.frombuffer(content, np.uint8)}, RecognizerSettings(), CLASSES)


def test_a_pipeline_with_another_type_in_it_is_refused() -> None:
    arrays = arrays_of(Recognizer(RecognizerSettings(), CLASSES).train(X, ROWS))
    other = np.frombuffer(skops.io.dumps({"model": np.testing.assert_equal}), np.uint8)
    with pytest.raises(DamagedFile, match="no recognizer"):
        recognizer_of({**arrays, "pipeline": other}, RecognizerSettings(), CLASSES)
