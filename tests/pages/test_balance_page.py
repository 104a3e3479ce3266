"""The Balance page without a browser: warnings, pictures, and strategies side by side."""

import dataclasses

import numpy as np
import pytest

from fer_core.balance import STRATEGIES, BalanceSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.split import SplitSettings
from fer_core.study import datasets, study
from fer_core.study.choices import Choices
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts


@pytest.fixture()
def quick(home: Store, mine: Study) -> Study:
    """The labelled sample with two strategies to compare, and a recognizer that uses pixels only."""
    choices = dataclasses.replace(
        mine.choices, trained_on=("pixels",), compared=("none", "undersample"), compared_seeds=2
    )
    return study.save(home, dataclasses.replace(mine, choices=choices))


def test_ways_are_run_side_by_side_kept_and_taken(home: Store, quick: Study, open_page: Open) -> None:
    app = open_page("balance", quick)
    assert "a reference" in texts(app)  # nobody has named a face: it is trained on the data set's labels
    assert "★" not in texts(app)
    app.button(key="compare").click().run()
    assert not app.exception
    table = app.dataframe[-1].value
    assert table["strategy"].tolist() == ["No balancing", "Undersample"]
    assert sum("★" in cell for cell in table["Accuracy"]) == 1 and "±" in table["Macro F1"][0]
    assert "Compared with “No balancing”, **Undersample** " in texts(app)
    assert "accuracy" in texts(app)

    app = open_page("balance", quick)  # later: at once, and no button
    assert app.dataframe[-1].value.equals(table)
    assert "compare" not in [button.key for button in app.button]
    app.multiselect(key=f"compared-{quick.id}").set_value(["none", "weights"]).run()
    assert next(b for b in app.button if b.key == "compare").label == "Run the missing strategy"

    app.multiselect(key=f"compared-{quick.id}").set_value(["none", "undersample"]).run()
    app.selectbox(key=f"use-strategy-{quick.id}").set_value("undersample").run()
    app.button(key="use").click().run()
    assert not app.exception
    assert study.load(home, quick.id).choices.recognizer.balance.strategy == "undersample"


@pytest.mark.parametrize("strategy", ["adasyn", "logit_adjustment", "effective_weights", "augment", "smote_pixels"])
def test_each_way_says_what_it_does_and_shows_it(quick: Study, open_page: Open, strategy: str) -> None:
    app = open_page("balance", quick)
    app.selectbox(key=f"trained-strategy-{quick.id}").set_value(strategy).run()
    assert not app.exception
    assert STRATEGIES[strategy].explanation in texts(app)
    pictures = [image.proto for image in app.get("imgs") or app.get("image")]
    assert ("Created from the face above" in str(pictures)) == (strategy in ("augment", "smote_pixels"))


def test_ways_that_measured_worse_are_offered_only_where_a_study_has_them(
    home: Store, quick: Study, open_page: Open
) -> None:
    app = open_page("balance", quick)
    assert "Fewer faces: NearMiss" not in app.selectbox(key=f"trained-strategy-{quick.id}").options
    assert "NearMiss" not in app.multiselect(key=f"compared-{quick.id}").options
    recognizer = dataclasses.replace(quick.choices.recognizer, balance=BalanceSettings("near_miss"))
    earlier = study.save(home, quick.choose(recognizer=recognizer, compared=("none", "near_miss")))
    app = open_page("balance", earlier)
    assert app.selectbox(key=f"trained-strategy-{quick.id}").value == "near_miss"
    assert app.multiselect(key=f"compared-{quick.id}").value == ["none", "near_miss"]
    assert study.load(home, quick.id).choices == earlier.choices


def test_a_class_with_too_little_is_told_aloud(home: Store, open_page: Open, faces: FaceSet) -> None:
    assert faces.emotions is not None
    usage = np.isin(faces.emotions, (0, 1)).astype(np.uint8)  # all angry and disgusted faces are in the test set
    some = FaceSet.of(faces.images, faces.emotions, classes=faces.classes, usage=usage, usages=("Training", "Test"))
    dataset = datasets.save(home, Import(some, (), "sample"), "sample")
    choices = Choices(split=SplitSettings("usage", "Test"), trained_on=("pixels",))
    app = open_page("balance", study.create(home, "Lost", dataset, choices))
    assert "No training faces: angry, disgust." in app.error[0].value
    assert "Fewer than 30 training faces" in texts(app)


def test_without_labels_it_says_what_names_will_bring(bare: Study, open_page: Open) -> None:
    app = open_page("balance", bare)
    said = texts(app)
    assert "can balance them by **named** emotion below" in said
    assert "Name some groups first" in said
    assert "compare" not in [button.key for button in app.button]


def test_the_second_chart_waits_until_it_differs_from_the_first(quick: Study, open_page: Open) -> None:
    app = open_page("balance", quick)
    assert len(app.get("plotly_chart")) == 1 and "Nothing is named yet" in texts(app)
    assert "Name groups" in [link.proto.label for link in app.get("page_link")]
    app.selectbox(key=f"trained-strategy-{quick.id}").set_value("oversample").run()
    assert "since nothing is named yet" in texts(app) and "Nothing is named yet" not in texts(app)


def test_both_figures_of_imbalance_say_of_which_faces(quick: Study, open_page: Open, faces: FaceSet) -> None:
    of_all = faces.counts().sum(axis=0)
    figure = f"{of_all.max() / of_all.min():.1f}"
    said = texts(open_page("balance", quick))
    assert "Imbalance of the training faces:" in said and f"On the Data page it is {figure} to 1, for all faces" in said
    assert f"of all {len(faces)} faces" in texts(open_page("data", quick))
