"""Each page without a browser: what it shows, what it saves, what it says when something is missing."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.split import SplitSettings
from fer_core.features import FEATURES
from fer_core.study import datasets, study, welcome
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, listed_groups, name_groups, study_shown, texts
from ui.data import importing


def metric(app: AppTest, label: str) -> str:
    return next(m.value for m in app.metric if m.label == label)


def lab_of(store: Store, of: Study) -> Lab:
    now = study.load(store, of.id)
    return Lab(store, datasets.load(store, now.dataset), now.choices)


# Data


def test_an_empty_home_opens_the_sample(
    home: Store, faces: FaceSet, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(welcome, "read_faces", lambda source, progress: Import(faces, (), "sample"))
    app = open_page("data")
    assert app.title[0].value == "Welcome to FER Lab" and not study.listing(home)[0].dataset
    app.button(key="start-naming").click().run()
    assert metric(app, "Decisions") == "0"  # groups to name, one click after the welcome
    assert "1 of 5" in texts(app)
    assert [s.name for s in study.listing(home)] == ["First study"]
    assert study_shown(app) == study.listing(home)[0].id


def test_data_shows_imbalance(mine: Study, open_page: Open, faces: FaceSet) -> None:
    app = open_page("data", mine)
    totals = faces.counts().sum(axis=0)
    assert metric(app, "Imbalance") == f"{totals.max() / totals.min():.1f} : 1"
    assert len(app.get("plotly_chart")) == 3  # shares, counts, light


def test_data_works_without_labels(bare: Study, open_page: Open) -> None:
    app = open_page("data", bare)
    assert metric(app, "Labels") == "none"


def test_a_path_that_is_not_there_is_explained_and_does_no_harm(mine: Study, open_page: Open) -> None:
    app = open_page("data", mine)
    app.text_input(key="open-path-text").set_value("/nowhere/faces.csv")
    next(b for b in app.button if b.label == "Open faces").click().run()
    assert not app.exception
    assert "does not exist" in app.error[0].value
    assert metric(app, "Faces") == "210"


def test_opening_other_faces_keeps_the_names_in_their_study(
    home: Store, mine: Study, open_page: Open, tmp_path: Path, faces: FaceSet
) -> None:
    name_groups(home, mine, "some-clustering", {0: "happy"})
    path = tmp_path / "bare.csv"
    path.write_text("pixels\n" + "\n".join(" ".join(map(str, image.ravel())) for image in faces.images[:60]) + "\n")
    app = open_page("data", mine)
    app.text_input(key="open-path-text").set_value(f' "{path}" ')  # as a file manager copies it
    next(b for b in app.button if b.label == "Open faces").click().run()
    assert metric(app, "Faces") == "60"
    assert {s.name for s in study.listing(home)} == {"Mine", "bare"}
    assert study.load(home, mine.id).dataset == mine.dataset


def test_the_switch_that_an_error_names_is_beside_the_field(mine: Study, open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    path.write_text("pixels\n" + (" ".join(["7"] * 2304) + "\n1 2 3\n") * 3)
    app = open_page("data", mine)
    app.text_input(key="open-path-text").set_value(str(path))
    next(b for b in app.button if b.label == "Open faces").click().run()
    assert "line 3" in app_error(app) and "Skip bad rows" in app_error(app)
    app.toggle(key="open-path-skip").set_value(True)
    next(b for b in app.button if b.label == "Open faces").click().run()
    assert not app.error and metric(app, "Faces") == "3"


def test_a_data_set_that_is_gone_is_named(home: Store, mine: Study, open_page: Open) -> None:
    (home.home / "datasets" / mine.dataset).rename(home.home / "elsewhere")
    assert app_error(open_page("data", mine))
    assert "Go to Data" in links(open_page("clusters", mine))


def app_error(app: AppTest) -> str:
    return app.error[0].value


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


# Balance


def test_balancing_what_is_grouped_says_that_it_reads_labels(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("balance", mine)
    app.radio(key=f"grouped-strategy-{mine.id}").set_value("undersample").run()
    assert study.load(home, mine.id).choices.grouped.strategy == "undersample"
    assert "cannot be done in a study without labels" in texts(app)
    assert "Imbalance" in texts(app) and "1.0 to 1 after" in texts(app)


def test_without_labels_nothing_can_be_balanced_before_names(bare: Study, open_page: Open) -> None:
    app = open_page("balance", bare)
    assert app.radio(key=f"grouped-strategy-{bare.id}").disabled
    assert "same share of every emotion" not in " ".join(app.radio(key=f"split-{bare.id}").options)
    assert "Nothing is named yet" in texts(app)


def test_a_split_choice_is_saved_and_shown(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("balance", mine)
    app.radio(key=f"split-{mine.id}").set_value("stratified").run()
    app.slider(key=f"share-{mine.id}").set_value(30).run()
    saved = study.load(home, mine.id).choices.split
    assert (saved.method, saved.test_share) == ("stratified", 0.3)
    assert len(lab_of(home, mine).division.split.test) == pytest.approx(63, abs=4)


def test_a_split_that_cannot_work_is_refused_and_nothing_breaks(home: Store, open_page: Open, faces: FaceSet) -> None:
    usage = (np.arange(20) >= 10).astype(np.uint8)
    set_of_two = FaceSet.of(faces.images[:20].copy(), classes=faces.classes, usage=usage, usages=("Training", "Test"))
    dataset = datasets.save(home, Import(set_of_two, (), "sample"), "sample")
    small = study.create(home, "Small", dataset, study.fitting(set_of_two))
    app = open_page("balance", small)
    assert app.selectbox(key=f"test-usage-{small.id}").options == ["Test"]

    broken = study.save(home, small.choose(split=SplitSettings("usage", "Training")))
    assert "set is empty" in texts(open_page("features", broken)).replace("\\", "")
    app = open_page("balance", broken)
    assert study.load(home, small.id).choices.split.test_usage == "Test"


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_a_handful_of_faces_breaks_no_page(home: Store, open_page: Open, faces: FaceSet, n: int) -> None:
    few = FaceSet.of(faces.images[:n].copy(), classes=("<b>face</b>", "said", "all"))
    of = study.create(home, "Few", datasets.save(home, Import(few, (), "sample"), "sample"), study.fitting(few))
    for page in ("data", "balance", "features", "clusters", "name", "train"):
        open_page(page, of)


# Features and Clusters


def test_features_keep_what_is_chosen(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("features", mine)
    app.selectbox(key=f"feature-{mine.id}").set_value("pixels").run()
    app.slider(key=f"components-of-167-{mine.id}").set_value(12).run()
    assert not app.exception
    chosen = study.load(home, mine.id).choices
    assert (chosen.features.kind, chosen.reduction.components) == ("pixels", 12)
    assert "Eigenfaces" in str([image.proto for image in app.get("image")])
    assert "more than random noise would" in texts(app) and "reduced to **12** components" in texts(app)


@pytest.mark.parametrize("kind", ["landmarks", "shape_free", "expression"])
def test_features_of_every_sort_are_made_and_shown(home: Store, mine: Study, open_page: Open, kind: str) -> None:
    app = open_page("features", mine)
    app.selectbox(key=f"feature-{mine.id}").set_value(kind).run()
    assert not app.exception
    assert study.load(home, mine.id).choices.features == mine.choices.usable[kind]
    whole = kind == "expression"  # as many components as numbers: nothing is reduced
    assert f"**{FEATURES[kind].title}**" in texts(app)
    assert ("nothing is left out" in texts(app), "reduced to" in texts(app)) == (whole, not whole)


def test_clusters_need_features_and_then_never_show_a_silhouette_alone(mine: Study, open_page: Open) -> None:
    app = open_page("clusters", mine)
    assert "Go to Features" in links(app)
    open_page("features", mine)
    app = open_page("clusters", mine)
    assert "Noise reference" in texts(app)
    assert "random noise scores" in texts(app)
    assert metric(app, "Groups") == "10"


def test_k_is_saved_and_makes_later_steps_stale(home: Store, mine: Study, open_page: Open) -> None:
    open_page("features", mine)
    app = open_page("clusters", mine)
    before = study.load(home, mine.id).results["clusters"]
    app.select_slider(key=f"k-{mine.id}").set_value(6).run()
    assert metric(app, "Groups") == "6"
    after = study.load(home, mine.id)
    assert after.choices.clusters.k == 6
    assert after.results["clusters"] != before


# Name and Train


def grouped(store: Store, of: Study, open_page: Open) -> str:
    """Make groups by going through the pages; the clustering's key."""
    open_page("features", of)
    open_page("clusters", of)
    return lab_of(store, of).groups.key


def test_name_needs_groups(mine: Study, open_page: Open) -> None:
    assert "Go to Clusters" in links(open_page("name", mine))


def test_name_counts_what_was_said_and_tells_of_other_groups(home: Store, mine: Study, open_page: Open) -> None:
    key = grouped(home, mine, open_page)
    name_groups(home, mine, key, {0: "happy", 3: "sad"})
    app = open_page("name", mine)
    assert metric(app, "Decisions") == "2"
    assert [line.answer for line in listed_groups(app)[:4]] == ["happy", "", "", "sad"]

    clusters = open_page("clusters", mine)
    clusters.select_slider(key=f"k-{mine.id}").set_value(6).run()
    app = open_page("name", mine)
    assert metric(app, "Decisions") == "0"
    assert "Your 2 decisions belong to" in texts(app) and "They are saved." in texts(app)


def test_train_needs_names(home: Store, mine: Study, open_page: Open) -> None:
    grouped(home, mine, open_page)
    assert "Go to Name" in links(open_page("train", mine))


def test_train_shows_a_score_beside_its_references(home: Store, mine: Study, open_page: Open, faces: FaceSet) -> None:
    key = grouped(home, mine, open_page)
    name_groups(home, mine, key, {g: faces.classes[g % 6] for g in range(10)})
    app = open_page("train", mine)
    assert "correct on" in texts(app) and "95 %:" in texts(app)
    assert "No face is named neutral" in texts(app)
    assert "chance 14%" in texts(app)
    reference = app.table[0].value
    named = {text.split("**")[1] for text in reference["reference"]}
    assert named >= {"10 single faces labelled", "All faces labelled", "Chance"}
    assert len(reference) == 7
    assert study.load(home, mine.id).results["train"]


def test_train_without_labels_says_what_can_be_said(home: Store, bare: Study, open_page: Open, faces: FaceSet) -> None:
    key = grouped(home, bare, open_page)
    name_groups(home, bare, key, {g: faces.classes[g % 3] for g in range(10)})
    app = open_page("train", bare)
    assert "recognizer cannot be measured" in texts(app)
    assert "Names of training faces that are repeated by a recognizer trained on the other names" in texts(app)
    assert "its accuracy is not known" in texts(open_page("report", bare)).replace("\\", "")


def test_one_name_alone_is_explained(home: Store, mine: Study, open_page: Open) -> None:
    key = grouped(home, mine, open_page)
    name_groups(home, mine, key, {0: "happy", 1: "happy"})
    app = open_page("train", mine)
    assert "at least two emotions" in app_error(app).replace("\\", "")


def test_odd_class_names_break_nothing(home: Store, open_page: Open, faces: FaceSet) -> None:
    names = ("face", "said", "true", "all", "<b>x</b>", "![x](http://a/b.png)", "=1+1")
    odd = FaceSet.of(faces.images, faces.emotions, classes=names, usage=faces.usage, usages=faces.usages)
    of = study.create(home, "Odd", datasets.save(home, Import(odd, (), "sample"), "sample"), study.fitting(odd))
    key = grouped(home, of, open_page)
    name_groups(home, of, key, {g: names[g % 5] for g in range(10)})
    for page in ("data", "balance", "name", "train"):
        open_page(page, of)


def test_the_sidebar_shows_a_score_only_for_the_names_it_was_made_of(
    home: Store, mine: Study, open_page: Open, faces: FaceSet
) -> None:
    key = grouped(home, mine, open_page)
    name_groups(home, mine, key, {g: faces.classes[g % 6] for g in range(9)})
    assert "% correct** (chance" in texts(open_page("train", mine))
    name_groups(home, mine, key, {9: "happy"}, client="test-client-2")
    app = open_page("data", mine)
    assert "10 decisions" in texts(app) and "correct** (chance" not in texts(app)
    app = open_page("balance", mine)
    app.radio(key=f"split-{mine.id}").set_value("random").run()
    assert not app.exception and "correct** (chance" not in texts(app)


# Studies


def test_opening_the_same_faces_again_keeps_all_choices(
    home: Store, mine: Study, faces: FaceSet, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        importing, "read_faces", lambda source, progress, options, name=None: Import(faces, (), "sample")
    )
    study.save(home, mine.choose(clusters=ClusterSettings(k=7)))
    app = open_page("data", mine)
    app.button(key="sample:clear").click().run()
    assert not app.exception
    assert study.load(home, mine.id).choices.clusters.k == 7


def test_another_tab_s_choice_is_taken_over_not_overwritten(home: Store, mine: Study, open_page: Open) -> None:
    open_page("features", mine)
    mine_tab = open_page("clusters", mine)
    study.save(home, study.load(home, mine.id).choose(clusters=ClusterSettings(k=6)))
    mine_tab.run()
    assert metric(mine_tab, "Groups") == "6"
    assert study.load(home, mine.id).choices.clusters.k == 6


def test_studies_of_the_same_name_can_be_told_apart(home: Store, mine: Study, open_page: Open) -> None:
    twin = study.create(home, "Mine", mine.dataset, mine.choices)
    app = open_page("data", mine)
    assert study_shown(app) == mine.id
    box = next(s for s in app.selectbox if s.label == "Study")
    assert len(set(box.options)) == 2
    box.set_value(twin.id).run()
    assert study_shown(app) == twin.id
