"""Patterns of things in an image that carry text, and so may say or leave out something."""

from __future__ import annotations

# What carries text in an image, to read it is the picture's own matter ...
WRITTEN = (
    r"signs?|signage|signposts?|signboards?|labels?|cards?|menus?|posters?|(?:score|bill|notice)?"
    r"boards?|scoreboards?|tickets?|banners?|plaques?|placards?|stickers?|(?:price |name )?tags?|"
    r"newspapers?|magazines?|comics?|cartoons?|memes?|receipts?|brochures?|flyers?|leaflets?|"
    r"timetables?|schedules?|calendars?|headlines?|articles?|recipes?|notes?|letters?|invitations?"
    r"|certificates?|tombstones?|gravestones?|monuments?|speech bubbles?|subtitles?|"
    r"(?:number |license )plates?|pages?|(?:shopping|grocery|to-do|guest) lists?|black ?boards?|"
    r"white ?boards?|chalkboards?|pamphlets?|advertisements?|ads?|exhibits?|museums?|albums?|"
    r"(?:tv|television) (?:news|broadcasts?)|closed captions?|guidebooks?|maps?"
)
# ... and what often carries it, but is named in any scene
PRINTED = (
    r"books?|screens?|(?:tin|soda|beer|spray|paint) cans?|cans of|(?<=on the )cans?|bottles?|"
    r"packag(?:e|es|ing)|"
    r"(?:cereal|pizza|gift) box(?:es)?|laptops?|computers?|monitors?|displays?|websites?|"
    r"televisions?|tv|t-?shirts?|shirts?|jerseys?|wrappers?|envelopes?|phones?|terminals?|"
    r"fridges?|refrigerators?|clocks?|kiosks?|notebooks?|documents?|coins?|stamps?|guides?|"
    r"instructions|manuals?"
)
BEARER = rf"\b(?:{WRITTEN}|{PRINTED})\b"
WRITING = rf"\b(?:{WRITTEN})\b"
ON_A_BEARER = (
    rf"\b(?:on|in|by|at|from|under|beneath|of) (?:[\w'-]+ ){{0,3}}?(?:{WRITTEN}|{PRINTED})\b"
)
