"""Lists of labels: tables with a column of file names and one of labels, in all common forms."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fer_core.faces.readers.images.image import PICTURES
from fer_core.faces.readers.labels.codes import is_empty
from fer_core.faces.readers.labels.parts import usage_code
from fer_core.faces.readers.labels.spelling import is_emotion, key_of

FILES = (
    "file", "filename", "file name", "filenames", "files", "image", "images", "image name", "imagename", "image file",
    "image filename", "path", "paths", "filepath", "file path", "image path", "imagepath", "img", "img name", "imgname",
    "img path", "img file", "pth", "pic", "picture", "photo", "name", "image id", "img id", "id",
    "subdirectory filepath", "datei", "dateiname",
    "bild", "fichier", "archivo", "imagen", "arquivo", "imagem", "immagine",
)  # fmt: skip
LABELS = (
    "emotion", "emotions", "label", "labels", "class", "classes", "class name", "expression", "expressions", "target",
    "category", "sentiment", "feeling", "emotion label", "label name", "class label", "expression label",
    "emotion name",
    "facial expression", "emotion id", "label id", "class id", "y", "tag", "annotation", "emocion", "emotie", "klasse",
    "gefühl", "ausdruck", "classe", "etiqueta", "emozione", "émotion",
)  # fmt: skip
_USAGES = ("usage", "split", "set", "subset", "partition", "part", "fold", "phase", "dataset")
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Row:
    """A row of a list: the file as it is written, its label ("" if it has none) and its usage code."""

    file: str
    label: str
    usage: int | None = None


@dataclass(frozen=True)
class ListColumns:
    """Positions of the columns of a table; ``one_hot``: columns of emotions with 0 and 1, with their names."""

    file: int
    label: int | None
    usage: int | None
    one_hot: tuple[tuple[int, str], ...] = ()


def table_of(text: str) -> list[list[str]]:
    """The cells of a text by row, for any delimiter and without blank lines; empty if it is not a table."""
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = _delimiter(lines[:30])
    if delimiter is None:
        return [line.rsplit(None, 1) for line in lines]
    try:
        rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error:
        return []


def rows_of(text: str) -> list[Row] | None:
    """The rows of a list of labels; None for another text."""
    table = table_of(text)
    if not table:
        return None
    columns = _by_header(table[0])
    body = table[1:]
    if columns is None:
        columns, body = _by_content(table[:50]), table
    return None if columns is None else list(_rows(body, columns))


def header_of(text: str) -> list[str]:
    """The cells of a text's first line, by `key_of` each."""
    first = table_of("\n".join(text.split("\n", 1)[:1]))
    return [key_of(cell) for cell in first[0]] if first else []


def _delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter that occurs most often in every line; None for white space."""
    least = {delimiter: min((line.count(delimiter) for line in lines), default=0) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: least[delimiter])
    return best if least[best] else None


def _by_header(cells: Sequence[str]) -> ListColumns | None:
    keys = [key_of(cell) for cell in cells]
    file = next((keys.index(name) for name in FILES if name in keys), None)
    if file is None:
        return None
    label = next((keys.index(name) for name in LABELS if name in keys), None)
    usage = next((keys.index(name) for name in _USAGES if name in keys), None)
    one_hot = tuple((i, cells[i]) for i in range(len(cells)) if i not in (file, usage) and is_emotion(cells[i]))
    if label is None and len(one_hot) < 2:
        return None
    return ListColumns(file, label, usage, () if label is not None else one_hot)


def _by_content(rows: Sequence[Sequence[str]]) -> ListColumns | None:
    """Columns of a table without a header: picture files, possibly parts, and the remaining one as the label."""
    width = Counter(map(len, rows)).most_common(1)[0][0]
    columns = list(zip(*(row for row in rows if len(row) == width), strict=True))
    files = [i for i, cells in enumerate(columns) if sum(c.lower().endswith(PICTURES) for c in cells) > len(cells) / 2]
    if not files:
        return None
    usages = [i for i, cells in enumerate(columns) if all(usage_code(cell) is not None for cell in cells)]
    rest = [i for i in range(width) if i != files[0] and i not in usages]
    return ListColumns(files[0], rest[0], usages[0] if usages else None) if len(rest) == 1 else None


def _rows(body: Sequence[Sequence[str]], columns: ListColumns) -> Iterator[Row]:
    for cells in body:
        if columns.file >= len(cells) or not cells[columns.file]:
            continue
        usage = None if columns.usage is None or columns.usage >= len(cells) else usage_code(cells[columns.usage])
        yield Row(cells[columns.file], _label(cells, columns), usage)


def _label(cells: Sequence[str], columns: ListColumns) -> str:
    if columns.label is not None:
        text = cells[columns.label] if columns.label < len(cells) else ""
        return "" if is_empty(text) or text.strip() == "?" else text
    scores = [(_number(cells[i]) if i < len(cells) else 0.0, name) for i, name in columns.one_hot]
    best = max(score for score, _ in scores)
    winners = [name for score, name in scores if score == best]
    return winners[0] if best > 0 and len(winners) == 1 else ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
