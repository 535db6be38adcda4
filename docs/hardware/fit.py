"""Whether a casing can be printed, and everything goes into it."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from build123d import Part
from solids import Casing

BED: Final = 180.0
NOTHING: Final = 1e-3


def mistakes(casing: Casing) -> list[str]:
    """Return a sentence for everything that does not fit."""
    return [*_pieces(casing), *_things(casing), *_air(casing), *_apart(casing)]


def overlap(one: Part, other: Part) -> float:
    """Return the room that two solids share."""
    shared = one & other
    return 0.0 if shared is None else sum(solid.volume for solid in shared.solids())


def open_share(casing: Casing, slab: Part) -> float:
    """Return which part of a slab of wall is open."""
    closed = overlap(casing.body, slab) + overlap(casing.lid, slab)
    return 1 - closed / slab.volume


def _pieces(casing: Casing) -> Iterator[str]:
    for name, piece in (("body", casing.body), ("lid", casing.lid)):
        if len(piece.solids()) != 1 or not piece.is_valid:
            yield f"{casing.name}: the {name} is not one whole piece"
        if max(piece.bounding_box().size) > BED:
            yield f"{casing.name}: the {name} is larger than {BED:g} mm"
    if overlap(casing.body, casing.lid) > NOTHING:
        yield f"{casing.name}: the lid does not go into the body"


def _things(casing: Casing) -> Iterator[str]:
    for thing in casing.things:
        for name, piece in (("body", casing.body), ("lid", casing.lid)):
            if overlap(thing.solid(), piece) > NOTHING:
                yield f"{casing.name}: {thing.name} does not fit into the {name}"
        if overlap(thing.way_in(), casing.body) > NOTHING:
            yield f"{casing.name}: {thing.name} can't be put in from the front"
    for one, other in combinations(casing.things, 2):
        if overlap(one.solid(), other.solid()) > NOTHING:
            yield f"{casing.name}: {one.name} and {other.name} are in each other's way"


def _air(casing: Casing) -> Iterator[str]:
    for name, slab, least in casing.vents:
        share = open_share(casing, slab)
        if share < least:
            yield f"{casing.name}: {name} only {share:.0%} is open, and not {least:.0%}"


def _apart(casing: Casing) -> Iterator[str]:
    solids = {thing.name: thing.solid() for thing in casing.things}
    for one, other, least in casing.apart:
        distance = solids[one].distance_to(solids[other])
        if distance < least:
            yield f"{casing.name}: {one} is {distance:.1f} mm from {other}, and not {least:g}"
