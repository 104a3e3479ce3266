"""Corrections: photos' faces with the names people gave them are decisions, and teach like other faces."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import InvalidDecision
from fer_core.faces.faceset import FaceSet
from fer_core.features.geometry import Geometry
from fer_core.naming.correction import Correction, corrected_faces, read_picture, written
from fer_core.naming.decision import Decision, Event
from fer_core.naming.exchange import decisions_sheet, read_decisions
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.naming.sheet import to_csv, to_parquet
from fer_core.naming.verdict import Verdict
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store

SAD, HAPPY = Verdict("name", "sad"), Verdict("name", "happy")
CLASSES = ("angry", "happy", "sad")


def face(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (48, 48)).astype(np.uint8)


def correction(seq: int, seed: int, verdict: Verdict = SAD) -> Event:
    return Event("client-1", seq, "aaaa", "correction", verdict=verdict, picture=written(face(seed)))


def test_a_face_is_written_and_read_back() -> None:
    assert (read_picture(written(face(0))) == face(0)).all()


@pytest.mark.parametrize("text", ["", "no base64!", "AAAA", written(face(0)) + "AAAA", "é" * 3072])
def test_other_text_is_no_face(text: str) -> None:
    with pytest.raises(InvalidDecision):
        read_picture(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": SAD},
        {"verdict": SAD, "faces": (3, 4)},
        {"verdict": Verdict("mixed"), "faces": (3,)},
        {"verdict": SAD, "faces": (3,), "picture": written(face(0))},
        {"verdict": SAD, "picture": "AAAA"},
        {"verdict": SAD, "group": 1, "picture": written(face(0))},
        {"action": "verdict", "verdict": SAD, "group": 1, "picture": written(face(0))},
    ],
)
def test_half_a_correction_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidDecision):
        Event("client-1", 1, "aaaa", **{"action": "correction", **wrong})  # type: ignore[arg-type]


def test_corrections_are_kept_undone_and_told(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    held_out = Event("client-1", 3, "aaaa", "correction", faces=(7,), verdict=HAPPY)
    log.append([correction(1, 1), correction(2, 2), held_out], "Ada")
    log.append([Event("client-1", 4, "aaaa", "undo"), Event("client-1", 5, "aaaa", "undo")], "Ada")

    state = replay(DecisionLog(tmp_path / "decisions.sqlite").for_clustering("aaaa"), "Ada")
    assert state.corrections == (Correction(written(face(1)), "sad"),) and state.decisions == 1
    assert not state.face_verdicts, "a face that judges is not named by correcting it"
    assert [entry.words for entry in state.history] == [
        "A photo face corrected to sad", "A photo face corrected to sad", "A test face corrected to happy"
    ]  # fmt: skip


def test_the_later_of_two_corrections_of_a_face_holds() -> None:
    same, other = written(face(1)), written(face(2))
    found = corrected_faces([Correction(same, "sad"), Correction(other, "angry"), Correction(same, "happy")], CLASSES)
    assert found.codes.tolist() == [1, 0]
    assert (found.images[0] == face(1)).all()


@pytest.mark.parametrize("write", [to_csv, to_parquet])
def test_corrections_go_from_study_to_study(tmp_path: Path, write: object) -> None:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    bright = Event("client-1", 2, "aaaa", "correction", verdict=SAD, picture=written(np.full((48, 48), 251, np.uint8)))
    log.append([correction(1, 1), bright])  # its text begins like a formula
    assert read_decisions(write(decisions_sheet(log.all())), classes=CLASSES) == list(log.all())  # type: ignore[operator]


def test_files_from_before_there_were_pictures_are_read() -> None:
    old = Decision("client-1", 1, "aaaa", group=0, verdict=SAD, id=1, at="2026-01-01T00:00:00+00:00")
    lines = to_csv(decisions_sheet([old])).decode("utf-8-sig").replace(",picture,shown", "").splitlines()
    text = "\n".join([lines[0], lines[1].removesuffix(",,")])
    assert read_decisions(text.encode(), classes=CLASSES) == [old]


@pytest.fixture(scope="module")
def lab(faces: FaceSet, tmp_path_factory: pytest.TempPathFactory, looked_at: Path) -> Lab:
    store = Store(tmp_path_factory.mktemp("home"))
    shutil.copytree(looked_at, store.home / "artefacts")
    return Lab(store, faces, dataclasses.replace(study.fitting(faces), trained_on=("geometry",)))


def test_a_corrected_face_teaches(lab: Lab, faces: FaceSet) -> None:
    names = {g: Verdict("name", ("happy", "sad")[g % 2]) for g in range(len(lab.groups.clustering().sizes))}
    named = lab.naming.from_verdicts(names, {})
    images = faces.images[lab.division.split.test[:20]]
    surprised = corrected_faces([Correction(written(image), "surprise") for image in images], faces.classes)
    more = dataclasses.replace(named, corrected=surprised)
    code = faces.classes.index("surprise")
    assert lab.training.key(more) != lab.training.key(named)
    assert lab.trying.predict(named, images)[:, code].max() == 0
    assert lab.trying.predict(more, images)[:, code].max() > 0.05
    assert len(lab.training.result(more).probabilities) == len(lab.division.split.test)


def test_a_newer_correction_does_not_hide_the_recognizer_that_is_there(lab: Lab, faces: FaceSet) -> None:
    named = lab.naming.from_verdicts(
        {g: Verdict("name", ("sad", "angry")[g % 2]) for g in range(len(lab.groups.clustering().sizes))}, {}
    )
    two = corrected_faces([Correction(written(faces.images[i]), "happy") for i in (0, 1)], faces.classes)
    newest = dataclasses.replace(named, corrected=two)
    assert lab.training.trained_names(newest) is None
    lab.training.recognizer(named)
    found = lab.training.trained_names(newest)
    assert found is not None and len(found.corrected) == 0
    lab.training.recognizer(newest)
    found = lab.training.trained_names(newest)
    assert found is not None and len(found.corrected) == 2


@pytest.mark.parametrize(
    "reduction",
    [
        ReductionSettings(5),
        ReductionSettings(None),
        ReductionSettings(variance=0.8),
        ReductionSettings(4, method="nmf"),
    ],
)
def test_a_face_of_the_data_set_lies_where_it_was(lab: Lab, faces: FaceSet, reduction: ReductionSettings) -> None:
    geometry = Geometry()
    other = Lab(lab.results.store, faces, dataclasses.replace(lab.choices, features=geometry, reduction=reduction))
    rows = slice(0, 40)
    assert np.allclose(other.space.place(other.features.table(geometry)[rows]), other.space.points()[rows], atol=1e-4)


def test_corrections_made_on_other_groups_are_offered_again(lab: Lab) -> None:
    fields = dict(clustering="other", action="correction", verdict=SAD, at="2026-01-01T00:00:00+00:00")
    earlier = [Decision("c", i, picture=written(face(i)), id=i, **fields) for i in (1, 2)]  # type: ignore[arg-type]
    here = dataclasses.replace(earlier[0], clustering=lab.groups.key, seq=3, id=3)
    found = lab.naming.earlier_corrections(replay([here]), [*earlier, here])
    assert found == [Correction(written(face(2)), "sad")]
