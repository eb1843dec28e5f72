"""Boxes in pixels become corners as fractions, and many of them are kept small."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.records import Box, Instance, checked_box
from datagen.sources import boxes
from datagen.sources.source import Flaw

sides = st.integers(1, 10_000)


@st.composite
def boxes_in_images(draw):
    width, height = draw(sides), draw(sides)
    x1, x2 = sorted(draw(st.tuples(st.floats(0, width), st.floats(0, width))))
    y1, y2 = sorted(draw(st.tuples(st.floats(0, height), st.floats(0, height))))
    return (x1, y1, x2 - x1, y2 - y1), (width, height)


@given(boxes_in_images())
def test_corners_turn_back_into_the_pixels_they_came_from(case):
    pixels, (width, height) = case
    found = boxes.corners(pixels, (width, height))
    if isinstance(found, Flaw):
        assert min(pixels[2:]) < 1e-9
        return
    x1, y1, x2, y2 = found
    back = (x1 * width, y1 * height, (x2 - x1) * width, (y2 - y1) * height)
    assert back == pytest.approx(pixels, abs=1e-6)


@given(
    st.tuples(*[st.floats(-1e6, 1e6)] * 4),
    st.tuples(sides, sides),
)
def test_corners_are_always_a_box_that_a_record_accepts(pixels, size):
    found = boxes.corners(pixels, size)
    if not isinstance(found, Flaw):
        assert checked_box(Box(*found)) == found


@given(st.lists(st.tuples(st.booleans(), boxes_in_images())))
def test_packed_boxes_come_back_as_they_were(cases):
    packed, expected = b"", []
    for number, (crowd, (pixels, size)) in enumerate(cases):
        found = boxes.corners(pixels, size)
        if isinstance(found, Flaw):
            continue
        packed += boxes.pack(number % 2, crowd, *found)
        category = ("dog", "traffic light")[number % 2]
        expected.append(Instance(category=category, bbox=Box(*found), crowd=crowd))
    assert list(boxes.unpacked(packed, ("dog", "traffic light"))) == expected
    assert boxes.count(packed) == len(expected)
    assert boxes.count_crowds(packed) == sum(instance.crowd for instance in expected)


@pytest.mark.parametrize(
    ("pixels", "code"),
    [
        ((10, 10, 0, 5), "box_size"),
        ((10, 10, 5, 0), "box_size"),
        ((10, 10, -5, 5), "box_size"),
        ((10, 10, 5, -5), "box_size"),
        ((-1.01, 0, 50, 50), "box_outside"),
        ((0, -1.01, 50, 50), "box_outside"),
        ((50, 0, 51.01, 50), "box_outside"),
        ((0, 150, 50, 51.01), "box_outside"),
        ((500, 500, 10, 10), "box_outside"),
        ((100, 0, 0.5, 50), "box_size"),
        ((-0.5, 0, 0.4, 50), "box_size"),
        ((5, 5, 1e-300, 5), "box_size"),
    ],
)
def test_a_box_that_cannot_be_used_says_why(pixels, code):
    found = boxes.corners(pixels, (100, 200))
    assert isinstance(found, Flaw)
    assert found.code == code
    assert str(list(pixels)) in found.detail


@pytest.mark.parametrize(
    ("pixels", "box"),
    [
        ((0, 0, 100, 200), (0, 0, 1, 1)),
        ((-1, -1, 102, 202), (0, 0, 1, 1)),
        ((99, 199, 2, 2), (0.99, 0.995, 1, 1)),
        ((12.5, 50, 25, 100), (0.125, 0.25, 0.375, 0.75)),
    ],
)
def test_a_box_in_its_image_or_a_pixel_over_its_edge_is_used(pixels, box):
    assert boxes.corners(pixels, (100, 200)) == pytest.approx(box)
