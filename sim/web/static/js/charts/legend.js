// What widths, colours and marks of the moves mean.
import { h } from "../kit.js";
import { taper } from "./arcs.js";
import { tick } from "../numbers.js";
import { w } from "../state.js";

/** width: px of people; into: colour of moves into the judged place. */
export function legend(show, width, into, lang) {
  const differs = show === "diff", ticks = width.ticks(4).filter((n) => n > 0), round = ticks.at(-1) ?? 1;
  const colours = differs
    ? [[wedge("var(--more)", 9), w("flows.more")], [wedge("var(--less)", 9, true), w("flows.fewer")], [wedge("var(--more)", 9, false, 0.3), w("flows.unsure")]]
    : [[wedge(into, 9), w("flows.into")], [wedge("var(--grey)", 9), w("flows.away")]];
  const marks = [[h("circle", { cx: 17, cy: 13, r: 5, fill: "var(--ink)" }), w("flows.city")], [h("rect", { x: 11, y: 7, width: 12, height: 12, rx: 2, fill: "var(--panel)", stroke: "var(--soft)", "stroke-width": 1.6 }), w("flows.many")]];
  const scale = [wedge("var(--soft)", width(round)), w("flows.wide", { n: tick(round, lang) })];
  return h("ul", { class: "legend-flows" }, [...colours, scale, ...marks].map(([shape, text]) => h("li", {}, h("svg", { width: 34, height: 26, viewBox: "0 0 34 26", "aria-hidden": "true" }, shape), text)));
}
const wedge = (fill, wide, dashed = false, opacity = 0.8) => h("path", { d: taper([-3, 13], [39, 13], 0, 0, wide, dashed, () => 0), fill, opacity });
