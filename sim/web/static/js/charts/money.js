// Was the money spent? A bar a year against the cap of that year; hatched is what was left.
import { colour, h, hatch, picture, widest } from "../kit.js";
import { w } from "../state.js";
import { max, scaleLinear } from "../../d3/index.js";

const ROW = 28, HEAD = 20;

export function money(rows, v, width, says) {
  const known = rows.filter((r) => r.value != null), most = max(known, (r) => Math.max(r.value, r.cap ?? 0));
  if (!most) return picture(width, 40, says, h("text", { x: 0, y: 20 }, w("chart.nothing")));
  const [definition, hatched] = hatch(), name = widest(known.map((r) => String(r.year))), text = widest(known.map((r) => r.text));
  const x = scaleLinear([0, most], [name + 12, width - text - 12]), capped = known.find((r) => r.cap);
  return picture(width, HEAD + ROW * known.length, says, definition,
    capped && h("text", { class: "small", x: x(capped.cap), y: 11, "text-anchor": "end" }, w("chart.cap")),
    known.map((r, i) => bar(r, v, HEAD + i * ROW, x, name, width, hatched)));
}

function bar(r, v, y, x, name, width, hatched) {
  return h("g", {}, h("title", {}, `${r.year}: ${r.text}`),
    h("text", { x: name, y: y + 15, "text-anchor": "end" }, String(r.year)),
    h("text", { x: width, y: y + 15, "text-anchor": "end", class: "ink" }, r.text),
    r.cap > r.value && h("rect", { x: x(r.value), y: y + 2, width: x(r.cap) - x(r.value), height: 18, fill: hatched }),
    h("rect", { x: x(0), y: y + 2, width: Math.max(x(r.value) - x(0), 0.5), height: 18, rx: 2, fill: colour(v) }),
    r.cap && h("line", { class: "limit", x1: x(r.cap), x2: x(r.cap), y1: y - 4, y2: y + 24 }));
}
