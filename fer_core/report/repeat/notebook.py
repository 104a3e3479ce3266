"""A result as a Jupyter notebook (nbformat 4.5): it holds the decisions and imports faces that are missing."""

import json
from typing import Any

from fer_core.naming.exchange import decisions_sheet
from fer_core.naming.sheet import to_csv
from fer_core.report.repeat.code import choices_code
from fer_core.report.repeat.program import GROUPS, NAMES, TRAINING, imports
from fer_core.report.repeat.subject import Repeated, one_line
from fer_core.study.session import Session

_IMPORTS = (
    "from fer_core.base.errors import NotFound",
    "from fer_core.faces.readers import read_faces",
    "from fer_core.naming.exchange import read_decisions",
)
_FACES = """store = Store()  # the folder that FER_LAB_HOME names, else your user data folder
SOURCE = {source}  # the path of the faces, if they are not in this folder yet
try:
    faces = datasets.load(store, "{dataset}")
except NotFound:
    faces = datasets.load(store, datasets.save(store, read_faces(SOURCE), SOURCE))
assert faces.fingerprint == "{dataset}", "These are other faces than those of the study."
print(f"{{faces.name}}: {{len(faces):,}} faces")"""


def notebook(session: Session) -> str:
    """The notebook as JSON."""
    of, study = Repeated(session), session.study
    cells = [
        _text(
            f"# {one_line(study.name)}, made again\n\nThis notebook repeats a result of FER Lab: {of.in_words}. Start "
            "Jupyter in FER Lab's folder, in a Python with its packages (`requirements.txt`). What is on disk already "
            "is opened, not computed again."
        ),
        _code(imports(of, *_IMPORTS)),
        _text("## Faces"),
        _code(_FACES.format(source=json.dumps(of.source or "PATH"), dataset=study.dataset)),
        _text("## Choices\n\nOnly those that are not the usual ones of a new study."),
        _code(choices_code(of.usual, study.choices)),
        _text("## Groups"),
        _code(GROUPS),
        _text(
            "## Names\n\nThe decisions on these groups, in the order of the log. They refer to groups by number: with "
            "other versions, processors or numbers of threads, groups can come out slightly different."
        ),
        _code(f"decisions = read_decisions({_table(of)}.encode(), classes=faces.classes)\n{NAMES}"),
        _text("## Recognizer"),
        _code(TRAINING),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    made = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _table(of: Repeated) -> str:
    """The decisions as CSV, as a literal over several lines."""
    lines = to_csv(decisions_sheet(of.decisions)).decode().splitlines(keepends=True)
    return "(\n" + "".join(f"    {line!r}\n" for line in lines) + ")"


def _text(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}
