"""Plain words to type: short, lower case, easy to tell apart. Which one is asked for is chance."""

from __future__ import annotations

_TEXT = """
acorn amber anchor apple apron arrow autumn bacon badge bagel baker banjo barley basil basket beacon beaver
berry birch bishop bottle branch bread breeze brick bridge bronze brook brush bucket butter button cabin
cactus camel candle canoe canyon carbon carpet carrot castle cedar cellar chalk cherry chess cider cinema
circus clay cliff cloud clover coast cobalt cocoa comet copper coral cotton cradle crane crayon cricket
crystal daisy dawn desert diary dinner dolphin donkey door dragon drum dune eagle easel echo elbow ember
engine fabric falcon feather fern fiddle finch flame flute forest fork fossil frost garden garlic gate
ginger glacier globe glove goat grape gravel guitar hammer harbor harvest hazel hedge helmet heron hill
honey hornet hotel igloo indigo iris island ivory jacket jasmine jelly jewel jungle juniper kayak kettle
kiosk kite kitten knot ladder lagoon lake lamp lantern lark laurel lawn leaf lemon lentil lilac lily linen
lion lizard lobster locket lotus lunar magnet mango maple marble market meadow melon meteor mill mint
mirror mitten moon moss muffin museum napkin nectar needle nest nickel noodle oasis ocean olive onion opal
orange orbit orchid otter oven oyster paddle palm panda paper parrot pasta peach peanut pearl pebble pencil
pepper piano pickle pigeon pillow pine pirate planet plum pocket pond poppy potato prairie pumpkin puzzle
quail quartz quilt rabbit radish rain raven ribbon rice river robin rocket roof rose ruby saddle saffron
sail salad salmon sand saturn scarf shell shovel silk silver sled snow sofa spider spoon spruce squid
stable star steam stone storm straw summer sunset swan syrup table tailor tango teapot temple thistle
thunder tiger timber tomato torch tower trail tulip tunnel turtle umbra valley vanilla velvet village
violet violin wagon walnut water whale wheat willow window winter wolf wool yarn yogurt zebra
"""
PLAIN_WORDS = tuple(_TEXT.split())
