"""Sample faces: repeatable, in the asked-for proportions, with expressions a face mesh can see."""

import numpy as np
import pytest

from fer_core.base import parallel
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.landmarker import landmarks
from fer_core.faces.readers.drawn import sample
from fer_core.faces.readers.drawn.appearance_model import GRID, load_model
from fer_core.faces.readers.drawn.sample import PARTS, PROPORTIONS, SAMPLES, apportion, import_sample, sample_faces
from fer_core.faces.split import default_split, split


@pytest.fixture(scope="module")
def balanced() -> FaceSet:
    return sample_faces(350, seed=3, proportions=[1] * 7)


def test_same_seed_same_faces_other_seed_other_faces() -> None:
    first, again, other = (sample_faces(130, seed=seed) for seed in (5, 5, 6))
    assert first.fingerprint == again.fingerprint
    assert not (first.images == other.images).all((1, 2)).any()


def test_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    many = sample_faces(200, seed=1)
    monkeypatch.setattr(parallel, "workers", lambda: 1)
    assert sample_faces(200, seed=1).fingerprint == many.fingerprint


def test_styles_differ_and_are_named() -> None:
    clear, lifelike = sample_faces(70, style="clear"), sample_faces(70, style="lifelike")
    assert clear.name == "Sample faces (clear)" and lifelike.name == "Sample faces (lifelike)"
    assert clear.synthetic and lifelike.synthetic
    assert clear.counts().tolist() == lifelike.counts().tolist() and (clear.images != lifelike.images).any((1, 2)).all()


def test_proportions_are_those_of_fer2013(faces: FaceSet) -> None:
    expected = np.array(PROPORTIONS) / sum(PROPORTIONS) * len(faces)
    assert np.abs(faces.counts().sum(0) - expected).max() <= 1


def test_proportions_can_be_chosen() -> None:
    counts = sample_faces(60, proportions=[0, 1, 2, 3, 0, 0, 0]).counts().sum(0)
    assert counts.tolist() == [0, 10, 20, 30, 0, 0, 0]


def test_every_emotion_is_divided_like_fer2013(faces: FaceSet) -> None:
    counts = faces.counts()
    share = np.array(list(PARTS.values())) / sum(PARTS.values())
    assert np.abs(counts - share[:, None] * counts.sum(0)).max() < 2
    assert counts.min() >= 1
    assert len(split(faces, default_split(faces)).test) == counts[1].sum()


@pytest.mark.parametrize("n", [14, 20, 21, 37])
def test_few_faces_still_give_each_emotion_one_to_learn_from_and_one_to_judge(n: int) -> None:
    counts = sample_faces(n).counts()
    assert counts.sum() == n and counts[:2].min() >= 1


def test_one_face_is_a_sample() -> None:
    assert sample_faces(1).images.shape == (1, 48, 48)


def test_apportion_gives_all_and_no_more() -> None:
    assert apportion(10, [1, 1, 1]).tolist() == [4, 3, 3]
    assert apportion(10, [98, 1, 1], least=2).tolist() == [6, 2, 2]
    assert apportion(3, [98, 1, 1], least=2).sum() == 3
    assert apportion(7, [0, 5], least=1).tolist() == [0, 7]


@pytest.mark.parametrize(
    "arguments",
    [
        {"n": 0},
        {"n": -3},
        {"n": 10, "seed": -1},
        {"n": 10, "style": "oil painting"},
        {"n": 10, "proportions": [1, 2, 3]},
        {"n": 10, "proportions": [0] * 7},
        {"n": 10, "proportions": [1, 1, 1, 1, 1, 1, -1]},
        {"n": 10, "proportions": [1, 1, 1, 1, 1, 1, float("nan")]},
    ],
)
def test_impossible_wishes_are_refused(arguments: dict) -> None:
    with pytest.raises(InvalidSettings) as refused:
        sample_faces(**arguments)
    assert refused.value.remedy


def test_unknown_sample_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidSettings, match=", ".join(SAMPLES)):
        import_sample("huge")


@pytest.mark.parametrize("style", ["clear", "lifelike"])
def test_pictures_are_neither_blank_nor_burnt_out_nor_alike(style: sample.Style) -> None:
    images = sample_faces(200, seed=2, style=style).images.astype(np.float32)
    assert images.std((1, 2)).min() > 10
    burnt = ((images == 0) | (images == 255)).mean((1, 2))
    assert np.median(burnt) < 0.1 and burnt.max() < 0.6
    apart = np.abs(images[:, None] - images[None]).mean((2, 3)) + 255 * np.eye(200)
    assert apart.min() > 8


def test_the_model_is_mirror_symmetric_where_it_says_so() -> None:
    model = load_model()
    mean = model.texture_mean.reshape(GRID, GRID)
    assert np.array_equal(mean, mean[:, ::-1])
    modes = model.texture_modes.reshape(-1, GRID, GRID)
    even = np.isclose(modes, modes[:, :, ::-1]).all((1, 2))
    odd = np.isclose(modes, -modes[:, :, ::-1]).all((1, 2))
    assert (even ^ odd).all() and even[0] and odd[-1]


def test_faces_look_to_neither_side(balanced: FaceSet) -> None:
    mean = balanced.images.mean(0)
    assert np.abs(mean - mean[:, ::-1])[8:40, 8:40].mean() < 6


def test_a_face_network_sees_faces(balanced: FaceSet) -> None:
    assert (landmarks(balanced.images).scores > 0.5).mean() >= 0.99


def test_expressions_are_those_of_their_emotion(balanced: FaceSet) -> None:
    points = landmarks(balanced.images).in_face()

    def apart(a: int, b: int) -> np.ndarray:
        """Distance of two mesh points over that of the outer eye corners, averaged by emotion."""
        distance = np.linalg.norm(points[:, a] - points[:, b], axis=1)
        relative = distance / np.linalg.norm(points[:, 33] - points[:, 263], axis=1)
        return np.array([relative[balanced.emotions == e].mean() for e in range(7)])

    happy, surprise = (balanced.classes.index(name) for name in ("happy", "surprise"))
    assert apart(61, 291).argmax() == happy  # corners of the mouth
    assert apart(13, 14).argmax() == surprise  # inner lips
    assert (apart(159, 145) + apart(386, 374)).argmax() == surprise  # lids


def test_progress_reaches_the_end_and_can_cancel() -> None:
    told: list[tuple[int, int]] = []
    sample_faces(150, progress=lambda done, total, what: told.append((done, total)))
    assert told[0] == (0, 150) and told[-1] == (150, 150) and told == sorted(told)

    def stop(done: int, total: int, what: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        sample_faces(2000, progress=stop)
