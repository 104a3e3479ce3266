"""The panel that shows what naming brings: it grows with names and shows no true score unasked."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.naming.decision import Event
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState
from fer_core.recognizer.estimate import LikelyAccuracy
from fer_core.recognizer.payoff import Point
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.lab.training import RecognizerTraining
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import name_groups, texts
from ui.name import outlook, payoff

K = 14


def panel() -> None:
    from ui.name import payoff
    from ui.shell.workspace import open_workspace

    payoff.chart(open_workspace())


@pytest.fixture()
def grouped(home: Store, mine: Study) -> Lab:
    """A study with fourteen groups, and its lab."""
    chosen = study.update(home, mine.id, lambda now: now.choose(clusters=ClusterSettings(k=K)))
    lab = Lab(home, datasets.load(home, chosen.dataset), chosen.choices)
    lab.groups.clustering()
    return lab


def opened(of: Study) -> AppTest:
    app = AppTest.from_function(panel, default_timeout=120)
    app.query_params["study"] = of.id
    app.run()
    assert not app.exception, app.exception
    return app


def true_names(lab: Lab, groups: range) -> dict[int, str]:
    assert lab.faces.emotions is not None
    emotions, labels = lab.faces.emotions[lab.division.grouped_rows], lab.groups.clustering().labels
    return {g: lab.faces.classes[int(np.bincount(emotions[labels == g]).argmax())] for g in groups}


def test_before_the_first_name_nothing_is_computed(mine: Study, grouped: Lab) -> None:
    app = opened(mine)
    assert "A chart will show" in texts(app)
    assert not app.get("plotly_chart")
    assert not any(grouped.results.has("reduction", grouped.reduction.key(cls())) for cls in (Hog, Landmarks))


def test_the_chart_comes_with_names_and_goes_on_growing(home: Store, mine: Study, grouped: Lab) -> None:
    names = true_names(grouped, range(K))
    name_groups(home, mine, grouped.groups.key, {0: names[0]})
    app = opened(mine)
    assert "One emotion is a name so far: a recognizer needs two." in texts(app)
    name_groups(home, mine, grouped.groups.key, {g: names[g] for g in range(1, 3)}, "test-client-2")
    app = opened(mine)  # a page waits for the chart when it is opened
    assert "After 3 decisions" in texts(app) and "score **between" in texts(app) and "Chance is 14%" in texts(app)
    assert "chance" in app.get("plotly_chart")[0].proto.spec
    assert "Every group is decided" not in texts(app)
    name_groups(home, mine, grouped.groups.key, {g: names[g] for g in range(3, K)}, "test-client-3")
    app.run()
    assert f"After {K} decisions" in texts(app) and "Every group is decided" in texts(app)
    assert "does not include" not in texts(app)


def test_a_wide_range_has_no_middle_in_words_nor_in_the_chart() -> None:
    wide, narrow = LikelyAccuracy(0.36, 0.57, 0.78), LikelyAccuracy(0.4, 0.5, 0.6)
    for estimate, middle in ((wide, None), (narrow, 0.5)):
        point = Point(8, 60.0, 500, 4, None, estimate, None)
        said = outlook.likely(point, 7)
        assert f"**between {estimate.low:.0%} and {estimate.high:.0%}**" in said
        assert ("about" in said) == (middle is not None)
        drawn = {t.name: t.y for t in payoff.figure([point], None, 7).data}
        assert (drawn["low"][0], drawn["high"][0]) == (estimate.low, estimate.high)
        assert np.isnan(drawn["likely"][0]) if middle is None else drawn["likely"][0] == middle


def test_an_undone_decision_leaves_the_chart_at_once(home: Store, mine: Study, grouped: Lab) -> None:
    names = true_names(grouped, range(4))
    name_groups(home, mine, grouped.groups.key, names)
    app = opened(mine)
    assert "After 4 decisions" in texts(app)
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    log.append([Event("test-client-2", 1, grouped.groups.key, "undo")])
    log.close()
    app.run()
    assert "After 4 decisions" not in texts(app) and "After 3 decisions" in texts(app)


def test_the_true_score_is_shown_only_to_who_asks(home: Store, mine: Study, grouped: Lab) -> None:
    name_groups(home, mine, grouped.groups.key, true_names(grouped, range(K)))
    app = opened(mine)
    assert "For reference only" not in texts(app)
    assert '"true"' not in app.get("plotly_chart")[0].proto.spec
    app.toggle[0].set_value(True).run()
    assert "For reference only" in texts(app)
    assert '"true"' in app.get("plotly_chart")[0].proto.spec


def test_without_labels_there_is_no_reference_to_ask_for(home: Store, bare: Study) -> None:
    lab = Lab(home, datasets.load(home, bare.dataset), bare.choices)
    lab.groups.clustering()
    name_groups(home, bare, lab.groups.key, {0: "happy", 1: "sad"})
    app = opened(bare)
    assert len(app.get("plotly_chart")) == 1 and not app.toggle


def test_shuffled_labels_change_neither_the_order_nor_the_estimate(home: Store, grouped: Lab, faces: FaceSet) -> None:
    assert faces.emotions is not None
    emotions = np.random.default_rng(0).permutation(faces.emotions)
    shuffled = FaceSet.of(faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    other = Lab(home, shuffled, grouped.choices)
    assert other.naming.next_groups(NamingState()) == grouped.naming.next_groups(NamingState())
    assert len(grouped.naming.next_groups(NamingState())) == K


def test_a_failure_is_told_and_naming_goes_on(
    home: Store, mine: Study, grouped: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fer_core.base.errors import FerLabError

    def fails(self: RecognizerTraining, progress: object) -> None:
        raise FerLabError("The disk is full.", remedy="Make room.")

    monkeypatch.setattr(RecognizerTraining, "payoff", fails)
    name_groups(home, mine, grouped.groups.key, {0: "happy", 1: "sad"})
    assert "The disk is full" in texts(opened(mine)).replace("\\", "")
