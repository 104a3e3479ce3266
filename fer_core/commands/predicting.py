"""``predict``: what a study's recognizer, or an exported one, says of faces, as a table of probabilities."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from fer_core.commands.command import Answer, Command
from fer_core.commands.files import read, write
from fer_core.commands.learning import run_meant
from fer_core.commands.meter import METER
from fer_core.commands.opened import Opened, study_option
from fer_core.errors import InvalidSettings, NotFound, UnreadableFaces
from fer_core.export import read_onnx
from fer_core.faceset import SIDE
from fer_core.lab import Lab
from fer_core.naming import sheet
from fer_core.photo import find_faces, read_photo
from fer_core.progress import part_of
from fer_core.readers import read_faces
from fer_core.report import predictions
from fer_core.runs import Run
from fer_core.store import Store

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")
_TABLES = (".csv", ".parquet", ".zip")
Found = tuple[str, int, np.ndarray]
"""Where a face comes from, its number there, and the face, uint8 [48, 48]."""


def _options(parser: argparse.ArgumentParser) -> None:
    study_option(parser, "id or name of a study, or a recognizer.onnx that FER Lab exported")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", type=Path, help="photos, folders of them, CSV, Parquet, zip"
    )
    parser.add_argument("--held-out", action="store_true", help="the study's own held-out faces instead")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table there: .csv, .parquet or .json")


def _run(options: argparse.Namespace, store: Store) -> Answer:
    if options.held_out == bool(options.paths):
        raise InvalidSettings("Nothing to look at.", remedy="Give paths, or --held-out, one of the two.")
    columns, rows = _table(options, store)
    suffix = options.out.suffix.lower().removeprefix(".") if options.out else "csv"
    if suffix not in sheet.WRITERS:
        raise InvalidSettings(f"“{options.out.name}” has no known ending.", remedy="Use .csv, .parquet or .json.")
    data = sheet.WRITERS[suffix](columns, iter(rows))
    if options.out:
        write(options.out, data)
        return Answer({"file": str(options.out), "faces": len(rows)}, [f"{len(rows):,} faces: {options.out}"])
    lines = data.decode().splitlines() if not options.json else []
    return Answer([dict(zip(columns, row, strict=True)) for row in rows], lines)


Table = tuple[Sequence[str], list[Sequence[object]]]


def _table(options: argparse.Namespace, store: Store) -> Table:
    if options.study.lower().endswith(".onnx"):
        if options.held_out:
            raise InvalidSettings("A file has no held-out faces.", remedy="Give paths, or a study.")
        return _by_file(Path(options.study), options.paths)
    opened = Opened(store, options.study)
    return _held_out(opened) if options.held_out else _others(opened, options.paths)


def _by_file(file: Path, paths: Sequence[Path]) -> Table:
    """What an exported recognizer says, without any study."""
    recognizer = read_onnx(read(file), file.name)
    return _said(paths, recognizer.classes, recognizer)


def _held_out(opened: Opened) -> Table:
    """What the shown run said of each held-out face, beside the truth where it is known."""
    run, lab = _shown(opened)
    training = lab.finished_training(run.key)
    if training is None:
        raise _gone(opened)
    faces = opened.faces
    return predictions.columns(faces), list(predictions.rows(faces, lab.split.test, training.probabilities))


def _others(opened: Opened, paths: Sequence[Path]) -> Table:
    run, lab = _shown(opened)
    fitted = lab.finished_recognizer(run.key)
    if fitted is None:
        raise _gone(opened)

    def say(images: np.ndarray) -> np.ndarray:
        return fitted.predict_proba(lab.inputs_of(images, part_of(METER, 0.3, 1)))

    return _said(paths, opened.faces.classes, say)


def _said(paths: Sequence[Path], classes: Sequence[str], say: Callable[[np.ndarray], np.ndarray]) -> Table:
    """What ``say`` (uint8 [m, 48, 48] to float32 [m, classes]) makes of every face of ``paths``."""
    found = list(_faces(paths))
    if not found:
        what = "No face was found in any of these."
        raise NotFound(what, remedy="Try larger pictures, or faces seen from the front.")
    probabilities = say(np.stack([face for _, _, face in found]))
    rows: list[Sequence[object]] = [
        [where, number, classes[int(said.argmax())], *_shares(said)]
        for (where, number, _), said in zip(found, probabilities, strict=True)
    ]
    return ["file", "face", "said", *(f"p({name})" for name in classes)], rows


def _shown(opened: Opened) -> tuple[Run, Lab]:
    run = run_meant(opened).run
    if run.dataset != opened.study.dataset:
        raise NotFound("The run that is shown was made on another data set.", remedy="Pin another one, or none.")
    return run, Lab(opened.store, opened.faces, run.choices)


def _gone(opened: Opened) -> NotFound:
    remedy = f"Train it again: python -m fer_core train {opened.study.id}"
    return NotFound("What this run made is no longer on disk.", remedy=remedy)


def _faces(paths: Sequence[Path]) -> Iterator[Found]:
    """Every face of every path; what cannot be used is told on stderr, unless it was named by itself."""
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in PICTURES) if path.is_dir() else []
        if path.is_dir() and not inside:
            raise NotFound("There is no picture in this folder.", where=str(path))
        for i, picture in enumerate(inside):
            METER(i, len(inside), "Looking for faces")
            try:
                yield from _of_picture(picture)
            except UnreadableFaces as error:
                _skipped(picture, error.what)
        if not path.is_dir():
            yield from _of_table(path) if path.suffix.lower() in _TABLES else _of_picture(path)


def _of_table(path: Path) -> Iterator[Found]:
    for i, image in enumerate(read_faces(path, part_of(METER, 0, 0.3)).faces.images):
        yield path.name, i, image


def _of_picture(path: Path) -> Iterator[Found]:
    """The picture itself where it is a face already cut out, else the faces in it, from left to right."""
    picture = read_photo(read(path), path.name)
    if picture.shape[:2] == (SIDE, SIDE):
        yield path.name, 0, np.asarray(Image.fromarray(picture).convert("L"))
        return
    faces = find_faces(picture)
    if not faces:
        _skipped(path, "no face was found")
    for i, face in enumerate(faces):
        yield path.name, i, face.crop


def _skipped(path: Path, why: str) -> None:
    METER.clear()
    print(f"skipped {path.name}: {why}", file=sys.stderr)


def _shares(said: np.ndarray) -> list[float]:
    return [round(float(p), 6) for p in said]


COMMAND = Command(
    "predict", "What a study's recognizer says of faces: a table of probabilities, one row a face.", _options, _run,
    examples=(
        "predict first holiday.jpg", "predict first photos/ --out said.csv", "predict first faces.csv --json",
        "predict first --held-out --out held-out.parquet", "predict recognizer.onnx holiday.jpg",
    ),
)  # fmt: skip
