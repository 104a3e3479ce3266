"""Pages show the groups as people changed them."""

import numpy as np

from fer_core.naming.decision import Event, made_by
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, listed_groups, texts
from ui.name.group_grid import in_turn


def test_groups_that_were_split_and_merged_are_shown_and_counted(home: Store, mine: Study, open_page: Open) -> None:
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    key, groups = lab.groups.key, lab.groups.clustering()
    size = int(groups.sizes[1])
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    parts = "".join("01"[i % 2] for i in range(size))
    last = len(groups.sizes) - 1
    log.append(
        [
            Event("client-1", 1, key, "split", 1, parts=parts),
            Event("client-1", 2, key, "verdict", made_by(1), (), Verdict("name", "happy")),
            Event("client-1", 3, key, "merge", groups=(0, last)),
        ]
    )
    log.close()
    app = open_page("name", mine)
    lines = listed_groups(app)
    labels = [line.label for line in lines]
    assert labels[:3] == [f"1 + {last + 1}", "2a", "2b"]
    assert len(labels) == last + 1  # one more by the split, one fewer by the merge
    assert sum(line.faces for line in lines) == len(lab.division.grouped_rows)
    assert lines[1].answer == "happy"
    half = int(np.ceil(size / 2))
    assert f"{half:,} of {len(lab.division.grouped_rows):,} faces named, " in texts(app)


def test_people_who_differ_are_both_shown_and_parts_come_up_first(home: Store, mine: Study, open_page: Open) -> None:
    lab = Lab(home, datasets.load(home, mine.dataset), mine.choices)
    key = lab.groups.key
    parts = "".join("01"[i % 2] for i in range(int(lab.groups.clustering().sizes[3])))
    log = DecisionLog(study.folder(home, mine.id) / "decisions.sqlite")
    log.append([Event("client-a", 1, key, "verdict", 2, (), Verdict("name", "happy"))], "Ann")
    log.append([Event("client-b", 1, key, "verdict", 2, (), Verdict("name", "sad", "fear"))], "Bob")
    log.append([Event("client-b", 2, key, "split", 3, parts=parts)], "Bob")
    state = replay(log.for_clustering(key))
    log.close()
    app = open_page("name", mine)
    assert listed_groups(app)[2].answer == "happy ≠ sad + fear"
    assert "People disagree on group 3" in texts(app)
    groups = lab.groups.partition(state)
    assert [groups.labels[g] for g in in_turn(groups, state)][:3] == ["4a", "4b", "1"]
