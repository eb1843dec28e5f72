"""Which texts of annotators are captions, and which only say that there was no picture."""

from __future__ import annotations

import json

import pytest

from datagen.sources import read_coco
from datagen.sources.caption_text import clean, is_failure

FOUND_IN_VAL2017 = """
I am unable to see an image above.
no image again there are a lot of these lately
There is no image to be reviewed on this hit.
There is no image here to provide a caption for.
I am unable to see the image above.
unable to see this image in this particular hit
There is no image to describe for this question.
"""

THEIR_KIN = """
There is no image here for me to describe.
There is no image.
No image
no picture available
There is no picture to describe
there are no pictures here to caption
There was no image to caption in this hit
There isn't an image here
There's no image here
There is no image on this page
There is no image to be viewed on this page.
There is no image shown again
there is no image displayed in this hit
There is no picture attached to this hit
There is no photo provided.
No photo to describe for this question
The image is not available.
The image did not load.
The image could not be found
Image not available
image unavailable
image not loading
The picture is not showing up.
The photo won't load
Sorry, but the image did not load for me
I cannot see the image.
I can't see the picture, sorry
I can\u2019t see an image here
I'm unable to view the image above.
Sorry, I cannot see the image.
Cannot see picture
unable to load image
Unable to see the image because it did not load
I do not see an image.
I don't see a picture here to describe
i didn't see any image above
Unfortunately there is no image to describe.
broken image
missing image link
There is nothing here to describe.
"""

CAPTIONS = """
There is no one in the image
A mirror image of a cat
There is no picture on the wall.
There are no pictures hanging on the wall
There are no pictures shown on the wall
There are no pictures, there are only mirrors.
There is no picture because the television is off
There is no image on the television screen.
There is no image of a person on this sign.
There is no photo of a person on the phone
There is nothing to eat in the refrigerator
There is a picture missing from the wall
No image on the screen of the laptop
No photos allowed sign on a wall
no pictures on the fridge and nothing to see
No picture of this room is complete without the dog
No image of the bus is available on this page of the book.
Nothing is quite as soft as a young puppy.
A television with no picture
A picture that is not hanging straight
A caption that says no image available
A cat looking at an image it cannot see
A picture of some type of park with benches and no people around.
A red sign notifying drivers that there is no parking allowed at any time.
The picture is not showing the man's face
The image is not clear
The image shows no people
I cannot see the road in this picture
I can't see the picture on the wall
I am not sure what this image is.
I do not know what this is supposed to be..
Broken picture frame on the floor
Somebody is in the photograph not certain who that individual is.
The elephants think they are hiding behind those trees, but I can still see them.
Sorry, we are closed sign in a shop window
not really a good choice for this shirt and tie combination.
"""


def lines(text):
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(FOUND_IN_VAL2017) + lines(THEIR_KIN))
def test_a_note_that_there_was_no_picture_is_no_caption(text):
    assert is_failure(clean(text))
    assert is_failure(clean(text.upper()))


@pytest.mark.parametrize("text", lines(CAPTIONS))
def test_a_caption_that_only_sounds_like_such_a_note_stays(text):
    assert not is_failure(clean(text))


def test_exactly_the_fourteen_notes_of_val2017_are_found(real_data):
    path = real_data / "coco-mini/annotations/captions_val2017.json"
    dropped = read_coco(path).report.dropped_captions
    assert len(dropped) == 14
    assert {skip.detail for skip in dropped} == set(lines(FOUND_IN_VAL2017))
    assert {skip.code for skip in dropped} == {"failure_text"}
    rows = json.loads(path.read_text())["annotations"]
    for skip in dropped:
        number = int(skip.place.split("[")[1].split("]")[0])
        assert rows[number]["caption"].strip() == skip.detail
        assert skip.place == f"annotations[{number}] (id {rows[number]['id']})"


def test_a_failure_text_is_dropped_even_when_strict(write, captions):
    captions["annotations"][0]["caption"] = "There is no image here to provide a caption for."
    source = read_coco(write("captions.json", captions), strict=True)
    assert next(iter(source)).captions == ()
    assert source.report.captions == 1
    assert [skip.place for skip in source.report.dropped_captions] == ["annotations[0] (id 11)"]
    assert source.report.skipped == ()


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
def test_cleaning_leaves_nothing_of_white_space(text):
    assert clean(text) == ""
