"""Try it: a held-out face and a photo get an answer, with what it looks like and the honest line."""

import io
import re

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.recognizer import reliability
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts


@pytest.fixture()
def taught(home: Store, mine: Study) -> Study:
    """The study with names and a recognizer."""
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    groups = len(lab.groups.clustering().sizes)
    names = ("happy", "sad", "angry")
    name_groups(home, mine, lab.groups.key, {g: names[g % 3] for g in range(groups)})
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    lab.training.result(lab.naming.named_faces(replay(log.for_clustering(lab.groups.key))))
    return mine


def test_without_a_recognizer_the_page_says_where_to_go(mine: Study, open_page: Open) -> None:
    app = open_page("try_it", mine)
    assert "There is no recognizer yet" in texts(app)


def test_faces_and_photos_get_an_answer(taught: Study, faces: FaceSet, open_page: Open) -> None:
    app = open_page("try_it", taught)
    assert "never written to disk" in texts(app) and "not what anybody feels" in texts(app)

    app.session_state["try-way"] = "test face"
    app.run()
    assert not app.exception
    assert "Most similar groups" in texts(app)

    app.session_state["try-way"] = "photo"
    app.run()
    app.file_uploader(key="try-upload").upload("me.png", photo(faces), "image/png")
    app.run()
    assert not app.exception
    assert "Most similar groups" in texts(app)
    app.file_uploader(key="try-upload").upload("me.png", b"no picture", "image/png")
    app.run()
    assert "not an image" in texts(app) and not app.exception


def photo(faces: FaceSet) -> bytes:
    picture = Image.new("RGB", (700, 500), (150, 160, 170))
    picture.paste(Image.fromarray(faces.images[2]).resize((300, 300)).convert("RGB"), (200, 100))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_pictures_that_are_crops_are_taken_whole(taught: Study, faces: FaceSet, open_page: Open) -> None:
    app = open_page("try_it", taught)
    out = io.BytesIO()
    Image.fromarray(faces.images[2]).save(out, "PNG")
    app.file_uploader(key="try-upload").upload("crop.png", out.getvalue(), "image/png").run()
    assert "Most similar groups" in texts(app)  # 48 × 48 pixels are a face already
    grey = io.BytesIO()
    Image.new("L", (200, 200), 90).save(grey, "PNG")
    app.file_uploader(key="try-upload").upload("larger.png", grey.getvalue(), "image/png").run()
    assert "No face was found in this picture" in texts(app)
    app.toggle(key="try-crops").set_value(True).run()
    assert "Most similar groups" in texts(app) and not app.exception
    app.session_state["try-more"] = True
    app.run()
    assert not app.exception and "Label in the data set" not in texts(app)
    app.file_uploader(key="try-upload").upload("bad.png", b"no picture", "image/png").run()
    assert "not an image" in texts(app) and not app.exception


def test_a_correction_is_a_decision_only_where_the_person_wants_it(
    taught: Study, home: Store, faces: FaceSet, open_page: Open
) -> None:
    log = DecisionLog(study.folder(home, taught.id) / "decisions.sqlite")
    before = len(log.all())
    app = open_page("try_it", taught)
    app.file_uploader(key="try-upload").upload("me.png", photo(faces), "image/png")
    app.run()
    app.button(key="correct-5").click().run()
    assert "Your correction: **surprise**. Not saved" in texts(app) and len(log.all()) == before

    app.toggle(key="correct-keep").set_value(True).run()
    app.button(key="correct-5").click().run()
    assert "It is used in the next training" in texts(app)
    assert "Not used for training yet: 1 corrected face" in texts(app)
    newest = log.all()[-1]
    assert newest.action == "correction" and newest.verdict.emotion == "surprise" and len(log.all()) == before + 1

    app.button(key="correct-undo").click().run()
    assert "Not used for training yet" not in texts(app) and log.all()[-1].action == "undo"

    app.session_state["try-way"] = "test face"
    app.run()
    app.button(key="correct-0").click().run()
    assert "recorded but not used for training" in texts(app) and not app.exception


def test_one_click_on_an_example_gives_an_answer(taught: Study, open_page: Open) -> None:
    app = open_page("try_it", taught)
    app.button(key="try-the-example").click().run()
    assert "Most similar groups" in texts(app) and "Nobody in this photo exists" in texts(app)
    app.session_state["try-way"] = "photo"
    app.run()
    app.button(key="try-any-test-face").click().run()
    assert "Most similar groups" in texts(app) and not app.exception


def test_each_source_keeps_its_picture(taught: Study, faces: FaceSet, open_page: Open) -> None:
    def look_at(way: str) -> str:
        app.session_state["try-way"] = way
        app.run()
        assert not app.exception
        return texts(app)

    app = open_page("try_it", taught)
    assert "Take a picture above" in look_at("camera") and "Add one or more photos" not in texts(app)
    app.camera_input[0].upload("camera.jpg", photo(faces), "image/jpeg").run()
    assert "Most similar groups" in texts(app)
    assert "Add one or more photos above" in look_at("photo")
    app.file_uploader(key="try-upload").upload("me.png", photo(faces), "image/png").run()
    assert "Most similar groups" in look_at("camera") and "Most similar groups" in look_at("example")
    assert "Most similar groups" in look_at("photo")

    app.switch_page("pages/train.py").run()
    app.switch_page("pages/try_it.py").run()
    assert "Most similar groups" in texts(app), "the photo is there after a look at another page"
    app.button(key="try-remove").click().run()
    assert "Add one or more photos above" in texts(app)
    look_at("camera")
    app.button(key="try-again").click().run()
    assert "Take a picture above" in texts(app) and not app.exception


def test_a_picture_without_a_face_says_what_to_do(taught: Study, open_page: Open) -> None:
    app = open_page("try_it", taught)
    grey = io.BytesIO()
    Image.new("L", (300, 200), 90).save(grey, "PNG")
    app.file_uploader(key="try-upload").upload("grey.png", grey.getvalue(), "image/png").run()
    assert "No face was found" in texts(app) and "cut this one" in texts(app)
    app.button(key="try-crops-on").click().run()
    assert "Most similar groups" in texts(app) and not app.exception


def test_the_presentation_tells_its_story_slide_by_slide(
    taught: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reliability, "FEWEST_TEST_FACES", 1)
    app = open_page("try_it", taught)
    pictures: dict[str, set[str]] = {}
    for address, title in (
        ({}, "How could a computer learn"), ({"slide": "groups"}, "groups of similar faces"),
        ({"stop": "1"}, "groups of similar faces"), ({"slide": "names"}, "Then people named the groups"),
        ({"stop": "2"}, "Then people named the groups"), ({"slide": "score"}, "It is correct for about"),
        ({"slide": "strengths"}, "It is best at"), ({"slide": "nonsense"}, "How could a computer learn"),
    ):  # fmt: skip
        page = slide(app, address)
        assert title in page, address
        pictures[page[:80]] = set(re.findall(r"base64,([^\"]+)", page))
    shown = [picture for of_slide in pictures.values() for picture in of_slide]
    assert len(shown) > 10 and len(shown) == len(set(shown)), "no slide repeats the pictures of another"
    assert "4 emotions have no name yet" in slide(app, {"slide": "names"})
    assert "by chance" in slide(app, {"slide": "score"})

    slide(app, {"stop": "3"})
    assert "of the time" in texts(app) and "Compared with other faces" in texts(app) and not app.file_uploader
    app.session_state["present-way"] = "photo"
    app.run()
    assert "Compared with other faces" in texts(app), "an empty upload does not end the presentation"


def slide(app: AppTest, address: dict[str, str]) -> str:
    """The HTML of a slide."""
    for name in ("slide", "stop"):
        app.query_params.pop(name, None)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page("pages/present.py").run()
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))
