"""Finds where labels are: where a person says, else where it is clear, else by a question."""

import dataclasses
from collections import Counter
from collections.abc import Sequence

from fer_core.base.errors import InvalidSettings
from fer_core.base.words import count
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.labels import beside, folders, meanings
from fer_core.faces.readers.labels.known import recognised
from fer_core.faces.readers.labels.known.ferplus import by_votes
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.layout import ImagePlace, places
from fer_core.faces.readers.labels.patterns import labels_in
from fer_core.faces.readers.labels.spelling import mostly_emotions
from fer_core.faces.readers.labels.tree import FolderTree
from fer_core.faces.readers.options import FILENAME, FOLDER, NONE, ReadOptions

FOLDERS, NOWHERE = "the folders", ""


def labelling_of(tree: FolderTree, options: ReadOptions) -> Labelling:
    """Where the labels of the pictures are, and what numbers among them mean.

    Raises:
        FoldersUnclear, CodesUnclear: if only a person can know.
        InvalidSettings: for options that do not fit these files.
    """
    found = _by_answer(tree, options) or _by_itself(tree)
    if options.levels:
        found = _with_levels(tree, options, found)
    return _with_meanings(tree, options, found)


def _by_answer(tree: FolderTree, options: ReadOptions) -> Labelling | None:
    """As the options say; None if they do not."""
    answer = options.labels.strip()
    if answer == NONE:
        return Labelling(NOWHERE, {}, sentences=("The faces were opened without labels, as you chose.",))
    if answer == FOLDER or (options.levels and not answer):
        return Labelling(FOLDERS)
    if answer.startswith(FILENAME):
        return _by_pattern(tree, answer.removeprefix(FILENAME))
    if answer:
        return by_votes(tree, *beside.named_text(tree, answer)) or beside.by_named_list(tree, answer)
    return None


def _by_itself(tree: FolderTree) -> Labelling:
    """From folders, names and lists. Folders with names of emotions have priority."""
    found = places(tree.pictures)
    labels = Counter(place.label for place in found if place.label is not None)
    if labels and mostly_emotions(labels.elements()):
        sentences, used = beside.differing(tree)
        return Labelling(FOLDERS, sentences=sentences, used=used)
    known = recognised(tree)
    if known is not None:
        return known
    lists = beside.by_lists(tree)
    if lists is not None:
        return lists
    if not meanings.are_codes({name: n for name, n in labels.items() if name}):
        folders.check_clear(tree, found)
    return Labelling(FOLDERS if labels else NOWHERE)


def _by_pattern(tree: FolderTree, pattern: str) -> Labelling:
    found = labels_in(tree.pictures, pattern)
    if not any(found):
        example = shown(tree.pictures[0].rsplit("/", 1)[-1]) if tree.pictures else ""
        what = f"No file name matches the pattern “{shown(pattern)}”."
        raise InvalidSettings(what, where=tree.file, remedy=f"One of the names is “{example}”.")
    without = found.count(None)
    sentences = (
        (f"{count(without, 'picture')} did not match the pattern and {'has' if without == 1 else 'have'} no label.",)
        if without
        else ()
    )
    faces = {path: (FaceLabel(label),) for path, label in zip(tree.pictures, found, strict=True)}
    return Labelling(f"the file names, by the pattern “{shown(pattern)}”", faces, sentences=sentences, mixed=True)


def _with_levels(tree: FolderTree, options: ReadOptions, found: Labelling) -> Labelling:
    """With the parts as a person says what each level is, and the classes too if the options name no other place."""
    _, parts = folders.places_by_roles(tree.pictures, options.levels)
    roles = ", ".join(f"level {i} {role}" for i, role in enumerate(options.levels, 1))

    def by_roles(paths: Sequence[str]) -> list[ImagePlace]:
        return folders.places_by_roles(paths, options.levels)[0]

    return dataclasses.replace(
        found, places=by_roles, parts=parts,
        sentences=(*found.sentences, f"The folders were read as you chose: {roles}."),
    )  # fmt: skip


def _with_meanings(tree: FolderTree, options: ReadOptions, found: Labelling) -> Labelling:
    if found.faces is None:
        labels = [place.label for place in found.places(tree.pictures)]
        what = "folders' names"
    else:
        labels = [face.label for faces in found.faces.values() for face in faces]
        what = "labels"
    counts = Counter(meanings.code_of(label) for label in labels if label)
    names, sentence = meanings.meanings(tree, counts, dict(options.names), what)
    sentences = (*found.sentences, sentence) if sentence else found.sentences
    return dataclasses.replace(found, names=names, sentences=sentences)
