"""The Features page without a browser: every view, other reductions, combinations, a network with its provenance."""

import dataclasses
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.features import FEATURES
from fer_core.features.combined import Combined
from fer_core.reduction import ReductionSettings
from fer_core.study import datasets, encoders, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.core.onnx_files import network
from tests.core.test_lab import shuffled_labels
from tests.pages.conftest import Open, name_groups, texts


def captions(app: AppTest) -> str:
    return texts(app) + str([image.proto.imgs for image in app.get("image")])


def on(home: Store, mine: Study, **choices: object) -> Study:
    return study.save(home, mine.choose(**choices))


@pytest.mark.parametrize("kind", ["pixels", "landmarks", "hog", "expression"])
def test_every_view_shows_what_components_are(home: Store, mine: Study, open_page: Open, kind: str) -> None:
    app = open_page("features", on(home, mine, features=FEATURES[kind]()))
    assert "more than random noise would" in texts(app)
    view = app.segmented_control(key=f"see-{mine.id}")
    view.set_value("Reconstruction").run()
    slider = next(s for s in app.slider if s.label == "Components used")
    few = texts(app)
    slider.set_value(slider.max).run()
    assert not app.exception and "The reconstruction recovers" in texts(app) and texts(app) != few
    assert ("grey levels" in texts(app)) == (kind == "pixels")
    estimated = kind in ("hog", "expression")
    assert ("what these components tell about their pictures" in captions(app)) == estimated
    assert ("over the mesh that was found" in captions(app)) == (kind == "expression")
    app.segmented_control(key=f"see-{mine.id}").set_value("Along a component").run()
    assert not app.exception and "standard deviations along component 1" in texts(app)
    assert ("cannot be turned back into a face" in texts(app)) == estimated
    app.segmented_control(key=f"see-{mine.id}").set_value("Extreme faces").run()
    next(s for s in app.slider if s.label == "Component").set_value(3).run()
    assert not app.exception
    assert "lowest values on component 3" in captions(app) and "highest values on component 3" in captions(app)


@pytest.mark.parametrize("method", ["nmf", "factor_analysis"])
def test_another_reduction_is_made_shown_and_grouped(home: Store, mine: Study, open_page: Open, method: str) -> None:
    of = on(home, mine, features=FEATURES["hog"]())
    app = open_page("features", of)
    app.selectbox(key=f"method-{mine.id}").set_value(method).run()
    app.slider(key=f"count-{method}-{mine.id}").set_value(5).run()
    assert not app.exception
    assert study.load(home, mine.id).choices.reduction == ReductionSettings(5, method=method)
    assert "reduced to **5** by" in texts(app) and "lowest values on component 1" in captions(app)
    app = open_page("clusters", study.load(home, mine.id))
    assert "random noise scores" in texts(app) and "Trustworthiness 0." in texts(app)


def test_a_share_of_the_variance(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("features", on(home, mine, features=FEATURES["hog"]()))
    app.segmented_control(key=f"keep-{mine.id}").set_value("Share").run()
    app.select_slider(key=f"share-kept-{mine.id}").set_value(0.5).run()
    assert study.load(home, mine.id).choices.reduction.variance == 0.5
    assert "that explain **5" in texts(app)


def test_several_kinds_together_with_weights(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("features", on(home, mine, features=FEATURES["hog"]()))
    app.selectbox(key=f"feature-{mine.id}").set_value("combined").run()
    app.number_input(key=f"weight-hog-{mine.id}").set_value(2.5).run()
    assert not app.exception
    chosen = study.load(home, mine.id).choices.features
    assert isinstance(chosen, Combined) and chosen.weights == (1.0, 2.5)


def test_a_network_is_pointed_at_and_its_provenance_follows_its_results(
    home: Store, mine: Study, open_page: Open, tmp_path: Path
) -> None:
    app = open_page("features", on(home, mine, features=FEATURES["hog"]()))
    app.selectbox(key=f"feature-{mine.id}").set_value("encoder").run()
    assert "Finish the choice" in texts(app)
    bad, good = tmp_path / "bad.onnx", tmp_path / "tiny <b>.onnx"
    bad.write_bytes(b"\x80\x04 a pickle")
    good.write_bytes(network())
    _point_at(app, bad)
    assert "pickle" in app.error[0].value and study.load(home, mine.id).choices.encoder is None
    app.selectbox(key="encoder-taught").set_value("yes")
    _point_at(app, good)
    assert not app.exception and not app.error
    made = study.load(home, mine.id).choices
    assert made.features == made.encoder and made.encoder is not None and made.encoder.side == 16
    assert "**A network of your own (ONNX)**: 5 numbers" in texts(app)
    assert "trained with emotion labels" in badges(app)
    app.selectbox(key=f"encoder-layer-{made.encoder.sha256[:8]}-{mine.id}").set_value("pooled").run()
    assert "1 number per face" in texts(app)
    assert "trained with emotion labels" in badges(open_page("clusters", study.load(home, mine.id)))
    groups = Lab(home, datasets.load(home, mine.dataset), study.load(home, mine.id).choices)
    name_groups(home, mine, groups.groups.key, {0: "happy", 1: "sad"})
    assert "trained with emotion labels" in badges(open_page("train", study.load(home, mine.id)))
    assert encoders.listing(home)[0].taught == "yes"


def _point_at(app: AppTest, path: Path) -> None:
    app.text_input(key="encoder-path").set_value(str(path))
    next(b for b in app.button if b.label == "Use this network").click().run()


def badges(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def test_shuffled_labels_change_nothing_on_the_page(home: Store, mine: Study, open_page: Open, faces: FaceSet) -> None:
    labels = dataclasses.replace(shuffled_labels(faces), synthetic=True)
    shuffled = datasets.save(home, Import(labels, (), "sample"), "sample")
    other = study.create(home, "Mine", shuffled, study.fitting(faces))
    shown = []
    for of in (mine, other):
        app = open_page("features", on(home, of, features=FEATURES["hog"]()))
        for view in ("Components", "Extreme faces"):
            app.segmented_control(key=f"see-{of.id}").set_value(view).run()
            shown.append((app.markdown.values, [i.proto.imgs[0].url for i in app.get("image")]))
    assert shown[:2] == shown[2:] and shown[0] != shown[1]


def test_numbers_that_are_all_used_and_two_kinds_of_features_are_explained(mine: Study, open_page: Open) -> None:
    app = open_page("features", mine)
    assert "which hold the same: nothing is left out" in texts(app) and "reduced to" not in texts(app)
    assert "are used too: they vary independently of each other" in texts(app)
    assert "The recognizer is trained on features of its own, chosen on Train: Movements of the face" in texts(app)
