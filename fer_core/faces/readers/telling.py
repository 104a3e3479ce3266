"""What there is to tell of an import, in whole sentences."""

from collections.abc import Mapping
from typing import Any

from fer_core.base.words import count, listed


def sentences(notes: Mapping[str, Any]) -> list[str]:
    """What `Import.notes`, or those of a manifest, tell a person; each sentence once."""
    told = [sentence for sentence in notes.get("told", []) if isinstance(sentence, str)]
    if notes.get("labels_from"):
        told.insert(0, f"The labels are from {notes['labels_from']}.")
    for name, spellings in notes.get("merged", []):
        told.append(f"{listed([f'“{each}”' for each in spellings])} are one class, “{name}”.")
    if scaled := notes.get("scaled", 0):
        told.append(f"{count(scaled, 'picture')} had another size and {_were(scaled)} brought to 48 × 48.")
    if columns := notes.get("ignored_columns", []):
        names = listed([f"“{column}”" for column in columns])
        told.append(f"The {'column' if len(columns) == 1 else 'columns'} {names} {_were(len(columns))} not needed.")
    told += _of_table(notes)
    if system := notes.get("system_files_ignored", 0):
        files = f"{count(system, 'file')} that an operating system put there, such as .DS_Store,"
        told.append(f"{files} {_were(system)} ignored.")
    return list(dict.fromkeys(told))


def _of_table(notes: Mapping[str, Any]) -> list[str]:
    """How a table was understood where it does not say so itself."""
    told = []
    if notes.get("no_header"):
        told.append("The table has no header; what each column holds was recognised from its values.")
    if codes := notes.get("codes", {}):
        told.append(f"The codes were taken to mean {listed([f'{code} {name}' for code, name in codes.items()])}.")
    if without := notes.get("without_a_label", 0):
        told.append(f"{count(without, 'face')} {'has' if without == 1 else 'have'} no label and {_were(without)} kept.")
    for what, faces in notes.get("left_out", {}).items():
        told.append(f"{count(faces, 'face')} with {what} {_were(faces)} left out, as you asked.")
    return told


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
