"""Face alignment on the Data page: its effect is shown, the switch holds for later steps, failures are listed."""

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.features.pixels import Pixels
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.recommended import with_present_networks
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts


@pytest.fixture()
def few(home: Store, faces: FaceSet) -> Study:
    """A study that looks at the pixels of 40 faces, three of them blank."""
    images = faces.images[:40].copy()
    images[[3, 4, 5]] = 128
    some = FaceSet.of(images, faces.emotions[:40], classes=faces.classes, usage=faces.usage[:40], usages=faces.usages)
    dataset = datasets.save(home, Import(some, (), "sample"), "sample")
    return study.create(home, "Few", dataset, study.fitting(some)).choose(features=Pixels())


def opened(app: AppTest, of: Study) -> AppTest:
    """The part opened, as a click on its head does; AppTest forgets that after a rerun, a browser does not."""
    app.session_state[f"eyes-level-{of.id}"] = True
    app.run()
    assert not app.exception, app.exception
    return app


def test_opening_the_page_starts_no_work(home: Store, few: Study, open_page: Open) -> None:
    study.save(home, few)
    app = open_page("data", few)
    assert f"aligned-{few.id}" not in [toggle.key for toggle in app.toggle]
    opened(app, few)
    assert app.toggle(key=f"aligned-{few.id}").value is True
    lab = Lab(home, datasets.load(home, few.dataset), few.choices)
    assert not lab.results.has("alignment", lab.pictures.alignment_key)


def test_the_switch_holds_for_what_follows_and_back(home: Store, few: Study, open_page: Open) -> None:
    study.save(home, few)
    app = opened(open_page("data", few), few)
    app.toggle(key=f"aligned-{few.id}").set_value(False).run()
    assert not study.load(home, few.id).choices.aligned
    opened(app, few).toggle(key=f"aligned-{few.id}").set_value(True).run()
    assert study.load(home, few.id).choices.aligned
    opened(app, few).button(key=f"align-shown-{few.id}").click().run()
    opened(app, few)
    text = texts(app)
    assert "37 faces of 40" in text and "tilted by more than" in text
    pictures = [caption for image in app.get("image") for caption in [i.caption for i in image.proto.imgs]]
    assert "Original" in pictures and "Aligned" in pictures

    open_page("features", few)
    on = study.load(home, few.id)
    lab = Lab(home, datasets.load(home, on.dataset), on.choices)
    assert lab.results.has("reduction", lab.reduction.key(Pixels()))


def test_faces_that_keep_their_crop_are_listed_with_the_reason(home: Store, few: Study, open_page: Open) -> None:
    study.save(home, few)
    app = opened(open_page("data", few), few)
    app.button(key=f"align-shown-{few.id}").click().run()
    opened(app, few)
    next(g for g in app.button_group if g.key == f"align-order-{few.id}").set_value("unaligned")
    opened(app, few)
    assert not app.exception
    listed = next(d.value for d in app.dataframe if "reason" in d.value.columns)
    assert listed["face"].tolist() == [4, 5, 6]
    assert set(listed["reason"]) == {"no face was found"}


def test_a_study_from_before_moves_to_the_present_networks(home: Store, few: Study, open_page: Open) -> None:
    faces = datasets.load(home, few.dataset)
    earlier = study.save(home, few.choose(**vars(study.fitting(faces, "face_mesh"))))
    app = opened(open_page("data", earlier), earlier)
    before = Lab(home, faces, earlier.choices)
    app.button(key=f"present-networks-{earlier.id}").click().run()
    now = study.load(home, earlier.id)
    assert now.choices == study.fitting(faces), "with the features that are recommended for them"
    assert Lab(home, faces, now.choices).groups.key != before.groups.key
    opened(app, earlier)
    assert f"present-networks-{earlier.id}" not in [button.key for button in app.button]


def test_kinds_that_were_chosen_stay_with_the_present_networks(faces: FaceSet) -> None:
    chosen = dataclasses.replace(study.fitting(faces, "face_mesh"), features=Pixels(), trained_on=("hog",))
    now = with_present_networks(chosen)
    assert now == dataclasses.replace(chosen, mesh="landmarker")
