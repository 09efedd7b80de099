// People who live elsewhere because of a programme: solid those it has reached, hatched those it has not.
import { colour, h, hatch, picture, shortened, textWidth } from "../kit.js";
import { max, scaleLinear } from "../../d3/index.js";

const ROW = 46;

/** rows: a variant each. */
export function apart(rows, variants, width, says) {
  const byName = new Map(variants.map((v) => [v.name, v])), [defs, lines] = hatch();
  const x = scaleLinear([0, max(rows, (r) => r.differs_now) || 1], [0, width]);
  return picture(width, ROW * rows.length, says, defs, rows.map((r, i) => bar(r, byName.get(r.variant), ROW * i, x, width, lines)));
}

function bar(r, v, top, x, width, lines) {
  const long = Math.max(x(r.differs_now), 1), reached = x(r.differs_now - r.untouched), y = top + 20, hue = colour(v);
  const room = width - textWidth(r.text) - 14;
  return h("g", {}, h("title", {}, `${v.title}: ${r.text}`),
    h("text", { x: 0, y: top + 13 }, shortened(v.title, room)), h("text", { x: width, y: top + 13, "text-anchor": "end", class: "ink" }, r.text),
    h("rect", { x: 0, y, width: long, height: 13, rx: 2, fill: lines, stroke: hue, "stroke-width": 1 }), h("rect", { x: 0, y, width: reached, height: 13, rx: 2, fill: hue }));
}
