"""The list of all pictures: the id and the size of each, who paints it, what people said of it.

Every caption must stay true of its picture; whoever changes one looks at the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import scenes_city as city
from . import scenes_indoors as inside
from . import scenes_outdoors as outside
from .canvas import Canvas


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to be painted, `width` by `height` pixels, and its captions."""

    id: int
    width: int
    height: int
    paint: Callable[[Canvas], None]
    captions: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """As in COCO: the id with twelve digits."""
        return f"{self.id:012d}.jpg"


# fmt: off
# Id, size and painter belong in one line.
SCENES = (
    Scene(
        101, 640, 480, city.street,
        (
            "A red car and a blue car drive down a city street past colorful row houses.",
            "Three cars on a road with a green traffic light and a stop sign.",
            "A yellow fire hydrant stands on the sidewalk next to the road",
            "a woman in a yellow top walks along the far sidewalk while cars go by.",
            "A stop sign in front of a street with shops, cars and a traffic light. ",
        ),
    ),
    Scene(
        139, 640, 480, inside.kitchen,
        (
            "A kitchen with a refrigerator, an oven and a white sink near a window.",
            "A bowl of red apples and a bunch of bananas sit on the kitchen counter.",
            "Teal cabinets line the wall of a bright, tidy kitchen",
            "There is a yellow note stuck to the door of the fridge.",
            "A stove with a range hood above it stands between the fruit and the sink.",
        ),
    ),
    Scene(
        205, 640, 427, inside.living_room,
        (
            "An orange cat is sitting on a teal couch in a living room.",
            "A living room with a couch, a potted plant and a flat screen TV.",
            "A remote control lies on a wooden coffee table in front of the couch.",
            "The television on the low cabinet shows a sunset over water.",
            "A cat looks out from the sofa, with a green plant and a TV to the right of it",
        ),
    ),
    Scene(
        268, 500, 375, inside.dinner,
        (
            "A whole pizza on a wooden table with a fork on one side and a knife on the other.",
            "Two glasses of red wine and a bottle stand behind a pizza.",
            "A pepperoni pizza cut into eight slices.",
            "Pizza and red wine are waiting on the dining table",
            "A bottle of wine is placed between two wine glasses, and a knife lies to the right of"
            " the pizza under the light of a hanging lamp.",
        ),
    ),
    Scene(
        312, 480, 640, outside.tennis,
        (
            "A tennis player reaches up with a racket to hit a ball.",
            "A person in a white shirt and pink shorts is playing tennis on a blue court.",
            "The tennis ball is in the air, above and to the right of the racket.",
            "A player in a pink cap swings a red racket",
            "Tennis player in mid swing in front of a net, with trees behind the fence.",
        ),
    ),
    Scene(
        377, 640, 427, outside.park,
        (
            "A dog leaps after a red frisbee in a park.",
            "A person on a skateboard rolls along a path past an empty bench.",
            "A bicycle is parked next to a wooden bench on the grass",
            "A brown dog, a skateboarder and a parked bike on a clear day in the park.",
            "The skateboarder wears a yellow cap and keeps both arms out for balance.",
        ),
    ),
    Scene(
        401, 640, 480, outside.farm,
        (
            "Cows, sheep and a horse in green fields near a red barn.",
            "Eight sheep stand on a hill behind a wooden fence.",
            "A brown horse stands to the right of three cows.",
            "Three cows in a pasture, one of them with its head down to the grass",
            "A farm with a red barn, a long fence and many animals under a blue sky with two"
            " white clouds.",
        ),
    ),
    Scene(
        458, 640, 480, outside.beach,
        (
            "Two people are flying kites on a sandy beach.",
            "A yellow surfboard stands upright in the sand near the water.",
            "A red and white beach umbrella next to a striped towel",
            "A sailboat is out on the water while five birds fly overhead.",
            "An adult and a child fly colorful kites, with a surfboard to the left of them and an"
            " umbrella to the right.",
        ),
    ),
    Scene(
        523, 640, 360, city.airport,
        (
            "A blue and white airplane is parked on the tarmac at an airport.",
            "A tanker truck stands close to the tail of a passenger jet.",
            "One plane sits on the ground as another one climbs into the sky.",
            "An orange and white tank truck and a large jet near the terminal",
            "Two airplanes, a truck and a control tower.",
        ),
    ),
    Scene(
        587, 640, 480, inside.desk,
        (
            "A laptop on a wooden desk with a keyboard and a mouse in front of it.",
            "Seven books are lined up on a shelf above the desk.",
            "A red mug of coffee stands to the right of a computer mouse.",
            "A desk lamp, a cup and an open laptop showing a bar chart",
            "A neat workplace with a computer, a white keyboard and a row of colorful books on the"
            " wall shelf.",
        ),
    ),
    Scene(
        634, 500, 375, inside.bedroom,
        (
            "A teddy bear sits on a bed with a blue blanket.",
            "A bedroom with a wall clock on the left and a vase of flowers on the right.",
            "A stuffed bear with a red bow tie on a neatly made bed.",
            "The clock on the bedroom wall shows ten past ten",
            "Colorful flowers in a blue vase stand on the nightstand beside the bed.",
        ),
    ),
    Scene(
        689, 640, 427, city.station,
        (
            "A green and white train stands at a station platform.",
            "Two people are on the platform next to a train.",
            "A woman in a yellow sweater waits with her suitcase on the platform.",
            "A man with a green backpack walks past the train",
            "A clock hangs from the roof of the station and shows half past nine.",
            "There is no image here to write a caption for.",
        ),
    ),
    Scene(
        720, 480, 640, outside.zoo,
        (
            "A giraffe and three zebras stand in a dry enclosure.",
            "Three zebras in front of a wooden fence, with a tall giraffe on the left.",
            "A tall giraffe faces left in a zoo enclosure with rocks and a flat-topped tree",
            "Zebras and a giraffe under a bright sun.",
            "The middle zebra faces right, while all the other animals face left.",
        ),
    ),
    Scene(
        771, 320, 240, city.night_bus,
        (
            "A red bus drives down a city street at night.",
            "A person waits at the side of the road as a bus passes under a full moon.",
            "A red traffic light and a lit bus in a dark street",
            "Night scene with the moon, stars and a bus with bright windows.",
            "A city bus with its lights on in front of a row of houses.",
        ),
    ),
    Scene(
        836, 640, 640, outside.stadium,
        (
            "Six soccer players on the field in front of a packed stadium stand.",
            "A crowd of fans watches a soccer match.",
            "A player in red kicks the ball while a player in blue runs toward him.",
            "Three players in red play against three players in blue on a green field",
            "Spectators fill every row of the stand behind the advertising boards, some of them"
            " with their arms in the air.",
        ),
    ),
    Scene(
        902, 500, 333, outside.lake,
        (
            "Snow-capped mountains behind a calm lake at sunset.",
            "A lake lined by pine trees with mountains in the distance.",
            "The low sun is reflected in the still water",
            "A quiet mountain landscape without any people.",
            "Pine trees frame a view of purple mountains under an orange sky.",
        ),
    ),
)
