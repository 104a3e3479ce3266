"""What docs/house.md promises: a kind of features, a reduction, an algorithm, a model or an export format is one module
or function and one entry.

Each is written here as the recipe says and entered in its registry; pages, studies, the command line and exports must
then know it without another change.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from fer_core.__main__ import main
from fer_core.base.control import Control
from fer_core.base.progress import Progress, silent
from fer_core.clustering import ALGORITHMS, About, ClusterSettings
from fer_core.features import FEATURES, Feature, Learned, Sources
from fer_core.recognizer.estimators import MODELS, Model
from fer_core.reduction import METHODS, Method
from fer_core.report import ExportFormat, ExportSource, export_formats
from fer_core.study import study
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, texts

Command = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Brightness(Feature):
    """Mean grey values of stripes of the face."""

    kind: ClassVar[str] = "brightness"
    title: ClassVar[str] = "Brightness"
    explanation: ClassVar[str] = "How bright each stripe of the face is."
    counts: ClassVar[str] = "how bright its stripes are"

    stripes: int = field(default=8, metadata={"control": Control("Stripes", "From top to bottom.", 4, 16)})

    def extract(self, sources: Sources, learned: Learned = {}, progress: Progress = silent) -> np.ndarray:  # noqa: B006
        bands = np.array_split(sources.images.astype(np.float32), self.stripes, axis=1)
        return np.stack([band.mean(axis=(1, 2)) for band in bands], axis=1)


class First(Method):
    """The first columns, as they are."""

    name = "first"
    title = "First columns"
    explanation = "Takes the first columns and forgets the others."
    sees = "columns"

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        return {"count": np.array(min(count, rows.shape[1]))}

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        return np.ascontiguousarray(rows[:, : int(learned["count"])])


def in_order(points: np.ndarray, settings: ClusterSettings, progress: Progress) -> np.ndarray:
    """k groups of like size along the first column."""
    ranks = np.argsort(np.argsort(points[:, 0], kind="stable"), kind="stable")
    return (ranks * settings.k // len(points)).astype(np.int32)


def note(source: ExportSource, progress: Progress) -> bytes:
    """How many faces have a name, as text."""
    return f"{len(set(source.session.named_faces.rows.tolist()))} named faces".encode()


NOTES = (
    ExportFormat("note.txt", "Note", "study", note, "--note", "write a note there", "**Note.** In short."),
    ExportFormat("model.txt", "Model's note", "recognizer", note, "--plain-text", "write it there"),
    ExportFormat("faces.txt", "text", "faces", note),
)


@pytest.fixture()
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FEATURES, Brightness.kind, Brightness)
    monkeypatch.setitem(METHODS, First.name, First())
    monkeypatch.setitem(ALGORITHMS, "in_order", About("In order", "Cuts along one column.", in_order))
    bayes = Model("Naive Bayes", "Takes every column by itself.", lambda settings, rows, columns: GaussianNB())
    monkeypatch.setitem(MODELS, "bayes", bayes)
    monkeypatch.setattr(export_formats, "EXPORT_FORMATS", (*export_formats.EXPORT_FORMATS, *NOTES))


@pytest.fixture()
def command(capsys: pytest.CaptureFixture[str], added: None) -> Command:
    def run(*words: str) -> dict[str, Any]:
        assert main([*words, "--json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return run


def test_pages_offer_what_was_added_and_the_study_keeps_it(
    home: Store, mine: Study, open_page: Open, added: None
) -> None:
    app = open_page("features", mine)
    app.selectbox(key=f"feature-{mine.id}").set_value("brightness").run()
    assert Brightness.explanation in texts(app)
    pictures = [image.proto for image in app.get("imgs") or app.get("image")]
    assert "the features describe how bright its stripes are" in str(pictures)
    app.slider(key=f"stripes-{mine.id}").set_value(6).run()
    app.selectbox(key=f"method-{mine.id}").set_value("first").run()
    assert not app.exception and First.explanation in texts(app)
    choices = study.load(home, mine.id).choices
    assert choices.features == Brightness(6) and choices.reduction.method == "first"

    app = open_page("clusters", mine)
    app.selectbox(key=f"algorithm-{mine.id}").set_value("in_order").run()
    assert not app.exception and "Cuts along one column." in texts(app)
    assert study.load(home, mine.id).choices.clusters.algorithm == "in_order"


def test_the_command_line_trains_with_what_was_added_and_exports(
    mine: Study, command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert "bayes" in (said := capsys.readouterr().out) and "brightness" in said

    made = command("features", mine.id, "--features", "brightness", "--reduction", "first", "--components", "6")
    assert (made["features"], made["reduction"], made["components"]) == ("brightness", "first", 6)
    assert command("cluster", mine.id, "--algorithm", "in_order", "--k", "5")["groups"] == 5
    command("names", "simulate", mine.id)
    command("train", mine.id, "--train-on", "brightness", "--model", "bayes")
    assert command("study", "show", mine.id)["choices"]["trained_on"] == ["brightness"]

    command("train", mine.id, "--model", "discriminant")
    exported = command("export", mine.id, "--onnx", str(tmp_path / "model.onnx"))
    assert (exported["kind"], exported["missing"]) == ("features", ["Brightness"])


def test_a_model_without_a_graph_says_so(
    mine: Study, command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command("cluster", mine.id, "--k", "5")
    command("names", "simulate", mine.id)
    command("train", mine.id, "--train-on", "pixels", "--model", "bayes")
    assert main(["export", mine.id, "--onnx", str(tmp_path / "model.onnx")]) == 2
    assert "GaussianNB cannot be written as ONNX" in capsys.readouterr().err


def test_the_page_and_the_commands_offer_an_export_format(
    mine: Study, command: Command, open_page: Open, tmp_path: Path
) -> None:
    command("cluster", mine.id, "--k", "5")
    command("names", "simulate", mine.id)
    named = command("train", mine.id, "--train-on", "pixels")["faces_named"]
    files = {name: tmp_path / name for name in ("note.txt", "model.txt", "faces.txt")}
    assert command("report", mine.id, "--note", str(files["note.txt"]))["written"] == [str(files["note.txt"])]
    command("export", mine.id, "--plain-text", str(files["model.txt"]))
    assert command("names", "export", mine.id, str(files["faces.txt"]), "--faces")["faces"] == named
    assert {path.read_text() for path in files.values()} == {f"{named} named faces"}

    app = open_page("report", mine)
    assert "**Note.** In short." in texts(app)
    keys = {one.key for one in app.get("download_button")}
    assert {"note-txt", f"export-model.txt-{mine.id}"} <= keys
    next(one for one in app.button if one.label == "Make the text").click().run()
    assert not app.exception and "labelled-txt" in {one.key for one in app.get("download_button")}
