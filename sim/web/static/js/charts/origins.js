// Whose loss it is: net by place, left of the line fewer people there, right of it more.
import { h, picture, shortened, widest } from "../kit.js";
import { whisker } from "./who.js";
import { w } from "../state.js";
import { extent, scaleLinear } from "../../d3/index.js";

const ROW = 30, HEAD = 22;

export function origins(rows, width, says) {
  const known = rows.filter((r) => r.value != null);
  if (!known.length) return picture(width, 40, says, h("text", { x: 0, y: 20 }, w("chart.nothing")));
  const name = Math.min(widest(rows.map((r) => r.title)), width * 0.36), text = widest(rows.map((r) => r.text), 13), height = HEAD + ROW * rows.length;
  const [low, high] = extent([0, ...known.flatMap((r) => [r.value, r.low, r.high]).filter((n) => n != null)]);
  const x = scaleLinear([low, high > low ? high : low + 1], [name + 14, width - text - 14]);
  return picture(width, height, says, directions(x, low, high), h("line", { class: "zero", x1: x(0), x2: x(0), y1: HEAD - 4, y2: height }), rows.map((r, i) => bar(r, HEAD + i * ROW, x, name, width)));
}

/** Which side of the line means what, where there is room to say it. */
function directions(x, low, high) {
  const room = (word, from) => widest([word], 11) + 8 < Math.abs(x(0) - x(from));
  return [
    low < 0 && room(w("chart.lost"), low) && h("text", { class: "small", x: x(0) - 6, y: 11, "text-anchor": "end" }, `← ${w("chart.lost")}`),
    high > 0 && room(w("chart.gained"), high) && h("text", { class: "small", x: x(0) + 6, y: 11 }, `${w("chart.gained")} →`),
  ];
}

function bar(r, y, x, name, width) {
  const words = [h("text", { x: name, y: y + 18, "text-anchor": "end" }, shortened(r.title, name + 1)), h("text", { x: width, y: y + 18, "text-anchor": "end", class: "ink" }, r.text)];
  if (r.value == null) return words;
  const fill = r.value < 0 ? "var(--less)" : "var(--more)";
  return h("g", {}, h("title", {}, r.span ? `${r.title}: ${r.text} (${r.span})` : `${r.title}: ${r.text}`), words,
    h("rect", { x: Math.min(x(0), x(r.value)), y: y + 5, width: Math.max(Math.abs(x(r.value) - x(0)), 1), height: 17, rx: 2, fill, opacity: r.sure ? 0.9 : 0.38 }),
    r.low != null && whisker(x(r.low), x(r.high), y + 13.5));
}
