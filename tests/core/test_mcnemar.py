"""McNemar's test: published values, exact where few faces differ, an interval that holds."""

import numpy as np
import pytest
from scipy.stats import binom, chi2

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.mcnemar import McNemar, mcnemar


def of(both: int, only_first: int, only_second: int, neither: int) -> McNemar:
    counts = [both, only_first, only_second, neither]
    first = np.repeat([True, True, False, False], counts)
    second = np.repeat([True, False, True, False], counts)
    return mcnemar(first, second)


def test_a_published_table() -> None:
    # Agresti, "Categorical data analysis": approval of a prime minister, 794, 150, 86, 570: 34.7 without correction.
    found = of(794, 150, 86, 570)
    assert not found.exact and found.n == 1600
    assert found.p == pytest.approx(chi2.sf((150 - 86 - 1) ** 2 / 236, 1))
    assert found.difference == pytest.approx(-0.04)
    assert found.interval == pytest.approx((-0.0592, -0.0208), abs=0.0015)  # Wald's, in the book: -0.0592, -0.0210


def test_few_discordant_faces_are_counted_exactly() -> None:
    found = of(40, 2, 9, 49)
    assert found.exact and found.p == pytest.approx(2 * binom.cdf(2, 11, 0.5))
    assert of(40, 0, 24, 49).exact and not of(40, 0, 25, 49).exact


def test_equal_recognizers() -> None:
    found = of(10, 0, 0, 5)
    assert found.p == 1 and found.difference == 0
    assert found.interval[0] <= 0 <= found.interval[1]
    assert of(10, 60, 60, 5).p == pytest.approx(1)


def test_swapping_the_two_turns_the_difference_round() -> None:
    found, turned = of(100, 40, 25, 35), of(100, 25, 40, 35)
    assert turned.p == found.p and turned.difference == -found.difference
    assert turned.interval == pytest.approx((-found.interval[1], -found.interval[0]))


def test_the_interval_holds_in_95_of_100_draws() -> None:
    rng, held, draws = np.random.default_rng(0), 0, 400
    for _ in range(draws):
        found = of(*rng.multinomial(120, [0.5, 0.06, 0.14, 0.3]))
        held += found.interval[0] <= 0.08 <= found.interval[1]
    assert 0.92 <= held / draws <= 0.99


@pytest.mark.parametrize("sizes", [(3, 4), (0, 0)])
def test_other_faces_are_refused(sizes: tuple[int, int]) -> None:
    with pytest.raises(InvalidSettings):
        mcnemar(np.ones(sizes[0], bool), np.ones(sizes[1], bool))
