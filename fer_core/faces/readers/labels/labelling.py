"""Where the labels of pictures stand, once that is known, and what each picture is said to be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fer_core.faces.readers.labels.layout import ImagePlace, places
from fer_core.faces.readers.labels.parts import USAGES

Box = tuple[int, int, int, int]
"""Left, top, right, bottom of a face in its picture, in pixels."""


@dataclass(frozen=True)
class Said:
    """What is said of one face.

    Attributes:
        label: the emotion, as it is written; None where nobody said.
        usage: code of its part; None where the folders say.
        box: where it is in its picture; None where it is all of it.
        name: of the face, where a picture has several.
        votes: how many people chose each emotion, by its name.
    """

    label: str | None = None
    usage: int | None = None
    box: Box | None = None
    name: str = ""
    votes: Mapping[str, int] = field(default_factory=dict)


NOTHING = (Said(),)


@dataclass(frozen=True)
class Labelling:
    """Where labels stand.

    Attributes:
        source: in words: ``"the folders"``; "" where there are none.
        faces: the faces of each picture, by path; None where folders alone tell. A picture that is not in it is one
            face without a label.
        places: usage and class of the pictures at these paths, by their folders, seen together.
        parts: names of the parts that usage codes stand for.
        told: what there is to tell of it, in whole sentences.
        used: paths of files that were read as lists or belong to them, and pictures that are not to be read.
        classes: names that faces can be given beside their labels'; for votes.
        format: name of the data set, where it is a known one.
        mixed: whether file names tell the emotions, so that faces must not stand in their order.
        names: what labels mean, by `key_of` each.
    """

    source: str
    faces: Mapping[str, Sequence[Said]] | None = None
    places: Callable[[Sequence[str]], list[ImagePlace]] = places
    parts: tuple[str, ...] = USAGES
    told: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()
    format: str = ""
    mixed: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    def faces_of(self, path: str) -> Sequence[Said]:
        """The faces of the picture at ``path``."""
        return NOTHING if self.faces is None else self.faces.get(path, NOTHING)
