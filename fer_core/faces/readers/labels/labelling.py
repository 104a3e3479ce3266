"""Where the labels of pictures were found, and the label of each face."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fer_core.faces.readers.labels.layout import ImagePlace, places
from fer_core.faces.readers.labels.parts import USAGES

Box = tuple[int, int, int, int]
"""Left, top, right, bottom of a face in its picture, in pixels."""


@dataclass(frozen=True)
class FaceLabel:
    """What is known about one face.

    Attributes:
        label: the emotion as it is written; None without a label.
        usage: code of its part; None if the folders give it.
        box: where it is in its picture; None for the whole picture.
        name: of the face, if a picture has several.
        votes: how many annotators chose each emotion, by its name.
    """

    label: str | None = None
    usage: int | None = None
    box: Box | None = None
    name: str = ""
    votes: Mapping[str, int] = field(default_factory=dict)


WITHOUT_LABEL = (FaceLabel(),)


@dataclass(frozen=True)
class Labelling:
    """Where labels were found.

    Attributes:
        source: in words, such as ``"the folders"``; "" if there are no labels.
        faces: the faces of each picture by path, where a picture that is not listed is one face without a label; None
            if only the folders give labels.
        places: a function from paths of pictures to their usages and classes by folder.
        parts: names of the parts, by usage code.
        sentences: about how the labels were read, for people.
        used: paths of lists that were read, and of pictures that must not be read.
        classes: all names that faces can have, for votes.
        format: name of the data set if it is a known one.
        mixed: whether file names contain emotions, so that faces must not be in the order of their names.
        names: the meaning of labels, by `key_of` each.
    """

    source: str
    faces: Mapping[str, Sequence[FaceLabel]] | None = None
    places: Callable[[Sequence[str]], list[ImagePlace]] = places
    parts: tuple[str, ...] = USAGES
    sentences: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()
    format: str = ""
    mixed: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    def faces_of(self, path: str) -> Sequence[FaceLabel]:
        """The faces of the picture at ``path``."""
        return WITHOUT_LABEL if self.faces is None else self.faces.get(path, WITHOUT_LABEL)
