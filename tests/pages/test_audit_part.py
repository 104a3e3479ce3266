"""The audit on the Data page: faces are found, excluded, counted everywhere, and included again."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, study
from fer_core.study.lab import Lab, audit
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts


@pytest.fixture()
def doubled(home: Store, faces: FaceSet) -> Study:
    """A study on faces of which four are copies of others."""
    images = np.array(faces.images)
    images[[1, 3, 5, 7]] = images[[0, 2, 4, 6]]
    usage = np.zeros(len(faces), np.uint8)
    usage[150:] = 1
    made = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=usage, usages=("Training", "PublicTest"))
    dataset = datasets.save(home, Import(made, (), "sample"), "sample")
    return study.create(home, "Doubled", dataset, study.fitting(made))


def audited(app: AppTest) -> AppTest:
    next(b for b in app.button if b.label == "Find problems").click().run()
    assert not app.exception, app.exception
    return app


def test_leaving_out_changes_the_counts_and_undo_brings_them_back(home: Store, doubled: Study, open_page: Open) -> None:
    app = audited(open_page("data", doubled))
    assert "No face is excluded yet. 150 are training faces and 60 are test faces." in texts(app)
    part = next(e for e in app.expander if "Exact duplicates" in e.label)
    assert "8 faces in 4 groups" in part.label
    assert open_check(app, doubled, "exact").toggle, "an open check has its switch"
    app.toggle[0].set_value(True).run()
    assert not app.exception, app.exception
    assert "4 faces excluded" in texts(app)
    assert next(m.value for m in app.metric if m.label == "Faces") == "206"
    assert r"\(4 excluded\)" in texts(app)
    assert study.load(home, doubled.id).choices.left_out[0].faces == (1, 3, 5, 7)
    assert (
        Lab(home, datasets.load(home, doubled.dataset), study.load(home, doubled.id).choices).division.split.train.size
        == 146
    )

    app.button(key="audit-undo").click().run()
    assert study.load(home, doubled.id).choices.left_out == ()
    assert next(m.value for m in app.metric if m.label == "Faces") == "210"


def open_check(app: AppTest, of: Study, check: str) -> AppTest:
    """Open a check, as a click on its head does; AppTest forgets that after a rerun, a browser does not."""
    app.session_state[f"audit-{check}-{of.id}"] = True
    return app.run()


def test_one_face_can_be_kept(home: Store, doubled: Study, open_page: Open) -> None:
    app = audited(open_page("data", doubled))
    open_check(app, doubled, "exact").toggle[0].set_value(True).run()
    open_check(app, doubled, "exact").pills[0].set_value([4, 6, 8]).run()
    assert not app.exception, app.exception
    last = study.load(home, doubled.id).choices.left_out[-1]
    assert (last.faces, last.out) == ((1,), False)
    assert "3 faces excluded" in texts(app)
    open_check(app, doubled, "exact").toggle[0].set_value(False).run()
    assert study.load(home, doubled.id).choices.left_out == ()


def test_what_was_found_opens_at_once_next_time(
    doubled: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(open_page("data", doubled))
    monkeypatch.setattr(audit, "measure", lambda *args: pytest.fail("measured twice"))
    assert "No face is excluded yet" in texts(open_page("data", doubled))


def test_the_browser_filters_by_what_was_found(doubled: Study, open_page: Open) -> None:
    audited(open_page("data", doubled))
    app = open_page("data", doubled)
    box = next(m for m in app.multiselect if m.label == "Problems found")
    assert "Exact duplicates (8)" in box.options
    box.set_value(["Exact duplicates"]).run()
    assert "8 faces, in random order" in texts(app)
