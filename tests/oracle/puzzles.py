"""Independent answers to puzzles, from exported JSON lines alone (standard library only).

    puzzles.py < samples.jsonl      one answer a line: a word, a name, a count, or an option's index

A line is a sample, or an object with `evidence`; its first piece of kind "puzzle" is solved.
"""
import json
import math
import sys

EIGHT = {
    "north": (0, 1), "northeast": (1, 1), "east": (1, 0), "southeast": (1, -1),
    "south": (0, -1), "southwest": (-1, -1), "west": (-1, 0), "northwest": (-1, 1),
}
FOUR = {word: EIGHT[word] for word in ("north", "east", "south", "west")}


def direction(compass, a, b):
    """The compass word whose vector makes the smallest angle with b - a."""
    def cosine(word):
        x, y = compass[word]
        return (x * (b[0] - a[0]) + y * (b[1] - a[1])) / math.hypot(x, y)
    return max(compass, key=cosine)


def spatial_map(parameters, state):
    at = {p["name"]: p["at"] for p in state["places"]}
    compass = EIGHT if parameters["compass"] == "eight" else FOUR
    ask = parameters["ask"]
    if ask["kind"] == "direction":
        return direction(compass, at[ask["from"]], at[ask["to"]])
    if ask["kind"] == "nearest":
        here = at[ask["to"]]
        return min((n for n in at if n != ask["to"]), key=lambda n: math.dist(here, at[n]))
    here = at[ask["from"]]
    found = [n for n in at if n != ask["from"]
             and direction(compass, here, at[n]) == ask["direction"]]
    if ask["kind"] == "count_in_direction":
        return len(found)
    assert ask["kind"] == "in_direction" and len(found) == 1, ask
    return found[0]


def rotation_2d(_parameters, state):
    turns, grid = [], state["reference"]
    for _ in range(3):
        grid = [list(row) for row in zip(*grid[::-1])]
        turns.append(grid)
    found = [i for i, option in enumerate(state["options"]) if option in turns]
    assert len(found) == 1, found
    return found[0]


PUZZLES = {"spatial_map": spatial_map, "rotation_2d": rotation_2d}


def solve(evidence):
    return PUZZLES[evidence["puzzle"]](evidence["parameters"], evidence["state"])


if __name__ == "__main__":
    for line in sys.stdin:
        pieces = json.loads(line)["evidence"]
        print(solve(next(e for e in pieces if e["kind"] == "puzzle")))
