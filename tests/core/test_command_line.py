"""The command line: its words and fields stay, bad input is one clear line and exit code 2."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fer_core import study, welcome
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
