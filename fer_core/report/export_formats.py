"""The files that a trained study can be exported as. The Report page and the commands offer each of them.

Formats of tables are in `fer_core.naming.sheet`. A whole study as one zip is not a format, because FER Lab reads it
again (`fer_core.study.study_file`).
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Literal

from fer_core.base.progress import Progress
from fer_core.export import example
from fer_core.naming.labelled import write_zip
from fer_core.report.card import card
from fer_core.report.face_images import face_images
from fer_core.report.facts import Facts
from fer_core.report.gather import facts_of
from fer_core.report.html import report_html
from fer_core.report.repeat import commands, notebook, program
from fer_core.study.session import Session

Subject = Literal["study", "repeat", "recognizer", "faces"]


@dataclass(eq=False)
class ExportSource:
    """A trained study to export, and what a person wants in the files.

    Attributes:
        session: the open study; it has names.
        pictures: whether to show faces; None to show only synthetic ones.
        files: names chosen for files, by their usual names, for files that refer to each other.
    """

    session: Session
    pictures: bool | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def facts(self) -> Facts:
        """The facts of the study for a report."""
        return facts_of(self.session.study, self.session.lab, self.session.naming)

    @property
    def shows_faces(self) -> bool:
        """Whether a report shows faces."""
        return self.session.faces.synthetic if self.pictures is None else self.pictures


@dataclass(frozen=True)
class ExportFormat:
    """One file that a trained study can be exported as.

    Attributes:
        name: of the file, with its ending, unless a person chooses another.
        title: on its button.
        subject: its content. On the Report page, each format of the study has its own panel, those that repeat its
            result share one, those of the recognizer another, and named faces are next to their table. The command
            ``report`` writes the first two, ``export`` the third, ``names export --faces`` the fourth.
        make: returns the bytes of the file. May raise Cancelled and other FerLabErrors.
        flag: of its command; "" for faces, for which the ending of the file is enough.
        help: of the flag.
        text: description for people, as Markdown: on its panel, or beside its button.
        media: its media type.
        shows_faces: whether it can show faces, if the person allows it.
        compared: whether it needs the ONNX file, which is compared with the app first.
    """

    name: str
    title: str
    subject: Subject
    make: Callable[[ExportSource, Progress], bytes]
    flag: str = ""
    help: str = ""
    text: str = ""
    media: str = "application/octet-stream"
    shows_faces: bool = False
    compared: bool = False

    @property
    def suffix(self) -> str:
        """The file's ending, without the dot."""
        return PurePath(self.name).suffix.removeprefix(".")


def _report(source: ExportSource, progress: Progress) -> bytes:
    lab, naming, groups = source.session.lab, source.session.naming, source.facts.grouping.groups
    return report_html(
        source.facts, face_images(lab, naming, groups, progress) if source.shows_faces else None
    ).encode()


def _card(source: ExportSource, progress: Progress) -> bytes:
    return card(source.facts).encode()


def _commands(source: ExportSource, progress: Progress) -> bytes:
    return commands(source.session).encode()


def _python(source: ExportSource, progress: Progress) -> bytes:
    return program(source.session).encode()


def _notebook(source: ExportSource, progress: Progress) -> bytes:
    return notebook(source.session).encode()


def _onnx(source: ExportSource, progress: Progress) -> bytes:
    return source.session.lab.export.onnx(source.session.named_faces, progress).content


def _skops(source: ExportSource, progress: Progress) -> bytes:
    return source.session.lab.export.skops(source.session.named_faces, progress)


def _program(source: ExportSource, progress: Progress) -> bytes:
    made = source.session.lab.export.onnx(source.session.named_faces, progress)
    model, program = (source.files.get(one.name, one.name) for one in (ONNX, PROGRAM))
    return example(made.kind, model, program).encode()


def _faces_zip(source: ExportSource, progress: Progress) -> bytes:
    out = io.BytesIO()
    write_zip(out, source.session.faces, source.session.named_faces, progress)
    return out.getvalue()


REPORT = ExportFormat(
    "report.html", "Report (HTML)", "study", _report, "--html", "file for the report (default: report.html)",
    "**Report.** Everything below with all numbers, in one file that opens in any browser without a network. It has "
    "about 5 MB, most of it for drawing the charts.",
    "text/html", shows_faces=True,
)  # fmt: skip
CARD = ExportFormat(
    "model-card.md", "Model card (Markdown)", "study", _card, "--card", "file for the model card, as Markdown",
    "**Model card.** What the recognizer is for, what it was trained on, how good it is, and where it must not be used "
    "(after Mitchell et al. 2019). Text only, without pictures.",
    "text/markdown",
)  # fmt: skip
COMMANDS = ExportFormat(
    "commands.sh", "Commands", "repeat", _commands, "--commands", "file for the commands that make the result again",
    media="text/x-sh",
)  # fmt: skip
PYTHON = ExportFormat(
    "again.py", "Python", "repeat", _python, "--python", "file for a Python program that makes the result again",
    media="text/x-python",
)  # fmt: skip
NOTEBOOK = ExportFormat(
    "again.ipynb", "Notebook", "repeat", _notebook, "--notebook", "file for a notebook that makes the result again",
    "The notebook holds the choices and the decisions. It imports the faces where they are missing.",
    "application/x-ipynb+json",
)  # fmt: skip
ONNX = ExportFormat(
    "recognizer.onnx", "Recognizer (ONNX)", "recognizer", _onnx, "--onnx",
    "file for the recognizer as ONNX, from 48 × 48 crops to probabilities; compared with the app first",
    compared=True,
)  # fmt: skip
SKOPS = ExportFormat(
    "recognizer.skops", "scikit-learn pipeline (skops)", "recognizer", _skops, "--skops",
    "file for the scikit-learn pipeline",
    "For scikit-learn in Python. Its input is features. Reading it runs no code from the file.",
)  # fmt: skip
PROGRAM = ExportFormat(
    "run.py", "Program to run it (Python)", "recognizer", _program, "--example",
    "file for a program that runs the ONNX file in the same folder", compared=True,
)  # fmt: skip
FACES_ZIP = ExportFormat(
    "labelled-faces.zip", "zip", "faces", _faces_zip, text="You can open it on the Data page.", media="application/zip"
)

EXPORT_FORMATS: tuple[ExportFormat, ...] = (REPORT, CARD, COMMANDS, PYTHON, NOTEBOOK, ONNX, SKOPS, PROGRAM, FACES_ZIP)
"""All formats, in the order of pages and commands."""


def formats_of(subject: Subject) -> list[ExportFormat]:
    """The formats of ``subject``, in order."""
    return [one for one in EXPORT_FORMATS if one.subject == subject]
