"""Phrases that betray captions, boxes or a prompt as the source of what is said of an image.

Signs, labels, cards and screens say, mention and list things too, in the image itself.
"""

from __future__ import annotations

from datagen.validation.bearers import BEARER, ON_A_BEARER, PRINTED, WRITING, WRITTEN
from datagen.validation.phrase import phrase

_SOURCES = (
    r"(?:captions?|annotations?|bounding[\s-]?box(?:es)?|bbox(?:es)?|coordinates|metadata|prompt|"
    r"(?:object |detected |visible )?(?:lists? of (?:\w+ )?objects|detections)|data ?set)"
)
_TEXTS = (
    rf"(?:{_SOURCES}|context|information(?! (?:board|desk|sign|panel|booth|cent(?:er|re)|screen))|"
    r"descriptions?|sentences|data|details|inputs?)"
)
_WHICH = (
    r"(?:the|these|those|this|each|all|both|its|your|several|five|other|first|second|third|"
    r"fourth|fifth|last|another|every|no|most|many|some|one|two|three|four|multiple|"
    r"different)(?: \w+)?"
)
_NOT = r"(?: also| all| both| only| further|(?: do| does| did|) not| don't| doesn't| didn't)?"
_SAYS = (
    r"(?:say|says|said|states?|stated|mentions?|mentioned|describes?|described|indicates?|"
    r"suggests?|notes?|provides?|shows?|lists?|tells?|includes?|specif(?:y|ies)|refers?|speaks?|"
    r"talks?|calls?|agrees?|confirms?|reveals?|implies|imply|reports?|contains?|gives?|asks?|"
    r"support|supports|identify|identifies)"
)
_GOING_BY = (
    r"(?:according to|based (?:solely |only |purely |entirely )?(?:up)?on|"
    r"going (?:by|off)|judging (?:by|from)|(?:as )?per|in line with|"
    r"relying on|drawing on|(?:inferred|deduced|gathered|derived|concluded|known) from|"
    r"(?:tell|know|infer|gather|conclude|deduce|see) from|consistent with)"
)
_THE = r"(?:the|these|those|your|this|all|all of the|both|any of the)"
_ADVERB = r"(?:explicitly |specifically |clearly |directly |expressly |ever )?"
_TOLD = (
    r"(?:mentioned|specified|stated|described|listed|indicated|given|provided|noted|reported|"
    r"contained|included|annotated|labell?ed|detailed)"
)

_SOURCE_WORDS = (
    "caption captions annotation annotations bounding boundingbox boundingboxes bbox bboxes "
    "coordinates metadata prompt list lists detections dataset data"
)
_TEXT_WORDS = (
    f"{_SOURCE_WORDS} context information description descriptions sentences data details input "
    "inputs"
)
_PICTURE = r"(?:image|picture|photo|photograph|scene)"

SOURCE_LEAK = (
    # words for nothing else
    phrase(
        "bounding boundingbox boundingboxes bbox bboxes",
        r"\bbounding[\s-]?box(?:es)?\b|\bbbox(?:es)?\b",
    ),
    phrase(
        "metadata annotator annotators captioner captioners",
        r"\b(?:metadata|annotators?|captioners?)\b",
    ),
    phrase(
        "writer writers author authors captioned captioning",
        r"\bcaption[\s-](?:writers?|authors?)\b"
        r"|\bwho captioned (?:it|this|the (?:image|picture|photo))\b",
        r"\b(?:newspapers?|magazines?|comics?|cartoons?|films?|movies?)\b",
    ),
    phrase(
        "list lists",
        r"\b(?:objects?|labels?|box(?:es)?|annotations?|categor(?:y|ies)|detections?)[\s-]lists?\b"
        r"(?! of)",
        BEARER,
    ),
    phrase("annotation annotated", r"\b(?:annotation|annotated) data\b"),
    phrase(
        "given provided shown told",
        r"\b(?:texts?|descriptions?|information|data|captions?|details|sentences|list) (?:that )?"
        r"(?:I|we)(?:'ve| have| had)? (?:was |were |am |are |been )?"
        r"(?:given|provided|shown|told)\b",
    ),
    phrase(
        "mention mentions mentioned",
        r"\bmention(?:s|ed)?\b[^.,;\n]{0,40}? in (?:the|these|those|any|either|both|all) (?:\w+ )?"
        r"(?:descriptions?|captions?|data|lists?|box(?:es)?|annotations?|sentences)\b",
        BEARER,
    ),
    phrase("truth", r"\bground[\s-]truth\b"),
    phrase(
        "coco mscoco", r"\bMS[\s-]?COCO\b|\bCOCO (?:data ?set|annotations?|categor|class|images?\b)"
    ),
    phrase(
        "coordinates",
        r"\b(?:box|pixel|normali[sz]ed|object|image|given|provided) coordinates\b"
        r"|\bcoordinates (?:of|for|given|provided|in|supplied) the\b"
        r"(?! (?:city|place|island|treasure|town))",
        rf"{WRITING}|\b(?:GPS|latitude)\b|\b(?:not|never) (?:visible|shown|known)\b",
    ),
    phrase(
        "label labels annotation annotations detection detections",
        r"\b(?:object|class|category|image|detection|detected|detector) "
        r"(?:labels?|annotations?|detections?)\b",
        r"\b(?:museums?|exhibits?|exhibitions?|shel(?:f|ves)|jars?)\b",
    ),
    phrase(
        "detected annotated labeled labelled listed provided mentioned given list lists",
        r"\b(?:detected|annotated|labell?ed|listed|provided|mentioned|given) objects\b"
        r"|\bobjects? (?:that (?:were|are|is|was) )?"
        r"(?:detected|annotated|labell?ed|listed|provided|mentioned|given)\b"
        r"|\blists? of (?:the )?(?:\w+ )?objects\b",
        rf"{BEARER}|\b(?:scanner|detector|riddle|game|shel(?:f|ves)|jars?|museums?)\b",
    ),
    phrase(
        "text textual",
        r"\btext(?:ual)? (?:descriptions?|annotations?|input|context|prompts?)\b",
        BEARER,
    ),
    phrase(
        "caption captions description descriptions",
        rf"\b{_PICTURE}(?:'s)? (?:captions?|descriptions?)\b",
        WRITING,
    ),
    phrase(
        "dataset data", r"\b(?:in|from|of|by) (?:the|this|that|our) (?:\w+ )?data ?set\b", BEARER
    ),
    # the captions say ...
    phrase(
        _SOURCE_WORDS,
        rf"\b{_WHICH} {_SOURCES}{_NOT} {_SAYS}\b",
        rf"\b(?:{WRITTEN})\b[^\n]*\bcaption\b[^\n]*\Z|\b(?:terminal|shell|command|console)\b",
    ),
    phrase(
        "sentence sentences description descriptions",
        rf"\b(?:the|these|those|your|all|five|each|most|both|every)(?: \w+)? "
        rf"(?:sentences?|descriptions?){_NOT} {_SAYS}\b",
        rf"\b(?:{WRITTEN})\b[^\n]*\b(?:sentence|description)",
    ),
    phrase(
        "text",
        r"\bthe (?:given |provided |original )?text(?: (?:does|did) not| doesn't| didn't| never)"
        r" (?:\w+ly )?(?:say|mention|specify|state|tell|describe|indicate|give|reveal|provide)\b"
        r"|\bthe (?:given |provided |original )?text (?:mentions|describes|specifies|implies)\b",
        BEARER,
    ),
    phrase(
        "context information data input",
        r"\bthe (?:\w+ )?(?:context|information|data|input)"
        r"(?: (?:does|do|did) not| doesn't| don't| didn't)? "
        r"(?:\w+ly )?(?:says?|mentions?|states?|specif(?:y|ies))\b"
        # but not what is so in general
        r"|\bthe (?:\w+ )?data (?:indicates?|suggests?)\b(?! that \w+s (?:are|have|tend|do)\b)"
        r"|\bthe (?:\w+ )?(?:context|information|input)(?: does not| doesn't) "
        r"(?:tell|indicate|reveal|provide|include|describe)\b",
        BEARER,
    ),
    # according to the captions, based on the information provided
    phrase(
        _SOURCE_WORDS,
        rf"\b(?:{_GOING_BY}|given|from|by|in|per|with|across|among) {_THE}(?: \w+)? "
        r"(?:annotations|bounding[\s-]?box(?:es)?|bbox(?:es)?|metadata|prompt|"
        r"lists? of (?:\w+ )?objects|detections)\b",
        r"\b(?:terminal|shell|command|console|teleprompter|margins?|handwritten)\b",
    ),
    phrase(
        _SOURCE_WORDS,
        rf"\b(?:{_GOING_BY}|given|from) {_THE}(?: \w+)? {_SOURCES}\b",
        rf"{WRITING}|\b(?:GPS|latitude)\b",
    ),
    phrase(
        "description descriptions sentence sentences text prompt",
        rf"\b{_GOING_BY} {_THE}(?: \w+)? (?:descriptions?|sentences?|text|prompt)\b",
        BEARER,
    ),
    phrase(
        "boxes",
        r"\b(?:according to the (?:\w+ )?boxes\b|the boxes provided\b(?! (?:by|for|to)))",
        r"\b(?:cardboard|cereal|gift|pizza)\b",
    ),
    phrase(
        "information context data details list",
        rf"\b{_GOING_BY} the(?! visual )(?: \w+)? (?:information|context|data|details|list)"
        r"(?=\s+(?:provided|given|supplied|above|you|I (?:have|was))|\s*[,.;:])",
        BEARER,
    ),
    phrase(
        f"{_TEXT_WORDS} text",
        rf"\b(?:provided|given|supplied) (?:{_TEXTS}|text)\b"
        rf"|\b(?:above|following) (?:{_SOURCES}|context|descriptions)\b",
        WRITING,
    ),
    phrase(
        _TEXT_WORDS,
        rf"\b{_TEXTS} (?:(?:that|which) )?(?:(?:is|are|was|were|has been|have been) )?"
        r"(?:provided|supplied|given(?! (?:out|by|at|most|more|less|special|close|much)\b))"
        r"(?! (?:by|at|to) )",
        WRITING,
    ),
    phrase(
        "you user",
        rf"\b(?:{_TEXTS}|text|list|{_PICTURE} description) (?:(?:that|which) )?"
        r"(?:you|the user)(?: have| had|'ve)?(?: just)? "
        r"(?:gave|given|provided?|supplied|shared|sent|listed|wrote|mentioned|described|included)\b",
    ),
    phrase(
        "your user users",
        r"\b(?:in|from|by|on|to|per|with) your (?:\w+ )?(?:descriptions?|prompt|captions?|input)\b"
        r"|\bthe user'?s? (?:description|prompt|question|input|message)\b",
        BEARER,
    ),
    phrase(
        "described",
        rf"\b(?:{_PICTURE} (?:that )?you(?:'ve| have)? described|the described {_PICTURE})\b",
    ),
    # mentioned in the captions, in the annotations
    phrase(
        "mentioned specified stated described listed indicated given provided noted reported "
        "contained included annotated labeled labelled detailed",
        rf"\b{_TOLD} (?:in|by|within|from) (?:the|these|those|your|any of the|all of the|one of the"
        rf"|each of the|any|all|both)(?: \w+)? (?:{_TEXTS}|text|list)\b",
        BEARER,
    ),
    phrase(
        "caption captions annotation annotations description descriptions",
        r"\bin the (?:captions?\b(?! (?:of|on|under|below|beneath|that))|annotations?\b"
        r"|descriptions?\b(?! of))",
        WRITING,
    ),
    phrase(
        "captions",
        r"\b(?:the|these|those|other|both|all|five|different|various|several|provided|these) "
        r"captions\b"
        r"(?! (?:of|on|under|below|beneath|that|for|in|at|printed|written|running|read)\b)",
        WRITING,
    ),
    phrase(
        "caption",
        r"\b(?:the|this|each|one|another|first|second|last) caption (?:reads? that|itself)\b"
        rf"|\bcaption (?:for|of) (?:the|this) {_PICTURE}{_NOT} {_SAYS}\b",
        WRITING,
    ),
    phrase(
        "description descriptions",
        r"\b(?:phrases?|words?|sentences?)\b[^.\n]{0,40} in the descriptions?\b",
        BEARER,
    ),
    phrase(
        "stated specified described provided annotated captioned",
        r"\bas (?:stated|specified|described|provided|annotated|captioned)(?=\s*[,.;]|\s*\Z)",
        BEARER,
    ),
    # is not mentioned, no mention of
    phrase(
        "mentioned specified stated described",
        rf"\b(?:is|are|was|were) (?:not|never) {_ADVERB}(?:mentioned|specified|stated)\b"
        rf"|\b(?:isn't|aren't|wasn't|weren't) {_ADVERB}(?:mentioned|specified|stated)\b"
        r"|\b(?:is|are) not described\b(?! (?:by|as|in))",
        # what stands on the sign may itself be what the caption does not tell
        rf"\A(?![^\n]*\n[^\n]*\b(?:text|words?|wording|writing|brand|message|content|what) "
        rf"(?:\w+ )?(?:on|of|in) (?:[\w'-]+ ){{1,3}}(?:is|are)(?: not|n't))[^\n]*\n[^\n]*"
        rf"(?:{WRITING}|\b(?:mentioned|specified|stated)[^\n]*{ON_A_BEARER})",
    ),
    phrase(
        "mention specify",
        rf"\b(?:does|do|did)(?: not|n't) {_ADVERB}(?:mention|specify)\b",
        rf"\b(?:{WRITTEN}|{PRINTED})\b[\s\S]*\b(?:do|does|did)(?: not|n't) {_ADVERB}"
        r"(?:mention|specify)\b",
    ),
    phrase(
        "mention mentioned",
        r"\bno mention of\b|\bnot mentioned\b|\bwithout (?:any )?mention of\b",
        rf"{WRITING}|\bmentioned[^\n]*{ON_A_BEARER}",
    ),
    phrase(
        "explicitly specifically",
        r"\bnot (?:explicitly|specifically) "
        r"(?:mentioned|stated|described|specified|indicated|given|provided|noted|listed)\b",
        BEARER,
    ),
    phrase(
        "mentioned",
        r"\b(?:is|are|was|were) (?:also |only |explicitly |specifically |both |all )?mentioned"
        r"(?=[.,;]| (?:as|but|and|twice|several)\b)",
        BEARER,
    ),
    phrase("unspecified", r"\bunspecified\b", BEARER),
    phrase(
        "information details",
        r"\bno (?:\w+ )?(?:information|details) (?:(?:is|are|was|were) )?"
        r"(?:provided|given|supplied)\b",
        BEARER,
    ),
    phrase(
        "told informed",
        r"\b(?:I|we)(?:'re| are| am|'m| were| was) (?:only|not) (?:told|informed)\b",
    ),
    # one of the captions, five sentences
    phrase(
        "caption captions sentences descriptions annotations",
        r"\b(?:one|some|another|none|two|three|four|five|all|most|many|both|each|any|several) "
        r"of (?:the|these|those|your)(?: \w+)? (?:captions?|sentences|descriptions|annotations)\b",
        WRITING,
    ),
    phrase(
        "sentences captions descriptions",
        r"(?<!\bin )\bfive (?:sentences|captions|descriptions)\b",
        WRITING,
    ),
    phrase(
        "described captioned annotated labeled labelled tagged",
        rf"(?<!\b(?:in|of|on) )\b(?:the|this|that) {_PICTURE} (?:is|was|has been) (?:also )?"
        r"(?:described|captioned|annotated|labell?ed|tagged) (?:as|with)\b"
        r"|\b(?:is|are|was|were) (?:also )?(?:captioned|annotated) (?:as|with)\b"
        r"|\b(?:objects?|animals?|person|people|man|woman|boy|girl|cats?|dogs?|horses?|birds?|"
        r"vehicles?) (?:is|are|was|were) (?:labell?ed|tagged) as\b"
        r"|\b(?:is|are|was|were) (?:also )?described as (?:being|wearing|having|holding|sitting|"
        r"standing|lying|riding|playing|looking|walking|eating)\b",
        WRITING,
    ),
    phrase(
        "described captioned annotated labeled labelled",
        r"\b(?:people|person|those|someone|anyone|one) who "
        rf"(?:described|captioned|annotated|labell?ed) (?:the|this) {_PICTURE}\b",
    ),
)
