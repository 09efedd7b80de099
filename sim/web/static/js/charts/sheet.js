// The sheet on which moves are laid: longitude and latitude, places and their names; a boundary only where the user gives one.
import { h, textWidth } from "../kit.js";
import { extent, max, mean, range, scaleLinear } from "../../d3/index.js";

const STEP = 5, LEAST = 300, MOST = 600, BIG = 17, SMALL = 13, NEAR = 8; // degrees between lines; px of height and of names; spots beside a mark

/** {svg, arcs, at, radius}: the picture, the group for arcs, where each place lies, and how large its mark is. */
export function sheet({ places, focus }, boundary, width, says) {
  const { x, y, height } = projection(places, width), at = places.map((p) => [x(p.longitude), y(p.latitude)]);
  const most = max(places.filter((p) => p.city), (p) => p.people), grow = scaleLinear([0, Math.sqrt(most) || 1], [3, 11]);
  const radius = places.map((p) => (p.city ? grow(Math.sqrt(p.people)) : 6.5)), arcs = h("g", {});
  const lines = graticule(x, y, width, height), names = labels(places, focus, at, radius, width, height, lines.taken);
  const svg = h("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": says },
    lines.drawn, boundary.map((line) => h("path", { class: "boundary", d: `M${line.map(([lon, lat]) => `${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join("L")}` })),
    arcs, places.map((p, i) => mark(p, i === focus, at[i], radius[i])), names);
  return { svg, arcs, at, radius };
}

/** Degrees to px: as wide as all places and their names need, distances as on the middle parallel. */
function projection(places, width) {
  const [west, east] = extent(places, (p) => p.longitude), [south, north] = extent(places, (p) => p.latitude);
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180), edge = Math.min(96, width * 0.13);
  const spans = [Math.max(east - west, 1) * narrow, Math.max(north - south, 1)];
  const height = Math.min(MOST, Math.max(LEAST, ((width - 2 * edge) * spans[1]) / spans[0] + 90));
  const scale = Math.min((width - 2 * edge) / spans[0], (height - 90) / spans[1]);
  const axis = (from, to, factor, middle) => scaleLinear([from, to], [middle - ((to - from) / 2) * factor, middle + ((to - from) / 2) * factor]);
  return { x: axis(west, east === west ? west + 1 : east, scale * narrow, width / 2), y: axis(south, north === south ? south + 1 : north, -scale, height / 2 - 6), height };
}

/** Every fifth degree; the boxes that its texts take. */
function graticule(x, y, width, height) {
  const ticks = (scale, a, b) => range(Math.ceil(Math.min(scale.invert(a), scale.invert(b)) / STEP) * STEP, Math.max(scale.invert(a), scale.invert(b)), STEP);
  const meridians = ticks(x, 0, width).map((lon) => [x(lon), `${Math.abs(lon)}°${lon < 0 ? "W" : "E"}`]).filter(([px]) => px > 40 && px < width - 40);
  const parallels = ticks(y, 0, height).map((lat) => [y(lat), `${Math.abs(lat)}°${lat < 0 ? "S" : "N"}`]).filter(([py]) => py > 16 && py < height - 24);
  const drawn = [
    meridians.map(([px, text]) => [h("line", { class: "grid", x1: px, x2: px, y1: 0, y2: height }), h("text", { class: "small", x: px + 4, y: height - 5 }, text)]),
    parallels.map(([py, text]) => [h("line", { class: "grid", x1: 0, x2: width, y1: py, y2: py }), h("text", { class: "small", x: 4, y: py - 4 }, text)]),
  ];
  const boxes = [...meridians.map(([px, text]) => [px + 4, height - 16, textWidth(text, 11), 14]), ...parallels.map(([py, text]) => [4, py - 15, textWidth(text, 11), 14])];
  return { drawn, taken: boxes };
}

function mark(place, on, [x, y], r) {
  const paint = { stroke: "var(--panel)", "stroke-width": 1.5 };
  return h("g", { class: "spot" },
    on && h("circle", { cx: x, cy: y, r: r + 5, fill: "none", stroke: "var(--ink)", "stroke-width": 1.5 }),
    place.city ? h("circle", { cx: x, cy: y, r, fill: "var(--ink)", ...paint }) : h("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, rx: 2, fill: "var(--panel)", stroke: "var(--soft)", "stroke-width": 1.6 }));
}

/** A name beside each mark, the judged place's first, where nothing else stands; one that has no room is left to the list. */
function labels(places, focus, at, radius, width, height, taken) {
  const boxes = [...taken, ...at.map(([x, y], i) => [x - radius[i] - 1, y - radius[i] - 1, 2 * radius[i] + 2, 2 * radius[i] + 2])];
  const order = places.map((_, i) => i).sort((a, b) => (b === focus) - (a === focus) || places[b].city - places[a].city);
  return order.map((i) => {
    const size = i === focus ? BIG : SMALL, long = textWidth(places[i].title, size), [x, y] = at[i], gap = radius[i] + (i === focus ? 9 : 5);
    const around = spots(x, y, gap, long, size, width), free = (i === focus ? outward(around, at) : around).find((box) => inside(box, width, height) && boxes.every((other) => apart(box, other)));
    if (!free) return null;
    boxes.push(free);
    return h("text", { class: `ink name ${i === focus ? "judged" : ""}`, x: free[0], y: free[1] + size * 0.98 }, places[i].title);
  });
}
/** Boxes around a mark in which its name may stand, NEAR ones first; above and below it moved to where the sheet has room. */
function spots(x, y, gap, long, size, width) {
  const tall = size * 1.3, middle = y - tall / 2, above = y - gap - tall + 3, below = y + gap - 3, held = (left) => Math.max(4, Math.min(left, width - long - 4));
  const lefts = [x - long / 2, x + gap * 0.55, x - gap * 0.55 - long].map(held), over = (rows) => lefts.flatMap((left) => rows.map((top) => [left, top]));
  const all = [[x + gap, middle], [x - gap - long, middle], ...over([above, below]), ...over([above - tall * 0.7, below + tall * 0.7])];
  return all.map(([left, top]) => [left, top, long, tall]);
}
/** The judged place's name stands where fewest arcs come in: far from the middle of all places. */
function outward(boxes, at) {
  const [cx, cy] = [0, 1].map((k) => mean(at, (point) => point[k])), far = ([x, y, long, tall]) => Math.hypot(x + long / 2 - cx, y + tall / 2 - cy);
  return [...boxes.slice(0, NEAR).sort((a, b) => far(b) - far(a)), ...boxes.slice(NEAR)];
}
const inside = ([x, y, w, h2], width, height) => x > 2 && y > 2 && x + w < width - 2 && y + h2 < height - 2;
const apart = ([x, y, w, t], [a, b, c, d]) => x > a + c || a > x + w || y > b + d || b > y + t;
