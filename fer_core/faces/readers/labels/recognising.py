"""Which of the places where labels may stand is the one: what a person says, else what is plain, else a question."""

import dataclasses
from collections import Counter
from collections.abc import Sequence

from fer_core.base.errors import InvalidSettings
from fer_core.base.words import count
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.labels import beside, folders, meanings
from fer_core.faces.readers.labels.known import recognised
from fer_core.faces.readers.labels.known.ferplus import by_votes
from fer_core.faces.readers.labels.labelling import Labelling, Said
from fer_core.faces.readers.labels.layout import ImagePlace, places
from fer_core.faces.readers.labels.patterns import labels_in
from fer_core.faces.readers.labels.spelling import mostly_emotions
from fer_core.faces.readers.labels.tree import FolderTree
from fer_core.faces.readers.options import FILENAME, FOLDER, NONE, ReadOptions

FOLDERS, NOWHERE = "the folders", ""


def labelling_of(tree: FolderTree, options: ReadOptions) -> Labelling:
    """Where the labels of ``tree``'s pictures stand, and what numbers among them mean.

    Raises FoldersUnclear and CodesUnclear where only a person can know, InvalidSettings for answers that do not fit.
    """
    found = _by_answer(tree, options) or _by_itself(tree)
    if options.levels:
        found = _with_levels(tree, options, found)
    return _with_meanings(tree, options, found)


def _by_answer(tree: FolderTree, options: ReadOptions) -> Labelling | None:
    """As a person says; None where nobody said."""
    answer = options.labels.strip()
    if answer == NONE:
        return Labelling(NOWHERE, {}, told=("The faces were opened without labels, as you said.",))
    if answer == FOLDER or (options.levels and not answer):
        return Labelling(FOLDERS)
    if answer.startswith(FILENAME):
        return _by_pattern(tree, answer.removeprefix(FILENAME))
    if answer:
        return by_votes(tree, *beside.named_text(tree, answer)) or beside.by_named_list(tree, answer)
    return None


def _by_itself(tree: FolderTree) -> Labelling:
    """As the folders, names and lists tell. Folders that name emotions are always believed."""
    found = places(tree.pictures)
    labels = Counter(place.label for place in found if place.label is not None)
    if labels and mostly_emotions(labels.elements()):
        told, used = beside.differing(tree)
        return Labelling(FOLDERS, told=told, used=used)
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
        what = f"No file name fits the pattern “{shown(pattern)}”."
        raise InvalidSettings(what, where=tree.file, remedy=f"A name is, for example, “{example}”.")
    without = found.count(None)
    told = (f"{count(without, 'picture')} did not fit the pattern and stayed without a label.",) if without else ()
    faces = {path: (Said(label),) for path, label in zip(tree.pictures, found, strict=True)}
    return Labelling(f"the file names, by the pattern “{shown(pattern)}”", faces, told=told, mixed=True)


def _with_levels(tree: FolderTree, options: ReadOptions, found: Labelling) -> Labelling:
    """With usages, and classes where no other place was named, as a person says what each level is."""
    _, parts = folders.places_by_roles(tree.pictures, options.levels)
    told = ", ".join(f"level {i} {role}" for i, role in enumerate(options.levels, 1))

    def by_roles(paths: Sequence[str]) -> list[ImagePlace]:
        return folders.places_by_roles(paths, options.levels)[0]

    return dataclasses.replace(
        found, places=by_roles, parts=parts, told=(*found.told, f"The folders were taken as you said: {told}.")
    )  # fmt: skip


def _with_meanings(tree: FolderTree, options: ReadOptions, found: Labelling) -> Labelling:
    if found.faces is None:
        labels = [place.label for place in found.places(tree.pictures)]
        what = "folders' names"
    else:
        labels = [said.label for faces in found.faces.values() for said in faces]
        what = "labels"
    counts = Counter(meanings.code_of(label) for label in labels if label)
    names, sentence = meanings.meanings(tree, counts, dict(options.names), what)
    return dataclasses.replace(found, names=names, told=(*found.told, sentence) if sentence else found.told)
