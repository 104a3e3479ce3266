"""Try it: a held-out face and a photo get an answer, with what it looks like and the honest line."""

import io

import pytest
from PIL import Image

from fer_core import datasets, study
from fer_core.faceset import FaceSet
from fer_core.lab import Lab
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.store import Store
from fer_core.study import Study
from tests.pages.conftest import Open, name_groups, texts


@pytest.fixture()
def taught(home: Store, mine: Study) -> Study:
    """The study with names and a recognizer."""
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    groups = len(lab.clustering().sizes)
    names = ("happy", "sad", "angry")
    name_groups(home, mine, lab.clustering_key, {g: names[g % 3] for g in range(groups)})
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    lab.training(lab.named_now(replay(log.for_clustering(lab.clustering_key))))
    return mine


def test_without_a_recognizer_the_page_says_where_to_go(mine: Study, open_page: Open) -> None:
    app = open_page("try_it", mine)
    assert "There is no recognizer yet" in texts(app)


def test_faces_and_photos_get_an_answer(taught: Study, faces: FaceSet, open_page: Open) -> None:
    app = open_page("try_it", taught)
    assert "never written to disk" in texts(app) and "not what anybody feels" in texts(app)

    app.session_state["try-way"] = "held-out"
    app.run()
    assert not app.exception
    assert "It looks like these" in texts(app)

    app.session_state["try-way"] = "photo"
    app.run()
    picture = Image.new("RGB", (700, 500), (150, 160, 170))
    picture.paste(Image.fromarray(faces.images[2]).resize((300, 300)).convert("RGB"), (200, 100))
    out = io.BytesIO()
    picture.save(out, "PNG")
    app.file_uploader(key="try-upload").upload("me.png", out.getvalue(), "image/png")
    app.run()
    assert not app.exception
    assert "It looks like these" in texts(app)
    app.file_uploader(key="try-upload").upload("me.png", b"no picture", "image/png")
    app.run()
    assert "no image" in texts(app) and not app.exception
