"""Phrases that quote coordinates: boxes, points and tags, in the formats that models learn.

Scores, times, measures, line numbers and sums are numbers as well, and are none of ours.
"""

from __future__ import annotations

from datagen.validation.phrase import phrase

_UNIT = r"(?:\s?(?:px|pixels|%))?"
_NUMBER = rf"-?\d*\.?\d+{_UNIT}"
_FRACTION = r"[01]?\.\d+"
_NEXT = r"(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+)"
_PAIR = rf"[\[(]\s*{_NUMBER}\s*[,;]\s*{_NUMBER}\s*[\])]"
_PLACE = (
    r"(?:corners?|pixels?|points?|positions?|positioned|locations?|located|coordinates?|"
    r"cent(?:er|re)(?:ed|d)?|origin|(?:top|bottom|upper|lower)[\s-](?:left|right))"
)
_SMALL_WORDS = (
    r"(?:[\s:]+(?:at|of|is|are|around|about|near|the|approximately|roughly|pixel|point)\b)*"
)
# neither a fraction nor a number of three digits that is no year
_ALL_SMALL = r"\A[^\n]*\n(?![^\n]*(?:\d\.\d|(?<![\d.])(?!19\d\d|20\d\d)\d{3,4}(?![\d.])))"

SCORES = r"\b(?:scor\w*|results?|sets?|games?|matche?s?|tennis|innings?|points? (?:ahead|behind))\b"
NUMBERED = (
    r"\b(?:numbers?|numbered|buse?s?|lines?|routes?|rooms?|tracks?|platforms?|gates?|bibs?|"
    r"jerseys?|years?|lottery|keys?|prices?)\b"
    r"|\d (?:\w+ )?(?:street|avenue|road)\b"
)
MEASURED = (
    r"\d\s?(?:cups?|lit(?:er|re)s?|ounces?|oz|grams?|kg|ml|mm|cm|inch(?:es)?|miles?|meters?|"
    r"metres?|kilomet(?:er|re)s?|feet|foot|seconds?|minutes?|hours?|percent|dollars?|euros?|"
    r"pounds?|teaspoons?|tablespoons?)\b|[$\u00a3\u20ac]\s?\d|\b(?:prices?|weights?|doses?)\b"
)
RATED = rf"{MEASURED}|\b(?:averag\w*|batting|hits?|hitting|rates?|percentages?)\b"
SUMS = (
    r"\b(?:equations?|formulas?|math\w*|algebra|solv\w+|black ?board|chalkboard|white ?board|"
    r"graphs?)\b"
)
SCREENS = r"\b(?:screens?|monitors?|displays?|cameras?|resolution|televisions?|phones?|sensors?)\b"
MAPS = r"\b(?:maps?|gps|latitudes?|longitudes?|signs?|plaques?|atlas|compass|geographic\w*)\b"

COORDINATES = (
    # four numbers in square or curly brackets, whatever their unit
    phrase("0", rf"[\[{{<]\s*{_NUMBER}(?:\s*[,;\s]\s*{_NUMBER}){{3}}\s*[\]}}>]"),
    # in round ones, where no four scores, lines or years stand
    phrase(
        "0",
        rf"\(\s*{_NUMBER}(?:\s*[,;\s]\s*{_NUMBER}){{3}}\s*\)",
        rf"{_ALL_SMALL}|{NUMBERED}|{SCORES}|{MEASURED}",
    ),
    phrase("0", r"\b(?:at|in|within|by) \(\s*\d+(?:\s*,\s*\d+){3}\s*\)", SCORES),
    # two fractions in brackets
    phrase("0", rf"[\[(]\s*{_FRACTION}\s*[,;]\s*{_FRACTION}\s*[\])]", MEASURED),
    # a pair in brackets after the name of a place, after at, and two pairs
    phrase("0", rf"\b{_PLACE}{_SMALL_WORDS}[\s:]*{_PAIR}", rf"{SCORES}|{MAPS}|{SUMS}"),
    phrase("0", rf"\b(?:at|from|to|near|around) {_PAIR}", f"{SCORES}|{SUMS}"),
    phrase("0", rf"{_PAIR}\s*(?:,|;|to|and|-|\u2013|\u2192)?\s*{_PAIR}", f"{SCORES}|{SUMS}"),
    # three fractions in a row, four whole numbers in a row
    phrase("0", rf"(?<![\d.]){_FRACTION}{_NEXT}{_FRACTION}{_NEXT}{_FRACTION}", RATED),
    phrase(
        "0",
        r"(?<![\d.,])(?!\d{1,3}(?:,\d{3})+\b)\d{1,4}(?:,\d{1,4}){3}"
        r"(?![\d,]|\.\d)",
        rf"{_ALL_SMALL}|{NUMBERED}|{SCORES}",
    ),
    phrase(
        "0",
        r"\b(?:at|box|within|coordinates?|located|positioned)\b[: ]*"
        r"\d{1,4}(?:, \d{1,4}){2},? (?:and )?\d{1,4}\b(?! (?:and|or|degrees|dollars|meters|feet))",
        rf"{_ALL_SMALL}|{NUMBERED}|{SCORES}|{MEASURED}",
    ),
    # x1=, "y": and the like; a width and a height
    phrase(
        "0",
        r"\b(?:[xy][12]?|[xy]_?(?:min|max|cent(?:er|re)|left|right|top|bottom)|c[xy])[\"']?\s*[=:]"
        r"\s*[\"']?-?\.?\d",
        SUMS,
    ),
    phrase(
        "0",
        r"\bw(?:idth)?[\"']?\s*[=:]\s*[\"']?\.?\d[\d.]*[\"']?\s*[,;]?\s*[\"']?h(?:eight)?[\"']?"
        r"\s*[=:]\s*[\"']?\.?\d",
    ),
    phrase("x y", r"\b[xy][\s-](?:coordinates?|positions?|axis)\b", SUMS),
    # at 0.25, 0.4; from 0.44 to 0.82 horizontally; x from 0.1 to 0.3
    phrase("0", rf"\b(?:at|from|to|near|around) {_FRACTION}\s*,\s*{_FRACTION}\b", MEASURED),
    phrase(
        "0",
        rf"\b{_FRACTION} (?:to|and|through) {_FRACTION}\s*,?\s*(?:(?:on|along|of|in|across)?\s*"
        r"(?:the |its )?(?:(?:image|picture|photo|frame)(?:'s)? )?)?"
        r"(?:horizontal(?:ly)?|vertical(?:ly)?|width|height|[xy]|across)\b",
    ),
    phrase(
        "horizontal horizontally vertical vertically x y normalized normalised relative",
        r"\b(?:horizontal(?:ly)?|vertical(?:ly)?|[xy])(?: \w+)? (?:from|between|of|at) "
        rf"{_FRACTION}\b"
        rf"|\b(?:horizontal|vertical|normali[sz]ed|relative) (?:position|value|coordinate|offset)s?"
        rf"(?: \w+)? {_FRACTION}\b",
    ),
    # pixel 238; 238 pixels from the left
    phrase("pixel pixels", r"\b(?:at|to|from|around|near|between) pixels? [\[(]?\d", SCREENS),
    phrase(
        "pixels px",
        r"\d\s?(?:pixels|px) (?:from|to|wide|tall|high|across|down|in (?:width|height))\b",
        SCREENS,
    ),
    # tags of models: <box>, <loc_12>, <patch_index_0044>, <12><30>, bbox_2d
    phrase(
        "box boxes bbox bboxes quad ref loc seg patch object phrase delimiter point points pred st "
        "ed coor grounding",
        r"</?(?:(?:b?box(?:es)?|quad|ref|loc|pred|coor|object|phrase|grounding)"
        r"|(?:loc|seg)_?\d+|patch_index_\d+|ref-object|bbox_2d|delimiter_of_multi_objects"
        r"|points?\s[^<>]{0,80}|st|ed)/?>",
    ),
    phrase("0", r"<\d{1,4}>\s*<\d{1,4}>"),
    phrase("box ref", r"<\|(?:box|object_ref)_(?:start|end)\|>"),
    phrase("d", r"\bbbox_2d\b"),
    phrase("coordinates", r"\bcoordinates\b[\s:]+(?:\w+\s)?[\[(]?\d", rf"{MAPS}|{SUMS}"),
)
