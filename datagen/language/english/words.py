"""Closed word classes of English, and the open ones that the rules need by name."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


ABBREVIATIONS = word_set("mr mrs ms dr st jr sr vs etc e.g i.e approx no fig a.m p.m u.s")

ARTICLES = word_set("a an the")
DETERMINERS = ARTICLES | word_set(
    "this that these those my your his her its our their each every another some any no either "
    "neither both all such what which whose one's someone's"
)
SINGLE = word_set("a an one each every another")  # a verb behind their noun ends in s
DEFINITE = word_set("the this that these those my your his her its our their")

PREPOSITIONS = word_set(
    "of in on at by with from to into onto upon over under above below beneath underneath behind "
    "between among amongst beside besides near around about against along across through "
    "throughout toward towards inside outside within without for during before after next off out "
    "up down past beyond atop amid amidst despite like unlike as than per via except alongside "
    "opposite since until"
)
CONJUNCTIONS = word_set(
    "and or but nor so yet while whereas although though because if unless whether when where who "
    "whom which that"
)
AUXILIARIES = word_set(
    "is are was were be been being am has have had having do does did doing can could may might "
    "must shall should will would isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't "
    "didn't can't cannot couldn't won't wouldn't shouldn't"
)
PRONOUNS = word_set(
    "i you he she it we they me him us them himself herself itself themselves one ones others "
    "there here who what it's he's she's there's that's they're"
)
ADVERBS = word_set(
    "also too very quite rather just only even still already now then again together alone nearby "
    "outdoors indoors outside inside upside back away apart ahead forward side visible present "
    "next close further far not never always often sometimes usually today afterwards overhead "
    "afloat downhill uphill anywhere somewhere everywhere nowhere"
)
# Adjectives that stand behind their noun as well: "a man asleep", "a box full of"
PREDICATES = word_set("asleep awake available empty full ready upright")
MARKS = frozenset(".,;:!?()[]\"'\u201c\u201d\u2018\u2013\u2014\u2026/-&") | {"\n", "\n\n"}
CLOSED = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | PRONOUNS | DETERMINERS | ADVERBS | MARKS

# Verbs that follow an object in descriptions, in their base form.
VERBS = word_set(
    "sit stand lie lay lean rest hang walk run ride drive fly float swim jump leap stay wait look "
    "stare gaze watch face hold carry wear eat drink graze feed play catch throw chase cross "
    "travel move turn pass pull push reach stretch sleep nap hide peek appear seem occupy fill "
    "cover surround line dot stick poke enjoy have contain include feature perch roam stroll "
    "wander gather make take give show display bear serve go come approach follow lead land bark "
    "bite chew lick sniff drag tow bring add provide create complement dominate remain overlook "
    "extend protrude sport grip climb slide glide kick hit swing swoop soar skate surf ski splash "
    "wade bask laze lounge relax recline kneel crouch squat bend smile pose talk work use read "
    "write type cut slice prepare cook share try want need get keep let begin start stop open "
    "close shine glow light say tell indicate suggest belong consist decorate adorn accompany "
    "match contrast connect separate divide block obscure hover loom tower emerge participate "
    "compete race trot gallop drift sail dock park drool stack dangle drape roll"
)


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


MAYBE_VERBS = frozenset(form for verb in VERBS for form in (verb, _third(verb)))
VERB_FORMS = MAYBE_VERBS | word_set(
    "has sat stood lay lies held wore ate drank flew ran rode drove swam slept made took gave came "
    "went bent hung led brought kept got hit cut"
)
# These read as nouns behind another noun: "pizza slices", "car park".
VERB_FORMS -= word_set(
    "slices slice park parks line lines light lights stop stops race races tower towers covers "
    "cover cross dock docks sports sport surf start show shows display displays play ride rides "
    "share work works drink drinks feed watch cut cuts cook cooks type types lead face faces land "
    "bear bears stack stacks"
)

# These end like participles.
NO_PARTICIPLES = word_set(
    "building ceiling painting clothing awning railing evening morning thing something anything "
    "nothing everything string wing king ring bedding lettering wedding siding opening shed weed "
    "seed sled"
)
# Object words that are verbs as well.
VERBAL_NOUNS = word_set(
    "bear book duck ski train ship fish sink boat park skate bench chair cake bat man toast dog "
    "bus cup monitor fork couch kite stand remote"
)

# What links a thing to where it is.
BE_AT = word_set(
    "is are was were sits stands lies rests hangs appears seen located positioned placed situated "
    "standing sitting lying resting parked visible hanging set found walking seated"
)

# What takes the certainty from a sentence: nothing in it is held against the image.
UNSURE = word_set(
    "history historical historically formerly century centuries ancient nowadays hear hears heard "
    "smell smells smelling dream dreams dreaming remember think thinks thinking talk talks need "
    "needs love loves every nobody may might would should must will shall cannot possibly perhaps "
    "probably presumably apparently ingly likely unlikely maybe potentially potential possible "
    "seem suggests suggest suggesting suggested implies imply implying indicates indicate "
    "indicating infer inferred assume assuming assumed assumption imagine guess believe supposedly "
    "hypothetically if unless whether otherwise wish hope hopefully expect expected expecting want "
    "wants typically usually often generally commonly sometimes normally occasionally frequently "
    "ensure ensures ensuring depending reminiscent resembling resembles resemble traditionally "
    "perceived ideal ideally symbolize symbolizes unclear uncertain ask wonder ought let's "
    "ago recommended recommend advisable essential crucial necessary important whenever i'll "
    "you'll he'll she'll it'll we'll they'll you'd he'd she'd we'd they'd won't wouldn't"
)
# In front of a determiner these open an order.
IMPERATIVES = word_set(
    "place keep put use avoid picture imagine make bring take give try feed wear choose add"
)
SEEMS = word_set("appear appears appeared appearing seem seems seemed seeming")
SEEING = word_set(
    "count identify distinguish discern recognize recognise see find spot observe notice make"
)
SEEN = word_set(
    "counted identified distinguished discerned seen found spotted observed noticed made glimpsed "
    "recognized recognised"
)
# Behind these a thing is only shown, unless it is the image that shows it.
SHOWING = word_set(
    "shows show showing depicts depict depicting displays displaying portrays portraying reads says"
)
# "the whistle of a train" is no train; these are parts, places and portions of what is there.
PARTS = word_set(
    "side sides top front back rear edge edges end ends middle center centre corner base foot "
    "bottom left right presence sight head heads tail leg legs door doors wheel wheels window "
    "windows seat seats handle roof surface rim inside interior outside neck face mouth ear ears "
    "eye eyes paw paws body arm arms hand hands owner driver rider breed color colour rest view "
    "close-up closeup slice slices piece pieces plate plates bowl bowls cup cups glass glasses "
    "bottle bottles box basket baskets tray loaf bite stick half halves kind kinds type types "
    "variety level foreground background all most both one each some any none part parts portion "
    "instance example tip arrangement width height bed patch field full out because instead inch "
    "feet lap outline row"
)
NEGATORS = word_set(
    "free no not never without none neither nor nothing nobody isn't aren't wasn't weren't doesn't "
    "don't didn't hasn't haven't can't cannot couldn't won't wouldn't absent lacks lacking lack "
    "absence instead missing except unlike"
)
# Up to the next mark nothing is claimed behind these.
LIKENESS = word_set("like as resembling resembles resemble")
# "a statue of a horse" is no horse, nor is "a horse statue"
LIKENESSES = word_set(
    "statue statues sculpture sculptures figurine figurines figure toy toys painting paintings "
    "drawing drawings sketch cartoon cartoons poster posters mural murals logo logos print prints "
    "mask masks costume costumes doll dolls replica replicas model models sticker stickers "
    "decoration decorations ornament ornaments carving carvings illustration illustrations "
    "silhouette shadow shadows reflection reflections decal decals shape shapes image images "
    "picture pictures photo photos photograph photographs pattern patterns design designs emblem "
    "tattoo tattoos sign signs idea type kind"
)
IMAGE_WORDS = word_set(
    "image picture photo photograph scene frame view shot snapshot photos images pictures"
)
# "a toy car" is no car
UNREAL = word_set(
    "toy stuffed plush fake artificial model drawn miniature cartoon imaginary inanimate animated "
    "former non pretend mock decorative printed virtual ex"
)
# These make a dog unreal, but not a bed.
MATERIALS = word_set(
    "wooden plastic stone metal bronze ceramic porcelain paper cardboard painted carved chocolate "
    "lego knitted crocheted inflatable"
)

NUMBERS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen"),
        )
    )
}
TENS: dict[str, int] = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
# "a pair of dogs", "several dogs": so many at least
AT_LEAST: dict[str, int] = {
    "several": 3,
    "multiple": 2,
    "many": 3,
    "numerous": 3,
    "various": 2,
    "few": 2,
    "some": 1,
    "countless": 5,
    "assorted": 2,
    "dozen": 12,
}
GROUPS: dict[str, tuple[int, bool]] = {  # how many, and whether that is exact
    "pair": (2, True),
    "couple": (2, False),
    "trio": (3, True),
    "duo": (2, True),
    "threesome": (3, True),
    "foursome": (4, True),
    "quartet": (4, True),
    "quintet": (5, True),
    "sextet": (6, True),
    "dozen": (12, True),
    "group": (2, False),
    "herd": (2, False),
    "flock": (2, False),
    "row": (2, False),
    "bunch": (2, False),
    "number": (2, False),
    "lot": (2, False),
    "lots": (2, False),
    "crowd": (2, False),
    "collection": (2, False),
    "line": (2, False),
    "series": (2, False),
    "set": (2, False),
    "variety": (2, False),
    "assortment": (2, False),
    "stack": (2, False),
    "pile": (2, False),
    "team": (2, False),
    "dozens": (24, False),
    "fleet": (2, False),
    "total": (1, False),
    "pack": (2, False),
    "cluster": (2, False),
    "bouquet": (2, False),
    "array": (2, False),
    "selection": (2, False),
    "display": (2, False),
    "pairs": (2, False),
    "groups": (2, False),
    "rows": (2, False),
    "string": (2, False),
    "swarm": (2, False),
}
# "more than two dogs": the number is no exact one
ROUGH = word_set("about around approximately nearly almost roughly perhaps some")
# "two of the dogs", "two other dogs": a part of them
PARTIAL = word_set("other others more another additional extra remaining else first second third")
EXHAUSTIVE = word_set("only exactly just precisely")
# What is written is not there: "the letters BUS"
LETTERING = word_set(
    "letters word words text inscription reads reading says saying labeled labelled spelling "
    "spells written writing name named called logo brand"
)
QUANTIFIERS = word_set("many most some all several numerous few others")
PEOPLE = word_set("people children men women kids")
# Written in capitals without being a name.
ACRONYMS = word_set("tv tvs suv suvs pc pcs t")

# What colour words stand for. Shades that people call by two names stand for themselves.
COLOURS: dict[str, str] = {
    word: colour
    for colour, words in {
        "red": "red maroon crimson scarlet burgundy",
        "pink": "pink magenta",
        "orange": "orange",
        "yellow": "yellow",
        "golden": "gold golden blonde blond",
        "green": "green",
        "teal": "teal turquoise aqua",
        "blue": "blue navy",
        "purple": "purple violet lavender",
        "brown": "brown",
        "beige": "tan beige cream ivory khaki",
        "black": "black",
        "white": "white",
        "gray": "gray grey",
        "silver": "silver",
    }.items()
    for word in words.split()
}
# People call one and the same thing by either, so neither contradicts the other. Chosen by hand,
# after the pairs that two captions of an image give one thing most often in COCO's val2017 (black
# and gray, orange and red, orange and yellow, brown and white for what is beige), and rarer colours
# by what is near.
ALIKE: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split("-"))
    for pair in word_set(
        "red-orange red-purple pink-purple orange-yellow orange-brown orange-golden yellow-golden "
        "brown-golden brown-beige white-beige yellow-beige gray-beige golden-beige brown-black "
        "brown-gray black-gray white-gray blue-gray white-silver gray-silver blue-silver "
        "blue-purple blue-teal green-teal blue-green"
    )
)
