"""The likely accuracy: what goes into it, how wide its range is, and when more groups are said to bring something."""

import dataclasses

import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.estimate import FITTED, FLAWED, FURTHER, STAGES, estimate, gain, spread
from fer_core.recognizer.signs import Signs

USUAL = Signs(12, 7, 0.85, 0.8, 0.85, 0.7, 0.4)


def with_(**changes: float) -> Signs:
    return dataclasses.replace(USUAL, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", ["steadiness", "clearness", "confidence", "variety", "agreement"])
def test_better_signs_never_lower_the_estimate(sign: str) -> None:
    rising = [estimate(with_(**{sign: share}), 0).middle for share in (0.3, 0.5, 0.7, 0.9, 1.0)]
    assert rising == sorted(rising) and rising[-1] > rising[0]


def test_the_range_is_never_wider_with_more_groups_and_wider_with_few_test_faces() -> None:
    assert len(FITTED.widths) == len(STAGES) and list(FITTED.widths) == sorted(FITTED.widths, reverse=True)
    for groups in (2, 3, 10, 400, 10_000):
        found, on_few = (estimate(with_(groups=groups, confidence=0.5), tested) for tested in (0, 30))
        assert 0 <= on_few.low < found.low < found.middle < found.high < on_few.high <= 1
        assert found.middle == on_few.middle


def test_even_where_every_sign_is_best_test_labels_may_be_wrong() -> None:
    best = estimate(Signs(24, 7, 1.0, 1.0, 1.0, 1.0, 1.0), 0)
    assert best.low <= (1 - FLAWED) * best.middle and best.high > 0.99


def test_an_estimate_near_chance_has_a_wide_range_upwards() -> None:
    """Three names of clear faces gave half of the test faces, where the signs promised chance."""
    found = estimate(Signs(3, 7, 0.3, 0.65, 0.6, 0.3, 0.0), 0)
    assert found.middle < 0.2 and found.high > found.middle + 0.24


def test_other_numbers_of_emotions_have_wider_ranges_also_late() -> None:
    for groups in (3, 12, 60):
        seven, four = estimate(with_(groups=groups), 0), estimate(with_(groups=groups, emotions=4), 0)
        assert four.high - four.low > seven.high - seven.low
    assert four.high - four.low >= spread(four.middle) and not four.narrow


@pytest.mark.parametrize(
    "wrong", [{"steadiness": float("nan")}, {"agreement": 1.2}, {"variety": -0.1}, {"emotions": 1}]
)
def test_what_is_no_sign_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidSettings, match="two emotions"):
        estimate(with_(**wrong), 100)


def test_the_gain_is_told_only_where_it_can_be() -> None:
    unsteady = with_(steadiness=0.75)
    told = gain(unsteady, FURTHER)
    assert told is not None and 0 < told < 0.3
    assert gain(unsteady, FURTHER - 1) is None
    assert gain(with_(steadiness=0.99), 40) is None
    assert gain(with_(steadiness=0.75, groups=1), 40) is None
