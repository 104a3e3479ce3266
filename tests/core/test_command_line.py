"""The command line: its words and fields stay, bad input is one clear line and exit code 2."""

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fer_core.__main__ import main
from fer_core.commands import COMMANDS
from fer_core.commands.parser import parser_of
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.sources import FaceSources
from fer_core.study import datasets, study, welcome
from fer_core.study.store import Store


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
        "--annotator",
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
    assert "needs labels" in capsys.readouterr().err


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


FEW = ["--features", "pixels", "--k", "8", "--train-on", "geometry"]


@pytest.fixture()
def trained(on_sample: str, home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """A study whose groups a simulated person named, with one run; what ``train`` told of it."""
    answer(capsys, "study", "new", "Mine", "--dataset", on_sample, *FEW)
    answer(capsys, "cluster", "Mine")
    answer(capsys, "names", "simulate", "Mine")
    told: dict[str, Any] = answer(capsys, "train", "Mine", "--name", "first", "--tag", "plain")
    return told


def test_a_simulated_person_names_once(trained: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    again = answer(capsys, "names", "simulate", "Mine")
    assert (again["new"], again["decisions"], again["person"]) == (0, 8, "simulated")
    other = answer(capsys, "names", "simulate", "Mine", "--seed", "1", "--looks", "3")
    assert other["new"] == 8


@pytest.mark.parametrize("kind", ["csv", "parquet", "json"])
def test_names_go_out_and_in(
    trained: dict[str, Any], home: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions, faces = tmp_path / f"decisions.{kind}", tmp_path / f"faces.{kind}"
    assert answer(capsys, "names", "export", "Mine", str(decisions))["decisions"] == 8
    named = answer(capsys, "names", "export", "Mine", str(faces), "--faces")["faces"]
    assert named == trained["faces_named"]
    answer(capsys, "study", "new", "Other", "--dataset", study.listing(Store(home))[0].dataset, *FEW)
    answer(capsys, "cluster", "Other")
    assert answer(capsys, "names", "import", "Other", str(decisions))["new"] == 8
    assert answer(capsys, "train", "Other")["accuracy"] == trained["accuracy"]
    assert answer(capsys, "names", "import", "Other", str(faces))["new"] > 0


def test_named_faces_go_out_with_their_pictures(
    trained: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "faces.ZIP"
    named = answer(capsys, "names", "export", "Mine", str(file), "--faces")["faces"]
    assert answer(capsys, "import", str(file))["faces"] == named == trained["faces_named"]
    assert main(["names", "export", "Mine", str(file)]) == 2, "decisions have no pictures"
    assert "is not that of a table" in capsys.readouterr().err


def test_scores_stand_beside_references(trained: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "evaluate", "Mine")
    assert (told["run"], told["accuracy"]) == (trained["run"], trained["accuracy"])
    assert {"chance", "majority", "best_naming", "ceiling"} <= set(told["references"])
    assert main(["evaluate", "Mine", "--run", "first", "--at-least", "0.05"]) == 0
    assert main(["evaluate", "Mine", "--run", "first", "--at-least", "0.999"]) == 1
    assert main(["evaluate", "Mine", "--run", "second"]) == 2


def test_faces_are_predicted_from_files(
    trained: dict[str, Any], faces: FaceSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tested = answer(capsys, "predict", "Mine", "--test-faces")
    correct = sum(row["predicted"] == row["true"] for row in tested)
    assert correct / len(tested) == pytest.approx(trained["accuracy"])
    folder = tmp_path / "faces"
    folder.mkdir()
    for i, row in enumerate(tested[:3]):
        Image.fromarray(faces.images[row["face"]]).save(folder / f"{i}.png")
    (folder / "broken.png").write_bytes(b"\x89PNG and no more")
    table = write_csv(tmp_path / "faces.csv", FaceSet.of(
        faces.images[[row["face"] for row in tested[:3]]], np.zeros(3, np.uint8), classes=faces.classes,
        usages=("Training",),
    ))  # fmt: skip
    for path in (folder, f" '{folder}'", table, table.as_uri()):
        found = [row for row in answer(capsys, "predict", "Mine", str(path)) if row["predicted"]]
        assert [row["predicted"] for row in found] == [row["predicted"] for row in tested[:3]]
        for row, known in zip(found, tested, strict=False):
            assert row["p(happy)"] == pytest.approx(known["p(happy)"], abs=1e-4)
    assert main(["predict", "Mine", str(folder), "--out", str(tmp_path / "predicted.csv")]) == 0
    assert "1 row without a prediction" in capsys.readouterr().out
    lines = (tmp_path / "predicted.csv").read_text().splitlines()
    assert lines[0].startswith("file,face,predicted,p(angry)") and lines[0].endswith(",reason,input,source")
    assert len(lines) == 5 and lines[4].startswith("broken.png,,,") and "not an image" in lines[4]
    (folder / "0.png").rename(tmp_path / "a picture whose name does not say so")
    only = answer(capsys, "predict", "Mine", str(tmp_path / "a picture whose name does not say so"))
    assert [row["predicted"] for row in only] == [tested[0]["predicted"]]


def test_flags_and_columns_of_earlier_versions_still_work(
    trained: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tested = answer(capsys, "predict", "Mine", "--test-faces")
    assert answer(capsys, "predict", "Mine", "--held-out") == tested
    assert all(row["said"] == row["predicted"] for row in tested)
    assert answer(capsys, "names", "simulate", "Mine", "--looks", "25", "--eyes", "labels")["new"] == 0
    assert answer(capsys, "names", "simulate", "Mine", "--faces-shown", "3", "--perception", "symmetric")["new"] > 0
    run = ["run", "--dataset", "ID"]
    parse = parser_of(COMMANDS).parse_args
    assert parse([*run, "--namer", "simulated"]).namer == parse([*run, "--annotator", "simulated"]).namer
    with pytest.raises(SystemExit):
        main(["predict", "--help"])
    assert "--test-faces" in (text := capsys.readouterr().out) and "--held-out" not in text


def test_a_bad_row_has_a_reason_and_the_others_keep_their_numbers(
    trained: dict[str, Any], faces: FaceSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [" ".join(map(str, image.ravel())) for image in faces.images[:4]]
    rows[2] = "1 2 3"
    table = tmp_path / "bad.csv"
    table.write_text("\n".join(["emotion,pixels", *(f"8,{row}" for row in rows)]) + "\n")
    for kind in ("csv", "parquet", "json"):
        out = tmp_path / f"predicted.{kind}"
        made = answer(capsys, "predict", "Mine", str(table), "--out", str(out))
        assert (made["faces"], made["rows"], made["without"]) == (3, 4, 1)
        found = {"csv": pd.read_csv, "parquet": pd.read_parquet, "json": pd.read_json}[kind](out)
        assert found["face"].tolist() == [0, 1, 2, 3] and found["predicted"].isna().tolist() == [
            False,
            False,
            True,
            False,
        ]
        assert found["source"].tolist() == [f"line {i}" for i in range(2, 6)]
        assert found["p(happy)"].isna().tolist() == [False, False, True, False]
        assert "3 pixel values" in found["reason"][2]
    table.write_text("no table at all\n")
    assert main(["predict", "Mine", str(table)]) == 2


def test_names_come_in_by_file_and_go_out_with_where_faces_came_from(
    home: Path, faces: FaceSet, on_sample: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "study", "new", "Mine", "--dataset", on_sample, *FEW)
    answer(capsys, "cluster", "Mine")
    face = int(np.flatnonzero(faces.usage == faces.usages.index("Training"))[0])
    labels = tmp_path / "labels.csv"
    labels.write_text(f"File name;Label\n/data/upload/1/a1b2c3d4-{face}.png;Happy\nx/nobody.png;sad\n")
    assert main(["names", "import", "Mine", str(labels)]) == 2
    assert "Import the same faces again" in capsys.readouterr().err
    sources = FaceSources.of(f"set/{i}.png" for i in range(len(faces)))
    datasets.save(Store(), Import(dataclasses.replace(faces, sources=sources), (), "zip"), "faces.zip")
    told = answer(capsys, "names", "import", "Mine", str(labels))
    assert (told["new"], told["unknown_files"]) == (1, ["x/nobody.png"])
    assert answer(capsys, "names", "export", "Mine", str(tmp_path / "named.csv"), "--faces")["faces"] == 1
    assert (tmp_path / "named.csv").read_text().splitlines()[1] == f"{face},happy,,1.0,set/{face}.png"
    labels.write_text("file,label\nset/4.png,bored\n")
    assert main(["names", "import", "Mine", str(labels)]) == 2
    assert "Its names are: angry, disgust" in capsys.readouterr().err


def test_an_exported_recognizer_says_the_same_without_a_study(
    trained: dict[str, Any], faces: FaceSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, face = tmp_path / "recognizer.onnx", tmp_path / "face.png"
    Image.fromarray(faces.images[5]).save(face)
    answer(capsys, "export", "Mine", "--onnx", str(file))
    (by_study,), (by_file,) = (
        answer(capsys, "predict", "Mine", str(face)),
        answer(capsys, "predict", str(file), str(face)),
    )
    assert by_file == {**by_study, **{k: pytest.approx(v, abs=1e-4) for k, v in by_study.items() if k[:2] == "p("}}
    file.write_bytes(b"\x80\x04K\x01.")
    assert main(["predict", str(file), str(face)]) == 2
    assert "pickle" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["predict", "Mine"], ["predict", "Mine", "/nowhere.png"], ["predict", "Mine", "x.png", "--test-faces"],
     ["names", "export", "Mine", "decisions.txt"], ["names", "import", "Mine", "/nowhere.csv"],
     ["study", "open", "/nowhere.zip"], ["study", "rerun", "Nobody"], ["train", "Nobody"]],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    trained: dict[str, Any], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_a_study_without_names_is_not_trained(on_sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "study", "new", "Mine", "--dataset", on_sample, *FEW)
    assert main(["train", "Mine", "--model", "logistic"]) == 2
    answer(capsys, "cluster", "Mine")
    assert main(["train", "Mine", "--model", "logistic"]) == 2
    assert "No group has a name yet" in capsys.readouterr().err
    assert answer(capsys, "study", "show", "Mine")["choices"]["recognizer.model"] == "discriminant"


def test_a_study_file_gives_the_same_numbers(
    trained: dict[str, Any], home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.zip"
    answer(capsys, "study", "save", "Mine", str(file), "--faces")
    again = answer(capsys, "study", "rerun", str(file))
    assert again["same"] and again["now"]["accuracy"] == trained["accuracy"]
    assert again["saved"] == again["kept"]  # the field of earlier versions
    opened = answer(capsys, "study", "open", str(file))
    assert opened["decisions"] == 8 and opened["study"] != trained["study"]
    assert main(["study", "rerun", opened["study"]]) == 0
    path = home / "studies" / opened["study"] / "runs" / f"{trained['run']}.json"
    path.write_text(path.read_text().replace(str(trained["accuracy"]), str(trained["accuracy"] + 1e-6)))
    assert main(["study", "rerun", opened["study"]]) == 1
    assert "different by -0.000001" in capsys.readouterr().out


def test_a_process_of_its_own(home: Path, tmp_path: Path, faces: FaceSet) -> None:
    """Result on stdout, exit code and words as `main` gives them."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "fer_core", *arguments], capture_output=True, text=True, timeout=60
        )

    table = str(write_csv(tmp_path / "faces.csv", faces))
    assert json.loads(run("import", table, "--json").stdout)["faces"] == 210
    refused = run("train", "Nobody")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("error: There is no study")


def test_the_recognizer_is_written_with_a_program_that_runs_it(
    trained: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / name for name in ("r.onnx", "r.skops", "run.py")]
    flags = [
        word for flag, path in zip(("--onnx", "--skops", "--example"), files, strict=True) for word in (flag, str(path))
    ]
    made = answer(capsys, "export", trained["study"], *flags)
    assert made["kind"] == "faces" and made["parity"]["same"] == made["parity"]["faces"] > 0
    assert made["written"] == [str(path) for path in files] and all(path.stat().st_size for path in files)
    assert "r.onnx" in files[2].read_text()
    assert main(["export", trained["study"]]) == 2
    assert "Nothing to write" in capsys.readouterr().err
