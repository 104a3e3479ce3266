"""Label Studio's JSON export: a list of tasks, each with a picture and the names that people chose for it.

Its smaller exports (JSON-MIN, CSV) are tables and read as such.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fer_core.faces.readers import PICTURES
from fer_core.naming.sheet import Row

FILE, NAMES, PERSON = "file", "names", "annotator"
"""Columns of the resulting rows; ``names`` is a JSON list."""


def tasks_in(data: bytes) -> list[Mapping[str, Any]] | None:
    """The tasks of an export; None for any other file."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"[":
        return None
    try:
        tasks = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    are_tasks = tasks and all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks)
    return tasks if are_tasks else None


def rows_of(tasks: Sequence[Mapping[str, Any]]) -> list[tuple[int, Row]]:
    """A row, with the number of its task, for each annotation; one without names for a task without annotations."""
    return [(number, row) for number, task in enumerate(tasks, 1) for row in _rows(task)]


def _rows(task: Mapping[str, Any]) -> Iterator[Row]:
    file = _file(task)
    listed = task.get("annotations", task.get("completions"))
    annotations = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    annotations = [one for one in annotations if not one.get("was_cancelled")]
    for one in annotations or [{}]:
        yield {FILE: file, NAMES: json.dumps(_choices(one), ensure_ascii=False), PERSON: _person(one)}


def _file(task: Mapping[str, Any]) -> str:
    """The address of the task's picture: the text that ends like a picture file, else the name of the upload."""
    texts = [value for value in task["data"].values() if isinstance(value, str)]
    pictures = [text for text in texts if text.lower().split("&")[0].endswith(PICTURES)]
    upload = task.get("file_upload")
    return next(iter(pictures or texts), upload if isinstance(upload, str) else "")


def _choices(annotation: Mapping[str, Any]) -> list[str]:
    results = annotation.get("result")
    values = [one.get("value") for one in results if isinstance(one, dict)] if isinstance(results, list) else []
    chosen = [value.get("choices") for value in values if isinstance(value, dict)]
    return [str(name) for names in chosen if isinstance(names, list) for name in names]


def _person(annotation: Mapping[str, Any]) -> str:
    who = annotation.get("completed_by", "")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id", "")
    return str(who)
