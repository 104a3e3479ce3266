"""Folders that may be emotions, people or something else: whether that is clear, and what a person says."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.asking import FolderLevel, FoldersUnclear
from fer_core.faces.readers.images.decode import decode
from fer_core.faces.readers.labels.layout import ImagePlace, shared, usage_of
from fer_core.faces.readers.labels.parts import USAGES, usage_code
from fer_core.faces.readers.labels.spelling import key_of, mostly_emotions
from fer_core.faces.readers.labels.tree import FolderTree
from fer_core.faces.readers.limits import MAX_CLASSES
from fer_core.faces.readers.options import Role

MANY, FEW = 10, 30
"""More than ``MANY`` folders with a median of fewer than ``FEW`` pictures may be people."""

_ID = re.compile(
    r"(?:[a-z]{0,3}|person|people|subject|sub|subj|user|actor|participant|proband|patient|id|model|speaker|volunteer)"
    r" ?\d+[a-z]?"
)
_LISTED, _SAMPLES = 300, 6
_REMEDY = (
    "Say what they are with one word for each level (emotions, parts, people or nothing, for example --folders "
    "people,emotions), or where the labels are (--labels none, --labels filename:PATTERN or --labels LIST.csv)."
)


def check_clear(tree: FolderTree, found: Sequence[ImagePlace]) -> None:
    """Raise FoldersUnclear if folders that look like classes may also be people."""
    counts = Counter(place.label for place in found if place.label is not None)
    if counts and not mostly_emotions(counts.elements()):
        why = _doubt(tree.pictures, counts)
        if why:
            raise unclear(tree, why)


def unclear(tree: FolderTree, found: str) -> FoldersUnclear:
    """The question what the folders are, with some pictures of each level."""
    levels = levels_of(tree.pictures)
    names = "; ".join(
        f"level {i}: {', '.join(shown(name) for name in level.names[:4])}{' …' if level.folders > 4 else ''}"
        for i, level in enumerate(levels, 1)
    )
    remedy = f"The folders from the top are {names}. {_REMEDY}"
    return FoldersUnclear(tree.file, found=found, remedy=remedy, levels=levels, samples=_samples(tree, levels))


def levels_of(paths: Sequence[str]) -> tuple[FolderLevel, ...]:
    """The folders of each level below the folders that all pictures share, from the top."""
    folders = _below_shared(paths)
    levels = []
    for level in range(max(map(len, folders), default=0)):
        counts = Counter(parts[level] for parts in folders if len(parts) > level)
        first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_LISTED]
        levels.append(FolderLevel(tuple(n for n, _ in first), tuple(c for _, c in first), len(counts)))
    return tuple(levels)


def places_by_roles(paths: Sequence[str], roles: Sequence[Role]) -> tuple[list[ImagePlace], tuple[str, ...]]:
    """Usage and class of images from what a person says about each level of folders, and the names of the parts.

    Raises InvalidSettings for roles that do not fit the folders.
    """
    folders = _below_shared(paths)
    deepest = max(map(len, folders), default=0)
    if len(roles) > deepest:
        what = f"There are {deepest} levels of folders, but {len(roles)} were described."
        raise InvalidSettings(what, remedy="Describe the levels below the folder that all pictures share.")
    if roles.count("emotions") > 1 or roles.count("parts") > 1:
        raise InvalidSettings("Only one level of folders can be the emotions, and only one the parts.")
    emotions, parts_at = (roles.index(role) if role in roles else deepest for role in ("emotions", "parts"))
    names = _part_names([parts[parts_at] for parts in folders if len(parts) > parts_at])
    found = []
    for path, parts in zip(paths, folders, strict=True):
        *above, file = path.split("/")
        usage = usage_of("/".join([*above[: len(above) - len(parts)], file])) or 0
        if len(parts) > parts_at:
            usage = names.index(_part_name(parts[parts_at]))
        found.append(ImagePlace(usage, parts[emotions] if len(parts) > emotions else None))
    return found, names


def _below_shared(paths: Sequence[str]) -> list[list[str]]:
    folders = [path.split("/")[:-1] for path in paths]
    common = shared(folders)
    if common and common == max(map(len, folders), default=0):
        common -= 1  # a single folder is a level itself
    return [parts[common:] for parts in folders]


def _part_name(folder: str) -> str:
    code = usage_code(folder)
    return folder.strip() if code is None else USAGES[code]


def _part_names(folders: Sequence[str]) -> tuple[str, ...]:
    """The standard names of parts (`USAGES`), then others in alphabetical order."""
    others = sorted({_part_name(folder) for folder in folders} - set(USAGES))
    if len(others) > MAX_CLASSES:
        raise InvalidSettings(f"{len(others):,} folders would be parts; at most {MAX_CLASSES} are possible.")
    return (*USAGES, *others)


def _doubt(paths: Sequence[str], counts: Counter[str]) -> str:
    """Why folders may not be emotions, in words; "" if they are classes."""
    names = [key_of(name) for name in counts if name]
    if len(names) > MAX_CLASSES:
        return f"{len(names):,} folders that may be classes, people or something else"
    if len(names) > 1 and 2 * sum(_ID.fullmatch(name) is not None for name in names) > len(names):
        return "folders with names that look like numbers of people, not like emotions"
    if len(names) > MANY and median(counts.values()) < FEW:
        return f"{len(names)} folders with few pictures each and names that are not emotions"
    if _crossed(paths, set(counts)):
        return "two levels of folders without names of emotions"
    return ""


def _crossed(paths: Sequence[str], classes: set[str]) -> bool:
    """Whether the same names occur below several of the supposed classes, so that they may be the classes."""
    below: dict[str, set[str]] = {}
    for path in paths:
        folders = [name for name in path.split("/")[:-1] if usage_code(name) is None]
        at = next((i for i, name in enumerate(folders) if name in classes), None)
        if at is not None and len(folders) > at + 1:
            below.setdefault(folders[at], set()).add(folders[at + 1])
    again = Counter(name for names in below.values() for name in names)
    return len(below) > 1 and len(again) > 1 and min(again.values()) > 1


def _samples(tree: FolderTree, levels: Sequence[FolderLevel]) -> tuple[tuple[str, np.ndarray], ...]:
    """A picture of each of the largest folders of each level, by its path below the shared folders."""
    below = _below_shared(tree.pictures)
    wanted = {(i, name) for i, level in enumerate(levels) for name in level.names[:_SAMPLES]}
    samples = []
    for path, parts in zip(tree.pictures, below, strict=True):
        new = {(i, name) for i, name in enumerate(parts) if (i, name) in wanted}
        if new:
            try:
                face, _ = decode(tree.by_path[path].read())
            except BadCell:
                continue
            wanted -= new
            samples.append(("/".join([*parts, path.rsplit("/", 1)[-1]]), face))
    return tuple(samples)
