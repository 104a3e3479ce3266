"""Images in class folders (``train/happy/Training_123.jpg``, ``dog/1.png``) or in none."""

from fer_core.errors import UnreadableFaces
from fer_core.progress import Progress
from fer_core.readers._builder import NO_LABEL, BadCell, FaceBuilder
from fer_core.readers._decode import decode
from fer_core.readers._labels import USAGES, Labels
from fer_core.readers._layout import places, reading_order
from fer_core.readers._members import Member, is_debris
from fer_core.readers.imported import Import
from fer_core.readers.options import ReadOptions

_TELL_EVERY = 64  # images: 5 ms of small ones


def read_members(
    members: list[Member], file: str, name: str, kind: str, progress: Progress, options: ReadOptions
) -> Import:
    """Read the images among ``members``, ordered by usage and file name.

    Raises UnreadableFaces where there is none.
    """
    files = [m for m in members if not is_debris(m.path)]
    if not files:
        raise UnreadableFaces(file, found="no files", expected="images, e.g. train/happy/1.png")
    builder = FaceBuilder(file, len(files))
    paths, scaled = _decode_all(files, builder, progress)
    labels = Labels()
    labelled = _label_all(paths, labels, builder)
    faces = builder.finish(name, labels, USAGES, labelled=labelled)
    notes = {"scaled": scaled, "system_files_ignored": len(members) - len(files)}
    return Import(faces, tuple(builder.rejected), kind, notes)


def _decode_all(files: list[Member], builder: FaceBuilder, progress: Progress) -> tuple[list[str], int]:
    """Paths of the images that could be read, and how many were scaled."""
    total, done, scaled = sum(f.size for f in files), 0, 0
    paths: list[str] = []
    for count, index in enumerate(reading_order([f.path for f in files])):
        file = files[index]
        if count % _TELL_EVERY == 0 or file.size > 2**17:
            progress(done, total, "Reading images")
        done += file.size
        try:
            face, was_scaled = decode(file.read())
        except BadCell as bad:
            builder.reject(file.path, bad)
            continue
        builder.add(face, NO_LABEL, 0, file.path)
        paths.append(file.path)
        scaled += was_scaled
    progress(total, total, "Reading images")
    return paths, scaled


def _label_all(paths: list[str], labels: Labels, builder: FaceBuilder) -> bool:
    """Set usage and label of all images from their paths. Returns whether they have labels."""
    found = places(paths)
    codes, bad = bytearray([NO_LABEL] * len(paths)), {}
    for row, place in enumerate(found):
        if place.label is not None:
            try:
                codes[row] = labels.named(place.label)
            except BadCell as why:
                bad[row] = why
    builder.set_codes(bytes(codes), bytes(place.usage for place in found))
    builder.drop(bad)
    return builder.drop_unlabelled(BadCell("no class folder", "a class folder, as other images have"))
