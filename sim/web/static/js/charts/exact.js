// Each net gain on one line for all: dark line = noise, pale band = what we do not know; how many pairs stand behind it.
import { colour, h, mark, picture, textWidth } from "../kit.js";
import { tick } from "../numbers.js";
import { headed } from "./headed.js";
import { extent, scaleLinear } from "../../d3/index.js";

const BAND = 18, GAP = 9, FOOT = 20, EDGE = 8;

/** rows: a variant each. */
export function exact(rows, variants, width, lang, says) {
  const byName = new Map(variants.map((v) => [v.name, v])), head = headed(rows.map((r) => [byName.get(r.variant).title, r.said]), width);
  const row = head.height + BAND + GAP, height = row * rows.length + FOOT;
  const [low, high] = extent([0, ...rows.flatMap((r) => [r.value, r.low, r.high, r.unknown_low, r.unknown_high]).filter((n) => n != null)]);
  const x = scaleLinear([low, high > low ? high : low + 1], [EDGE, width - EDGE]).nice(4);
  return picture(width, height, says,
    x.ticks(width < 360 ? 3 : 5).map((t) => [h("line", { class: t ? "grid" : "zero", x1: x(t), x2: x(t), y1: 0, y2: height - FOOT }), label(t, x, width, height, lang)]),
    rows.map((r, i) => line(r, byName.get(r.variant), row * i, x, head)));
}
function label(t, x, width, height, lang) {
  const text = tick(t, lang, true), half = textWidth(text, 11) / 2;
  return h("text", { class: "small", x: Math.min(Math.max(x(t), half), width - half), y: height - 5, "text-anchor": "middle" }, text);
}

function line(r, v, top, x, head) {
  const y = top + head.height + BAND / 2, hue = colour(v);
  return h("g", {}, h("title", {}, `${v.title}: ${r.text}${r.span && ` (${r.span})`}; ${r.said}`), head.words(v.title, r.said, top),
    r.unknown_low != null && r.unknown_high != null && h("rect", { x: x(r.unknown_low), width: Math.max(x(r.unknown_high) - x(r.unknown_low), 1), y: y - BAND / 2, height: BAND, rx: 3, fill: hue, opacity: 0.16 }),
    r.low != null && h("line", { class: "noise", x1: x(r.low), x2: x(r.high), y1: y, y2: y, stroke: hue }),
    r.value != null && mark(v, x(r.value), y, 6));
}
