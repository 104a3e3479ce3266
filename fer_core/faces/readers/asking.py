"""Questions that a reader cannot answer. Pages show them as forms, the command line names the options."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import UnreadableFaces


@dataclass(frozen=True)
class FolderLevel:
    """The folders of one level below those that all pictures share.

    Attributes:
        names: different names of its folders, the one with most pictures first; at most a few hundred.
        pictures: number of pictures in the folders of each name, at any depth.
        folders: number of all different names.
    """

    names: tuple[str, ...]
    pictures: tuple[int, ...]
    folders: int


class FoldersUnclear(UnreadableFaces):
    """Folders that may be emotions, or people, or something else.

    Attributes:
        levels: the levels of folders from the top.
        samples: some pictures from folders of each level: path below the shared folders, and face uint8 [48, 48].
    """

    def __init__(
        self, where: str, *, found: str, remedy: str, levels: tuple[FolderLevel, ...],
        samples: tuple[tuple[str, np.ndarray], ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(where, found=found, expected="one folder for each emotion", remedy=remedy)
        self.levels = levels
        self.samples = samples


class CodesUnclear(UnreadableFaces):
    """Codes of emotions without a name.

    Attributes:
        codes: each code as it is written, and its number of faces.
        known: pairs of code and name for the codes that have one.
    """

    def __init__(
        self, where: str, *, found: str, expected: str, remedy: str, codes: tuple[tuple[str, int], ...],
        known: tuple[tuple[str, str], ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(where, found=found, expected=expected, remedy=remedy)
        self.codes = codes
        self.known = known
