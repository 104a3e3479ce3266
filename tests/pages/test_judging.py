"""The parts that score the recognizer: each opens, a cell shows its faces, and nothing breaks without labels."""

import json
import re
import shutil
import threading

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.recognizer.references import Reference
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.lab.references import References
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts
from ui.shell import waiting
from ui.train import evaluation
from ui.train.evaluation.by_class import asked_for, clicked


def named(home: Store, of: Study, groups: int = 10) -> Study:
    """The study as one finds it on Train: grouped quickly, with names by true majority."""
    from fer_core.features.pixels import Pixels

    of = study.update(home, of.id, lambda now: now.choose(features=Pixels(), trained_on=("geometry",)))
    lab = Lab(home, datasets.load(home, of.dataset), of.choices)
    labels, codes = lab.groups.clustering().labels, lab.faces.emotions
    codes = np.zeros(len(lab.faces), np.uint8) if codes is None else codes
    common = [
        int(np.bincount(codes[lab.division.grouped_rows][labels == g], minlength=7).argmax()) for g in range(groups)
    ]
    names = {g: lab.faces.classes[code] for g, code in enumerate(common)} | {0: "happy", 1: "sad"}
    name_groups(home, of, lab.groups.key, names)
    return of


def references(app: AppTest) -> list[str]:
    """The references in the picture of the score, from the lowest to the highest, without the recognizer."""
    words = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]
    return [one["text"] for one in reversed(words) if not one["text"].startswith("<b>")]


def opened(app: AppTest, part: str) -> AppTest:
    app.segmented_control(key="part").set_value(part).run()
    assert not app.exception, app.exception
    return app


def test_each_part_opens_and_only_the_open_one_is_computed(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("train", named(home, mine))
    assert app.segmented_control(key="part").value == "Where points were lost"
    assert "Groups mix emotions" in texts(app) and "On to unseen faces" in texts(app)
    assert "test faces: with other test faces" in texts(app)
    assert not list((home.home / "artefacts").glob("effort/*"))
    opened(app, "Emotion by emotion")
    assert {"Precision, recall and F1"} <= set(texts(app).replace("**", "").splitlines())
    assert len(app.get("plotly_chart")) == 4
    opened(app, "Confidence")
    assert "Expected calibration error" in [m.label for m in app.metric]
    assert "labels may be wrong" in texts(app)
    opened(app, "Image quality")
    assert "cannot be measured here" in texts(app)
    assert len(app.get("plotly_chart")) == 4
    opened(app, "Effort")
    assert "after 10 decisions" in texts(app)
    assert "FixMatch" not in texts(app)  # synthetic faces: published marks say nothing about them
    assert len(list((home.home / "artefacts").glob("effort/*"))) == 1


@pytest.mark.parametrize(("title", "now"), [("How sure it is", "Confidence"), ("Which faces", "Image quality")])
def test_an_address_with_an_earlier_title_opens_its_part(
    home: Store, mine: Study, open_page: Open, title: str, now: str
) -> None:
    app = open_page("data", named(home, mine))
    app.query_params["part"] = title
    app.switch_page("pages/train.py").run()
    assert not app.exception, app.exception
    assert app.segmented_control(key="part").value == now
    assert app.query_params["part"] in (now, [now])
    assert app.segmented_control(key="part").set_value("Runs").run().segmented_control(key="part").value == "Runs"


def test_while_references_are_made_the_rest_is_there(
    home: Store, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = named(home, mine)
    open_page("train", of)
    shutil.rmtree(home.home / "artefacts" / "references")
    go_on = threading.Event()
    made = References.all

    def slowly(self: References, progress: Progress = silent) -> list[Reference]:
        go_on.wait(60)
        return made(self, progress)

    monkeypatch.setattr(References, "all", slowly)
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    app = open_page("train", of)
    try:
        assert [b.label for b in app.button].count("Cancel") == 1
        assert "On to unseen faces" in texts(app) and "**References**" not in texts(app)
        assert [name.split()[0] for name in references(app)] == ["Chance", "Its"], "what takes no time is there at once"
    finally:
        go_on.set()


def test_the_waterfall_goes_from_all_right_to_the_score(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("train", named(home, mine))
    fall = json.loads(app.get("plotly_chart")[1].proto.spec)["data"][0]
    assert fall["type"] == "waterfall" and fall["y"][0].startswith("All faces correct")
    at = 1.0
    for kind, value in zip(fall["measure"][1:], fall["x"][1:], strict=True):
        at = at + value if kind == "relative" else at
        assert kind == "relative" or value == pytest.approx(at)
    score = re.search(r"### (.*?) correct on", texts(app))
    assert score and f"<b>{score[1]}</b>" in fall["y"][-1]


def test_a_cell_in_the_address_opens_its_faces(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("train", named(home, mine))
    app.query_params["cell"] = "happy,happy"
    opened(app, "Emotion by emotion")
    true, predicted = app.selectbox(key=f"cell-true-{mine.id}"), app.selectbox(key=f"cell-said-{mine.id}")
    assert (true.value, predicted.value) == (3, 3)
    assert "labelled **happy**, predicted **happy**" in texts(app)
    predicted.set_value(4).run()
    assert "predicted **sad**" in texts(app)
    assert app.query_params["cell"] in ("happy,sad", ["happy,sad"])


def test_cells_are_read_from_addresses_and_clicks() -> None:
    names = ("angry", "a,b", "b")
    assert asked_for("a,b,b", names) == (1, 2)
    assert asked_for("angry", names) is None and asked_for("", names) is None
    assert clicked({"selection": {"points": [{"point_index": 5}]}}, 3, 3) == (1, 2)
    assert clicked({"selection": {"points": []}}, 3, 3) is None
    assert clicked({"selection": {"points": [{"point_index": 9}]}}, 3, 3) is None


def test_without_labels_there_is_no_part_that_needs_them(home: Store, bare: Study, open_page: Open) -> None:
    app = open_page("train", named(home, bare))
    assert "recognizer cannot be measured" in texts(app)
    shown = [c for c in app.get("button_group") if getattr(c, "key", "") == "part"]
    assert bool(shown) == bool(evaluation.ALWAYS)


def test_a_class_without_test_faces_breaks_nothing(home: Store, faces: FaceSet, open_page: Open) -> None:
    assert faces.emotions is not None
    emotions = np.array(faces.emotions)
    emotions[(faces.usage == 1) & (emotions == 4)] = 3  # no test face is sad
    lacking = FaceSet.of(faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    dataset = datasets.save(home, Import(lacking, (), "sample"), "sample")
    app = open_page("train", named(home, study.create(home, "Lacking", dataset, study.fitting(lacking))))
    for part in ("Emotion by emotion", "Confidence", "Image quality"):
        opened(app, part)
        if part == "Emotion by emotion":
            assert "No test face is labelled sad" in texts(app)
