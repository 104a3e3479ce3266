"""Photos: faces are found where they are, in any kind of file, and brought into the frame that the recognizer knows."""

import io

import numpy as np
import pytest
from PIL import Image

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.faceset import FaceSet
from fer_core.photo import find_faces, read_photo
from fer_core.photo.detector import Box, apart, detect, overlap
from fer_core.photo.why import occlusion, unusual

GREY = (150, 160, 170)


def photo(faces: FaceSet, *places: tuple[int, int, int], size: tuple[int, int] = (900, 600)) -> Image.Image:
    """A plain picture with the first faces at (x, y, side)."""
    made = Image.new("RGB", size, GREY)
    clear = [2, 3, 5, 8, 9, 12, 13, 15, 16, 18]
    for row, (x, y, side) in zip(clear, places, strict=False):
        face = Image.fromarray(faces.images[row]).resize((side, side), Image.Resampling.BICUBIC)
        made.paste(face.convert("RGB"), (x, y))
    return made


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_faces_are_found_where_they_are_from_left_to_right(faces: FaceSet) -> None:
    places = [(40, 80, 260), (360, 200, 240), (640, 60, 230)]
    found = find_faces(np.asarray(photo(faces, *places)))
    assert len(found) == 3
    for face, (x, y, side) in zip(found, places, strict=True):
        middle = face.box.left + face.box.width / 2, face.box.top + face.box.height / 2
        assert abs(middle[0] - x - side / 2) < side / 4 and abs(middle[1] - y - side / 2) < side / 4
        assert face.score >= 0.5 and face.crop.shape == (48, 48) and face.crop.std() > 10


def test_a_small_face_is_found_on_a_second_look(faces: FaceSet) -> None:
    found = find_faces(np.asarray(photo(faces, (1500, 900, 110), size=(1900, 1100))))
    assert [round(face.box.left / 100) for face in found] in ([15], [16])


def test_ten_faces_and_none(faces: FaceSet) -> None:
    ten = [(20 + 200 * (i % 5), 20 + 260 * (i // 5), 190) for i in range(10)]
    assert 8 <= len(find_faces(np.asarray(photo(faces, *ten, size=(1030, 520))))) <= 10
    assert find_faces(np.full((400, 600, 3), 120, np.uint8)) == []
    assert find_faces(np.zeros((1, 1, 3), np.uint8)) == []
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    assert find_faces(noise) == []


def test_a_tilted_face_is_turned_level(faces: FaceSet) -> None:
    straight = photo(faces, (250, 150, 300))
    upright, tilted = (find_faces(np.asarray(p)) for p in (straight, straight.rotate(20, fillcolor=GREY)))
    assert len(upright) == len(tilted) == 1
    alike = np.corrcoef(upright[0].crop.ravel(), tilted[0].crop.ravel())[0, 1]
    assert alike > 0.85


@pytest.mark.parametrize("kind", ["exif", "cmyk", "alpha", "grey16", "palette", "huge", "webp", "tiff"])
def test_every_kind_of_photo_is_read(faces: FaceSet, kind: str) -> None:
    plain = photo(faces, (250, 150, 300))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    content = {
        "exif": lambda: written(plain.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif),
        "cmyk": lambda: written(plain.convert("CMYK"), "JPEG"),
        "alpha": lambda: written(plain.convert("RGBA"), "PNG"),
        "grey16": lambda: written(Image.fromarray(np.asarray(plain.convert("L")).astype(np.uint16) * 256), "PNG"),
        "palette": lambda: written(plain.quantize(200), "PNG"),
        "huge": lambda: written(plain.resize((8000, 5333)), "JPEG", quality=60),
        "webp": lambda: written(plain, "WEBP"),
        "tiff": lambda: written(plain, "TIFF"),
    }[kind]()
    pixels = read_photo(content)
    assert pixels.dtype == np.uint8 and pixels.shape[2] == 3 and max(pixels.shape) <= 1920
    assert pixels.shape[1] > pixels.shape[0]  # upright
    assert len(find_faces(pixels)) == 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "not an image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not an image"),
        (b"GIF89a" + bytes(50), "not an image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "image"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_would_be(content: bytes, what: str) -> None:
    with pytest.raises(UnreadableFaces, match=what) as refused:
        read_photo(content, "holiday.png")
    assert "holiday.png" in str(refused.value) and "PNG" in str(refused.value)


def test_a_cut_off_photo_and_a_bomb_are_refused(faces: FaceSet) -> None:
    whole = written(photo(faces, (250, 150, 300)), "PNG")
    with pytest.raises(UnreadableFaces):
        read_photo(whole[: len(whole) // 2])
    bomb = written(Image.new("1", (12_000, 12_000)), "PNG")
    with pytest.raises(UnreadableFaces, match="pixels"):
        read_photo(bomb)


def test_boxes_that_overlap_are_one_face() -> None:
    points = np.zeros((6, 2), np.float32)
    boxes = [Box(0, 0, 10, 10, 0.6, points), Box(1, 1, 10, 10, 0.9, points), Box(40, 0, 10, 10, 0.7, points)]
    assert [box.score for box in apart(boxes)] == [0.9, 0.7]
    assert overlap(boxes[0], boxes[0]) == 1 and overlap(boxes[0], boxes[2]) == 0
    assert detect(np.zeros((5, 2000, 3), np.uint8)) == []


def test_what_stands_out_is_said_in_words_the_most_unusual_first() -> None:
    names = ["mouth width", "eye opening", "something else", "brows above the eyelids"]
    said = unusual(np.array([3.0, -1.5, 9.0, 0.5]), np.zeros(4), np.ones(4), names)
    assert said == ["mouth wide", "eyes narrowed"]


def test_occlusion_finds_what_an_answer_rests_on() -> None:
    face = np.full((48, 48), 100, np.uint8)
    face[30:40, 18:30] = 220  # a bright mouth

    def brightness(images: np.ndarray, _: object) -> np.ndarray:
        return images[:, 30:40, 18:30].mean(axis=(1, 2)) / 255

    mattered = occlusion(face, brightness)
    assert mattered[30:40, 18:30].mean() > 5 * abs(mattered[:15].mean())
