// Each net gain on one line for all: dark line = noise, pale band = what we do not know; how many pairs stand behind it.
import { colour, h, mark, picture, shortened, textWidth } from "../kit.js";
import { tick } from "../numbers.js";
import { extent, scaleLinear } from "../../d3/index.js";

const ROW = 48, FOOT = 20, EDGE = 8;

/** rows: a variant each. */
export function exact(rows, variants, width, lang, says) {
  const byName = new Map(variants.map((v) => [v.name, v])), height = ROW * rows.length + FOOT;
  const [low, high] = extent([0, ...rows.flatMap((r) => [r.value, r.low, r.high, r.unknown_low, r.unknown_high]).filter((n) => n != null)]);
  const x = scaleLinear([low, high > low ? high : low + 1], [EDGE, width - EDGE]).nice(4);
  return picture(width, height, says,
    x.ticks(width < 360 ? 3 : 5).map((t) => [h("line", { class: t ? "grid" : "zero", x1: x(t), x2: x(t), y1: 0, y2: height - FOOT }), label(t, x, width, height, lang)]),
    rows.map((r, i) => line(r, byName.get(r.variant), ROW * i, x, width)));
}
function label(t, x, width, height, lang) {
  const text = tick(t, lang, true), half = textWidth(text, 11) / 2;
  return h("text", { class: "small", x: Math.min(Math.max(x(t), half), width - half), y: height - 5, "text-anchor": "middle" }, text);
}

function line(r, v, top, x, width) {
  const y = top + 30, hue = colour(v), room = width - textWidth(r.said) - 14;
  return h("g", {}, h("title", {}, `${v.title}: ${r.text}${r.span && ` (${r.span})`}; ${r.said}`),
    h("text", { class: "lane", x: 0, y: top + 13 }, shortened(v.title, room)), h("text", { class: "lane ink", x: width, y: top + 13, "text-anchor": "end" }, r.said),
    r.unknown_low != null && r.unknown_high != null && h("rect", { x: x(r.unknown_low), width: Math.max(x(r.unknown_high) - x(r.unknown_low), 1), y: y - 9, height: 18, rx: 3, fill: hue, opacity: 0.16 }),
    r.low != null && h("line", { class: "noise", x1: x(r.low), x2: x(r.high), y1: y, y2: y, stroke: hue }),
    r.value != null && mark(v, x(r.value), y, 6));
}
