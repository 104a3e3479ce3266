"""Try it and the presentation in a real browser: a photo, a camera, a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Event
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from fer_core.study.study import Study
from tests.browser.conftest import FLAGS, SmallHome, chromium_path
from tests.browser.journey import AT_REST

pytestmark = pytest.mark.browser


@pytest.fixture()
def taught(small: SmallHome) -> Study:
    """A study whose groups are named and whose recognizer is trained."""
    mine = small.study()
    lab, log = small.lab(mine), small.log(mine)
    names = [Verdict("name", ("happy", "sad", "angry")[g % 3]) for g in range(len(lab.groups.clustering().sizes))]
    key = lab.groups.key
    log.append([Event("test-client-1", g + 1, key, group=g, verdict=name) for g, name in enumerate(names)])
    lab.training.result(lab.naming.named_faces(replay(log.for_clustering(key))))
    return mine


def picture(faces: FaceSet, *rows: int) -> Image.Image:
    """A photo, 640 pixels wide for each face."""
    photo = Image.new("RGB", (640 * len(rows), 480), (150, 160, 170))
    for place, row in enumerate(rows):
        face = Image.fromarray(faces.images[row]).resize((300, 300)).convert("RGB")
        photo.paste(face, (170 + 640 * place, 90))
    return photo


@pytest.fixture()
def camera(browser: Any, tmp_path: Path, faces: FaceSet) -> Iterator[Any]:
    """A page whose camera shows a face: Chromium plays a file instead of asking for a device."""
    planes = picture(faces, 2).convert("YCbCr").split()
    small = [np.asarray(p if i == 0 else p.resize((320, 240))).tobytes() for i, p in enumerate(planes)]
    film = tmp_path / "camera.y4m"
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + b"".join([b"FRAME\n", *small] * 2))
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args = [*FLAGS, *fake, f"--use-file-for-fake-video-capture={film}"]
    chromium = browser.browser_type.launch(executable_path=chromium_path(), args=args)
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, permissions=["camera"])
    context.set_default_timeout(30_000)
    yield context.new_page()
    chromium.close()


def test_a_photo_and_the_camera_get_an_answer_that_can_be_corrected(
    small: SmallHome, camera: Any, taught: Study, tmp_path: Path, faces: FaceSet
) -> None:
    page = camera
    page.goto(small.url("try_it", taught))
    picture(faces, 2, 3).save(tmp_path / "us.png")
    page.locator("input[type=file]").set_input_files(tmp_path / "us.png")
    page.get_by_text("Most similar groups").wait_for()
    choose_faces(page)

    page.get_by_text("Save my corrections in the study").click()
    page.get_by_text("Wrong?").click()  # the keys belong to the page, not to the switch
    page.keyboard.press("6")
    page.get_by_text("Your correction: surprise. Saved.").wait_for()
    page.get_by_text("Not used for training yet: 1 corrected face").wait_for()
    newest = small.log(taught).all()[-1]
    assert newest.action == "correction" and newest.verdict == Verdict("name", "surprise")
    assert not list(small.store.home.rglob("*.png")), "photos stay in memory"

    page.get_by_role("radio", name="Camera").click()
    page.wait_for_function("[...document.querySelectorAll('video')].some(film => film.videoWidth && film.currentTime)")
    page.get_by_role("button", name="Take photo").click()
    page.get_by_role("button", name="Take another picture").wait_for()
    page.get_by_text("Most similar groups").wait_for()
    page.get_by_role("radio", name="Your photo").click()
    page.get_by_role("button", name="Face 2 of 2").wait_for()  # the photo stayed
    page.get_by_role("radio", name="Camera").click()
    page.get_by_role("button", name="Take another picture").wait_for()  # and so did the camera's picture


def choose_faces(page: Any) -> None:
    """Each face of the photo holds its answer; a click and the keyboard choose one, and its details follow."""
    first, second = (page.get_by_role("button", name=f"Face {i} of 2") for i in (1, 2))
    for face, choose in ((second, second.click), (first, lambda: (first.focus(), page.keyboard.press("Enter")))):
        page.wait_for_function(AT_REST)
        choose()
        emotion = face.get_attribute("aria-label").split(": ")[1].rsplit(" ", 2)[0]
        assert face.locator(".answer").inner_text().startswith(emotion)
        shown = "Not sure" if emotion.endswith("?") else emotion
        page.get_by_role("heading", name=shown, exact=True).wait_for()
        page.wait_for_function(AT_REST)
        assert face.get_attribute("aria-pressed") == "true"
    second.focus()
    page.keyboard.press("ArrowLeft")
    assert first.evaluate("face => face.getRootNode().activeElement === face")


SIZES = ((1440, 900), (1280, 720), (1920, 1080), (390, 844))
STORY = {
    "How could a computer learn": "ArrowRight",
    "groups of similar faces": "Space",
    "Then people named the groups": "PageDown",
    "It is correct for": "End",
}
"""Headings of slides, and the key with which one goes on."""


def test_the_presentation_fits_every_screen_and_goes_by_keys(small: SmallHome, page: Any, taught: Study) -> None:
    page.goto(small.url("present", taught))
    for heading, key in STORY.items():
        page.get_by_role("heading", name=heading).first.wait_for()
        page.wait_for_function(AT_REST)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for name in ("Back", "Next", "End presentation"):
                box = page.get_by_role("button", name=name).bounding_box()
                assert box["y"] + box["height"] <= height and box["x"] + box["width"] <= width, (heading, name, width)
            picture = page.locator(".slide .area").bounding_box()
            assert picture["y"] + picture["height"] <= page.locator(".bar").bounding_box()["y"], (heading, width)
        page.keyboard.press(key)
    page.get_by_role("heading", name="Try it", exact=True).wait_for()
    page.get_by_role("button", name="Face 6 of 6").wait_for()  # an answer is ready
    assert "slide=try" in page.url
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="It is correct for").wait_for()
    page.wait_for_function(AT_REST)
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="What does the recognizer predict").wait_for()
    assert "/try_it" in page.url and "slide=" not in page.url


def test_the_presentation_fits_a_phone(small: SmallHome, page: Any, taught: Study) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(small.url("present", taught))
    page.get_by_role("heading", name="How could a computer learn").wait_for()
    page.get_by_test_id("stSidebar").wait_for(state="hidden")

    for heading in ("groups of similar faces", "People named the groups", "It is correct for", "Try it"):
        page.wait_for_function(AT_REST)  # a run that is under way may swallow the click
        page.get_by_role("button", name="Next").click()
        page.get_by_role("heading", name=heading).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("radio", name="Test face").click()
    page.get_by_role("button", name="Show other faces").wait_for()
    page.get_by_role("button", name="Face 2 of 12").click()
    page.get_by_text("based on the names that people gave similar faces").or_(page.get_by_text("Not sure")).wait_for()
    page.get_by_text("not what anybody feels").wait_for()
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("heading", name="How could a computer learn").wait_for()
    assert "slide=faces" in page.url
