// What one more person-year costs: a point and its noise a variant, beyond the edge an arrow.
import { colour, h, mark, picture, shortened, textWidth } from "../kit.js";
import { costUnit, tick } from "../numbers.js";
import { max, scaleLinear } from "../../d3/index.js";

const ROW = 44, FEW = 8, FAR = 6; // the dearest may be FAR times the cheapest before it runs off the edge

export function cost(rows, variants, pick, width, lang, says) {
  const unit = costUnit(lang), known = rows.filter((r) => r.value > 0), least = Math.min(...known.map((r) => r.value));
  const reach = max(known, (r) => Math.min(r.high ?? r.value, 3 * r.value, FAR * least)) ?? unit;
  const x = scaleLinear([0, reach / unit], [0, width - 16]).nice(4), row = rows.length > FEW ? ROW - 8 : ROW, height = row * rows.length + 26;
  const bounded = { x: (yuan) => Math.min(x(yuan / unit), width - 14), beyond: (yuan) => x(yuan / unit) > width - 14 };
  const byName = new Map(variants.map((v) => [v.name, v]));
  return picture(width, height, says,
    known.length > 0 && x.ticks(width < 300 ? 3 : 4).map((t) => [h("line", { class: "grid", x1: x(t), x2: x(t), y1: 0, y2: height - 22 }), h("text", { x: x(t), y: height - 6, "text-anchor": t ? "middle" : "start" }, tick(t, lang))]),
    rows.map((r, i) => line(r, byName.get(r.variant), r.variant === pick, row * i, width, bounded)));
}

function line(r, v, on, top, width, { x, beyond }) {
  const y = top + 26, hue = colour(v), room = width - textWidth(r.text) - 12;
  const words = [h("text", { x: 0, y: top + 12, class: on ? "ink" : null }, shortened(v.title, room)), h("text", { x: width, y: top + 12, "text-anchor": "end", class: "ink" }, r.text)];
  const arrow = (fill) => h("path", { d: `M${width - 12} ${y - 5}l9 5l-9 5z`, fill, stroke: hue });
  if (r.value == null) return [words, h("line", { x1: 0, x2: width - 12, y1: y, y2: y, stroke: hue, "stroke-dasharray": "2 4" }), arrow("var(--panel)")];
  return h("g", {}, h("title", {}, r.span ? `${r.text} (${r.span})` : r.text), words,
    r.low != null && h("line", { x1: x(r.low), x2: r.high == null ? width - 14 : x(r.high), y1: y, y2: y, stroke: hue, "stroke-width": on ? 4 : 2.5, opacity: 0.5, "stroke-linecap": "round" }),
    ((r.low != null && r.high == null) || beyond(r.high ?? r.value)) && arrow(hue),
    !beyond(r.value) && mark(v, x(r.value), y, on ? 6.2 : 5.2));
}
