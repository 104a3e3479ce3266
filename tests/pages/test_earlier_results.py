"""After a change of choices, pages show what there is from before, say what it belongs to, and lead on and back."""

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.clustering import ClusterSettings
from fer_core.faces.split import SplitSettings
from fer_core.features.hog import Hog
from fer_core.features.pixels import Pixels
from fer_core.naming.log import DecisionLog
from fer_core.study import datasets, runs, study
from fer_core.study.lab import Lab
from fer_core.study.runs import RunScores
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts
from tests.pages.test_pages import links, metric
from tests.pages.test_runs_part import named


@pytest.fixture()
def trained(home: Store, mine: Study, open_page: Open) -> Study:
    """Eight groups, all named and trained; then the person chooses six."""
    of = named(home, mine)
    open_page("train", of)
    return study.update(home, of.id, lambda now: now.choose(clusters=ClusterSettings(k=6)))


def scores(home: Store, of: Study) -> RunScores:
    found = runs.saved(home, of.id).runs[-1].run.scores
    assert found is not None
    return found


def page(app: AppTest, name: str) -> str:
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception, app.exception
    return said_by(app)


def said_by(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def test_every_page_shows_the_last_result_and_back_restores_it(home: Store, trained: Study, open_page: Open) -> None:
    accuracy = scores(home, trained).accuracy
    app = open_page("train", trained)
    banner = "These results belong to 8 groups; you now have 6 groups."
    said = said_by(app)
    assert banner in said and f"{accuracy:.1%}" in said and "its 8 decisions are saved" in said
    assert not [one for one in app.selectbox if one.label == "Recognizer"]  # settings would be of the new groups
    assert "**8 decisions** on earlier groups" in said and f"**{accuracy:.0%} correct** with 8 groups" in said
    assert "made with earlier choices" in said
    said = page(app, "try_it")
    assert banner in said and "Make the new groups" in links(app)
    said = page(app, "report")
    assert banner in said and metric(app, "Decisions") == "8" and metric(app, "Accuracy") == f"{accuracy:.1%}"
    app.button(key="report-sh").click().run()
    assert f"study new 'Mine again' --dataset {trained.dataset}" in app.code[0].value
    assert "--k 8" in app.code[0].value
    app.query_params["stop"] = "3"
    assert banner in page(app, "present") and f"**{accuracy:.0%}** of the time" in said_by(app)
    assert study.load(home, trained.id).choices.clusters.k == 6 and len(runs.saved(home, trained.id).runs) == 1

    page(app, "train")
    app.button(key="earlier-back").click().run()
    assert study.load(home, trained.id).choices == runs.saved(home, trained.id).runs[0].run.choices
    assert banner not in said_by(app) and "You are back at 8 groups" in said_by(app)
    assert [one for one in app.selectbox if one.label == "Recognizer"]
    app.button(key="earlier-undo").click().run()
    assert study.load(home, trained.id).choices.clusters.k == 6
    assert banner in said_by(app) and "You are back" not in said_by(app)


def test_pages_of_choices_say_what_is_saved_and_name_carries_over(home: Store, trained: Study, open_page: Open) -> None:
    app = open_page("name", trained)
    assert "**Your 8 decisions belong to 8 groups; you now have 6 groups.**" in said_by(app)
    for one in ("data", "balance", "features"):
        assert "belong to 8 groups" in page(app, one), one
    page(app, "clusters")  # makes the groups
    app.run()
    assert "Carry the names over" in links(app)
    assert app.select_slider(key=f"k-{trained.id}").value == 6
    page(app, "name")
    assert "groups** have faces that you named in earlier groups" in said_by(app)
    app.button(key="carried-take").click().run()
    assert "belong to 8 groups" not in page(app, "train")  # the new names are trained on
    page(app, "clusters")
    assert not [b for b in app.button if b.key == "earlier-back"]


def test_widgets_show_the_choices_that_are_back(home: Store, mine: Study, open_page: Open) -> None:
    of = named(home, mine)
    open_page("train", of)
    app = open_page("clusters", of)
    app.select_slider(key=f"k-{of.id}").set_value(5).run()
    assert study.load(home, of.id).choices.clusters.k == 5
    app.button(key="earlier-back").click().run()
    assert study.load(home, of.id).choices.clusters.k == 8
    assert next(s for s in app.select_slider if s.label.startswith("Number of groups")).value == 8
    app.button(key="earlier-undo").click().run()
    assert next(s for s in app.select_slider if s.label.startswith("Number of groups")).value == 5


def test_names_without_a_recognizer_are_offered_too(home: Store, mine: Study, open_page: Open) -> None:
    """Also where it was never noted with which choices the groups were made."""
    of = named(home, mine)
    study.update(home, of.id, lambda now: now.choose(features=Hog(), split=now.choices.split))
    app = open_page("clusters", of)
    said = said_by(app)
    assert f"**Your 8 decisions belong to the features “{Pixels.title}”; you now have" in said and Hog.title in said
    assert "**8 decisions** on earlier groups" in said and "No decisions yet" not in said
    app.button(key="earlier-back").click().run()
    assert study.load(home, of.id).choices.features == Pixels()
    study.update(home, of.id, lambda now: now.choose(features=Hog(), split=SplitSettings("random", test_share=0.4)))
    assert "belong to earlier groups.** They are saved. They return" in said_by(open_page("clusters", of))
    assert "no group has a name to train on" in said_by(open_page("try_it", of))


def test_results_without_the_newest_names_are_shown_with_a_way_to_train(
    home: Store, mine: Study, open_page: Open
) -> None:
    of = named(home, mine)
    open_page("train", of)
    lab = Lab(home, datasets.load(home, of.dataset), of.choices)
    name_groups(home, of, lab.groups.key, {0: "sad", 1: "happy"}, client="test-client-2")
    app = open_page("report", of)
    said = said_by(app)
    assert "These results do not contain your newest names yet." in said and metric(app, "Decisions") == "8"
    assert "Train on all names" in links(app) and not [b for b in app.button if b.key == "earlier-back"]


def test_corrections_are_not_offered_on_an_earlier_result(home: Store, trained: Study, open_page: Open) -> None:
    app = open_page("try_it", trained)
    app.segmented_control[0].set_value("test face").run()
    assert "cannot be given on an earlier result" in said_by(app)
    assert not [b for b in app.button if (b.key or "").startswith("correct-")]
    log = DecisionLog(study.folder(home, trained.id) / "decisions.sqlite")
    assert len(log.all()) == 8
    log.close()


def test_one_change_of_the_recognizer_keeps_the_report(home: Store, mine: Study, open_page: Open) -> None:
    of = named(home, mine)
    open_page("train", of)
    recognizer = dataclasses.replace(of.choices.recognizer, model="neighbours", neighbours=9)
    study.update(home, of.id, lambda now: now.choose(recognizer=recognizer))
    app = open_page("report", of)
    assert "These results belong to earlier choices; since then you changed the model (" in said_by(app)
    assert "Train with the new choices" in links(app)
    app = open_page("balance", of)
    assert "It is saved, and so are your names." in said_by(app)
