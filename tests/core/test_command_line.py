"""The command line: its words and fields stay, bad input is one clear line and exit code 2."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fer_core import datasets, study, welcome
from fer_core.__main__ import main
from fer_core.faceset import FaceSet
from fer_core.readers import Import
from fer_core.store import Store


@pytest.fixture()
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FER_LAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def write_csv(path: Path, faces: FaceSet) -> Path:
    assert faces.emotions is not None
    rows = ["emotion,pixels,Usage"]
    for image, emotion, usage in zip(faces.images, faces.emotions, faces.usage, strict=True):
        rows.append(f"{emotion},{' '.join(map(str, image.ravel()))},{faces.usages[usage]}")
    path.write_text("\n".join(rows) + "\n")
    return path


def test_import_and_run(
    home: Path, tmp_path: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str], looked_at: Path
) -> None:
    shutil.copytree(looked_at, home / "artefacts")
    made = answer(capsys, "import", str(write_csv(tmp_path / "fer2013.csv", faces)))
    assert made["faces"] == 210
    assert made["rejected"] == []
    assert sum(made["emotions"].values()) == sum(made["usage"].values()) == 210
    assert answer(capsys, "datasets")[0]["id"] == made["dataset"]

    run = [
        "run",
        "--features",
        "geometry",
        "--k",
        "8",
        "--seed",
        "0",
        "--namer",
        "simulated",
        "--model",
        "logistic",
        "--test-usage",
        "PublicTest",
    ]
    result = answer(capsys, *run, "--dataset", made["dataset"])
    assert result["decisions"] == 8
    for field in ("accuracy", "balanced_accuracy", "macro_f1"):
        assert 0 < result[field] <= 1
    assert -1 <= result["noise_silhouette"] <= result["silhouette"] <= 1
    assert result["seconds"] > 0
    repeated = answer(capsys, *run, "--dataset", made["dataset"])
    assert repeated["accuracy"] == result["accuracy"]


def test_rejected_rows_are_told_by_line(
    home: Path, tmp_path: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "fer2013.csv", faces)
    lines = path.read_text().splitlines()
    lines[4] = lines[4].replace(" ", " -", 1)
    path.write_text("\n".join(lines) + "\n")
    made = answer(capsys, "import", str(path))
    assert made["faces"] == 209
    assert [r["where"] for r in made["rejected"]] == ["line 5"]


def test_the_sample_is_prepared_once(
    home: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, looked_at: Path
) -> None:
    shutil.copytree(looked_at, home / "artefacts")
    drawn = []
    monkeypatch.setattr(welcome, "read_faces", lambda *args: drawn.append(1) or Import(faces, (), "sample"))
    first, again = answer(capsys, "prepare"), answer(capsys, "prepare")
    assert first == again == {"dataset": faces.fingerprint, "faces": 210, "groups": 10}
    assert len(drawn) == 1
    assert main(["run", "--dataset", first["dataset"], "--k", "5"]) == 0
    assert "synthetic" in capsys.readouterr().out
    shutil.rmtree(home / "datasets")
    assert answer(capsys, "prepare") == first


def test_studies_are_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "studies") == []
    made = study.create(Store(home), "Mine")
    assert [(s["study"], s["name"]) for s in answer(capsys, "studies")] == [(made.id, "Mine")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "/nowhere/at/all.csv"],
        ["import", "sample:none"],
        ["run", "--dataset", "0123456789abcdef"],
        ["run", "--dataset", "../../etc"],
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("error: ")


def test_unlabelled_faces_cannot_be_named_by_a_simulated_person(
    home: Path, tmp_path: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("pixels\n" + "\n".join(" ".join(map(str, image.ravel())) for image in faces.images[:60]) + "\n")
    made = answer(capsys, "import", str(path))
    assert made["emotions"] == {}
    assert main(["run", "--dataset", made["dataset"], "--k", "3", "--features", "pixels"]) == 2
    assert "true labels" in capsys.readouterr().err


def test_audit_counts(
    home: Path, tmp_path: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str], looked_at: Path
) -> None:
    shutil.copytree(looked_at, home / "artefacts")
    dataset = answer(capsys, "import", str(write_csv(tmp_path / "faces.csv", faces)))["dataset"]
    counts = answer(capsys, "audit", dataset)
    assert counts["faces"] == 210 and counts["checks"]["exact"] == {"faces": 0, "groups": 0, "would_be_left_out": 0}
    assert main(["audit", dataset]) == 0
    assert "Near-duplicates" in capsys.readouterr().out


@pytest.fixture()
def on_sample(home: Path, faces: FaceSet, looked_at: Path) -> str:
    """A data set's id in a home where its features are made."""
    shutil.copytree(looked_at, home / "artefacts")
    return datasets.save(Store(home), Import(faces, (), "sample"), "sample")


def test_choices_are_made_by_flags_and_by_name(on_sample: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = answer(capsys, "study", "new", "Mine", "--dataset", on_sample, "--k", "5", "--model", "logistic")
    assert main(["study", "set", "Mine", "recognizer.C=0.5", "trained_on=hog,geometry", "--seed", "3"]) == 0
    now = study.load(Store(home), made["study"]).choices
    assert (now.clusters.k, now.clusters.seed, now.recognizer.seed) == (5, 3, 3)
    assert (now.recognizer.model, now.recognizer.C, now.trained_on) == ("logistic", 0.5, ("hog", "geometry"))
    capsys.readouterr()
    shown = answer(capsys, "study", "show", "Mine")
    assert shown["choices"]["recognizer.C"] == 0.5 and shown["steps"]["clusters"] == "missing"


@pytest.mark.parametrize(
    "change", ["clusters=3", "nothing=1", "recognizer.C=abc", "recognizer.C=-1", "split.test_usage=Nowhere", "k"]
)
def test_an_impossible_choice_changes_nothing(
    on_sample: str, home: Path, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = answer(capsys, "study", "new", "Mine", "--dataset", on_sample)
    before = study.load(Store(home), made["study"])
    assert main(["study", "set", "Mine", "clusters.k=9", change]) == 2
    assert "error: " in capsys.readouterr().err
    assert study.load(Store(home), made["study"]) == before


def test_groups_are_made_as_asked(on_sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "study", "new", "Mine", "--dataset", on_sample)
    seen = answer(capsys, "features", "Mine", "--components", "12")
    assert (seen["faces"], seen["components"]) == (210, 12)
    grouped = answer(capsys, "cluster", "Mine", "--k", "6", "--algorithm", "ward")
    assert grouped["groups"] == 6 and grouped["silhouette"] > grouped["noise_silhouette"]
    assert answer(capsys, "study", "show", "Mine")["steps"]["clusters"] == "done"


def test_a_check_that_fails_is_exit_code_1(home: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str]) -> None:
    images = faces.images[:24].copy()
    images[1] = images[0]
    twice = FaceSet.of(images, classes=faces.classes, usage=faces.usage[:24], usages=faces.usages, name="twice")
    dataset = datasets.save(Store(home), Import(twice, (), "sample"), "sample")
    assert main(["audit", dataset, "--fail-on", "blank"]) == 0
    assert main(["audit", dataset, "--fail-on", "blank", "exact"]) == 1
    assert "failed: Exact duplicates" in capsys.readouterr().out


def test_two_studies_of_one_name_are_told_apart_by_id(on_sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = (answer(capsys, "study", "new", "Mine", "--dataset", on_sample) for _ in range(2))
    assert main(["study", "show", "Mine"]) == 2
    assert first["study"] in capsys.readouterr().err
    assert main(["study", "show", first["study"]]) == 0
