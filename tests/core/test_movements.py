"""What faces do more than others, in words: it follows the movements, and no label."""

import dataclasses

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.clustering.movements import MOST, UsualMovements, in_groups, of_ten
from fer_core.faces.faceset import FaceSet
from fer_core.features import Sources
from fer_core.features.movements import Movements
from fer_core.study import study
from fer_core.study.choices import Choices, checked
from fer_core.study.lab import Lab
from fer_core.study.store import Store

WORDS = ("lip corners raised", "brows lowered", "jaw dropped", "looking up", "still")


def table(n: int = 300) -> np.ndarray:
    found = np.random.default_rng(0).normal(size=(n, len(WORDS))).astype(np.float32)
    found[:, 4] = 1  # a movement that no face lacks
    return found


def test_what_a_group_does_more_is_told_and_in_how_many_faces() -> None:
    moves, groups = table(), np.arange(300) % 3
    moves[groups == 1, 0] += 4
    moves[groups == 1, 2] += 2
    found = in_groups(WORDS, moves, groups, [0, 1, 2])
    assert [one.words for one in found[1]] == ["lip corners raised", "jaw dropped"]
    smile, jaw = found[1]
    assert smile.strength > jaw.strength > 0 and smile.share > 0.95 and smile.share >= jaw.share
    assert found[0] == found[2] == []


def test_at_most_a_few_movements_are_told_and_strength_never_leaves_its_range() -> None:
    moves = table()
    moves[:20] += 1e6
    found = UsualMovements.of(WORDS, moves).standing_out(moves[:20])
    assert len(found) == MOST and all(0 < one.strength <= 1 and one.share == 1 for one in found)
    assert "still" not in [one.words for one in UsualMovements.of(WORDS, table()).standing_out(table())]


def test_no_faces_are_no_trouble() -> None:
    nothing = np.zeros((0, len(WORDS)), np.float32)
    assert UsualMovements.of(WORDS, nothing).standing_out(nothing) == []
    assert UsualMovements.of(WORDS, nothing).standing_out(table()[:1]) == []
    assert in_groups(WORDS, table(), np.full(300, -1), [0]) == {0: []}


def test_shares_are_never_rounded_up() -> None:
    assert [of_ten(share) for share in (0.0, 0.349, 0.6, 0.999, 1.0)] == [
        "0 of 10",
        "3 of 10",
        "6 of 10",
        "9 of 10",
        "10 of 10",
    ]


def test_smiling_faces_are_seen_to_raise_their_lip_corners(store: Store, faces: FaceSet) -> None:
    lab = Lab(store, faces, study.fitting(faces))
    assert faces.emotions is not None
    happy = faces.emotions == faces.classes.index("happy")
    found = lab.movements.of_groups(np.arange(len(faces)), happy.astype(int), [0, 1])
    assert "lip corners raised" in [one.words for one in found[1]]
    assert "lip corners raised" not in [one.words for one in found[0]]
    smiling = np.flatnonzero(happy)
    told = [[one.words for one in lab.movements.of_face(faces.images[row])] for row in smiling[:10]]
    assert sum("lip corners raised" in words for words in told) >= 5


def test_labels_change_nothing(store: Store, faces: FaceSet) -> None:
    other = dataclasses.replace(faces, emotions=np.roll(faces.emotions, 7))  # type: ignore[arg-type]
    rows, groups = np.arange(len(faces)), np.arange(len(faces)) % 5
    first, second = (Lab(store, some, study.fitting(some)).movements for some in (faces, other))
    assert first.of_groups(rows, groups, range(5)) == second.of_groups(rows, groups, range(5))


def test_a_study_from_before_does_not_tell_movements(store: Store, faces: FaceSet) -> None:
    lab = Lab(store, faces, study.fitting(faces, "face_mesh"))
    assert not lab.movements.told and not lab.movements.ready and not lab.movements.within_reach
    few = lab.pictures.sources_of(faces.images[:2])
    with pytest.raises(InvalidSettings, match="present networks"):
        Movements().extract(Sources(few.images, few.mesh))


def test_a_study_from_before_cannot_be_trained_on_movements() -> None:
    with pytest.raises(InvalidSettings, match="movements"):
        checked(Choices(trained_on=("movements",)))
    assert checked(Choices(mesh="landmarker", trained_on=("movements",))).seen_in_training == [Movements()]
