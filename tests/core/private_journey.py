"""The whole journey in one process, for test_privacy.py: ``python private_journey.py faces.csv photo.png OUT``."""

import json
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np

from fer_core.__main__ import main
from fer_core.maps.projection import ProjectionSettings, project


def run(*command: str) -> dict:
    """What a command answers; it must go well."""
    with redirect_stdout(StringIO()) as said:
        assert main([*command, "--json"]) == 0, command
    return json.loads(said.getvalue())


faces, photo, out = sys.argv[1], sys.argv[2], Path(sys.argv[3])
dataset = run("import", faces)["dataset"]
run("study", "new", "mine", "--dataset", dataset, "--k", "6", "--train-on", "geometry")
run("cluster", "mine")
run("names", "simulate", "mine")
run("train", "mine")
run("evaluate", "mine")
run("audit", dataset)
run("predict", "mine", photo)
run("export", "mine", "--onnx", str(out / "r.onnx"), "--skops", str(out / "r.skops"), "--example", str(out / "run.py"))
run("report", "mine", "--html", str(out / "report.html"), "--card", str(out / "card.md"))
run("study", "save", "mine", str(out / "mine.zip"))
points = np.random.default_rng(0).normal(size=(60, 5)).astype(np.float32)
for method in ("umap", "tsne"):
    project(points, ProjectionSettings(method))
