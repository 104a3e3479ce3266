"""``predict``: a table of the emotions that the recognizer of a study, or an exported one, predicts for faces."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.base.files import write_bytes
from fer_core.base.paths import typed_path
from fer_core.base.words import count
from fer_core.commands.command import Answer, Command
from fer_core.commands.files import read
from fer_core.commands.flags import former_name
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, study_option
from fer_core.commands.training import run_meant
from fer_core.export import read_onnx
from fer_core.naming.sheet import ExportTable, format_of, to_csv
from fer_core.predicting import Say, answers, columns, looked_at
from fer_core.report.predictions import predictions_sheet
from fer_core.study.lab import Lab
from fer_core.study.runs import Run
from fer_core.study.session import Session
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    study_option(parser, "id or name of a study, or a recognizer.onnx exported by FER Lab")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", type=typed_path, help="photos, folders, archives, CSV or Parquet files"
    )
    parser.add_argument("--test-faces", action="store_true", help="predict the test faces of the study")
    former_name(parser, "--held-out", dest="test_faces", action="store_true")
    about = "take each picture as one cropped face (pictures of 48 × 48 pixels always are)"
    parser.add_argument("--crops", action="store_true", help=about)
    parser.add_argument("--out", type=typed_path, metavar="FILE", help="file for the table: .csv, .parquet or .json")


def _run(options: argparse.Namespace, store: Store) -> Answer:
    if options.test_faces == bool(options.paths):
        what = "Paths and --test-faces exclude each other." if options.paths else "There are no faces to predict."
        raise InvalidSettings(what, remedy="Give either paths or --test-faces.")
    form = format_of(options.out) if options.out else None
    table = _table(options, store)
    if form:
        write_bytes(options.out, form.write(table))
        return _written(options.out, table)
    lines = to_csv(table).decode().splitlines() if not options.json else []
    return Answer([dict(zip(table.columns, row, strict=True)) for row in table.rows], lines)


def _written(file: Path, table: ExportTable) -> Answer:
    predicted, rows = list(table.columns).index("predicted"), list(table.rows)
    without = sum(row[predicted] is None for row in rows)
    lines = [f"{len(rows) - without:,} faces: {file}"]
    if without:
        lines.append(f"{count(without, 'row')} without a prediction; see the column reason")
    return Answer({"file": str(file), "faces": len(rows) - without, "rows": len(rows), "without": without}, lines)


def _table(options: argparse.Namespace, store: Store) -> ExportTable:
    if typed_path(options.study).suffix.lower() == ".onnx":
        if options.test_faces:
            raise InvalidSettings("An exported recognizer has no test faces.", remedy="Give paths, or a study.")
        return _by_file(typed_path(options.study), options)
    session = open_session(store, options.study)
    return _test_faces(session) if options.test_faces else _others(session, options)


def _by_file(file: Path, options: argparse.Namespace) -> ExportTable:
    """Predictions of an exported recognizer, without any study."""
    recognizer = read_onnx(read(file), file.name)
    return _predicted(options, recognizer.classes, recognizer)


def _test_faces(session: Session) -> ExportTable:
    """The shown run's prediction for each test face, beside the face's label if it has one."""
    run, lab = _shown(session)
    training = lab.training.finished(run.key)
    if training is None:
        raise _gone(session)
    faces = session.faces
    found = predictions_sheet(faces, lab.division.split.test, training.probabilities)
    return ExportTable(found.columns, list(found.rows))


def _others(session: Session, options: argparse.Namespace) -> ExportTable:
    run, lab = _shown(session)
    fitted = lab.training.finished_recognizer(run.key)
    if fitted is None:
        raise _gone(session)
    return _predicted(options, session.faces.classes, lambda images: fitted.predict_proba(lab.inputs.of_images(images)))


def _predicted(options: argparse.Namespace, classes: Sequence[str], say: Say) -> ExportTable:
    """Predictions by ``say`` for every face in the given paths."""
    return ExportTable(columns(classes), list(answers(looked_at(options.paths, options.crops, METER), classes, say)))


def _shown(session: Session) -> tuple[Run, Lab]:
    run = run_meant(session).run
    if run.dataset != session.study.dataset:
        raise NotFound("The pinned run was trained on another data set.", remedy="Pin another run, or none.")
    return run, Lab(session.store, session.faces, run.choices)


def _gone(session: Session) -> NotFound:
    remedy = f"Train it again: python -m fer_core train {session.study.id}"
    return NotFound("The recognizer of this run is no longer on disk.", remedy=remedy)


COMMAND = Command(
    "predict", "Predict the emotions of faces: one row for each face, and for each picture or row without one.",
    _options, _run,
    examples=(
        "predict first holiday.jpg", "predict first photos/ --out predicted.csv", "predict first faces.csv --json",
        "predict first crops.zip --crops --out predicted.csv",
        "predict first --test-faces --out test-faces.parquet", "predict recognizer.onnx holiday.jpg",
    ),
)  # fmt: skip
