"""What is known about COCO's eighty categories beyond their names. Data only.

The word lists are our own. `NAMES` holds words that assert the category (strict); `HINTS` holds
beginnings of words that make its absence uncertain (loose). How reliable a category is comes from
the human re-annotation of POPE (RePOPE); the weights are how often COCO's training split shows it.
"""

from __future__ import annotations

from collections.abc import Mapping

from datagen.teachers.offline.words import wordset

# The share of "yes" labels that people confirmed was below 70 %: asserted only where two captions
# name the category.
AMBIGUOUS = frozenset(
    {
        "mouse", "cup", "orange", "truck", "bowl", "dining table", "tv", "wine glass", "handbag",
        "vase", "sandwich", "snowboard", "bicycle", "sports ball", "book", "bench", "bottle",
    }
)  # fmt: skip

# Absence cannot be told from annotations: the eight categories whose "no" labels people confirmed
# least often, and four small or vague ones that annotators leave out most. Nobody is asked "yes or
# no" about these, in neither direction, or their mere name would give the answer away.
HARD = frozenset(
    {
        "truck", "handbag", "potted plant", "bottle", "bowl", "chair", "person", "car",
        "cup", "dining table", "book", "tv",
    }
)  # fmt: skip

_GROUPS = {
    "person": "person",
    "vehicle": "bicycle, car, motorcycle, airplane, bus, train, truck, boat",
    "outdoor": "traffic light, fire hydrant, stop sign, parking meter, bench",
    "animal": "bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe",
    "accessory": "backpack, umbrella, handbag, tie, suitcase",
    "sports": "frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, "
    "skateboard, surfboard, tennis racket",
    "kitchen": "bottle, wine glass, cup, fork, knife, spoon, bowl",
    "food": "banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake",
    "furniture": "chair, couch, potted plant, bed, dining table, toilet",
    "electronic": "tv, laptop, mouse, remote, keyboard, cell phone",
    "appliance": "microwave, oven, toaster, sink, refrigerator",
    "indoor": "book, clock, vase, scissors, teddy bear, hair drier, toothbrush",
}

# Category -> its supercategory in COCO.
SUPERCATEGORY: Mapping[str, str] = {
    name: group for group, names in _GROUPS.items() for name in names.split(", ")
}

# Categories that may be asked about with "yes" and with "no" -> hundreds of training images that
# show it, rounded up.
WEIGHTS: Mapping[str, int] = {
    "bicycle": 33, "motorcycle": 36, "airplane": 30, "bus": 40, "train": 36, "boat": 31,
    "traffic light": 42, "fire hydrant": 18, "stop sign": 18, "parking meter": 8, "bench": 56,
    "bird": 33, "cat": 42, "dog": 44, "horse": 30, "sheep": 16, "cow": 20, "elephant": 22,
    "bear": 10, "zebra": 20, "giraffe": 26, "backpack": 56, "umbrella": 40, "tie": 39,
    "suitcase": 25, "frisbee": 22, "skis": 31, "snowboard": 17, "sports ball": 43, "kite": 23,
    "baseball bat": 26, "baseball glove": 27, "skateboard": 35, "surfboard": 35,
    "tennis racket": 34, "wine glass": 26, "fork": 36, "knife": 44, "spoon": 36, "banana": 23,
    "apple": 16, "sandwich": 24, "orange": 17, "broccoli": 20, "carrot": 17, "hot dog": 13,
    "pizza": 32, "donut": 16, "cake": 30, "couch": 45, "bed": 37, "toilet": 34, "laptop": 36,
    "mouse": 19, "remote": 31, "keyboard": 22, "cell phone": 49, "microwave": 16, "oven": 29,
    "toaster": 3, "sink": 47, "refrigerator": 24, "clock": 47, "vase": 36, "scissors": 10,
    "teddy bear": 22, "hair drier": 2, "toothbrush": 11,
}  # fmt: skip

# Category -> the words that assert it, in the singular; "+" marks words that are plural as they
# stand. Bare words of several senses (ball, glass, table, orange, phone, player) are left out.
NAMES: Mapping[str, str] = {
    "person": "person, man, woman, boy, girl, child, kid, lady, guy, gentleman, baby, toddler, "
    "infant, teenager, adult, youngster, skier, snowboarder, snow boarder, surfer, surf boarder, "
    "skateboarder, skate boarder, skater, batter, catcher, umpire, tennis player, baseball player, "
    "soccer player, ball player, pitcher, hitter, golfer, swimmer, rider, jockey, cowboy, "
    "pedestrian, cyclist, bicyclist, biker, motorcyclist, worker, chef, cook, waiter, waitress, "
    "officer, policeman, soldier, fireman, passenger, spectator, student, bride, groom, "
    "businessman, male, female, daughter, brother, sister, mother, father, shopper, tourist, "
    "customer, friend, farmer, fisherman, individual, +crowd, +couple, +audience, +team, "
    "+family, +others",
    "bicycle": "bicycle, bike, mountain bike",
    "car": "car, automobile, sedan, suv, taxi, taxi cab, minivan, hatchback, station wagon",
    "motorcycle": "motorcycle, motor cycle, motorbike, motor bike, dirt bike",
    "airplane": "airplane, plane, aeroplane, jet, jetliner, airliner, aircraft, biplane, "
    "passenger jet, passenger plane, passenger airplane, jet plane, jet airplane, jumbo jet",
    "bus": "bus, double decker bus, school bus, tour bus, passenger bus",
    "train": "train, locomotive, train engine, passenger train, subway train, freight train",
    "truck": "truck, pickup truck, lorry, fire truck, dump truck",
    "boat": "boat, sailboat, sail boat, ship, canoe, kayak, ferry, yacht, rowboat, speedboat",
    "traffic light": "traffic light, traffic signal, stop light, stoplight",
    "fire hydrant": "fire hydrant, hydrant",
    "stop sign": "stop sign",
    "parking meter": "parking meter",
    "bench": "bench, park bench",
    "bird": "bird, seagull, gull, duck, goose, pigeon, parrot, owl, swan, eagle, hawk, crow, "
    "flamingo, pelican, penguin, heron, stork, parakeet, canary, sparrow, peacock, ostrich",
    "cat": "cat, kitten, kitty",
    "dog": "dog, puppy, poodle, bulldog, sheepdog, sheep dog, terrier, corgi, golden retriever, "
    "german shepherd",
    "horse": "horse, pony, foal, mare, stallion",
    "sheep": "sheep, lamb",
    "cow": "cow, bull, calf, steer, +cattle",
    "elephant": "elephant",
    "bear": "bear, polar bear, brown bear, black bear, grizzly bear, grizzly, panda bear, panda",
    "zebra": "zebra",
    "giraffe": "giraffe",
    "backpack": "backpack, back pack, rucksack, knapsack",
    "umbrella": "umbrella, parasol",
    "handbag": "handbag, hand bag, purse",
    "tie": "tie, necktie, neck tie, bow tie, bowtie",
    "suitcase": "suitcase, suit case",
    "frisbee": "frisbee",
    "skis": "+ski, +skis, +pair of skis",
    "snowboard": "snowboard, snow board",
    "sports ball": "sports ball, soccer ball, tennis ball, football, volleyball, golf ball",
    "kite": "kite",
    "baseball bat": "baseball bat",
    "baseball glove": "baseball glove, baseball mitt, catcher's mitt, catchers mitt",
    "skateboard": "skateboard, skate board",
    "surfboard": "surfboard, surf board",
    "tennis racket": "tennis racket, tennis racquet, racket, racquet",
    "bottle": "bottle, wine bottle, water bottle, beer bottle",
    "wine glass": "wine glass, wineglass, glass of wine, glass of red wine, glass of white wine",
    "cup": "cup, coffee cup, tea cup, teacup, mug, coffee mug",
    "fork": "fork",
    "knife": "knife",
    "spoon": "spoon",
    "bowl": "bowl",
    "banana": "banana",
    "apple": "apple",
    "sandwich": "sandwich, hamburger, burger, cheeseburger",
    "orange": "+oranges",
    "broccoli": "broccoli",
    "carrot": "carrot",
    "hot dog": "hot dog, hotdog",
    "pizza": "pizza",
    "donut": "donut, doughnut",
    "cake": "cake, birthday cake, wedding cake",
    "chair": "chair, armchair, arm chair, office chair, lawn chair",
    "couch": "couch, sofa, loveseat, love seat",
    "potted plant": "potted plant, house plant, houseplant",
    "bed": "bed, bunk bed",
    "dining table": "dining table, dining room table, dinner table, kitchen table",
    "toilet": "toilet, commode",
    "tv": "tv, television, tv set, television set, flat screen tv, flat screen television",
    "laptop": "laptop, laptop computer, lap top, notebook computer, macbook",
    "mouse": "mouse, computer mouse",
    "remote": "remote control, remote controller, tv remote, wii remote, game remote, wiimote, "
    "+remotes",
    "keyboard": "keyboard, computer keyboard",
    "cell phone": "cell phone, cellphone, mobile phone, smartphone, smart phone, iphone",
    "microwave": "microwave, microwave oven",
    "oven": "oven, stove top oven, toaster oven",
    "toaster": "toaster",
    "sink": "sink, bathroom sink, kitchen sink, wash basin, washbasin",
    "refrigerator": "refrigerator, fridge",
    "book": "book",
    "clock": "clock",
    "vase": "vase",
    "scissors": "+scissors, +scissor, pair of scissors",
    "teddy bear": "teddy bear, stuffed bear, stuffed teddy bear, toy bear, teddy",
    "hair drier": "hair drier, hair dryer, hairdryer, blow dryer, blow drier",
    "toothbrush": "toothbrush, tooth brush",
}

# Phrases that hold a category's word and name something else.
OTHER_SENSES = (
    "toilet paper, toilet seat, toilet brush, toilet tank, toilet lid, toilet bowl, train car, "
    "train track, train station, train platform, rail car, railroad car, cable car, street car, "
    "car seat, car door, car window, car trunk, bus stop, bus station, bus driver, boat dock, "
    "boat house, clock tower, book shelf, book case, book bag, cup holder, cake stand, cake pan, "
    "bed of, bed spread, bed room, bed side, truck bed, flower bed, flat bed, pizza box, pizza "
    "cutter, pizza pan, pizza oven, pizza crust, pizza place, bench press, horse drawn, horse "
    "back, dog food, dog bowl, dog house, dog bed, dog collar, cat food, cat bed, cat house, bird "
    "house, bird cage, bird bath, bird feeder, knife block, knife rack, fork lift, bottle cap, "
    "bottle opener, toothbrush holder, tooth brush holder, umbrella stand, wheel chair, chair "
    "lift, ski lift, ski slope, ski resort, ski pole, ski lodge, ski area, ski mask, ski suit, "
    "ski gear, ski hill, ski jump, ski trail, ski jacket, ski lesson, ski run, ski course, ski "
    "boot, ski equipment, tie dye, tie dyed, jet ski, apple pie, banana bread, carrot cake, cup "
    "cake, plane ticket, baby stroller, baby carriage, male lion, female lion, record player, cd "
    "player, dvd player, laptop bag, laptop case, laptop screen, tv stand, tv tray, tv screen, tv "
    "show, tv dinner, television screen, television stand, mouse pad, keyboard tray, sink "
    "cabinet, kite string, kite festival, kite boarder, kite surfer, kite boarding, kite surfing, "
    "kite flying, book store, car park, car lot, boat yard, couple of, team of, family of, crowd "
    "of"
)

# Category -> beginnings of words in captions after which nobody should claim that it is absent.
HINTS: Mapping[str, str] = {
    "bicycle": "bicycl bik cycl rider ridin tricycl moped vehicle",
    "motorcycle": "motor bik moped scooter harley cycl vespa rider ridin vehicle",
    "airplane": "air plane jet aero fly flight flown biplane propell runway tarmac",
    "bus": "bus trolley tram shuttle coach vehicle traffic transit decker",
    "train": "train rail locomotive subway tram trolley engine track station transit metro",
    "boat": "boat ship sail canoe kayak ferr yacht raft vessel harbo dock marina pier barge "
    "gondola rowboat speedboat",
    "traffic light": "traffic light signal stop intersect",
    "fire hydrant": "hydrant fire",
    "stop sign": "stop sign",
    "parking meter": "meter parking",
    "bench": "bench seat sit sat bleacher pew picnic",
    "bird": "bird gull seagull duck goose geese pigeon parrot owl swan chicken hen rooster eagle "
    "pelican flamingo ostrich penguin crow raven hawk feather turkey finch parakeet canar flock "
    "animal peacock sparrow wing nest heron stork fowl dove",
    "cat": "cat kitt feline animal pet tabby calico",
    "dog": "dog pup canine animal pet terrier retriev lab hound poodle pug corgi bulldog husky "
    "shepherd collie beagle mutt leash dachs chihuahua sheepdog",
    "horse": "horse pony ponies foal mare stallion colt equest jockey carriage rider ridin animal "
    "polo rodeo donkey mule saddle cowboy buggy gallop",
    "sheep": "sheep lamb ewe ram goat wool flock herd livestock animal farm",
    "cow": "cow cattle bull calf calves ox steer herd livestock animal farm bison buffalo",
    "elephant": "elephant animal herd tusk trunk",
    "bear": "bear cub panda grizz polar animal",
    "zebra": "zebra animal herd strip",
    "giraffe": "giraffe animal herd",
    "backpack": "backpack back bag pack hik luggage rucksack knapsack school",
    "umbrella": "umbrella parasol rain canop shade awning",
    "tie": "tie suit neck bow dress uniform business tux formal groom wedding bride",
    "suitcase": "suit luggage bag case trunk brief travel pack",
    "frisbee": "frisbee disc disk",
    "skis": "ski slope snow",
    "snowboard": "snow board slope",
    "sports ball": "ball sport game soccer tennis play court pitch basket volley golf base foot",
    "kite": "kite fly flies flown string paragl para",
    "baseball bat": "bat base ball swing",
    "baseball glove": "glove mitt base catch ball pitch",
    "skateboard": "skat board ramp",
    "surfboard": "surf board wave paddl",
    "tennis racket": "tennis rack racq badminton court",
    "wine glass": "wine glass drink goblet champagne toast dinner dining restaurant bar alcohol "
    "beverage meal",
    "fork": "fork utensil silver cutlery eat meal dinner lunch breakfast plate food table dish "
    "kitchen restaurant serv tray cook",
    "knife": "knife kniv utensil silver cutlery eat meal dinner lunch breakfast plate food table "
    "dish cut slic kitchen restaurant serv tray cook chop blade",
    "spoon": "spoon utensil silver cutlery eat meal dinner lunch breakfast plate food table dish "
    "kitchen restaurant serv tray cook ladle soup stir",
    "banana": "banana fruit food produce",
    "apple": "apple fruit food produce",
    "sandwich": "sandwich burger hamburger cheeseburger sub food meal lunch bread toast wrap "
    "panini bun hot bagel",
    "orange": "orange citrus fruit tangerine food juice grapefruit produce",
    "broccoli": "brocc vegetable veg food salad meal green dish dinner plate produce",
    "carrot": "carrot vegetable veg food salad meal dish dinner plate produce",
    "hot dog": "hot dog food sausage bun frank wiener corn",
    "pizza": "pizza pie slice food chees pepperoni",
    "donut": "don dough pastr bagel dessert food bak sweet",
    "cake": "cake dessert food pastr sweet birthday bak pie wedding muffin cupcake",
    "couch": "couch sofa love living room lounge seat furniture sectional futon sit sat",
    "bed": "bed mattress hotel sleep blanket pillow room bunk crib lay lying",
    "toilet": "toilet bath rest commode urinal bidet lavator potty stall wash",
    "laptop": "laptop computer notebook mac pc desk screen monitor office lap",
    "mouse": "mouse mice computer laptop desk keyboard office pc monitor",
    "remote": "remote control wii tv televis game gaming video living",
    "keyboard": "key computer laptop piano desk type typing music office monitor pc",
    "cell phone": "phone cell mobile smart iphone call text device talk selfie photo camera",
    "microwave": "microwave kitchen oven appliance",
    "oven": "oven stove range kitchen cook appliance bak",
    "toaster": "toast kitchen appliance oven counter",
    "sink": "sink basin faucet kitchen bath rest wash counter",
    "refrigerator": "refrig fridge kitchen freez appliance",
    "clock": "clock tower time watch hour",
    "vase": "vase flower pot bouquet plant arrang ceramic",
    "scissors": "scissor shear cut craft",
    "teddy bear": "teddy bear stuff toy doll plush",
    "hair drier": "hair dry blow bath salon",
    "toothbrush": "tooth brush bath dental",
}

COLORS = wordset(
    "red green blue yellow black white brown gray grey orange pink purple tan silver gold"
)
