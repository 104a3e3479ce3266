"""Usage and class of images from their folders and names."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from fer_core.faces.emotions import FER2013
from fer_core.faces.readers.labels.parts import usage_code, usage_in_file_name
from fer_core.faces.readers.labels.spelling import is_emotion, mostly_emotions


@dataclass(frozen=True)
class ImagePlace:
    """Usage code of an image, and the name of its class folder; None if it is in none."""

    usage: int
    label: str | None


def reading_order(paths: Sequence[str], *, mixed: bool = False) -> list[int]:
    """Indices of ``paths`` by usage, file name and folder; if ``mixed``, by usage and then in a fixed random order.

    They are not ordered by class folder, because the order of the faces must not reveal their emotions. ``mixed`` is
    for file names that contain the emotions.
    """

    def key(index: int) -> tuple[int, str, str]:
        *folders, file = paths[index].split("/")
        by = hashlib.sha256(file.encode("utf-8", "backslashreplace")).hexdigest() if mixed else file
        return _usage(folders, file) or 0, by, paths[index]

    return sorted(range(len(paths)), key=key)


def places(paths: Sequence[str]) -> list[ImagePlace]:
    """Usage and class of the images at ``paths`` (``train/happy/1.png``).

    A folder called train, test, val … gives the usage (as FER2013's file names do), and the next folder the class.
    Otherwise the first level with different folders is the class, unless only a deeper level has names of emotions.
    If all images are in one folder, its name is a class only if it is an emotion or is in a usage folder.
    """
    folders = [path.split("/")[:-1] for path in paths]
    split_at = [_usage_folder(parts) for parts in folders]
    if sum(at is not None for at in split_at) * 2 < len(paths):
        split_at = [None] * len(paths)  # only some classes are called "test"
    divided = any(at is not None for at in split_at)
    explicit = any(at is not None and parts[at + 1 :] for parts, at in zip(folders, split_at, strict=True))
    below = [_class_folders(parts, at, divided, explicit) for parts, at in zip(folders, split_at, strict=True)]
    found = iter(_labels([parts for parts in below if parts is not None], explicit))
    return [
        ImagePlace(_usage(parts, path.rsplit("/", 1)[-1]) or 0, None if rest is None else next(found))
        for path, parts, rest in zip(paths, folders, below, strict=True)
    ]


def shared(folders: Sequence[Sequence[str]]) -> int:
    """How many leading folders are the same for all images at that depth."""
    deepest = max(map(len, folders), default=0)
    for level in range(deepest):
        if len({parts[level] for parts in folders if len(parts) > level}) > 1:
            return level
    return deepest


def usage_of(path: str) -> int | None:
    """Usage code from an image's file name or a folder above it, or None."""
    *folders, file = path.split("/")
    return _usage(folders, file)


def _usage(folders: Sequence[str], file: str) -> int | None:
    by_name = usage_in_file_name(file)
    if by_name is not None:
        return by_name
    at = _usage_folder(folders)
    return None if at is None else usage_code(folders[at])


def _usage_folder(folders: Sequence[str]) -> int | None:
    return next((i for i, folder in enumerate(folders) if usage_code(folder) is not None), None)


def _class_folders(parts: list[str], at: int | None, divided: bool, explicit: bool) -> list[str] | None:
    """The folders that may be the class; None for images outside of usage folders if there are any."""
    if at is None:
        return None if divided else parts
    return parts[at + 1 :] if explicit else parts[:at]


def _labels(below: list[list[str]], explicit: bool) -> list[str | None]:
    common = min(shared(below), min(map(len, below), default=0))
    if all(len(parts) == common for parts in below):
        name = _only_folder(below[0], explicit) if common else ""
        is_class = explicit or name.lower() in FER2013
        return [name if is_class and name else None] * len(below)
    level = _class_level(below, common)
    return [parts[level] if len(parts) > level else None for parts in below]


def _only_folder(parts: Sequence[str], explicit: bool) -> str:
    """The class folder among folders that all images share."""
    return next(filter(is_emotion, parts), parts[0] if explicit else parts[-1])


def _class_level(below: list[list[str]], common: int) -> int:
    """The first level with different folders, or a deeper one if only that has names of emotions.

    A level with a single name is skipped if most images are deeper.
    """
    levels = [[parts[i] if len(parts) > i else "" for parts in below] for i in range(max(map(len, below)))]
    for level in range(common, len(levels)):
        if mostly_emotions(levels[level]):
            return level
    level = common
    if 2 * levels[level].count("") > len(below):  # most images are directly in the shared folders
        return next((i for i in range(common) if is_emotion(levels[i][0])), level)
    while (
        len(set(levels[level]) - {""}) == 1
        and level + 1 < len(levels)
        and 4 * levels[level + 1].count("") <= len(below)
    ):
        level += 1
    return level
