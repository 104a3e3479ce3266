"""Sentences about how faces were imported."""

from collections.abc import Mapping
from typing import Any

from fer_core.base.words import count, listed


def sentences(notes: Mapping[str, Any]) -> list[str]:
    """Sentences for people from `Import.notes` or the notes of a manifest, each once."""
    found = [sentence for sentence in notes.get("told", []) if isinstance(sentence, str)]
    if notes.get("labels_from"):
        found.insert(0, f"The labels are from {notes['labels_from']}.")
    for name, spellings in notes.get("merged", []):
        found.append(f"{listed([f'“{each}”' for each in spellings])} are one class, “{name}”.")
    if scaled := notes.get("scaled", 0):
        found.append(f"{count(scaled, 'picture')} had another size and {_were(scaled)} scaled to 48 × 48.")
    if columns := notes.get("ignored_columns", []):
        names = listed([f"“{column}”" for column in columns])
        found.append(f"The {'column' if len(columns) == 1 else 'columns'} {names} {_were(len(columns))} not needed.")
    found += _of_table(notes)
    if system := notes.get("system_files_ignored", 0):
        files = f"{count(system, 'file')} of an operating system, such as .DS_Store,"
        found.append(f"{files} {_were(system)} ignored.")
    return list(dict.fromkeys(found))


def _of_table(notes: Mapping[str, Any]) -> list[str]:
    """How a table was read where this is not clear from the table itself."""
    found = []
    if notes.get("no_header"):
        found.append("The table has no header, so its columns were recognised by their values.")
    if codes := notes.get("codes", {}):
        found.append(f"The codes were read as {listed([f'{code} {name}' for code, name in codes.items()])}.")
    if without := notes.get("without_a_label", 0):
        found.append(f"{count(without, 'face')} {'has' if without == 1 else 'have'} no label.")
    for what, faces in notes.get("left_out", {}).items():
        found.append(f"{count(faces, 'face')} with {what} {_were(faces)} skipped, as you chose.")
    return found


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
