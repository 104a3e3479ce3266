"""Around the grid: history, people, names from earlier groups, files. What they show, write, and refuse."""

import dataclasses
import io
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from fer_core.base.errors import FerLabError
from fer_core.clustering import appearance
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.sources import FaceSources
from fer_core.naming.decision import Decision, Event
from fer_core.naming.exchange import decisions_sheet
from fer_core.naming.labelled import names_sheet
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.naming.sheet import to_csv, to_parquet
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts
from ui.components.face_grid import Hand
from ui.name import agreement_panel, group_grid, history, people
from ui.shared.exchange import write_whole
from ui.shell import cache

HAPPY, SAD = Verdict("name", "happy"), Verdict("name", "sad")


class Desk:
    """The study's groups and log, as people who name find them."""

    def __init__(self, store: Store, of: Study) -> None:
        now = study.load(store, of.id)
        self.store, self.study = store, now
        self.lab = Lab(store, datasets.load(store, now.dataset), now.choices)
        self.lab.groups.clustering()
        self.log = DecisionLog(study.folder(store, of.id) / "decisions.sqlite")

    def says(self, who: str, said: dict[int, Verdict], clustering: str = "") -> None:
        client = f"client-of-{who or 'nobody'}"
        last = self.log.ack(client)
        key = clustering or self.lab.groups.key
        events = [Event(client, last + i, key, "verdict", g, (), v) for i, (g, v) in enumerate(said.items(), 1)]
        self.log.append(events, who)

    def verdicts(self, annotator: str = "") -> dict[int, Verdict]:
        return dict(replay(self.log.for_clustering(self.lab.groups.key), annotator).group_verdicts)

    def last(self) -> Decision:
        return self.log.all()[-1]


@pytest.fixture(scope="module")
def grouped(looked_at: Path, faces: FaceSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The groups that every test here names, made once."""
    made = Store(tmp_path_factory.mktemp("grouped"))
    shutil.copytree(looked_at, made.home / "artefacts")
    Lab(made, faces, study.fitting(faces)).groups.clustering()
    return made.home / "artefacts"


@pytest.fixture()
def desk(home: Store, mine: Study, grouped: Path) -> Desk:
    for kind in ("split", "reduction", "clustering"):
        shutil.copytree(grouped / kind, home.home / "artefacts" / kind)
    return Desk(home, mine)


def opened(app: AppTest, part: str) -> AppTest:
    app.session_state[part] = True
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


# Something else


def test_a_hint_comes_unasked_and_a_group_that_is_rejected_is_done(
    desk: Desk, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appearance, "LEAST", -1.0)  # every group shares its looks
    monkeypatch.setattr(appearance, "TIMES", -1.0)
    shown: list[Hand] = []
    draw = group_grid.face_grid
    monkeypatch.setattr(
        group_grid, "face_grid", lambda c, hands, s, **kw: (shown.extend(hands), draw(c, hands, s, **kw))
    )
    app = open_page("name", mine)  # the measures are made in the background
    job = cache.jobs().get(f"appearance-{desk.lab.appearance.key}")
    assert job is None or job.wait(60)
    shown.clear()
    app.run()
    assert shown and all("Press O" in hand.hint for hand in shown)
    groups = desk.lab.groups.clustering().sizes
    desk.says("", {0: HAPPY} | {group: Verdict("something_else") for group in range(1, len(groups))})
    app = opened(app, "history-part")
    assert f"All {groups.sum():,} faces are named or rejected." in texts(app)
    assert app.dataframe(key="history").value["what"][0] == f"Group {len(groups)} something else"
    shown.clear()
    app.query_params["group"] = "2"
    app.run()
    assert shown[0].group == 1 and shown[0].answer == "something else" and not shown[0].hint


# History


def test_history_lists_the_newest_first_and_returns_after_saying_what_that_takes_back(
    desk: Desk, mine: Study, open_page: Open
) -> None:
    desk.says("", {0: HAPPY, 1: SAD, 2: HAPPY})
    desk.says("Ben", {0: SAD})
    app = opened(open_page("name", mine), "history-part")
    table = app.dataframe(key="history").value
    assert table["what"].tolist() == [
        "Group 1 named sad", "Group 3 named happy", "Group 2 named sad", "Group 1 named happy", "Start"
    ]  # fmt: skip
    assert table["who"].tolist() == ["Ben", "no name", "no name", "no name", ""]
    app.session_state[history.CHOSEN] = 1
    app.run()
    assert "undoes 2 decisions of yours" in texts(app) and "You can undo the return" in texts(app)
    assert desk.last().annotator == "Ben"  # nothing is written so far
    press(app, "Return to this point")
    assert (desk.last().action, desk.last().to) == ("return", 1)
    table = app.dataframe(key="history").value
    assert table["what"].tolist()[:3] == ["Returned to decision 1", "Group 1 named sad", "undone: Group 3 named happy"]
    assert set(desk.verdicts()) == {0}
    desk.log.append([Event("client-of-nobody", 99, desk.lab.groups.key, "undo")])
    assert set(desk.verdicts()) == {0, 1, 2}


def test_a_return_that_changes_nothing_is_told_and_cannot_be_pressed(desk: Desk, mine: Study, open_page: Open) -> None:
    desk.says("Ben", {0: SAD, 1: SAD})
    app = opened(open_page("name", mine), "history-part")
    app.session_state[history.CHOSEN] = 1
    app.run()
    assert "You have changed nothing since" in texts(app)
    assert "Return to this point" not in [b.label for b in app.button]


def test_at_most_the_latest_200_are_drawn(desk: Desk, mine: Study, open_page: Open) -> None:
    for _ in range(15):
        desk.says("Ben", {group: SAD for group in range(15)})
    app = opened(open_page("name", mine), "history-part")
    assert len(app.dataframe(key="history").value) == 201  # and the start
    assert "Latest 200 of 225 decisions" in texts(app)


def test_a_return_can_give_back_what_was_undone(desk: Desk) -> None:
    desk.says("Ann", {0: HAPPY, 1: SAD})
    desk.log.append([Event("client-of-Ann", 9, desk.lab.groups.key, "undo")], "Ann")
    decisions = desk.log.all()
    assert history.effect(decisions, "Ann", 2) == (0, 1)
    assert history.effect(decisions, "Ann", 0) == (1, 0)
    assert history.effect(decisions, "Ben", 0) == (0, 0)


def test_a_log_that_cannot_be_written_is_told(
    desk: Desk, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.says("", {0: HAPPY, 1: SAD})
    app = opened(open_page("name", mine), "history-part")
    app.session_state[history.CHOSEN] = 0
    app.run()

    def full(*_: object) -> None:
        raise FerLabError("The decisions could not be saved (disk full).", remedy="Free some disk space.")

    monkeypatch.setattr(DecisionLog, "append", full)
    press(app, "Return to this point")
    assert "disk full" in app.error[0].value


# People


def test_a_name_is_cleaned_kept_for_the_session_and_goes_with_decisions(
    desk: Desk, mine: Study, open_page: Open
) -> None:
    desk.says("", {0: HAPPY, 1: SAD})
    desk.says("Ann B", {0: SAD, 1: SAD})
    app = open_page("name", mine)
    app.text_input(key=people.FIELD).set_value("  Ann \t B ").run()
    assert app.text_input(key=people.FIELD).value == "Ann B"
    app.switch_page("pages/clusters.py").run()
    app.switch_page("pages/name.py").run()
    assert app.text_input(key=people.FIELD).value == "Ann B"
    opened(app, "history-part")
    app.session_state[history.CHOSEN] = 2
    app.run()
    press(app, "Return to this point")
    assert desk.last().annotator == "Ann B"


def test_one_person_alone_is_told_how_to_be_two(desk: Desk, mine: Study, open_page: Open) -> None:
    app = opened(open_page("name", mine), "people")
    assert "Nobody has named a group or face yet" in texts(app)
    desk.says("Ann", {0: HAPPY})
    app.run()
    assert "**Ann**: 1" in texts(app) and "another browser" in texts(app)


def test_agreement_in_words_and_conflicts_with_a_way_to_each(desk: Desk, mine: Study, open_page: Open) -> None:
    desk.says("Ann", {0: HAPPY, 1: SAD, 2: HAPPY, 3: SAD})
    desk.says("Ben*", {0: HAPPY, 1: SAD, 2: HAPPY, 3: HAPPY})
    app = opened(open_page("name", mine), "people")
    said = texts(app)
    assert "People disagree on group 4" in said
    assert "Cohen's kappa **0.50: moderate**; the same answer in 75% of cases, on 4 groups that both" in said
    assert r"Ann: sad · Ben*: happy" in said.replace("\\", "")
    table = next(d.value for d in app.dataframe if "answer" in d.value)
    assert table["answer"].tolist() == ["happy", "sad"]
    app.button(key="disputed-3").click().run()
    assert "Group 4 is shown." in texts(app)


def test_two_who_named_nothing_in_common(desk: Desk, mine: Study, open_page: Open) -> None:
    desk.says("Ann", {0: HAPPY})
    desk.says("Ben", {1: HAPPY})
    app = opened(open_page("name", mine), "people")
    assert "No group has been named by two people yet" in texts(app)
    assert "agree on every face" in texts(app)


def test_kappa_in_words() -> None:
    words = {-0.1: "poor", 0.0: "slight", 0.2: "slight", 0.21: "fair", 0.5: "moderate", 0.61: "substantial"}
    assert {value: agreement_panel.strength(value) for value in words} == words
    assert agreement_panel.kappa(0.81) == "0.81: almost perfect"
    assert "undefined" in agreement_panel.kappa(float("nan"))


def test_a_group_that_somebody_split_makes_way_for_its_first_part(desk: Desk, mine: Study, open_page: Open) -> None:
    app = open_page("name", mine)
    size = int(desk.lab.groups.clustering().sizes[0])
    parts = "".join("01"[i % 2] for i in range(size))
    front = app.session_state["faces-place"].group
    desk.log.append([Event("client-of-Ben", 1, desk.lab.groups.key, "split", front, parts=parts)], "Ben")
    app.run()
    assert f"Group {front + 1}a is shown." in texts(app)


# Names from earlier groups


def earlier_names(desk: Desk, k: int = 5) -> dict[int, str]:
    """Name the groups of another clustering by their majority; what each present group's faces were mostly named."""
    clusters = dataclasses.replace(desk.study.choices.clusters, k=k)
    other = Lab(desk.store, desk.lab.faces, dataclasses.replace(desk.study.choices, clusters=clusters))
    names = {g: Verdict("name", desk.lab.faces.classes[g % 7]) for g in range(len(other.groups.clustering().sizes))}
    desk.says("", names, other.groups.key)
    named = np.array([g % 7 for g in other.groups.clustering().labels])
    now = desk.lab.groups.clustering().labels
    return {
        g: desk.lab.faces.classes[np.bincount(named[now == g]).argmax()]
        for g in range(len(desk.lab.groups.clustering().sizes))
    }


def test_names_of_earlier_groups_are_offered_and_taken_over_by_their_faces(
    desk: Desk, mine: Study, open_page: Open
) -> None:
    expected = earlier_names(desk)
    desk.says("", {0: Verdict("mixed")})
    app = open_page("name", mine)
    k = len(desk.lab.groups.clustering().sizes)
    assert f"**{k - 1} of {k} groups** have faces that you named" in texts(app)
    app.slider(key="carried-sure").set_value(100).run()
    some = int(app.button(key="carried-take").label.split()[1]) if not app.button(key="carried-take").disabled else 0
    app.slider(key="carried-sure").set_value(0).run()
    assert app.button(key="carried-take").label == f"Use {k - 1} names"
    assert some < k - 1
    app.button(key="carried-take").click().run()
    verdicts = desk.verdicts()
    assert verdicts[0] == Verdict("mixed")  # nothing that was decided here is touched
    assert {g: v.emotion for g, v in verdicts.items() if g} == {g: e for g, e in expected.items() if g}
    assert f"{k - 1} names added" in app.toast[0].value
    assert "there is a name from earlier groups" not in texts(app)


def test_without_other_names_nothing_is_offered(desk: Desk, mine: Study, open_page: Open) -> None:
    desk.says("", {0: HAPPY})
    assert "from earlier groups" not in texts(open_page("name", mine))


# Files


def with_file(app: AppTest, path: Path) -> AppTest:
    opened(app, "files")
    return app.text_input(key="import-path-0").set_value(str(path)).run()


def test_decisions_of_another_log_are_told_first_and_then_brought_in(
    desk: Desk, mine: Study, open_page: Open, tmp_path: Path
) -> None:
    desk.says("Ann", {0: HAPPY})
    elsewhere = DecisionLog(tmp_path / "elsewhere.sqlite")
    elsewhere.adopt(desk.log.all())
    key = desk.lab.groups.key
    elsewhere.append([Event("client-of-Ben", i, key, "verdict", i, (), SAD) for i in (1, 2)], "Ben")
    elsewhere.append([Event("client-of-Ben", 3, "feedfeedfeedfeed", "verdict", 0, (), SAD)], "Ben")
    path = tmp_path / "decisions.csv"
    path.write_bytes(to_csv(decisions_sheet(elsewhere.all())))
    app = with_file(open_page("name", mine), path)
    told = app.info[0].value
    assert "4 decisions by 2 people, 1 of them already in this study." in told
    assert "1 decision on other groups" in told and "groups of 1 decision have not been made" in told
    assert len(desk.log.all()) == 1
    press(app, "Import 3 decisions")
    assert desk.verdicts() == {0: HAPPY, 1: SAD, 2: SAD}
    assert app.text_input(key="import-path-1").value == ""  # ready for another file


def test_the_same_decisions_twice_add_nothing(desk: Desk, mine: Study, open_page: Open, tmp_path: Path) -> None:
    desk.says("Ann", {0: HAPPY})
    path = tmp_path / "decisions.parquet"
    path.write_bytes(to_parquet(decisions_sheet(desk.log.all())))
    app = with_file(open_page("name", mine), path)
    assert "1 of them already in this study" in app.info[0].value
    assert not [b for b in app.button if b.label.startswith("Import ")]


def test_names_made_elsewhere(desk: Desk, mine: Study, open_page: Open, tmp_path: Path) -> None:
    grouped = desk.lab.division.grouped_rows[:3].tolist()
    judge = int(desk.lab.division.split.test[0])
    path = tmp_path / "names.csv"
    path.write_text("face,emotion,annotator\n" + "".join(f"{face},sad,Cleo\n" for face in [*grouped, judge]))
    app = with_file(open_page("name", mine), path)
    assert "Names of 3 faces by one person." in app.info[0].value
    assert "1 face is in no group" in app.info[0].value
    press(app, "Name 3 faces")
    assert (desk.last().annotator, list(desk.last().faces), desk.last().verdict) == ("Cleo", grouped, SAD)
    app.text_input(key="import-path-1").set_value(str(path)).run()
    assert "already in this study" in app.info[0].value
    assert not [b for b in app.button if b.label.startswith("Name ")]


def test_names_by_file_and_an_upload_that_label_studio_wrote(
    desk: Desk, mine: Study, faces: FaceSet, open_page: Open
) -> None:
    app = opened(open_page("name", mine), "files")
    grouped, judge = desk.lab.division.grouped_rows[:2].tolist(), int(desk.lab.division.split.test[0])
    tasks = [
        {"data": {"image": f"/data/upload/1/a1b2c3d4-{name}.png"}, "annotations": [
            {"completed_by": {"email": "cleo@x.org"}, "result": [{"type": "choices", "value": {"choices": ["Sad"]}}]}
        ]} for name in (*grouped, judge, "[nobody](http://x)")
    ]  # fmt: skip
    app.file_uploader(key="import-file-0").upload("export.json", json.dumps(tasks).encode(), "application/json").run()
    assert "Import the same faces again" in app.error[0].value
    sources = FaceSources.of(f"part {i % 3}/{i}.png" for i in range(len(faces)))
    datasets.save(desk.store, Import(dataclasses.replace(faces, sources=sources), (), "zip"), "faces.zip")
    st.cache_resource.clear()
    app = opened(open_page("name", mine), "files")
    app.file_uploader(key="import-file-0").upload("export.json", json.dumps(tasks).encode(), "application/json").run()
    told = app.info[0].value
    assert "Names of 2 faces by one person." in told and "1 face is in no group" in told
    assert "1 file is not among these faces" in told and "[nobody](http" not in told
    press(app, "Name 2 faces")
    assert (desk.last().annotator, list(desk.last().faces), desk.last().verdict) == ("cleo@x.org", grouped, SAD)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"face,emotion\n0,happy\nx,sad\n1,blissful\n", ["Line 3", "Line 4", "Nothing was imported"]),
        (b"face,emotion\n1,blissful\n", ["Its names are: angry, disgust, fear, happy, sad, surprise, neutral."]),
        (b"mood,feeling\nx.png,happy\n", ["no column face", "It has: mood, feeling."]),
        (b"face,feeling\n0,happy\n", ["no column emotion"]),
        (b"", ["The file is empty"]),
        (b"PAR1 but not really", ["Parquet file cannot be read"]),
        (b"\xff\xfe\x00", ["neither UTF-8 text nor Parquet"]),
        (b"id,action\n1,verdict\n", ["no column"]),
    ],
)
def test_a_wrong_file_is_refused_by_line(
    desk: Desk, mine: Study, open_page: Open, tmp_path: Path, content: bytes, told: list[str]
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    app = with_file(open_page("name", mine), path)
    error = app.error[0].value.replace("\\", "")
    assert all(part in error for part in told), error
    assert not desk.log.all()


def test_a_path_that_is_not_there(desk: Desk, mine: Study, open_page: Open, tmp_path: Path) -> None:
    app = with_file(open_page("name", mine), tmp_path / "nothing.csv")
    assert "cannot be read" in app.error[0].value


def test_the_zip_is_made_then_offered_and_holds_the_named_faces(
    desk: Desk, mine: Study, home: Store, open_page: Open
) -> None:
    app = opened(open_page("name", mine), "files")
    assert next(b for b in app.button if b.label == "Make the zip").disabled
    desk.says("", {0: HAPPY})
    app.run()
    press(app, "Make the zip")
    assert any(b.proto.label.startswith("Download the zip") for b in app.get("download_button"))
    (made,) = (home.home / "exports").glob("*.zip")
    with zipfile.ZipFile(made) as archive:
        assert len(archive.namelist()) == int(desk.lab.groups.clustering().sizes[0])
        assert all(name.startswith("happy/") for name in archive.namelist())
    desk.says("", {1: SAD})
    app.run()
    assert "Names have changed since" in texts(app)


def test_a_zip_that_fails_leaves_nothing_and_old_ones_go(tmp_path: Path) -> None:
    def broken(out: io.IOBase) -> None:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(FerLabError, match="No space left"):
        write_whole(tmp_path / "a.zip", broken)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
    for name in "abcdef":
        write_whole(tmp_path / f"{name}.zip", lambda out: out.write(b"x"))  # type: ignore[arg-type, return-value]
    assert len(list(tmp_path.iterdir())) == 4


def test_downloads_are_made_of_what_holds_when_they_are_asked_for(desk: Desk, mine: Study, open_page: Open) -> None:
    app = opened(open_page("name", mine), "files")
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels == ["CSV", "Parquet", "JSON"] * 2
    desk.says("", {0: HAPPY})
    named = desk.lab.naming.named_faces(replay(desk.log.all()))
    assert to_csv(names_sheet(named, desk.lab.faces.classes)).count(b"happy") == desk.lab.groups.clustering().sizes[0]
