"""The face map without a browser: packing, which faces a line holds, what the server does with what it is sent."""

import io
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from fer_core.base.errors import InvalidSettings
from fer_core.faces.emotions import FER2013, colours
from ui.components.face_map.asked_faces import MOST, address, answer, wanted
from ui.components.face_map.colouring import by_confidence, by_group, by_name, titles
from ui.components.face_map.hits import inside
from ui.components.face_map.receive import MAX_CORNERS, Picked, chosen, lacking, on_scene, receive, selected_rows
from ui.components.face_map.scene import Scene, scene
from ui.components.sheets import COLUMNS, PITCH

IMAGES = np.arange(20, dtype=np.uint8)[:, None, None] * np.ones((1, 48, 48), np.uint8)
ALL = [[-1, -1], [2, -1], [2, 2], [-1, 2]]
LEFT = [[-1, -1], [0.5, -1], [0.5, 2], [-1, 2]]


def made(points: Any = None, codes: Any = None, legend: Any = None, ids: Any = None) -> Scene:
    """Five points in a row, of two colours."""
    points = np.array([[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]], np.float32) if points is None else points
    codes = np.array([0, 1, 0, 1, 0]) if codes is None else codes
    legend = [("a", "#000000"), ("b", "#FFFFFF")] if legend is None else legend
    return scene(points, codes, legend, np.arange(5) if ids is None else ids, IMAGES)


def lasso(on: Scene, polygon: Any, seq: int = 1, mode: str = "replace") -> dict[str, Any]:
    return {"seq": seq, "mode": mode, "where": on.where, "polygon": polygon}


def pick(on: Scene, code: Any, seq: int = 1, mode: str = "replace") -> dict[str, Any]:
    return {"seq": seq, "mode": mode, "colouring": on.colouring, "code": code}


def sent(on: Scene, *events: Any, hidden: Any = (), n: int = 1, client: str = "page-1") -> dict[str, Any]:
    return {"client": client, "n": n, "colouring": on.colouring, "hidden": list(hidden), "events": list(events)}


def rows(picked: Picked, on: Scene) -> list[int]:
    return selected_rows(picked, on).tolist()


# Which points a line holds


def crossings(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """The even-odd rule, one point and one edge at a time."""
    found = []
    for x, y in points:
        odd = False
        for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                odd = not odd
        found.append(odd)
    return np.array(found, bool)


corner = some.tuples(some.integers(0, 12), some.integers(0, 12))


@given(some.lists(corner, min_size=1, max_size=40), some.lists(corner, max_size=12))
def test_a_line_holds_what_the_even_odd_rule_says(at: list[tuple[int, int]], line: list[tuple[int, int]]) -> None:
    """On a coarse grid, where points lie on corners, edges and each other."""
    points, polygon = np.array(at, float) / 12, np.array(line, float).reshape(-1, 2) / 12
    assert np.array_equal(inside(points, polygon), crossings(points, polygon))


def test_a_crossed_line_leaves_its_middle_out() -> None:
    star = np.array([[np.sin(0.8 * np.pi * i), np.cos(0.8 * np.pi * i)] for i in range(5)])
    assert inside(np.array([[0.0, 0.0], [0.0, 0.7]]), star).tolist() == [False, True]


def test_a_long_lasso_around_many_faces_is_quick() -> None:
    rng = np.random.default_rng(0)
    points, angles = rng.random((100_000, 2)), np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = 0.5 + 0.4 * np.c_[np.cos(angles), np.sin(angles)]
    began = time.perf_counter()
    found = inside(points, circle)
    assert time.perf_counter() - began < 1.0
    assert found.mean() == pytest.approx(np.pi * 0.16, abs=0.01)


# What goes down


def test_points_fill_the_square_and_keep_their_order() -> None:
    on = made()
    assert on.positions.dtype == np.uint16
    assert on.places[:, 0].tolist() == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=1e-5)
    layers = on.layers()
    assert layers[on.where][:16].decode() == on.where
    assert np.array_equal(np.frombuffer(layers[on.where][16:], "<u2").reshape(-1, 2), on.positions)
    assert layers[on.colouring][16:] == bytes([0, 1, 0, 1, 0])
    assert on.counts.tolist() == [3, 2]


def test_a_full_map_stays_below_200_kilobytes() -> None:
    rng = np.random.default_rng(0)
    codes, legend = by_group(rng.integers(0, 50, 35_887))
    on = scene(rng.normal(size=(35_887, 2)), codes, legend, np.zeros(35_887, int), IMAGES)
    assert sum(map(len, on.layers().values())) < 200_000


def test_names_of_layers_follow_what_is_in_them() -> None:
    on = made()
    other = made(codes=np.array([0, 1, 0, 1, 1]))
    assert (on.where, on.faces) == (other.where, other.faces) and on.colouring != other.colouring
    assert on.colouring != made(legend=[("a", "#000000"), ("c", "#FFFFFF")]).colouring
    assert on.faces != made(ids=np.array([0, 1, 2, 3, 5])).faces
    same_ids = scene(np.zeros((5, 2)), np.zeros(5, int), [("a", "#000000")], np.arange(5), IMAGES + 1)
    assert same_ids.faces != on.faces


@pytest.mark.parametrize("n", [0, 1])
def test_no_face_and_one_face_make_a_map(n: int) -> None:
    on = scene(np.ones((n, 2)), np.zeros(n, int), [("a", "#000000")], np.zeros(n, int), IMAGES)
    assert np.allclose(on.places, np.full((n, 2), 0.5), atol=1e-4)
    assert rows(receive(sent(on, lasso(on, ALL)), on, Picked()), on) == list(range(n))


@pytest.mark.parametrize(
    "change",
    [
        {"points": np.zeros((5, 3))},
        {"points": np.full((5, 2), np.nan)},
        {"codes": np.array([0, 1, 2, 0, 0])},
        {"codes": np.array([0, -1, 0, 0, 0])},
        {"codes": np.zeros(4, int)},
        {"legend": [("x", "#000000")] * 257},
        {"ids": np.arange(4)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettings):
        made(**change)


# What comes up


def test_a_lasso_selects_adds_and_takes_away() -> None:
    on = made()
    picked = receive(sent(on, lasso(on, LEFT)), on, Picked())
    assert rows(picked, on) == [0, 1]  # 0.5 itself is on the border
    picked = receive(sent(on, pick(on, 1, 2, "add")), on, picked)
    assert rows(picked, on) == [0, 1, 3]
    picked = receive(sent(on, lasso(on, LEFT, 3, "remove")), on, picked)
    assert rows(picked, on) == [3]
    picked = receive(sent(on, lasso(on, [], 4)), on, picked)
    assert rows(picked, on) == []
    assert (picked.acks, picked.seq) == ({"page-1": 4}, 4)


def test_the_same_message_again_changes_nothing() -> None:
    on = made()
    message = sent(on, lasso(on, LEFT), pick(on, 0, 2, "remove"), n=3)
    once = receive(message, on, Picked())
    again = receive(message, on, once)
    assert (rows(again, on), again.seq, again.n) == (rows(once, on), once.seq, 3) == ([1], 2, 3)


def test_hidden_faces_are_never_selected() -> None:
    on = made()
    picked = receive(sent(on, lasso(on, ALL), hidden=[1]), on, Picked())
    assert rows(picked, on) == [0, 2, 4]
    picked = receive(sent(on, hidden=[0, 1]), on, picked)
    assert rows(picked, on) == []
    before = picked.seq
    picked = receive(sent(on), on, picked)
    assert rows(picked, on) == [0, 2, 4] and picked.seq == before + 1


def test_the_selection_stays_with_its_faces() -> None:
    on = made()
    picked = receive(sent(on, lasso(on, LEFT), hidden=[0]), on, Picked())
    turned = made(points=np.array([[4, 0], [3, 1], [2, 2], [1, 3], [0, 4]], np.float32))
    assert rows(on_scene(picked, turned), turned) == [1]
    late = receive(sent(on, lasso(on, ALL, 2)), turned, picked)  # drawn on the earlier map
    assert rows(late, turned) == [1] and late.acks == {"page-1": 2}
    recoloured = made(codes=np.array([0, 0, 0, 0, 1]))
    assert rows(on_scene(picked, recoloured), recoloured) == [1]  # hidden codes mean something else now
    others = made(ids=np.arange(5) + 5)
    assert rows(on_scene(picked, others), others) == []


def test_a_page_can_select() -> None:
    on = made()
    picked = chosen(on_scene(Picked(), on), np.array([4, 2, 99, -1]))
    assert rows(picked, on) == [2, 4] and picked.seq == 1


NONSENSE: list[Callable[[Scene], Any]] = [
    lambda on: None,
    lambda on: "x",
    lambda on: [],
    lambda on: {},
    lambda on: {"client": 3, "events": []},
    lambda on: sent(on) | {"events": 7, "hidden": "a", "n": "b"},
    lambda on: sent(on, None, 3, [], {}, {"seq": "1"}, {"seq": True}, {"seq": -1}, hidden=[-1, "a", None, 1e9, 300]),
    lambda on: sent(on, {"seq": 1}, {"seq": 2, "mode": "replace"}, {"seq": 3, "mode": [], "code": 1}),
    lambda on: sent(on, lasso(on, "abc"), lasso(on, [[1]], 2), lasso(on, [["1", 2]], 3), lasso(on, [[True, 0]], 4)),
    lambda on: sent(on, lasso(on, [[float("nan"), 0]]), lasso(on, [[0, float("inf")]], 2), lasso(on, [[0, 1e9]], 3)),
    lambda on: sent(on, lasso(on, [[0, 10**400]])),
    lambda on: sent(on, lasso(on, [[0, 0]] * (MAX_CORNERS + 1))),
    lambda on: sent(on, pick(on, 1.0), pick(on, -1, 2), pick(on, None, 3), pick(on, 10**400, 4)),
    lambda on: sent(on, {**lasso(on, ALL), "where": "elsewhere"}, {**pick(on, 0, 2), "colouring": ["other"]}),
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_selects_nothing_and_blocks_nothing(nonsense: Callable[[Scene], Any]) -> None:
    on = made()
    picked = receive(nonsense(on), on, chosen(on_scene(Picked(), on), np.array([3])))
    assert rows(picked, on) == [3]
    assert rows(receive(sent(on, lasso(on, LEFT, 9)), on, picked), on) == [0, 1]


def test_what_the_browser_lacks_is_heard() -> None:
    assert lacking({"lacks": ["a", 3, None]}) == {"a"}
    assert lacking({"lacks": "abc"}) == lacking(None) == lacking({}) == frozenset()


# Pictures


def test_asked_pictures_come_as_a_sheet_in_order() -> None:
    question = wanted({"n": 255, "faces": "f", "rows": [3, 0, 19]}, "f", 20)
    assert question is not None
    message = answer("map", question[0], IMAGES[question[1]] * 12)
    assert message[:16].decode() == address("map") + "000000ff"
    picture = np.asarray(Image.open(io.BytesIO(message[16:])).convert("L"))
    assert picture.shape == (PITCH, COLUMNS * PITCH)
    for i, row in enumerate([3, 0, 19]):
        assert abs(float(picture[1:49, i * PITCH + 1 : i * PITCH + 49].mean()) - 12 * row) < 4


def test_every_sheet_can_be_read_to_its_end() -> None:
    rng = np.random.default_rng(0)
    for count in range(1, 30):
        message = answer("map", count, rng.integers(0, 255, (count, 48, 48), dtype=np.uint8))
        assert Image.open(io.BytesIO(message[16:])).convert("L").size == (COLUMNS * PITCH, -(-count // COLUMNS) * PITCH)
        assert message.endswith(b"\xff\xd9")  # a JPEG's end: nothing pads it


@pytest.mark.parametrize(
    "change",
    [{"n": "1"}, {"n": -1}, {"n": 2**32}, {"faces": "g"}, {"rows": []}, {"rows": [20]}, {"rows": [-1]},
     {"rows": [True]}, {"rows": 3}, {"rows": [0] * (MOST + 1)}],
)  # fmt: skip
def test_questions_that_make_no_sense_have_no_answer(change: dict[str, Any]) -> None:
    assert wanted({"n": 1, "faces": "f", "rows": [0]} | change, "f", 20) is None
    assert wanted(None, "f", 20) is None


# Colours


def test_groups_beyond_the_last_code_share_one() -> None:
    codes, legend = by_group(np.arange(300))
    assert len(legend) == 256 and legend[255][0] == "Groups 256 to 300"
    assert codes[254:].tolist() == [254] + [255] * 45
    codes, legend = by_group(np.array([1, 0, 1]))
    assert codes.tolist() == [1, 0, 1] and [label for label, _ in legend] == ["Group 1", "Group 2"]


def test_faces_in_no_group_are_grey_and_last() -> None:
    codes, legend = by_group(np.array([1, -1, 0, -1]))
    assert codes.tolist() == [1, 2, 0, 2]
    assert [label for label, _ in legend] == ["Group 1", "Group 2", "in no group"]
    codes, legend = by_group(np.arange(-1, 300))
    assert len(legend) == 256 and codes[0] == 255 and codes[300] == 254
    assert by_group(np.array([-1, -1]))[0].tolist() == [0, 0]


def test_names_have_the_colours_of_the_emotions() -> None:
    codes, legend = by_name(np.array([3, -1, 0]), FER2013)
    assert [legend[code][0] for code in codes] == ["happy", "not named", "angry"]
    assert dict(legend)["happy"] == colours(FER2013)["happy"]


def test_confidence_comes_in_steps() -> None:
    codes, legend = by_confidence(np.array([0.0, 0.39, 1.0, np.nan]))
    assert [legend[code][0] for code in codes] == [
        "0 to 20 % confidence",
        "20 to 40 % confidence",
        "80 to 100 % confidence",
        "unknown",
    ]


def test_groups_are_called_by_their_names_where_they_have_one() -> None:
    _, legend = by_group(np.array([0, 1]), titles(["7", "12a"], ["happy", ""]))
    assert [label for label, _ in legend] == ["7 · happy", "Group 12a"]


def test_answers_that_are_no_name_have_colours_of_their_own() -> None:
    codes, legend = by_name(np.array([7, 0, -1]), FER2013, ["mixed", "skipped"])
    assert [legend[code][0] for code in codes] == ["mixed", "angry", "not named"]
    assert len({colour for _, colour in legend}) == len(legend)


def test_few_faces_far_out_do_not_set_the_first_view() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(2000, 2))
    points[0] = (400, 0)
    on = scene(points, np.zeros(2000, int), [("a", "#000000")], np.arange(2000) % 20, IMAGES)
    left, low, right, high = on.home
    assert 0.4 < right - left < 0.6 and 1 <= on.outside <= 40
    assert on.places[0, 0] == 1  # on the border, not lost
    spread = np.ptp(on.places[1:], axis=0) / [right - left, high - low]
    assert (spread > 0.9).all()
    assert scene(np.ones((3, 2)), np.zeros(3, int), [("a", "#000000")], np.arange(3), IMAGES).outside == 0


def test_faces_without_outliers_fill_the_map() -> None:
    points = np.random.default_rng(0).random((500, 2))
    on = scene(points, np.zeros(500, int), [("a", "#000000")], np.arange(500) % 20, IMAGES)
    assert (on.home, on.outside) == ((0, 0, 1, 1), 0)
