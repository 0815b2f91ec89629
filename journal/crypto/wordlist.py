"""Says a fingerprint in short words, one for each byte, that two people can compare aloud."""

from __future__ import annotations

SPOKEN_BYTES = 8

WORDS = tuple(
    """
    acorn amber anchor apple apron arch arrow aspen atlas autumn badge bagel balm bamboo banjo barn
    basil basin basket beach beam bean bell bench berry birch bird bloom blue boat bonnet book boot bowl
    branch brass bread breeze brick bridge brook broom brush bucket butter button cabin cake camel
    candle canoe canvas carpet carrot castle cedar cello chair chalk cherry chess chest cider circle
    clay cliff cloak clock cloud clover coast cocoa comet copper coral corn cotton cradle crane creek
    cricket crown crystal cup curtain daisy dawn deer desk dew diary dome door dove drum duck dune eagle
    earth easel echo elbow elm ember engine fable falcon feather fennel fern ferry fiddle field fig
    finch flag flame flask flint flute foam forest forge fossil fountain fox frost garden garlic gate
    ginger glass glove goat gold goose grain grape grass gravel green grove guitar hammer harbor harp
    hazel heath hedge heron hill honey hood horn horse house ink iris island ivory ivy jacket jade jar
    jasmine jewel juniper kettle key kite ladder lagoon lake lamp lantern lark latch laurel leaf lemon
    lentil letter lilac lily linen lizard lotus maple marble marsh meadow melon mill mint mirror mitten
    moon moss motor mountain muffin nest nettle noodle north nutmeg oak oat ocean olive onion orbit
    orchid otter owl paddle palm panda paper parsley path peach pear pearl pebble pecan pencil pepper
    piano pillow pine planet plum pocket pond poplar poppy potato prairie puddle pumpkin quail quartz
    quilt rabbit radish rain raven reed ribbon river robin rocket rope rose saddle
    """.split()
)


def in_short_words(fingerprint: bytes) -> str:
    """The first eight bytes of a fingerprint as words."""
    return " ".join(WORDS[byte] for byte in fingerprint[:SPOKEN_BYTES])
