// Net moves into the judged place over time, with the months of the programme shaded: {svg, move(month number, sentence)}.
import { colour, h, picture, widest } from "../kit.js";
import { tick } from "../numbers.js";
import { area, extent, line, scaleLinear } from "../../d3/index.js";

const HEIGHT = 104, TOP = 8, BOTTOM = 20;
const LEFT = 58, RIGHT = 12; // px beside the lines: the slider below is as long as they are

/** net: {without, with, diff, low, high} by month; show: which of them; v: the variant. */
export function inflow({ months, last }, net, show, v, width, lang) {
  const differs = show === "diff", lines = differs ? [net.diff] : [net.without, net.with];
  const known = [...lines.flat(), ...(differs ? [0, ...net.low, ...net.high] : [])].filter((n) => n != null);
  const [low, high] = extent(known.length ? known : [0, 1]);
  const x = scaleLinear([0, Math.max(months.length - 1, 1)], [LEFT, width - RIGHT]), y = scaleLinear([low, high === low ? low + 1 : high], [HEIGHT - BOTTOM, TOP]).nice(5);
  const end = months.findIndex((m) => m.key === last), ends = end < 0 ? months.length - 1 : end;
  const rule = h("line", { class: "now", y1: TOP - 4, y2: HEIGHT - BOTTOM }), dot = h("circle", { r: 4.5, fill: colour(v), stroke: "var(--panel)", "stroke-width": 1.5 });
  const main = differs ? net.diff : show === "with" ? net.with : net.without;
  const svg = picture(width, HEIGHT, "",
    h("rect", { class: "programme", x: x(0), width: Math.max(x(ends) - x(0), 1), y: TOP - 4, height: HEIGHT - BOTTOM - TOP + 4, fill: colour(v) }),
    y.ticks(3).map((t) => [h("line", { class: t ? "grid" : "zero", x1: LEFT, x2: width - RIGHT, y1: y(t), y2: y(t) }), h("text", { class: "small", x: LEFT - 7, y: y(t) + 4, "text-anchor": "end" }, tick(t, lang, true))]),
    years(months, x, width),
    differs && net.low.some((n) => n != null) && h("path", { d: area((_, i) => x(i), (_, i) => y(net.low[i]), (_, i) => y(net.high[i])).defined((_, i) => net.low[i] != null)(months), fill: colour(v), opacity: 0.18 }),
    lines.map((numbers, i) => h("path", { d: line((_, k) => x(k), (n) => y(n)).defined((n) => n != null)(numbers), fill: "none", stroke: !differs && i === 0 ? "var(--grey)" : colour(v), "stroke-width": numbers === main ? 2.4 : 1.4 })),
    rule, dot);
  const move = (at, says) => {
    for (const side of ["x1", "x2"]) rule.setAttribute(side, x(at));
    dot.setAttribute("visibility", main[at] == null ? "hidden" : "visible");
    dot.setAttribute("cx", x(at));
    dot.setAttribute("cy", y(main[at] ?? low));
    svg.setAttribute("aria-label", says);
  };
  return { svg, move };
}

/** The year at its first month, every second or fifth one where there is no room. */
function years(months, x, width) {
  const first = months.map((m, i) => [m.key, i]).filter(([key]) => key.endsWith("-01")), room = (width - LEFT - RIGHT) / Math.max(first.length, 1);
  const step = [1, 2, 5, 10].find((n) => n * room > widest(["2000"], 11) + 10) ?? 20;
  return first.filter((_, i) => i % step === 0).map(([key, i]) => h("text", { class: "small", x: x(i), y: HEIGHT - 4, "text-anchor": i === 0 ? "start" : "middle" }, key.slice(0, 4)));
}
