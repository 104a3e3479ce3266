"""The welcome of a new home, and the way to open other faces, first on Data where nothing real is open."""

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, study
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts
from ui.data import welcome

OPENING = ("Open other faces", "Open your own faces")


def way_to_open(app: AppTest) -> tuple[str, bool, bool]:
    """The title of the box that opens faces, whether it is open, and whether it is the first box of the page."""
    boxes = list(app.main.expander)
    box = next(one for one in boxes if one.label in OPENING)
    return box.label, box.proto.expanded, box.label == boxes[0].label


@pytest.fixture()
def real(home: Store, faces: FaceSet) -> Study:
    """A study on faces that are not a sample."""
    some = dataclasses.replace(faces, synthetic=False)
    return study.create(home, "Real", datasets.save(home, Import(some, (), "zip"), "faces.zip"), study.fitting(some))


def test_the_welcome_can_be_left_for_own_faces_and_asked_for_again(
    home: Store, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(welcome, "_sample", lambda workspace: None)  # still drawing the sample, which takes long
    app = open_page("data")
    assert "1. Name groups" in texts(app) and "3. Try it" in texts(app)
    app.button(key="own-faces").click().run()
    assert app.title[0].value == "Data" and way_to_open(app) == ("Open your own faces", True, True)
    later = open_page("data")
    assert later.title[0].value == "Data"  # another session of the same home
    later.button(key="welcome-again").click().run()
    assert later.title[0].value == "Welcome to FER Lab"


def test_a_sample_leads_to_own_faces_first_and_says_which_one_is_open(
    home: Store, faces: FaceSet, open_page: Open
) -> None:
    dataset = datasets.save(home, Import(dataclasses.replace(faces, synthetic=True), (), "sample"), "sample:clear")
    app = open_page("data", study.create(home, "Sample", dataset, study.fitting(faces)))
    assert way_to_open(app) == ("Open your own faces", True, True)
    assert [app.button(key=f"sample:{name}").disabled for name in ("clear", "lifelike")] == [True, False]
    assert "“Clear” is open now" in texts(app)


def test_other_faces_are_one_click_away_from_every_page(real: Study, open_page: Open) -> None:
    assert way_to_open(open_page("data", real)) == ("Open other faces", False, False)
    app = open_page("balance", real)
    app.button(key="other-faces").click().run()
    assert app.title[0].value == "Data" and way_to_open(app) == ("Open other faces", True, True)
    app.switch_page("pages/data.py").run()
    assert way_to_open(app)[1:] == (True, True)  # it stays while the person is busy there
    app.switch_page("pages/balance.py").run()
    app.switch_page("pages/data.py").run()
    assert way_to_open(app) == ("Open other faces", False, False)
