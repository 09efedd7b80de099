// People who live elsewhere because of a programme: solid those it has reached, hatched those it has not.
import { colour, h, hatch, picture } from "../kit.js";
import { headed } from "./headed.js";
import { max, scaleLinear } from "../../d3/index.js";

const BAR = 13, GAP = 13;

/** rows: a variant each. */
export function apart(rows, variants, width, says) {
  const byName = new Map(variants.map((v) => [v.name, v])), [defs, lines] = hatch();
  const head = headed(rows.map((r) => [byName.get(r.variant).title, r.text]), width), high = head.height + BAR + GAP;
  const x = scaleLinear([0, max(rows, (r) => r.differs_now) || 1], [0, width - 1]);
  return picture(width, high * rows.length, says, defs, rows.map((r, i) => bar(r, byName.get(r.variant), high * i, x, head, lines)));
}

function bar(r, v, top, x, head, lines) {
  const y = top + head.height, hue = colour(v);
  return h("g", {}, h("title", {}, `${v.title}: ${r.text}`), head.words(v.title, r.text, top),
    h("rect", { x: 0.5, y, width: Math.max(x(r.differs_now), 1), height: BAR, rx: 2, fill: lines, stroke: hue, "stroke-width": 1 }),
    h("rect", { x: 0.5, y, width: x(r.differs_now - r.untouched), height: BAR, rx: 2, fill: hue }));
}
