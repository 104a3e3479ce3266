"""The files that a trained study can be exported as. The Report page and the commands offer each of them.

Tables have formats of their own, in `fer_core.naming.sheet`. A whole study as one zip is no format: FER Lab reads it
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
from fer_core.study.session import Session

Subject = Literal["study", "recognizer", "faces"]


@dataclass(eq=False)
class ExportSource:
    """A trained study that files are made of, and what a person wants in them.

    Attributes:
        session: the open study; it has names.
        pictures: whether faces are shown; None where only synthetic ones are.
        files: names that a person gave to files, by the usual ones, for files that name each other.
    """

    session: Session
    pictures: bool | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def facts(self) -> Facts:
        """What a report tells of the study."""
        return facts_of(self.session.study, self.session.lab, self.session.naming)

    @property
    def shows_faces(self) -> bool:
        """Whether a report shows faces."""
        return self.session.faces.synthetic if self.pictures is None else self.pictures


@dataclass(frozen=True)
class ExportFormat:
    """One file that a trained study can be exported as.

    Attributes:
        name: of the file, unless a person gives another; with an ending.
        title: on its button.
        subject: what it holds. On the Report page a format of a study has a panel of its own, the recognizer's formats
            share one, and named faces are beside their table. The command ``report`` writes the first, ``export`` the
            second, ``names export --faces`` the third.
        make: the file's bytes. May raise Cancelled and other FerLabErrors.
        flag: of its command; "" for faces, where the file's ending asks for it.
        help: of the flag.
        text: what it is, for people, as Markdown: on its panel, or beside its button.
        media: its type, for browsers.
        shows_faces: whether it shows faces where the person lets it.
        compared: whether it is made from the ONNX file, which is compared with the application before.
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
    "report.html", "Report (HTML)", "study", _report, "--html", "write the report there (default report.html)",
    "**Report.** The story below with all numbers, as one file that opens in any browser, without a network. About "
    "5 MB, nearly all of it what draws the charts.",
    "text/html", shows_faces=True,
)  # fmt: skip
CARD = ExportFormat(
    "model-card.md", "Model card (Markdown)", "study", _card, "--card", "write the model card there, as Markdown",
    "**Model card.** What the recognizer is for, what it was trained on, how good it is and where it must not be used: "
    "the page that belongs beside every model (Mitchell et al. 2019). Text alone, no picture.",
    "text/markdown",
)  # fmt: skip
ONNX = ExportFormat(
    "recognizer.onnx", "Recognizer (ONNX)", "recognizer", _onnx, "--onnx",
    "write the recognizer there as ONNX, from 48 × 48 crops to probabilities, after comparing it with the app",
    compared=True,
)  # fmt: skip
SKOPS = ExportFormat(
    "recognizer.skops", "scikit-learn pipeline (skops)", "recognizer", _skops, "--skops",
    "write the scikit-learn pipeline there",
    "For scikit-learn in Python. It begins at features; reading it runs no code of the file.",
)  # fmt: skip
PROGRAM = ExportFormat(
    "run.py", "Program that runs it (Python)", "recognizer", _program, "--example",
    "write a program that runs the ONNX file beside it", compared=True,
)  # fmt: skip
FACES_ZIP = ExportFormat(
    "labelled-faces.zip", "zip", "faces", _faces_zip, text="The Data page opens it.", media="application/zip"
)

EXPORT_FORMATS: tuple[ExportFormat, ...] = (REPORT, CARD, ONNX, SKOPS, PROGRAM, FACES_ZIP)
"""In the order in which pages and commands offer them."""


def formats_of(subject: Subject) -> list[ExportFormat]:
    """The formats that hold ``subject``, in order."""
    return [one for one in EXPORT_FORMATS if one.subject == subject]
