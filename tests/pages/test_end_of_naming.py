"""The end of naming: a summary, the way to the recognizer, and more groups without leaving the page."""

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.naming.decision import Event
from fer_core.naming.log import DecisionLog
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts
from ui.components.face_grid import Place


@pytest.fixture()
def named(home: Store, mine: Study) -> Lab:
    """Every group has a name except the last one, which is mixed; nothing is called disgust."""
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    groups = len(lab.groups.clustering().sizes)
    emotions = [name for name in lab.faces.classes if name != "disgust"]
    name_groups(home, mine, lab.groups.key, {g: emotions[g % len(emotions)] for g in range(groups - 1)})
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    log.append([Event("test-client-2", 1, lab.groups.key, "verdict", groups - 1, (), Verdict("mixed"))])
    log.close()
    return lab


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


def test_the_summary_says_what_was_named_and_what_is_left_and_leads_to_the_recognizer(
    named: Lab, mine: Study, open_page: Open
) -> None:
    app = open_page("name", mine)
    sizes = named.groups.clustering().sizes
    said = texts(app)
    assert f"All {len(sizes)} groups are answered" in said
    assert f"**{sizes[:-1].sum():,} of {sizes.sum():,} faces** with {len(sizes)} decisions" in said
    assert f"1 group ({sizes[-1]} faces) is mixed." in said
    assert "Nothing was named disgust, so the recognizer cannot predict it." in said
    assert {"train-now", "further-groups", "further-faces"} <= keys(app)
    app.button(key="train-now").click().run()
    assert app.title[0].value == "Train"


def test_it_stays_in_one_line_while_a_group_is_looked_at_again_and_comes_back(
    named: Lab, mine: Study, open_page: Open
) -> None:
    app = open_page("name", mine)
    app.session_state["faces-place"] = Place(mine.id, named.groups.key, group=3, turn="x")
    app.run()
    assert "train-line" in keys(app) and "train-now" not in keys(app)
    app.button(key="ending-again").click().run()
    assert "train-now" in keys(app)
    app.session_state["view"] = "map"
    app.run()
    app.button(key="train-line").click().run()
    assert app.title[0].value == "Train"


def test_nothing_is_summed_up_before_the_last_answer(home: Store, mine: Study, open_page: Open) -> None:
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    lab.groups.clustering()
    name_groups(home, mine, lab.groups.key, {0: "happy"})
    app = open_page("name", mine)
    assert "are answered" not in texts(app) and not {"train-now", "train-line"} & keys(app)


def test_more_groups_are_made_here_with_the_names_suggested(
    named: Lab, mine: Study, open_page: Open, home: Store
) -> None:
    app = open_page("name", mine)
    more = next(b for b in app.button if b.key == "further-groups")
    k = int(more.label.split()[1])
    more.click().run()
    assert app.title[0].value == "Name" and study.load(home, mine.id).choices.clusters.k == k
    assert f"of {k} groups** have faces that you named in earlier groups" in texts(app)
    assert "are answered" not in texts(app)
