import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.bootstrap import METRICS, bootstrap, change_without, metrics
from fer_core.recognizer.evaluate import evaluate

TABLE = np.array([[30, 10, 0], [5, 40, 5], [2, 3, 5]])


def test_metrics_are_those_of_evaluate_also_where_a_class_is_missing() -> None:
    missing = np.array([[4, 1, 1], [0, 0, 0], [2, 2, 6]])
    for table, found in zip((TABLE, missing), metrics(np.stack([TABLE, missing])), strict=True):
        true, said = np.repeat(np.indices((3, 3)).reshape(2, -1), table.ravel(), axis=1)
        scores = evaluate(true, said, 3)
        assert found == pytest.approx([scores.accuracy, scores.balanced_accuracy, scores.macro_f1])


def test_intervals_are_those_of_drawing_faces_one_by_one() -> None:
    found = bootstrap(TABLE)
    true, said = np.repeat(np.indices((3, 3)).reshape(2, -1), TABLE.ravel(), axis=1)
    rng = np.random.default_rng(5)
    drawn = []
    for _ in range(600):
        some = rng.integers(0, len(true), len(true))
        scores = evaluate(true[some], said[some], 3)
        drawn.append([scores.accuracy, scores.balanced_accuracy, scores.macro_f1])
    for name, low, high in zip(METRICS, *np.percentile(drawn, (2.5, 97.5), axis=0), strict=True):
        one = getattr(found, name)
        assert (one.low, one.high) == pytest.approx((low, high), abs=0.025)
        assert one.low < one.value < one.high
    assert (found.n, found.draws, found.seed) == (100, 2000, 0)
    assert bootstrap(TABLE, seed=1) != found == bootstrap(TABLE)


def test_most_intervals_hold_the_truth() -> None:
    """Of 200 samples of a known recognizer, about 95 % have an interval around its true scores."""
    shares = np.array([[0.35, 0.1, 0.05], [0.1, 0.2, 0.05], [0.02, 0.03, 0.1]])
    truth = metrics(np.round(shares * 10_000).astype(int))
    rng = np.random.default_rng(0)
    held = np.zeros(3)
    for _ in range(200):
        found = bootstrap(rng.multinomial(300, shares.ravel()).reshape(3, 3), draws=400)
        held += [
            getattr(found, name).low <= t <= getattr(found, name).high for name, t in zip(METRICS, truth, strict=True)
        ]
    assert (held / 200 > 0.9).all() and (held / 200 < 0.99).all()


def test_a_change_is_judged_on_shared_faces() -> None:
    aside = np.array([[20, 0, 0], [0, 0, 0], [0, 0, 0]])  # all of them right: without them it is worse
    found = change_without(TABLE, aside)
    assert found.accuracy.value == pytest.approx(55 / 80 - 75 / 100)
    assert found.accuracy.clear and found.accuracy.high < 0
    assert found.n == 80
    alike = change_without(TABLE * 10, TABLE)
    assert alike.accuracy.value == pytest.approx(0)
    assert not alike.macro_f1.clear


def test_impossible_tables_are_refused() -> None:
    with pytest.raises(InvalidSettings, match="no test face"):
        bootstrap(np.zeros((3, 3), int))
    for aside in (TABLE, TABLE + 1):
        with pytest.raises(InvalidSettings, match="No test face would remain"):
            change_without(TABLE, aside)
