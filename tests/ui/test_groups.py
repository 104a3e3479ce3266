"""Groups in words."""

import numpy as np

from ui.groups import selected_in_words


def test_a_selection_names_its_largest_groups_first() -> None:
    assert selected_in_words(np.array([4, 0, 4])) == "**3 faces** of 2 groups selected: group 5 (2), group 1 (1)."
    assert selected_in_words(np.array([2])) == "**1 face** of 1 group selected: group 3 (1)."
    many = selected_in_words(np.repeat(np.arange(9), 2000))
    assert many.startswith("**18,000 faces** of 9 groups selected: group 1 (2,000)")
    assert many.endswith("group 6 (2,000) and 3 other groups.")
