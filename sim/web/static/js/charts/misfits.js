// Model against data on one line: a dot a row, how many widths of the row the model lies off; shaded: within one.
import { h, picture } from "../kit.js";
import { tick } from "../numbers.js";
import { extent, max, scaleLinear } from "../../d3/index.js";

const R = 4.5, EDGE = 12, FOOT = 20;

/** rows: by (widths), fitted, pattern, region, off. */
export function misfits(rows, width, lang, says) {
  const known = rows.filter((r) => r.by != null);
  const x = scaleLinear(extent([-2, 2, ...known.map((r) => r.by)]), [EDGE, width - EDGE]).nice(4), placed = piled(known.map((r) => x(r.by)));
  const high = (2 * R + 1) * ((max(placed) ?? 0) + 1) + 8, y = (level) => high - R - (2 * R + 1) * level;
  return picture(width, high + FOOT, says,
    h("rect", { class: "within", x: x(-1), width: x(1) - x(-1), y: 0, height: high }), h("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: high }), h("line", { class: "axis", x1: 0, x2: width, y1: high + 1, y2: high + 1 }),
    x.ticks(width < 400 ? 5 : 9).map((t) => h("text", { class: "small", x: x(t), y: high + 16, "text-anchor": "middle" }, tick(t, lang, true))),
    known.map((r, i) => h("circle", { cx: x(r.by), cy: y(placed[i]), r: R - 0.7, fill: r.fitted ? "var(--ink)" : "var(--panel)", stroke: "var(--ink)", "stroke-width": 1.4 }, h("title", {}, `${r.pattern} · ${r.region}: ${r.off}`))));
}

/** Which level a dot stands on so that none covers another: xs -> levels. */
function piled(xs) {
  const ends = [], levels = [];
  for (const i of xs.map((_, i) => i).sort((a, b) => xs[a] - xs[b])) {
    const free = ends.findIndex((end) => xs[i] - end >= 2 * R), level = free < 0 ? ends.length : free;
    ends[level] = xs[i];
    levels[i] = level;
  }
  return levels;
}
