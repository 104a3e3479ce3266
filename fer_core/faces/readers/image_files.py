"""Images with labels in their folders (``train/happy/1.jpg``), their names or a list, or without labels."""

from typing import Any

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.base.progress import Progress
from fer_core.faces.readers._builder import NO_LABEL, BadCell, FaceBuilder
from fer_core.faces.readers._members import Member, is_debris
from fer_core.faces.readers.images.decode import decode
from fer_core.faces.readers.imported import Import
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.labels import Labels
from fer_core.faces.readers.labels.layout import ImagePlace, reading_order
from fer_core.faces.readers.labels.meanings import code_of
from fer_core.faces.readers.labels.recognising import labelling_of
from fer_core.faces.readers.labels.spelling import key_of
from fer_core.faces.readers.labels.tree import FolderTree
from fer_core.faces.readers.limits import MAX_FACES
from fer_core.faces.readers.options import ReadOptions

_TELL_EVERY = 64  # images: 5 ms of small ones


def read_members(
    members: list[Member], file: str, name: str, kind: str, progress: Progress, options: ReadOptions
) -> Import:
    """Read the images among ``members``, ordered by usage and file name.

    Raises:
        FoldersUnclear, CodesUnclear: before any image is read, if labels may have several meanings.
        UnreadableFaces: if there is no image.
    """
    files = [m for m in members if not is_debris(m.path)]
    if not files:
        raise UnreadableFaces(file, found="no files", expected="images, such as train/happy/1.png")
    progress(0, 0, "Finding labels")
    labelling = labelling_of(FolderTree(file, files), options)
    faces = _Faces(labelling, FaceBuilder(file, min(MAX_FACES, len(files) + _more_faces(labelling))))
    faces.read([f for f in files if f.path not in labelling.used], progress)
    labels = faces.label()
    found = faces.builder.finish(name, labels, labelling.parts, labelled=faces.builder.labelled)
    notes: dict[str, Any] = {"scaled": faces.scaled, "system_files_ignored": len(members) - len(files)}
    notes |= {"labels_from": labelling.source if faces.builder.labelled else "", **labels.notes}
    notes["told"] = [*labelling.sentences, *notes.get("told", ())]
    if faces.builder.asked:
        notes["left_out"] = dict(faces.builder.asked)
    if labelling.format:
        notes["known"] = labelling.format
    return Import(found, (*faces.builder.rejected, *faces.builder.left_out), kind, notes)


class _Faces:
    """The faces of an import in sequence, with the label of each."""

    def __init__(self, labelling: Labelling, builder: FaceBuilder) -> None:
        self.builder = builder
        self.scaled = 0
        self._labelling = labelling
        self._paths: list[str] = []
        self._labels: list[FaceLabel] = []

    def read(self, files: list[Member], progress: Progress) -> None:
        """Decode the images among ``files``; other files are listed as rejected."""
        total, done = sum(f.size for f in files), 0
        for number, index in enumerate(reading_order([f.path for f in files], mixed=self._labelling.mixed)):
            file = files[index]
            if number % _TELL_EVERY == 0 or file.size > 2**17:
                progress(done, total, "Reading images")
            done += file.size
            try:
                content = file.read()
            except BadCell as bad:
                self.builder.reject(file.path, bad)
                continue
            for label in self._labelling.faces_of(file.path):
                self._add(file.path, content, label)
        progress(total, total, "Reading images")

    def _add(self, path: str, content: bytes, label: FaceLabel) -> None:
        where = f"{path}, {label.name}" if len(self._labelling.faces_of(path)) > 1 else path
        try:
            face, was_scaled = decode(content) if label.box is None else decode(content, label.box)
        except BadCell as bad:
            self.builder.reject(where, bad)
            return
        self.builder.add(face, NO_LABEL, 0, where)
        self._paths.append(path)
        self._labels.append(label)
        self.scaled += was_scaled

    def label(self) -> Labels:
        """Give all faces their labels, usages and votes; reject faces that should have a label but have none."""
        labelling, builder = self._labelling, self.builder
        labels = Labels()
        places = labelling.places(self._paths)
        codes, bad = bytearray([NO_LABEL] * len(places)), {}
        for row, text in enumerate(self._texts(places)):
            try:
                name = text and labelling.names.get(key_of(code_of(text)), labelling.names.get(key_of(text), text))
                if name:
                    codes[row] = labels.named(name)
                elif text:
                    bad[row] = BadCell(f"the label “{text}”", "a label that is not skipped", asked=True)
            except BadCell as why:
                bad[row] = why
        usages = [
            place.usage if face.usage is None else face.usage for place, face in zip(places, self._labels, strict=True)
        ]
        builder.set_codes(bytes(codes), bytes(usages))
        self._vote(labels)
        builder.drop(bad)
        if labelling.faces is None:
            builder.drop_unlabelled(BadCell("no class folder", "a class folder, like other images"))
        return labels

    def _texts(self, places: list[ImagePlace]) -> list[str | None]:
        """The label of each face as it is written."""
        if self._labelling.faces is None:
            return [place.label for place in places]
        return [face.label for face in self._labels]

    def _vote(self, labels: Labels) -> None:
        """Pass on votes, if there are any."""
        columns = [labels.named(name) for name in self._labelling.classes]
        if not columns:
            return
        votes = np.zeros((len(self._labels), len(labels.names)), np.uint8)
        for row, face in enumerate(self._labels):
            votes[row, columns] = [face.votes.get(name, 0) for name in self._labelling.classes]
        self.builder.set_votes(votes)


def _more_faces(labelling: Labelling) -> int:
    """Number of faces beyond one for each picture."""
    return sum(len(faces) - 1 for faces in (labelling.faces or {}).values())
