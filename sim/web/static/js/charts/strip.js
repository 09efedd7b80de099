// One effect on a line that all cards share: dark line = noise, pale band = what we do not know, dots = single pairs of worlds.
// Dashed and hollow: what is foreseen before any pair is there.
// What lies beyond the line, as a plan's that is still noisy, is an arrow at its end: it never stretches the line of the others.
import { colour, h, mark, picture } from "../kit.js";
import { tick } from "../numbers.js";
import { w } from "../state.js";
import { extent, scaleLinear } from "../../d3/index.js";

const HEIGHT = 52, MIDDLE = 18, EDGE = 8;

/** A domain for all strips: what is said of every variant, rounded to ticks, zero in it. */
export function shared(rows, seeds) {
  const said = rows.flatMap((r) => [r.value, r.low, r.high, r.unknown_low, r.unknown_high]).filter((x) => x != null);
  const [low = 0, high = 1] = extent([0, ...said, ...seeds]);
  return scaleLinear([low, high], [0, 1]).nice(4).domain();
}

export function strip(row, v, domain, width, lang, says) {
  const x = scaleLinear(domain, [EDGE, width - EDGE]).clamp(true), hue = colour(v), inside = (n) => n >= domain[0] && n <= domain[1];
  const known = row.low != null, unknown = row.unknown_low != null && row.unknown_high != null;
  const all = [...v.by_seed, row.low, row.high, row.value].filter((n) => n != null);
  return picture(width, HEIGHT, says,
    h("line", { class: "axis", x1: 0, x2: width, y1: 35.5, y2: 35.5 }),
    h("line", { class: "zero", x1: x(0), x2: x(0), y1: 2, y2: 35 }),
    unknown && h("rect", { x: x(row.unknown_low), width: Math.max(x(row.unknown_high) - x(row.unknown_low), 1), y: MIDDLE - 13, height: 26, rx: 3, fill: hue, opacity: 0.15 }),
    row.foreseen && preview(row.foreseen, v, x, hue),
    known && h("line", { class: "noise", x1: x(row.low), x2: x(row.high), y1: MIDDLE, y2: MIDDLE, stroke: hue }),
    swarm(v.by_seed.filter(inside).map(x), 5).map(([cx, dy]) => h("circle", { cx, cy: MIDDLE + dy, r: 2.3, fill: hue, opacity: 0.5 })),
    all.some((n) => n < domain[0]) && arrow(0, 1, hue), all.some((n) => n > domain[1]) && arrow(width, -1, hue),
    row.value != null && known && inside(row.value) && mark(v, x(row.value), MIDDLE, 6),
    labels(domain, x, width, lang));
}
const preview = ({ value, low, high }, v, x, hue) => h("g", {},
  h("rect", { class: "foreseen", x: x(low), width: Math.max(x(high) - x(low), 1), y: MIDDLE - 9, height: 18, rx: 3, fill: "none", stroke: hue }),
  mark({ ...v, open: true }, x(value), MIDDLE, 6));
/** Its tip at x; turn: 1 to the left, -1 to the right. */
const arrow = (x, turn, hue) => h("path", { class: "beyond", d: `M${x} ${MIDDLE}l${7 * turn} -5v10z`, fill: hue }, h("title", {}, w("chart.beyond_edge")));

/** Zero, and the ends where there is room beside it. */
function labels(domain, x, width, lang) {
  const [low, high] = domain;
  const ends = [[low, 0, "start"], [high, width, "end"]].filter(([value, at]) => value && Math.abs(at - x(0)) > 62);
  return [...ends, [0, Math.min(Math.max(x(0), 4), width - 4), "middle"]].map(([value, at, anchor]) => h("text", { class: "small", x: at, y: 49, "text-anchor": anchor }, tick(value, lang, true)));
}

/** Dots side by side where they would cover each other: [x, offset of y]. */
function swarm(xs, size) {
  const placed = [];
  for (const x of [...xs].sort((a, b) => a - b)) {
    const near = placed.filter(([other]) => Math.abs(other - x) < size);
    const free = (dy) => near.every(([px, py]) => Math.hypot(px - x, py - dy) >= size - 0.5);
    placed.push([x, [0, -5, 5, -9.5, 9.5].find(free) ?? 0]);
  }
  return placed;
}
