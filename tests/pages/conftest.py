"""A home with one study on small sample faces, and the app opened on one of its pages without a browser."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.naming.decision import Event
from fer_core.naming.log import DecisionLog
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.store import Store
from fer_core.study.study import Study
from ui.components.face_grid import ListedGroup
from ui.shell import waiting

APP = str(Path(__file__).parents[2] / "app.py")
Open = Callable[..., AppTest]


class NavigationOnly(PagesManager):
    """AppTest forgets before every run that the app uses `st.navigation`; a server learns it once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


@pytest.fixture()
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked_at: Path) -> Store:
    """A home where only features are there, nothing is cached from other tests, and pages wait until work is done."""
    monkeypatch.setenv("FER_LAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(waiting, "PATIENCE", 60.0)
    monkeypatch.setattr(app_test, "PagesManager", NavigationOnly)
    st.cache_resource.clear()
    shutil.copytree(looked_at, tmp_path / "home" / "artefacts")
    return Store(tmp_path / "home")


@pytest.fixture()
def mine(home: Store, faces: FaceSet) -> Study:
    """A study on the labelled sample."""
    dataset = datasets.save(home, Import(faces, (), "sample"), "sample")
    return study.create(home, "Mine", dataset, study.fitting(faces))


@pytest.fixture()
def bare(home: Store, faces: FaceSet) -> Study:
    """A study on the same faces without labels."""
    unlabelled = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages, name="bare")
    dataset = datasets.save(home, Import(unlabelled, (), "sample"), "sample")
    return study.create(home, "Bare", dataset, study.fitting(unlabelled))


@pytest.fixture()
def open_page() -> Open:
    """``open_page("balance", study)``: the app, run on that page; fails where the page shows an exception."""

    def opened(page: str, of: Study | None = None) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=120)
        if of is not None:
            app.query_params["study"] = of.id
        app.run()
        if page != "data":
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def name_groups(store: Store, of: Study, clustering: str, names: dict[int, str], client: str = "test-client-1") -> None:
    """Write names of groups to the study's log, as the grid would."""
    log = DecisionLog(study.folder(store, of.id) / "decisions.sqlite")
    events = [
        Event(client, i + 1, clustering, "verdict", group, (), Verdict("name", name))
        for i, (group, name) in enumerate(names.items())
    ]
    log.append(events)
    log.close()


def study_shown(app: AppTest) -> str:
    """The study in the address."""
    value = app.query_params["study"]
    return value if isinstance(value, str) else value[0]


def texts(app: AppTest) -> str:
    """Everything the page says, in one string."""
    parts = [app.markdown, app.caption, app.info, app.warning, app.error, app.title, app.subheader, app.text]
    return "\n".join(str(element.value) for kind in parts for element in kind)


def listed_groups(app: AppTest) -> list[ListedGroup]:
    """The lines of the list of groups on the Name page, as the face grid has them."""
    news = next(json.loads(e.proto.json) for e in app.get("bidi_component") if "news" in str(e.proto.id))
    return [ListedGroup(*line) for line in news["groups"]]
