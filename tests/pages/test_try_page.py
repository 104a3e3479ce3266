"""Try it: a held-out face and a photo get an answer, with what it looks like and the honest line."""

import io

import pytest
from PIL import Image

from fer_core.faces.faceset import FaceSet
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
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
