"""The map on the Name page: what is selected can be looked at, named, taken back, and taken away."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts


class Map:
    """The Name page in its map view, and the log behind it."""

    def __init__(self, store: Store, of: Study, open_page: Open) -> None:
        self.lab = Lab(store, datasets.load(store, of.dataset), of.choices)
        self.lab.groups.clustering()
        self.log = DecisionLog(study.folder(store, of.id) / "decisions.sqlite")
        self.key = f"naming-map-{of.id}"
        self.app: AppTest = open_page("name", of)
        self.app.session_state["view"] = "map"
        self.app.run()

    def select(self, places: list[int]) -> np.ndarray:
        """Select by places on the map, as a lasso would; the faces."""
        self.app.session_state[f"{self.key}-asked"] = np.array(places)
        self.app.run()
        return self.lab.division.grouped_rows[places]

    def click(self, button: str) -> None:
        self.app.button(key=f"lasso-{button}").click().run()
        assert not self.app.exception

    def state(self) -> NamingState:
        return replay(self.log.for_clustering(self.lab.groups.key))


@pytest.fixture()
def naming_map(home: Store, mine: Study, open_page: Open) -> Map:
    return Map(home, mine, open_page)


def test_selected_faces_are_named_at_one_go_undone_and_redone(naming_map: Map) -> None:
    assert "Draw around faces" in texts(naming_map.app)
    faces = naming_map.select([3, 5, 8])
    assert "**3 faces**" in texts(naming_map.app)
    naming_map.click("name-3")
    assert naming_map.state().face_verdicts == dict.fromkeys(faces.tolist(), Verdict("name", "happy"))
    assert naming_map.state().decisions == 1
    assert "3 faces named happy" in texts(naming_map.app).replace("\\", "")
    assert "Draw around faces" in texts(naming_map.app)  # the selection is done with
    naming_map.click("undo")
    assert naming_map.state().face_verdicts == {}
    naming_map.click("redo")
    assert set(naming_map.state().face_verdicts) == set(faces.tolist())
    naming_map.select([5, 8, 9])
    assert "2 of these faces already have a name of their own" in texts(naming_map.app)


def test_the_map_is_coloured_by_name_group_and_sureness(naming_map: Map, home: Store, mine: Study) -> None:
    name_groups(home, mine, naming_map.lab.groups.key, {0: "happy", 1: "sad", 2: "angry"})
    for colours in ("name", "group", "sure"):
        naming_map.app.session_state["lasso-colours"] = colours
        naming_map.app.run()
        assert not naming_map.app.exception
    naming_map.select([0, 1])
    naming_map.click("not_a_face")
    assert set(naming_map.state().face_verdicts.values()) == {Verdict("not_a_face")}


def test_what_is_named_by_itself_keeps_its_name_when_the_group_is_named(
    naming_map: Map, home: Store, mine: Study
) -> None:
    face = int(naming_map.select([0])[0])
    naming_map.click("name-4")
    group = int(naming_map.lab.groups.clustering().labels[0])
    name_groups(home, mine, naming_map.lab.groups.key, {group: "happy"})
    names = naming_map.lab.naming.named_faces(naming_map.state()).first_names(len(naming_map.lab.faces))
    assert names[face] == 4 and (names == 3).sum() == naming_map.lab.groups.clustering().sizes[group] - 1
