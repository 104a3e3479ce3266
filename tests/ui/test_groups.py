"""Groups in words."""

from ui.shared.face_map_view import selected_in_words


def test_a_selection_names_its_largest_groups_first() -> None:
    assert selected_in_words(["5", "1", "5"]) == "**3 faces** of 2 groups selected: group 5 (2), group 1 (1)."
    assert selected_in_words(["12a"]) == "**1 face** of 1 group selected: group 12a (1)."
    assert selected_in_words(["none", "none", "2"]) == "**3 faces** of 1 group selected: group 2 (1), in no group (2)."
    many = selected_in_words([str(group) for group in range(1, 10)] * 2000)
    assert many.startswith("**18,000 faces** of 9 groups selected: group 1 (2,000)")
    assert many.endswith("group 6 (2,000) and 3 other groups.")
