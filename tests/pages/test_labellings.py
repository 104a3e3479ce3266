"""The whole journey on two emotions and on a partly labelled set, by the command line and in the pages."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.__main__ import main
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import UNLABELLED, FaceSet
from fer_core.faces.readers import Import
from fer_core.naming.log import open_log
from fer_core.study import datasets, study
from fer_core.study.store import Store
from fer_core.study.study import Study
from fer_core.study.study_file import open_study, read_study, write_study
from tests.core.labellings import labelled, partly_labelled, shuffled, two_emotions, voted
from tests.pages.conftest import Open, name_groups, texts

FEW = ["--features", "pixels", "--k", "6", "--train-on", "geometry"]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(told(capsys, *arguments, "--json"))


def made(home: Store, faces: FaceSet, capsys: pytest.CaptureFixture[str], names: bool = True) -> Study:
    """A study on these faces, by the command line, up to its training."""
    dataset = datasets.save(home, Import(faces, (), "sample"), "sample")
    of = answer(capsys, "study", "new", "By command", "--dataset", dataset, *FEW)["study"]
    answer(capsys, "cluster", of)
    if names:
        answer(capsys, "names", "simulate", of)
        answer(capsys, "train", of)
    return study.load(home, of)


def part(app: AppTest, title: str) -> AppTest:
    app.segmented_control(key="part").set_value(title).run()
    assert not app.exception, app.exception
    return app


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def absent(text: str) -> list[str]:
    """FER2013's emotions, other than happy and sad, that a text names."""
    return [name for name in FER2013 if name not in ("happy", "sad") and name in text]


def test_two_emotions_by_command(home: Store, faces: FaceSet, capsys: pytest.CaptureFixture[str]) -> None:
    of = made(home, two_emotions(faces), capsys)
    found = answer(capsys, "evaluate", of.id)
    assert found["references"]["chance"]["accuracy"] == 0.5
    assert set(found["recall"]) == {"happy", "sad"} and found["label_trouble"] == [] and found["votes"] is None
    assert np.array(found["confusion"]).shape == (7, 7) and found["classes"] == list(FER2013)
    shown = told(capsys, "evaluate", of.id)
    assert " 50.0%  Chance" in shown and not absent(shown)


def test_two_emotions_in_the_pages(
    home: Store, faces: FaceSet, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    of = made(home, two_emotions(faces), capsys)
    app = open_page("data", of)
    assert next(m.value for m in app.metric if m.label == "Emotions") == "2"
    assert "2 emotions" in texts(app) and not absent(texts(app))
    assert app.segmented_control(key=f"browse-emotion-{of.id}").options == ["happy", "sad"]
    pie = next(chart for chart in charts(app) if chart["data"][0]["type"] == "pie")
    assert pie["data"][0]["labels"] == ["happy", "sad"]

    app = open_page("balance", of)
    assert list(app.dataframe[0].value.columns) == ["happy", "sad", "total"]
    assert not absent(texts(app)) and "(chance 50%)" in texts(app)

    app = open_page("train", of)
    assert "Chance 50.0%" in str(charts(app)[0]["layout"]["annotations"]) and "No face is named" not in texts(app)
    part(app, "Emotion by emotion")
    heat = next(chart for chart in charts(app) if chart["data"][0]["type"] == "heatmap")
    assert heat["data"][0]["y"] == heat["data"][0]["x"] == ["happy", "sad"]
    table = next(frame.value for frame in app.dataframe if "recall" in frame.value)
    assert table["emotion"].tolist() == ["happy", "sad"]
    assert "No test face is" not in texts(app)

    app = open_page("report", of)
    assert "Chance is 50.0%" in texts(app).replace("\\", "")
    assert not absent(texts(app).replace("Art. 5", ""))


def test_a_name_that_no_face_is_labelled_with_is_a_column_and_no_row(
    home: Store, faces: FaceSet, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    of = made(home, two_emotions(faces), capsys, names=False)
    key = answer(capsys, "cluster", of.id)["clustering"]
    name_groups(home, of, key, dict(enumerate(["fear", "fear", "happy", "sad", "fear", "sad"])))
    app = part(open_page("train", of), "Emotion by emotion")
    heat = next(chart for chart in charts(app) if chart["data"][0]["type"] == "heatmap")["data"][0]
    assert heat["y"] == ["happy", "sad"] and heat["x"] == ["fear", "happy", "sad"]
    assert app.selectbox(key=f"cell-true-{of.id}").options == ["happy", "sad"]
    assert "fear" in app.selectbox(key=f"cell-said-{of.id}").options
    table = next(frame.value for frame in app.dataframe if "recall" in frame.value).set_index("emotion")
    assert table.index.tolist() == ["fear", "happy", "sad"] and table.isna().loc["fear", "recall"]


def test_some_faces_without_a_label(
    home: Store, faces: FaceSet, open_page: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = partly_labelled(faces)
    bare = int((~some.labelled).sum())
    of = made(home, some, capsys)
    assert answer(capsys, "evaluate", of.id)["tested"] == int(some.labelled[faces.usage == 1].sum())
    app = open_page("data", of)
    assert f"{bare} without a label" in texts(app)
    assert next(m.value for m in app.metric if m.label == "Faces") == "210"
    chosen = app.segmented_control(key=f"browse-emotion-{of.id}")
    assert chosen.options[-1] == "without a label"
    chosen.set_value(UNLABELLED).run()
    assert not app.exception and f"{bare} faces, in random order" in texts(app)

    app.query_params["face"] = "0"
    assert "no label" in texts(app.run()) and not app.exception

    app = open_page("balance", of)
    table = app.dataframe[0].value
    assert table.loc["test set", "without a label"] == 0 and table["without a label"].sum() == bare
    assert "They cannot be test faces" in texts(app) and "of them without a label" in texts(app)

    app = open_page("train", of)
    assert "grouped training faces that have one" in texts(app)
    for title in ("Emotion by emotion", "Confidence", "Image quality", "Effort"):
        part(app, title)
    app = open_page("clusters", of)
    app.toggle(key=f"label-reference-{of.id}").set_value(True).run()
    assert not app.exception and "Only grouped faces with a label are counted." in texts(app)
    told(capsys, "report", of.id, "--html", str(tmp_path / "report.html"))
    assert f"{bare} faces without a label can be grouped" in (tmp_path / "report.html").read_text()


def test_labels_that_are_wrong_are_told_on_train_in_the_report_and_by_command(
    home: Store, faces: FaceSet, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    """Test faces carry other classes than training faces: every reference but chance is right on none."""
    assert faces.emotions is not None
    names = ("happy", "sad", "Happy", "Sad")
    emotions = (two_emotions(faces).emotions == FER2013.index("sad")).astype(np.uint8)
    emotions[faces.usage > 0] += 2
    split_up = FaceSet.of(faces.images, emotions, classes=names, usage=faces.usage, usages=faces.usages)
    of = made(home, split_up, capsys)
    assert "Something is wrong with the labels" in told(capsys, "evaluate", of.id)
    found = " ".join(answer(capsys, "evaluate", of.id)["label_trouble"])
    assert "“happy” and “Happy”" in found and "Data page" in found
    for page in ("train", "report"):
        shown = texts(open_page(page, of)).replace("\\", "")
        assert "Something is wrong with the labels" in shown and "spelt in two ways" in shown, page
    for page in ("data", "balance"):
        assert "in two spellings" in texts(open_page(page, of)), page
    assert "cannot show what a person could do better" in texts(open_page("train", of))
    assert "No training face shows" in texts(open_page("data", of))
    assert "No training faces: Happy, Sad" in texts(open_page("balance", of))


def test_the_same_pictures_under_other_labels_can_be_named_too(
    home: Store, faces: FaceSet, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their groups are made once for both; whoever opens corrected labels must not be told that they are gone."""
    first, second = (made(home, which, capsys) for which in (faces, two_emotions(faces)))
    assert first.dataset != second.dataset
    assert len(list((home.home / "artefacts" / "clustering").iterdir())) == 1
    out = io.BytesIO()
    log = open_log(study.folder(home, second.id) / "decisions.sqlite", second.id)
    write_study(out, home, second, log.all(), with_faces=False)
    log.close()
    out.seek(0)
    assert len(read_study(out, len(out.getvalue())).groups) == 1


def test_good_labels_are_not_doubted(
    home: Store, faces: FaceSet, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    of = made(home, faces, capsys)
    assert answer(capsys, "evaluate", of.id)["label_trouble"] == []
    assert "wrong with the labels" not in texts(open_page("train", of))


def test_annotators_votes_judge_where_a_person_wants_it(
    home: Store, faces: FaceSet, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    of = made(home, voted(faces), capsys)
    found = answer(capsys, "evaluate", of.id)["votes"]
    assert 0 < found["share"] < found["best"] == pytest.approx(0.7)
    assert f"{found['share']:.1%} of a face's annotators" in told(capsys, "evaluate", of.id)
    app = open_page("train", of)
    assert "correct on" in texts(app)
    app.segmented_control(key=f"judge-by-{of.id}").set_value("the annotators' votes").run()
    assert not app.exception
    shown = {m.label: m.value for m in app.metric}
    assert f"### {found['share']:.1%} of a face's annotators" in texts(app) and shown["Highest possible"] == "70.0%"
    assert "Against annotators' votes" in texts(open_page("report", of)).replace("\\", "")


def test_a_study_file_carries_votes_and_faces_without_a_label(
    home: Store, faces: FaceSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full = voted(faces)
    emotions = np.where(partly_labelled(faces).labelled, full.emotions, UNLABELLED).astype(np.uint8)
    for which, version in ((labelled(faces, emotions, full.votes), 3), (shuffled(faces), 2)):
        of = made(home, which, capsys, names=False)
        out = io.BytesIO()
        log = open_log(study.folder(home, of.id) / "decisions.sqlite", of.id)
        write_study(out, home, of, log.all(), with_faces=True)
        log.close()
        out.seek(0)
        content = read_study(out, len(out.getvalue()))
        elsewhere = Store(tmp_path / f"elsewhere-{version}")
        opened = datasets.load(elsewhere, open_study(elsewhere, content).dataset)
        assert opened.fingerprint == which.fingerprint
        assert (opened.votes is None) == (which.votes is None)
        assert np.array_equal(opened.labelled, which.labelled)
        with_version = json.loads(zipfile.ZipFile(out).read("manifest.json"))
        assert with_version["version"] == version
