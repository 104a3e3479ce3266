"""The Clusters page without a browser: never a silhouette alone, no label unless asked for, and every algorithm."""

import dataclasses
import threading
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.clustering import ClusterSettings
from fer_core.clustering.reality import Finding
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.features.pixels import Pixels
from fer_core.maps.projection import ProjectionSettings
from fer_core.naming import task_size
from fer_core.naming.decision import Membership
from fer_core.naming.groups import group_called, partition
from fer_core.reduction import ReductionSettings
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.lab.maps import FaceMaps
from fer_core.study.lab.validation import GroupValidation
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts
from ui.clusters.reality import reality_in_words, stability_in_words
from ui.shell import cache, waiting


@pytest.fixture()
def mine(home: Store, faces: FaceSet) -> Study:
    """A study on the sample's pixels, which need no face mesh."""
    dataset = datasets.save(home, Import(faces, (), "sample"), "sample")
    chosen = dataclasses.replace(study.fitting(faces), features=Pixels(), reduction=ReductionSettings(5))
    return study.create(home, "Mine", dataset, chosen)


@pytest.fixture()
def grouped(home: Store, mine: Study) -> Lab:
    """Groups made, so that the page opens at once."""
    lab = Lab(home, cache.faces(mine.dataset), mine.choices)
    lab.groups.clustering()
    return lab


def figures(app: AppTest) -> list[str]:
    """What the page says, but for the sidebar's line with the data set's own name."""
    said = [*texts(app).split("\n"), *(f"{m.label} {m.value}" for m in app.metric)]
    return [line for line in said if "7 emotions" not in line]


def test_the_verdict_is_in_words_with_the_reference(grouped: Lab, mine: Study, open_page: Open) -> None:
    app = open_page("clusters", mine)
    finding = grouped.validation.finding()
    assert finding is not None
    clustering = grouped.groups.clustering()
    numbers = f"silhouette {clustering.silhouette:.2f} (random noise scores {clustering.noise_silhouette:.2f})"
    assert numbers in texts(app)
    assert reality_in_words(finding, numbers, len(clustering.sizes), grouped.validation.check().islands) in texts(app)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ("noise", "No better than noise"), ("continuum", "Slices of a continuum"), ("separate", "Separate groups"),
        ("parts", "Parts of 3 separate groups"), ("unions", "Try k = 3"), ("cut", "HDBSCAN"),
    ],
)  # fmt: skip
def test_every_finding_has_words_and_never_lacks_the_numbers(finding: Finding, said: str) -> None:
    text = reality_in_words(finding, "silhouette 0.33 (random noise scores 0.33)", 7, 3)
    assert said in text
    assert "random noise scores 0.33" in text


def test_stability_in_words_is_held_against_noise() -> None:
    assert "Do not rely" in stability_in_words(7, 7, 0.70, 0.68)
    assert "Every group" in stability_in_words(7, 7, 0.95, 0.5)
    assert "3 of 7" in stability_in_words(3, 7, 0.8, 0.5)


def test_labels_are_not_read_until_the_reference_is_on(
    home: Store, grouped: Lab, mine: Study, faces: FaceSet, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(GroupValidation, "label_scores", lambda self: pytest.fail("read the labels"))
        before = figures(open_page("clusters", mine))
    assert faces.emotions is not None
    emotions = np.random.default_rng(0).permutation(faces.emotions)
    other = FaceSet.of(
        faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages, synthetic=True
    )
    dataset = datasets.save(home, Import(other, (), "sample"), "sample")
    shuffled = study.create(home, "Mine", dataset, mine.choices)
    after = open_page("clusters", shuffled)
    assert figures(after) == before
    after.toggle(key=f"label-reference-{shuffled.id}").set_value(True).run()
    assert not after.exception
    assert "Best name for each group" in "\n".join(figures(after))
    scores = Lab(home, other, mine.choices).validation.label_scores()
    assert scores is not None and f"One name for all faces: {scores.chance:.0%}" in texts(after)


def test_faces_in_no_group_have_a_card_and_names_do_not_reach_them(
    home: Store, grouped: Lab, mine: Study, open_page: Open
) -> None:
    chosen = mine.choose(clusters=ClusterSettings(algorithm="hdbscan", smallest=4))
    study.save(home, chosen)
    lab = Lab(home, grouped.faces, chosen.choices)
    clustering = lab.groups.clustering()
    assert clustering.left_out
    app = open_page("clusters", chosen)
    assert f"{clustering.left_out:,}" in [m.value for m in app.metric if m.label == "Faces in no group"]
    assert "In no group" in texts(app)
    name_groups(home, chosen, lab.groups.key, {g: "happy" for g in range(len(clustering.sizes))})
    named = open_page("name", chosen)
    inside = int(clustering.inside.sum())
    whole = len(clustering.labels)
    assert f"{inside:,} of {whole:,} faces named, {whole - inside:,} open." in texts(named)


def test_a_sweep_gives_k_to_the_slider_and_the_study(home: Store, grouped: Lab, mine: Study, open_page: Open) -> None:
    app = open_page("clusters", mine)
    app.segmented_control(key=f"sweep-last-{mine.id}").set_value(10).run()
    app.number_input(key=f"sweep-seeds-{mine.id}").set_value(2).run()
    app.button(key=f"sweep-{mine.id}").click().run()
    assert "Best k by each measure" in texts(app)
    use = next(b for b in app.button if b.label.startswith("Use k = ") and not b.disabled)
    k = int(use.label.removeprefix("Use k = "))
    use.click().run()
    assert not app.exception
    assert study.load(home, mine.id).choices.clusters.k == k
    assert app.select_slider(key=f"k-{mine.id}").value == k


def test_stability_stands_on_the_cards_once_it_is_known(grouped: Lab, mine: Study, open_page: Open) -> None:
    app = open_page("clusters", mine)
    assert "found again in" not in texts(app)
    app.button(key=f"stability-{mine.id}").click().run()
    assert not app.exception
    assert texts(app).count("found again in") >= len(grouped.groups.clustering().sizes)
    app.segmented_control(key=f"card-order-{mine.id}").set_value("Most stable first").run()
    best = int(np.argsort(-grouped.validation.stability().found_again, kind="stable")[0])
    cards = [m.value for m in app.markdown if m.value.startswith("**Group ")]
    assert cards[0].startswith(f"**Group {best + 1}**")


@pytest.mark.parametrize("algorithm", ["ward", "mixture"])
def test_another_algorithm_is_a_choice_away(
    home: Store, grouped: Lab, mine: Study, open_page: Open, algorithm: str
) -> None:
    app = open_page("clusters", mine)
    app.selectbox(key=f"algorithm-{mine.id}").set_value(algorithm).run()
    assert not app.exception
    chosen = study.load(home, mine.id).choices.clusters
    assert chosen == dataclasses.replace(mine.choices.clusters, algorithm=algorithm)
    assert "random noise scores" in texts(app)


def test_a_group_is_found_by_what_people_call_it() -> None:
    groups = partition(Membership(np.arange(6), np.array([0, 0, 1, 1, 2, -1])), {}, ())
    assert group_called(groups, "2") == 1
    assert group_called(groups, "none") is None
    assert group_called(groups, "77") is None
    assert group_called(groups, "<b>") is None


def test_groups_to_name_are_offered_by_decisions_and_measured_accuracy(
    home: Store, mine: Study, monkeypatch: pytest.MonkeyPatch, grouped: Lab, open_page: Open
) -> None:
    assert "So few faces are best named in few groups" in texts(open_page("clusters", mine))
    monkeypatch.setattr(task_size.suggested, "__defaults__", (4,))
    app = open_page("clusters", mine)
    assert "**25 groups** · about 4 min  \n47% correct on FER2013" in texts(app)
    assert "not how many groups to name" in texts(app).replace("*", "")
    app.button(key="make-25").click().run()
    assert not app.exception and study.load(home, mine.id).choices.clusters.k == 25


def test_the_pca_map_is_shown_until_the_other_one_is_ready(
    home: Store, mine: Study, grouped: Lab, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, going_on, places = open_page("clusters", mine), threading.Event(), FaceMaps.places

    def late(self: FaceMaps, settings: ProjectionSettings, *rest: Any) -> np.ndarray:
        assert settings.method == "pca" or going_on.wait(60)
        return places(self, settings, *rest)

    monkeypatch.setattr(FaceMaps, "places", late)
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    app.button_group(key=f"map-{mine.id}").set_value("t-SNE").run()
    assert "This is the PCA map until the other one is ready" in texts(app)
    assert "The groups" in texts(app)  # the rest of the page is there meanwhile
    going_on.set()
    [drawing] = [job for job in cache.jobs().listed() if job.title == "Drawing the t-SNE map"]
    assert drawing.wait(60)
    monkeypatch.setattr(waiting, "PATIENCE", 60.0)
    assert "until the other one is ready" not in texts(app.run())
    assert Lab(home, grouped.faces, mine.choices).results.has("map", grouped.map.key(ProjectionSettings("tsne")))
