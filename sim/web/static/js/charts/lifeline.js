// Two worlds of one person as two lines over the same places: they run side by side until something parts them.
import { colour, h, mark, spread, textWidth, widest } from "../kit.js";
import { w } from "../state.js";
import { range, scaleLinear } from "../../d3/index.js";

const GAP = 78, BAND = 54, ROW = 17, APART = 8, DOT = 20;
const PEN = { studies: { "stroke-width": 3, "stroke-dasharray": "0.1 6" }, looks: { "stroke-width": 3, "stroke-dasharray": "6 6" }, works: { "stroke-width": 6 } };
/** The beginning of a month on the axis of years; `later`: months after it. */
const moment = (month, later = 0) => { const [year, number] = month.split("-").map(Number); return year + (number - 1 + later) / 12; };

/** person: of the view model; told: the window; chosen: month of the opened choice; pick(month): open another. */
export function lifeline(person, told, v, chosen, pick, width) {
  const rows = person.rows.life, wide = width > 600;
  const left = wide ? widest(person.lanes.map((l) => l.title), 14) + 24 : 6, right = 14;
  const x = scaleLinear([Math.min(...rows.map((r) => moment(r.first))), Math.max(...rows.map((r) => moment(r.last, 1)))], [left, width - right]);
  const notes = dates(person, told, v).filter(({ at }) => at > x.domain()[0] && at < x.domain()[1]);
  const top = ROW * notes.length + 16, lanes = person.lanes.map((l, i) => ({ ...l, y: top + BAND / 2 + GAP * i }));
  const bottom = top + GAP * (lanes.length - 1) + BAND, height = bottom + 74;
  const plot = { x, lanes, left, right, top, bottom, width, wide, paint: { with: colour(v), without: "var(--grey)" }, y: (place) => lanes.find((l) => l.place === place).y };
  return h("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": person.story.join(" ") },
    bands(plot, v), years(plot), notes.map((note, i) => flag(note, i, plot)),
    ["without", "with"].map((world) => course(rows.filter((r) => r.world === world), world, plot)),
    notes.filter((note) => note.place).map((note) => mark(note.mark, x(note.at), plot.y(note.place) - APART - 11, 5.5)),
    titles(plot), choices(person, chosen, pick, plot));
}

/** What is written above the lanes, each in a row of its own: turning points, and what the programme does. */
function dates(person, told, v) {
  const own = person.events.map((e) => ({ at: moment(e.month), text: e.text, place: e.place, mark: e.kind === "met" ? { ...v, marker: "^" } : v }));
  return [
    { at: moment(person.graduates), text: w("lives.graduates"), line: "date" }, ...own,
    person.parted && { at: moment(person.parted), text: w("lives.parts"), line: "parting" },
    { at: moment(told.last, 1), text: w("chart.ends"), line: "end" },
  ].filter(Boolean).sort((a, b) => a.at - b.at);
}

const bands = ({ lanes, left, right, width }, v) => lanes.map((l, i) =>
  h("rect", { x: left - 4, width: width - left - right + 8, y: l.y - BAND / 2, height: BAND, rx: 10, fill: i ? "var(--line)" : colour(v), opacity: i ? 0.45 : 0.1 }));
const titles = ({ lanes, left, right, width, wide }) => lanes.map((l, i) =>
  h("text", { class: `ink lane ${i ? "" : "big"}`, x: wide ? left - 14 : width - right, y: wide ? l.y + 5 : l.y - BAND / 2 - 5, "text-anchor": "end" }, l.title));

function years({ x, bottom, top, wide }) {
  const [first, last] = x.domain(), step = wide ? 1 : 2;
  return range(Math.ceil(first), last).map((year, i) => [
    h("line", { class: "grid", x1: x(year), x2: x(year), y1: top - 4, y2: bottom + 4 }),
    i % step === 0 && x(year) > 16 && x(last) - x(year) > 14 && h("text", { x: x(year), y: bottom + 20, "text-anchor": "middle" }, String(year)),
  ]);
}

function flag({ at, text, line, place }, i, { x, y, bottom, width, right }) {
  const level = 12 + ROW * i, beside = x(at) + 8 + textWidth(text) < width - right;
  return [
    h("line", { class: line ?? "lead", x1: x(at), x2: x(at), y1: level - 8, y2: place ? y(place) - APART - 16 : bottom }),
    h("text", { x: x(at) + (beside ? 6 : -6), y: level, "text-anchor": beside ? "start" : "end", class: place ? "ink" : null }, text),
  ];
}

/** One world: a piece for each span, and a curve from place to place. */
function course(rows, world, { x, y, paint }) {
  const dy = world === "with" ? -APART : APART, stroke = paint[world];
  return h("g", { "data-world": world }, halos(rows).map(([from, to]) => {
    const a = x(moment(from.first)), b = x(moment(to.last, 1));
    return h("rect", { class: "halo", x: a, width: Math.max(b - a, 2), y: y(from.place) + dy - 9, height: 18, rx: 9, fill: stroke, opacity: 0.28 });
  }), rows.map((row, i) => {
    const a = x(moment(row.first)), b = x(moment(row.last, 1)), level = y(row.place) + dy, next = rows[i + 1];
    const there = next && next.place !== row.place && y(next.place) + dy;
    return [
      h("line", { x1: a + 2, x2: Math.max(b - 2, a + 2), y1: level, y2: level, stroke, "stroke-linecap": "round", ...PEN[row.state] }, h("title", {}, `${row.world_title} · ${row.place_title} · ${row.state_title}`)),
      there && h("path", { d: `M${b - 2} ${level}C${b + 9} ${level} ${b - 9} ${there} ${b + 2} ${there}`, fill: "none", stroke, "stroke-width": 2.4 }),
    ];
  }));
}

/** Stays in a talent flat: first and last span of each. */
function halos(rows) {
  const runs = [];
  rows.forEach((row, i) => {
    if (!row.flat) return;
    if (rows[i - 1]?.flat && rows[i - 1].place === row.place) runs.at(-1)[1] = row;
    else runs.push([row, row]);
  });
  return runs;
}

/** A dot a choice, in the order of time and far enough apart to be pressed. */
function choices({ choices }, chosen, pick, { x, left, right, top, bottom, width, wide, paint }) {
  const y = bottom + 48, at = choices.map((c) => x(moment(c.month))), last = width - right;
  const places = spread(at, DOT).map((p) => Math.min(Math.max(p, left + 2), last - 2));
  return [
    wide && h("text", { x: left - 14, y: y + 4, "text-anchor": "end" }, w("lives.choices")),
    choices.map((c, i) => {
      const on = c.month === chosen, fill = c.parts ? paint.with : on ? "var(--ink)" : "var(--panel)", stroke = c.parts ? paint.with : "var(--soft)";
      const open = (event) => { event.preventDefault(); pick(c.month); };
      return [
        h("path", { class: on ? "opened" : "lead", d: `M${places[i]} ${y - 8}L${at[i]} ${bottom + 26}V${on ? top - 4 : bottom + 22}` }),
        h("g", { class: "choice", tabindex: 0, role: "button", "data-month": c.month, "aria-pressed": String(on), "aria-label": w("lives.choice", { month: c.title }), onclick: open, onkeydown: (event) => (event.key === "Enter" || event.key === " ") && open(event) },
          h("circle", { cx: places[i], cy: y, r: DOT / 2, fill: "transparent" }), h("circle", { cx: places[i], cy: y, r: on ? 7 : 5, fill, stroke, "stroke-width": 1.6 }), h("title", {}, c.title)),
      ];
    }),
  ];
}
