"""Buttons that open another page work whatever the address of the present page holds."""

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, study_shown, texts


@pytest.fixture()
def touring(home: Store, mine: Study) -> Study:
    """A study with named groups, in which the tour is under way."""
    groups = Lab(home, datasets.load(home, mine.dataset), mine.choices).groups
    groups.clustering()
    name_groups(home, mine, groups.key, dict(enumerate(("happy", "sad", "neutral", "angry", "fear"))))
    return mine


def at_stop(home: Store, of: Study, stop: int) -> None:
    study.update(home, of.id, lambda now: dataclasses.replace(now, tour=stop))


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception, app.exception


def test_the_tour_goes_on_from_the_map(home: Store, touring: Study, open_page: Open) -> None:
    at_stop(home, touring, 2)
    app = open_page("name", touring)
    app.segmented_control(key="view").set_value("map").run()
    press(app, "tour-next")
    assert app.title[0].value == "Train" and "3 of 5" in texts(app) and study_shown(app) == touring.id


def test_the_tour_goes_on_from_a_part_of_train(home: Store, touring: Study, open_page: Open) -> None:
    at_stop(home, touring, 3)
    app = open_page("train", touring)
    app.segmented_control(key="part").set_value("Runs").run()
    press(app, "tour-next")
    assert app.title[0].value == "Report" and "4 of 5" in texts(app)
