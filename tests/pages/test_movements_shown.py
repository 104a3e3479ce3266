"""What faces do is told on group cards, on Name and on Try it, and not in studies whose networks do not tell it."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts
from ui.components.face_grid import Hand
from ui.name import group_grid


@pytest.fixture()
def lab(home: Store, mine: Study) -> Lab:
    made = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    made.groups.clustering()
    return made


def html(app: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in app.get("html"))


def words_of(lab: Lab) -> dict[int, list[str]]:
    """What stands out in each group."""
    clustering, rows = lab.groups.clustering(), lab.division.grouped_rows
    found = lab.movements.of_groups(rows, clustering.labels, range(len(clustering.sizes)))
    return {group: [one.words for one in does] for group, does in found.items()}


def test_every_group_card_says_what_its_faces_do(lab: Lab, mine: Study, open_page: Open) -> None:
    told = words_of(lab)
    assert sum(map(bool, told.values())) >= 5, "expressions differ in movements"
    shown = html(open_page("clusters", mine))
    assert shown.count('<ul class="fer-moves"') == sum(map(bool, told.values()))
    assert all(words in shown for does in told.values() for words in does)


def test_the_group_in_front_says_what_its_faces_do(
    lab: Lab, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Hand] = []
    draw = group_grid.face_grid
    monkeypatch.setattr(
        group_grid, "face_grid", lambda c, hands, s, **kw: (shown.extend(hands), draw(c, hands, s, **kw))
    )
    open_page("name", mine)
    told = words_of(lab)
    assert shown and all([one[0] for one in hand.does or ()] == told[hand.group] for hand in shown)
    assert any(
        0 < strength <= 1 and share.endswith("of 10") for hand in shown for _, strength, share in hand.does or ()
    )


def test_one_face_is_described_beside_its_prediction(home: Store, lab: Lab, mine: Study, open_page: Open) -> None:
    names = ("happy", "sad", "angry")
    name_groups(home, mine, lab.groups.key, {g: names[g % 3] for g in range(len(lab.groups.clustering().sizes))})
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    lab.training.result(lab.naming.named_faces(replay(log.for_clustering(lab.groups.key))))
    app = open_page("try_it", mine)
    app.session_state["try-way"] = "test face"
    app.run()
    assert not app.exception and "What this face does" in texts(app)


def test_a_study_from_before_shows_its_groups_as_it_did(home: Store, mine: Study, open_page: Open) -> None:
    faces = datasets.load(home, mine.dataset)
    earlier = study.save(home, mine.choose(**vars(study.fitting(faces, "face_mesh"))))
    assert len(Lab(home, faces, earlier.choices).groups.clustering().sizes)
    app = open_page("clusters", earlier)
    assert "fer-moves" not in html(app) and np.all([not e.message for e in app.exception])
