"""Train from the top: a sentence, faces, one picture of the score, then the parts; settings put back by one button."""

import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest

from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.session import study_log
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts
from tests.pages.test_judging import named, opened, references
from ui.shell.workspace import Workspace
from ui.train import evaluation


def kinds(app: AppTest) -> list[str]:
    """What stands on the page, in its order: sentences, faces, charts, the switch of parts, expanders."""
    found: list[str] = []

    def walk(block: Any) -> None:
        for child in block.children.values():
            if hasattr(child, "children"):
                if child.type == "expander":
                    found.append(child.label.split(" · ")[0])
                walk(child)
            elif child.type in ("bidi_component", "plotly_chart", "button_group"):
                found.append(child.type)
            elif child.type == "markdown" and "correct on" in child.value:
                found.append("sentence")

    walk(app.main)
    return found


def test_faces_come_before_charts_and_charts_before_settings(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("train", named(home, mine))
    shown = kinds(app)
    assert shown[:5] == ["sentence", "bidi_component", "bidi_component", "plotly_chart", "button_group"]
    assert shown.index("Advanced") > shown.index("button_group")
    score = re.search(r"### (.*?) correct on", texts(app))
    assert score and texts(app).split("**References**")[0].count(score[1]) == 1, "the score is said once"
    assert [name.rsplit(" ", 1)[0] for name in references(app)[:1]] == ["Chance"]
    assert any("shuffled" in name for name in references(app)) and "All faces labelled" in " ".join(references(app))


def test_without_labels_there_are_faces_a_picture_and_predictions_to_look_into(
    home: Store, bare: Study, open_page: Open
) -> None:
    app = open_page("train", named(home, bare))
    shown = texts(app)
    assert "The most confident predictions" in shown and "The least confident predictions" in shown
    assert "Chance" in " ".join(references(app)) and "most common name" in " ".join(references(app))
    assert app.segmented_control(key="part").value == "Predictions"
    predicted = app.selectbox(key=f"cell-predicted-{bare.id}")
    assert "predicted **" in shown and predicted.options
    assert list(evaluation.WITHOUT_LABELS) == ["Predictions"]


def test_one_button_puts_all_settings_back_and_the_title_tells(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("train", named(home, mine))  # sees one kind of features only
    advanced = next(e for e in app.expander if e.label.startswith("Advanced"))
    assert "your own settings" in advanced.label
    app.selectbox(f"model-{mine.id}").set_value("logistic").run()
    app.button(key="recommended").click().run()
    assert not app.exception, app.exception
    now, best = study.load(home, mine.id).choices, study.fitting(datasets.load(home, mine.dataset))
    assert now.recognizer == best.recognizer and set(now.trained_on) == set(best.trained_on)
    assert "the recommended set is in use" in next(e.label for e in app.expander if e.label.startswith("Advanced"))
    assert app.button(key="recommended").disabled
    assert next(s for s in app.selectbox if s.label == "Recognizer").value == "discriminant"


def in_front(app: AppTest, row: int, part: str) -> AppTest:
    app.query_params["face"] = str(row)
    return opened(app, part)


def test_a_test_face_is_corrected_and_a_training_face_named_and_both_are_undone(
    home: Store, mine: Study, open_page: Open
) -> None:
    of = named(home, mine)
    lab = Lab(home, datasets.load(home, of.dataset), of.choices)
    test, training = int(lab.division.split.test[0]), int(lab.division.grouped_rows[0])
    app = in_front(open_page("train", of), test, "Confidence")
    assert "This is a test face" in texts(app) and "all scores stay" in texts(app)
    before = re.search(r"### (.*?) correct on", texts(app))
    app.button(key="again-4").click().run()
    assert not app.exception, app.exception
    last = study_log(home, of.id).all()[-1]
    assert (last.action, last.faces, last.shown) == ("correction", (test,), "labels")
    assert last.verdict is not None and last.verdict.emotion == "sad"
    session = Workspace(home, study.load(home, of.id))
    assert dict(session.naming.again.tests) == {test: "sad"} and test not in session.named_faces.rows
    assert before and before[0] in texts(app), "nothing was trained and nothing scored again"
    assert "Corrected to sad" in texts(app)

    app = in_front(open_page("train", of), training, "Confidence")
    assert "This is a training face" in texts(app)
    app.button(key="again-2").click().run()
    assert "Named fear" in texts(app)
    session = Workspace(home, study.load(home, of.id))
    assert session.naming.face_verdicts[training].emotion == "fear" and session.naming.again.training == {training}
    app.button(key="again-undo-large").click().run()
    session.reread()
    assert training not in session.naming.face_verdicts


def test_keys_of_the_picker_are_checked_and_each_is_handled_once(monkeypatch: Any) -> None:
    from ui.components import face_picker

    state: dict[str, Any] = {"p": {"keys": [[1, 7, 2], [2, 8, 0], [3, 7, -1]]}}
    monkeypatch.setattr(face_picker.st, "session_state", state)
    assert face_picker._new_keys("p", 0, [7, 8], 3) == [[1, 7, 2], [2, 8, 0], [3, 7, -1]]
    state["p"]["keys"] += [[4, 8, 1]]
    assert face_picker._new_keys("p", 3, [7, 8], 3) == [[4, 8, 1]]
    state["p"]["keys"] = json.loads('[[9, 5, 1], [9, 7, 3], [9, 7, -2], [9, 7], "x", [9, true, 1], [9.5, 7, 1]]')
    assert face_picker._new_keys("p", 4, [7, 8], 3) == []
    state["p"]["keys"] = "nonsense"
    assert face_picker._new_keys("p", 4, [7, 8], 3) == []
