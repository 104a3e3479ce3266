"""The example photo: every portrait in it is found, also in a photo that was turned."""

import numpy as np
import pytest

from fer_core.faces.readers.drawn.group_photo import PORTRAITS, SIZE, group_photo
from fer_core.photo import find_faces, find_upright


def test_the_face_finder_finds_every_portrait_and_nothing_else() -> None:
    found = find_faces(group_photo())
    assert len(found) == len(PORTRAITS) >= 5
    middles = [(face.box.left + face.box.width / 2, face.box.top + face.box.height / 2) for face in found]
    sides = {one.side for one in PORTRAITS}
    assert max(sides) > 1.5 * min(sides), "different sizes are part of the example"
    for one in PORTRAITS:
        nearest = min(middles, key=lambda place: np.hypot(place[0] - one.x, place[1] - one.y))
        assert np.hypot(nearest[0] - one.x, nearest[1] - one.y) < one.side / 4


def test_the_photo_is_always_the_same() -> None:
    first = group_photo()
    group_photo.cache_clear()
    assert first.shape == (*SIZE[::-1], 3) and np.array_equal(first, group_photo())


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_photo_on_its_side_is_turned_back(quarters: int) -> None:
    photo = group_photo()
    whole, found = find_upright(np.rot90(photo, quarters))
    assert np.array_equal(whole, photo) and len(found) == len(PORTRAITS)


def test_what_has_no_upright_face_stays_as_it_is() -> None:
    plain = np.full((120, 200, 3), 128, np.uint8)
    whole, found = find_upright(plain)
    assert whole is plain and not found
