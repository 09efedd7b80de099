// How many more people at each year's end, also after the programme: does the effect outlast the money?
import { colour, h, hint, icon, mark, picture, shortened, spread, widest } from "../kit.js";
import { tick } from "../numbers.js";
import { w } from "../state.js";
import { area, curveMonotoneX, extent, line, range, scaleLinear } from "../../d3/index.js";

const HEIGHT = 330, TOP = 46, BOTTOM = 28, LABELLED = 6;
/** A month as a point of the axis of years; year Y itself is the end of that year. */
const moment = (month) => { const [year, number] = month.split("-").map(Number); return year - 1 + number / 12; };

/** rows: of all variants; pick: name of the one with a band; window: first and last month of the programme. */
export function years(rows, variants, pick, window, width, lang, says) {
  const lines = variants.map((v) => ({ v, on: v.name === pick, rows: rows.filter((r) => r.variant === v.name && r.value != null) })).filter((l) => l.rows.length);
  if (!lines.length) return picture(width, 40, says, h("text", { x: 0, y: 20 }, w("chart.nothing")));
  const start = moment(window.first) - 1 / 12, end = moment(window.last), last = Math.max(...rows.map((r) => Number(r.year)));
  const named = lines.filter((l) => l.on || (lines.length <= LABELLED && width > 420));
  const [low, high] = extent([0, ...lines.flatMap((l) => l.rows.flatMap((r) => (l.on ? [r.value, r.low, r.high] : [r.value]).filter((x) => x != null)))]);
  const y = scaleLinear([low, high], [HEIGHT - BOTTOM, TOP]).nice(5), ticks = y.ticks(5);
  const left = widest(ticks.map((t) => tick(t, lang, true))) + 10, right = width > 420 ? Math.min(widest(named.map((l) => l.v.title)) + 14, width * 0.28) : 18;
  const x = scaleLinear([start, last], [left, width - right]);
  const plot = { x, y, left, right, width, start, end, last };
  return picture(width, HEIGHT, says,
    axes(plot, ticks, lang), afterwards(plot),
    [...lines].sort((a, b) => a.on - b.on).map((l) => course(l, plot)),
    width > 420 && endLabels(named, plot), reader(lines, plot));
}

function axes({ x, y, left, right, width, start, last }, ticks, lang) {
  const step = width < 520 ? 2 : 1;
  return [
    h("text", { x: 0, y: 14 }, w("chart.year_end")),
    ticks.map((t) => [h("line", { class: t ? "grid" : "zero", x1: left, x2: width - right, y1: y(t), y2: y(t) }), h("text", { x: left - 8, y: y(t) + 4, "text-anchor": "end" }, tick(t, lang, true))]),
    range(Math.ceil(start), last + 1).filter((year) => (last - year) % step === 0 && x(year) > left - 4).map((year) => h("text", { x: x(year), y: HEIGHT - 6, "text-anchor": "middle" }, String(year))),
  ];
}

/** The time when nothing is paid any more. */
function afterwards({ x, end, last }) {
  const top = TOP - 16, room = x(last) - x(end);
  const beside = room > widest([w("chart.ends")]) + 8;
  return [
    room > 1 && h("rect", { class: "after", x: x(end), y: top, width: room, height: HEIGHT - BOTTOM - top }),
    h("line", { class: "end", x1: x(end), x2: x(end), y1: top, y2: HEIGHT - BOTTOM }),
    h("text", { x: x(end) + (beside ? 6 : -6), y: top + 11, "text-anchor": beside ? "start" : "end" }, w("chart.ends")),
  ];
}

function course({ v, on, rows }, { x, y, start }) {
  const points = [{ year: start, value: 0, low: 0, high: 0 }, ...rows], at = (r) => x(Number(r.year));
  const band = area(at, (r) => y(r.low), (r) => y(r.high)).curve(curveMonotoneX).defined((r) => r.low != null && r.high != null);
  return h("g", { opacity: on ? 1 : 0.6 },
    on && rows.some((r) => r.low != null) && h("path", { d: band(points), fill: colour(v), opacity: 0.15 }),
    h("path", { d: line(at, (r) => y(r.value)).curve(curveMonotoneX)(points), fill: "none", stroke: colour(v), "stroke-width": on ? 2.6 : 1.5 }),
    rows.map((r) => mark(v, at(r), y(r.value), on ? 4.4 : 2.8)));
}

function endLabels(named, { x, y, width, right, last }) {
  const places = spread(named.map((l) => y(l.rows.at(-1).value)), 17);
  return named.map((l, i) => h("text", { x: x(last) + 10, y: places[i] + 4, class: l.on ? "ink" : null }, shortened(l.v.title, right - 10)));
}

/** The numbers of the year under the pointer, as the server writes them. */
function reader(lines, { x, left, right, width, start, last }) {
  const rule = h("line", { class: "rule", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden" });
  const move = (event) => {
    const box = event.currentTarget.ownerSVGElement.getBoundingClientRect();
    const year = Math.max(Math.ceil(start + 0.01), Math.min(last, Math.round(x.invert(event.clientX - box.left))));
    for (const end of ["x1", "x2"]) rule.setAttribute(end, x(year));
    rule.setAttribute("visibility", "visible");
    const said = lines.map((l) => [l.v, l.rows.find((r) => Number(r.year) === year)]).filter(([, r]) => r);
    hint(event, h("div", { class: "ink" }, String(year)), said.slice(0, 12).map(([v, r]) => h("div", {}, icon(v), `${v.title} `, h("span", { class: "ink" }, r.text), r.span && ` (${r.span})`)));
  };
  const leave = () => { hint(null); rule.setAttribute("visibility", "hidden"); };
  return [rule, h("rect", { x: left, y: TOP, width: Math.max(width - left - right, 0), height: HEIGHT - TOP - BOTTOM, fill: "transparent", onpointermove: move, onpointerleave: leave })];
}
