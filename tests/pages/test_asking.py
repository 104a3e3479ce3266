"""Folders and codes that nobody can know are asked about on the Data page, and opened with the answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.study import datasets, study
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.core.layouts import colour, grey, pictures, text
from tests.core.reader_files import write_tree, zipped
from tests.pages.conftest import Open, texts
from ui.data import importing

PEOPLE = [f"S{i:03d}/{mood}/{mood}_{i}{j}.png" for i in range(4) for mood in ("fine", "bad") for j in range(3)]


def files(make: Callable[[int], bytes] = grey) -> dict[str, bytes]:
    return pictures(dict.fromkeys(PEOPLE, None), make)


@pytest.fixture()
def asked(mine: Study, open_page: Open, tmp_path: Path) -> AppTest:
    """The Data page where a folder of people was opened."""
    return begun(open_page("data", mine), write_tree(tmp_path / "people", files()))


def begun(app: AppTest, path: Path) -> AppTest:
    app.text_input(key="open-path-text").set_value(str(path))
    app = pressed(app, "Open faces")
    assert not app.exception, app.exception
    return app


def pressed(app: AppTest, label: str) -> AppTest:
    app = next(b for b in app.button if b.label == label).click().run()
    assert not app.exception, app.exception
    return app


def opened(home: Store, mine: Study) -> FaceSet:
    return datasets.load(home, study.load(home, mine.id).dataset)


def widget(app: AppTest, kind: str, start: str):
    return next(w for w in app.get(kind) if w.key is not None and w.key.startswith(start))


def test_folders_are_shown_and_opened_as_the_person_says(asked: AppTest, home: Store, mine: Study) -> None:
    told = texts(asked).replace("\\", "")
    assert "What are these folders?" in told and "Level 1: 4 folders" in told and "Level 2: 2 folders" in told
    drawn = asked.get("imgs") or asked.get("image")
    captions = [image.caption for images in drawn for image in images.proto.imgs]
    assert "S000 · 6" in captions and "fine · 12" in captions
    assert "--" not in told
    pressed(asked, "Open with these answers")
    assert "Choose what the folders of each level are" in asked.error[0].value
    widget(asked, "radio", "level-0").set_value("people")
    widget(asked, "radio", "level-1").set_value("emotions")
    pressed(asked, "Open with these answers")
    assert opened(home, mine).classes == ("bad", "fine") and len(opened(home, mine)) == len(PEOPLE)
    assert "What are these folders?" not in texts(asked)


def test_they_may_have_no_labels(asked: AppTest, home: Store, mine: Study) -> None:
    widget(asked, "radio", "where").set_value("There are none").run()
    pressed(asked, "Open without labels")
    assert opened(home, mine).emotions is None and len(opened(home, mine)) == len(PEOPLE)


def test_a_pattern_is_tried_while_it_is_written(asked: AppTest, home: Store, mine: Study) -> None:
    widget(asked, "radio", "where").set_value("In file names").run()
    widget(asked, "text_input", "pattern").set_value("{person").run()
    assert "must contain {label} once" in asked.error[0].value.replace("\\", "")
    widget(asked, "text_input", "pattern").set_value("{label}_*").run()
    shown = next(table.value for table in asked.dataframe if "label" in table.value)
    assert set(shown["label"]) == {"fine", "bad"} and shown["file name"].str.startswith(("fine_", "bad_")).all()
    pressed(asked, "Open with this pattern")
    assert opened(home, mine).classes == ("bad", "fine")


def test_a_list_that_does_not_fit_is_told_and_asked_again(
    asked: AppTest, home: Store, mine: Study, tmp_path: Path
) -> None:
    widget(asked, "radio", "where").set_value("In a list").run()
    widget(asked, "text_input", "list").set_value(str(tmp_path / "nothing.csv"))
    pressed(asked, "Open with this list")
    assert "list of labels cannot be read" in asked.error[0].value
    assert "What are these folders?" in texts(asked)
    (tmp_path / "list.csv").write_bytes(
        text("file,label", *(f"{path},{'yes' if i % 2 else 'no'}" for i, path in enumerate(PEOPLE)))
    )
    widget(asked, "radio", "where").set_value("In a list").run()
    widget(asked, "text_input", "list").set_value(str(tmp_path / "list.csv"))
    pressed(asked, "Open with this list")
    assert opened(home, mine).classes == ("no", "yes")


def test_one_may_change_ones_mind(asked: AppTest, home: Store, mine: Study) -> None:
    before = study.load(home, mine.id).dataset
    pressed(asked, "Cancel")
    assert "What are these folders?" not in texts(asked) and study.load(home, mine.id).dataset == before


def test_an_uploads_copy_waits_for_the_answer_and_no_longer(mine: Study, home: Store, open_page: Open) -> None:
    app = open_page("data", mine)
    app.file_uploader(key="open-upload").upload("some people.zip", zipped(files()), "application/zip").run()
    pressed(app, "Open upload")
    assert "some people" in texts(app) and len(list((home.home / "uploads").iterdir())) == 1
    widget(app, "radio", "where").set_value("In a list").run()
    widget(app, "text_input", "list").set_value("/nowhere.csv")
    pressed(app, "Open with this list")
    assert len(list((home.home / "uploads").iterdir())) == 1
    widget(app, "radio", "where").set_value("There are none").run()
    pressed(app, "Open without labels")
    assert opened(home, mine).name == "some people.zip" and not list((home.home / "uploads").iterdir())


def test_an_uploads_copy_goes_where_the_question_is_dismissed(mine: Study, home: Store, open_page: Open) -> None:
    app = open_page("data", mine)
    app.file_uploader(key="open-upload").upload("people.zip", zipped(files()), "application/zip").run()
    pressed(app, "Open upload")
    pressed(app, "Cancel")
    assert not list((home.home / "uploads").iterdir())


def test_copies_that_nobody_answered_for_are_deleted_after_a_day(
    mine: Study, home: Store, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = home.folder("uploads") / "old.zip"
    old.write_bytes(b"x")
    monkeypatch.setattr(importing, "UNANSWERED", -1.0)
    app = open_page("data", mine)
    app.file_uploader(key="open-upload").upload("people.zip", zipped(files()), "application/zip").run()
    pressed(app, "Open upload")
    assert not old.exists() and len(list((home.home / "uploads").iterdir())) == 1


def test_codes_are_named_by_hand_or_as_in_a_data_set(mine: Study, home: Store, open_page: Open, tmp_path: Path) -> None:
    codes = pictures({f"{code}/{code}.jpg": None for code in range(8)}, colour)
    app = begun(open_page("data", mine), write_tree(tmp_path / "numbered", codes))
    assert "What do these codes mean?" in texts(app)
    pressed(app, "Open with these names")
    assert "Enter a name for at least one code" in app.error[0].value
    pressed(app, "As in RAF-DB")
    assert widget(app, "text_input", "code-1-").value == "surprise" and widget(app, "text_input", "code-0-").value == ""
    pressed(app, "As in AffectNet")
    widget(app, "text_input", "code-6-").set_value("furious")
    widget(app, "text_input", "code-7-").set_value("")
    pressed(app, "Open with these names")
    faces = opened(home, mine)
    assert len(faces) == 7 and "furious" in faces.classes and "contempt" not in faces.classes


def test_what_is_known_of_codes_is_filled_in(mine: Study, home: Store, open_page: Open, tmp_path: Path) -> None:
    codes = pictures({f"{code}/{code}.png": None for code in range(8)}, grey)
    app = begun(open_page("data", mine), write_tree(tmp_path / "numbered", codes))
    assert widget(app, "text_input", "code-3-").value == "happy"
    widget(app, "text_input", "code-7-").set_value("contempt")
    pressed(app, "Open with these names")
    assert set(opened(home, mine).classes) == {
        "angry", "disgust", "fear", "happy", "sad", "surprise", "neutral", "contempt"
    }  # fmt: skip


def test_levels_that_are_codes_are_asked_about_next(mine: Study, home: Store, open_page: Open, tmp_path: Path) -> None:
    tree = pictures({f"S{i:03d}/{code}/{i}{code}.jpg": None for i in range(3) for code in range(2)}, colour)
    app = begun(open_page("data", mine), write_tree(tmp_path / "both", tree))
    widget(app, "radio", "level-0").set_value("people")
    widget(app, "radio", "level-1").set_value("emotions")
    pressed(app, "Open with these answers")
    widget(app, "text_input", "code-0-").set_value("calm")
    widget(app, "text_input", "code-1-").set_value("tense")
    pressed(app, "Open with these names")
    assert opened(home, mine).classes == ("calm", "tense") and len(opened(home, mine)) == 6
