"""A study that the command line made shows the same figures in the browser; a study file goes out and in."""

import io
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.__main__ import main
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.naming.log import open_log
from fer_core.study import datasets, runs, study
from fer_core.study.store import Store
from fer_core.study.study import Study
from fer_core.study.study_file import write_study
from tests.pages.conftest import Open, study_shown, texts


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_browser_shows_what_the_command_line_made(
    home: Store, faces: FaceSet, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = datasets.save(home, Import(faces, (), "sample"), "sample")
    few = ["--features", "pixels", "--k", "8", "--train-on", "geometry"]
    made = answer(capsys, "study", "new", "By command", "--dataset", dataset, *few)
    answer(capsys, "cluster", "By command")
    answer(capsys, "names", "simulate", "By command")
    told = answer(capsys, "train", "By command")
    kept = runs.saved(home, made["study"]).runs
    app = open_page("train", study.load(home, made["study"]))
    assert f"### {told['accuracy']:.1%} correct on" in texts(app)
    assert f"**8 decisions** · 0 s · **{told['accuracy']:.0%} correct**" in texts(app)
    assert runs.saved(home, made["study"]).runs == kept  # nothing was trained again


def saved_page() -> None:
    """A page with nothing but the two parts; `open_page` would need one that places them."""
    from ui.shared import study_file
    from ui.shell.workspace import open_workspace

    study_file.save_button(open_workspace())
    study_file.open_upload()


@pytest.fixture()
def parts(mine: Study, home: Store) -> AppTest:
    app = AppTest.from_function(saved_page, default_timeout=60)
    app.query_params["study"] = mine.id
    return app.run()


def test_a_study_file_is_opened_in_the_browser(parts: AppTest, mine: Study, home: Store) -> None:
    out = io.BytesIO()
    log = open_log(study.folder(home, mine.id) / "decisions.sqlite", mine.id)
    write_study(out, home, mine, log.all(), with_faces=False)
    log.close()
    assert parts.checkbox[0].value is True  # nobody's faces
    parts.file_uploader[0].upload("mine.zip", out.getvalue(), "application/zip").run()
    assert not parts.exception and "Mine" in texts(parts)
    parts.button(key="study-file-open").click().run()
    assert not parts.exception
    opened = study_shown(parts)
    assert opened != mine.id and study.load(home, opened).choices == mine.choices


def test_another_file_is_refused_in_words(parts: AppTest, mine: Study, home: Store) -> None:
    parts.file_uploader[0].upload("mine.zip", b"\x80\x04]", "application/zip").run()
    assert not parts.exception and "pickle" in parts.error[0].value
    assert [s.id for s in study.listing(home)] == [mine.id]
