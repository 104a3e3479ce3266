"""The tour follows what the person does, to a face that is tried."""

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.features.pixels import Pixels
from fer_core.study import datasets, study
from fer_core.study.journey import STEPS
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts

NAMES = ("happy", "sad", "neutral", "angry", "fear", "surprise")


@pytest.fixture()
def mine(home: Store, faces: FaceSet) -> Study:
    """A study on the sample's pixels, which need no face mesh."""
    dataset = datasets.save(home, Import(faces, (), "sample"), "sample")
    chosen = dataclasses.replace(study.fitting(faces), features=Pixels(), trained_on=("pixels",))
    return study.create(home, "Mine", dataset, chosen)


@pytest.fixture()
def toured(home: Store, mine: Study) -> tuple[Study, Lab]:
    """A study with groups at the beginning of the tour."""
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    lab.groups.clustering()
    return study.update(home, mine.id, lambda now: dataclasses.replace(now, tour=1)), lab


def at(app: AppTest) -> tuple[int, bool]:
    """The stop that the card shows, and whether it shows that it is done."""
    card = next(one.value for one in app.markdown if ":material/flag:" in one.value)
    return int(card.split(" of ")[0][-1]), "Done" in card


def test_stops_are_done_by_doing_and_the_end_is_a_face_that_is_tried(
    home: Store, toured: tuple[Study, Lab], open_page: Open
) -> None:
    mine, lab = toured
    app = open_page("name", mine)
    assert at(app) == (1, False)
    name_groups(home, mine, lab.groups.key, {0: "happy"})
    assert at(app.run()) == (2, False)
    rest = {group: NAMES[group % len(NAMES)] for group in range(1, lab.choices.clusters.k)}
    name_groups(home, mine, lab.groups.key, rest, client="test-client-2")
    assert at(app.run()) == (2, True)
    app.switch_page("pages/train.py").run()  # by the navigation, not by the card
    assert not app.exception and at(app.run()) == (3, True)
    app.button(key="tour-next").click().run()
    assert app.title[0].value == "Report" and at(app) == (4, True)
    app.switch_page("pages/report.py").run()  # AppTest itself stays on the page of the click
    app.button(key="tour-next").click().run()
    assert app.title[0].value == "Try it" and at(app) == (5, False)
    app.switch_page("pages/try_it.py").run()
    app.segmented_control(key="try-way").set_value("test face").run()
    assert at(app) == (5, True)
    assert f"with {lab.choices.clusters.k} decisions in" in texts(app) and "of the test faces (chance 14%)" in texts(
        app
    )
    app.button(key="tour-own").click().run()
    assert app.title[0].value == "Data" and study.load(home, mine.id).tour == 0
    assert next(box for box in app.main.expander if "faces" in box.label).proto.expanded


def test_pages_that_need_more_do_not_take_the_tour_along(toured: tuple[Study, Lab], open_page: Open) -> None:
    app = open_page("train", toured[0])
    assert at(app) == (1, False) and "continues on the page Name" in texts(app)
    assert not any(button.key == "tour-own" for button in app.button)


@pytest.mark.parametrize("stop", [4, 5, 6, -1])
def test_a_tour_of_an_earlier_version_opens(home: Store, mine: Study, open_page: Open, stop: int) -> None:
    study.update(home, mine.id, lambda now: dataclasses.replace(now, tour=stop))
    app = open_page("data", mine)
    shown = [one.value for one in app.markdown if ":material/flag:" in one.value]
    assert len(shown) == (stop in (4, 5))
    assert not shown or STEPS[{4: 7, 5: 6}[stop]].title in shown[0]  # Report, Try it
