import numpy as np
import pytest
from sklearn import metrics

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.evaluate import evaluate, wilson_interval


@pytest.fixture()
def codes() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 5, 400).astype(np.uint8)
    return true, np.where(rng.random(400) < 0.5, true, rng.integers(0, 5, 400)).astype(np.uint8)


def test_scores_are_scikit_learns(codes: tuple[np.ndarray, np.ndarray]) -> None:
    true, predicted = codes
    scores = evaluate(true, predicted, 5)
    assert scores.accuracy == pytest.approx(metrics.accuracy_score(true, predicted))
    assert scores.balanced_accuracy == pytest.approx(metrics.balanced_accuracy_score(true, predicted))
    assert scores.macro_f1 == pytest.approx(metrics.f1_score(true, predicted, average="macro"))
    assert scores.precision == pytest.approx(metrics.precision_score(true, predicted, average=None))
    assert scores.recall == pytest.approx(metrics.recall_score(true, predicted, average=None))
    np.testing.assert_array_equal(scores.confusion, metrics.confusion_matrix(true, predicted))
    assert scores.n == 400


def test_rows_of_the_confusion_are_true_classes() -> None:
    scores = evaluate(np.array([0, 0, 1]), np.array([1, 1, 1]), 2)
    assert scores.confusion.tolist() == [[0, 2], [0, 1]]
    assert scores.support.tolist() == [2, 1]


def test_classes_without_true_faces_do_not_count_in_means_but_keep_their_place() -> None:
    scores = evaluate(np.array([0, 0, 2, 2]), np.array([0, 1, 2, 2]), 4)
    assert scores.confusion.shape == (4, 4)
    assert scores.recall.tolist() == [0.5, 0, 1, 0]
    assert scores.balanced_accuracy == pytest.approx(0.75)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 1) / 2)


def test_the_interval_is_wilsons_and_holds_the_accuracy(codes: tuple[np.ndarray, np.ndarray]) -> None:
    scores = evaluate(*codes, 5)
    low, high = scores.interval
    assert low < scores.accuracy < high
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(scores.accuracy * (1 - scores.accuracy) / 400), rel=0.02)
    assert wilson_interval(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson_interval(10, 10)[1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("true", "predicted"), [([], []), ([0, 1], [0]), ([0, 3], [0, 1]), ([0, 1], [0, 3]), ([-1, 0], [0, 0])]
)
def test_what_cannot_be_scored_is_refused(true: list[int], predicted: list[int]) -> None:
    with pytest.raises(InvalidSettings):
        evaluate(np.array(true, int), np.array(predicted, int), 3)
