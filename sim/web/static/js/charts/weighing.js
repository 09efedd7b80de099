// Why this place: the chance of each place considered as a bar, personal reasons as an arm on its end, which may point back and
// takes from the bar then; the one that reaches farthest is chosen.
import { colour, h, picture, shortened, widest } from "../kit.js";
import { w } from "../state.js";
import { scaleLinear } from "../../d3/index.js";

const BAR = 11, ROOM = 0.4;

/** rows: places of one choice, one a place; a chance is told of each world in which the place was considered. */
export function weighing(rows, v, width, says) {
  const wide = width > 300, left = wide ? Math.min(widest(rows.flatMap((r) => [r.place_title, r.chance_text])) + 14, width * 0.42) : 4, row = wide ? 42 : 58;
  const ends = rows.flatMap((r) => worlds(r).flatMap(({ chance }) => [pull(chance), pull(chance) + r.luck]));
  const x = scaleLinear([Math.min(...ends) - ROOM, Math.max(...ends) + ROOM], [left, width - 12]);
  return picture(width, row * rows.length + 8, says, rows.map((r, i) => {
    const y = 4 + row * i, bars = y + (wide ? 4 : 20);
    return [
      h("text", { class: r.judged ? "ink" : null, x: wide ? left - 12 : 4, y: y + 14, "text-anchor": wide ? "end" : "start" }, shortened(r.place_title, wide ? left - 12 : width * 0.6)),
      h("text", { class: "small", x: wide ? left - 12 : width - 12, y: y + (wide ? 29 : 14), "text-anchor": "end" }, r.chance_text),
      ["with", "without"].map((world, k) => bar(r, world, world === "with" ? colour(v) : "var(--grey)", bars + k * (BAR + 4), x)),
    ];
  }));
}
const worlds = (r) => ["with", "without"].filter((world) => r[world] != null).map((world) => ({ world, chance: r[world] }));
/** Where a chance lies on the axis, on a log scale. */
const pull = (chance) => Math.log(Math.max(chance, 1e-12));

function bar(r, world, paint, y, x) {
  const start = x.range()[0], middle = y + BAR / 2;
  if (r[world] == null) return h("text", { class: "small", x: start, y: y + BAR - 1 }, w("lives.never"));
  const a = x(pull(r[world])), b = x(pull(r[world]) + r.luck), chosen = r[`chosen_${world}`];
  return h("g", {},
    h("rect", { x: start, y, width: Math.max(Math.min(a, b) - start, 1.5), height: BAR, rx: 2, fill: paint, opacity: 0.85 }),
    b < a && h("rect", { x: b, y, width: a - b, height: BAR, rx: 2, fill: paint, opacity: 0.22 }),
    h("line", { x1: a, x2: b, y1: middle, y2: middle, stroke: paint, "stroke-width": 2.4, "stroke-linecap": "round", "stroke-dasharray": "0.1 5" }),
    h("circle", { cx: b, cy: middle, r: chosen ? 6 : 3, fill: chosen ? paint : "var(--panel)", stroke: paint, "stroke-width": 1.5 }, chosen && h("title", {}, w("lives.chosen"))),
    chosen && h("path", { d: `M${b - 2.8} ${middle}l2 2.2l3.4-4.6`, fill: "none", stroke: "var(--panel)", "stroke-width": 1.6 }));
}
