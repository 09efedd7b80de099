// From all who are supported to the few who are extra: one bar to scale, and a lens on its end.
import { colour, h, hatch, picture, textWidth, widest } from "../kit.js";
import { w } from "../state.js";
import { extent, scaleLinear } from "../../d3/index.js";

const BAR = 24, TALL = 34, LENS = 118, ROW = 58;

/** rows: the steps deadweight, additional, market_ripple and net of one variant. */
export function who(rows, v, width, says) {
  const step = Object.fromEntries(rows.map((r) => [r.step, r])), known = (r) => r?.value != null;
  if (!known(step.net)) return picture(width, 40, says, h("text", { x: 0, y: 20 }, w("chart.nothing")));
  const [definition, hatched] = hatch();
  const whole = known(step.deadweight) && known(step.additional) && step.deadweight.value + step.additional.value > 0;
  const falls = [step.additional, step.market_ripple, step.net].filter(known);
  const top = whole ? LENS : 8;
  return picture(width, top + ROW * falls.length + 12, says, definition,
    whole && supported(step.deadweight, step.additional, v, width, hatched),
    fall(falls, v, top, width, hatched));
}

function supported(anyway, extra, v, width, hatched) {
  const x = scaleLinear([0, anyway.value + extra.value], [0, width]), edge = Math.min(x(anyway.value), width - 2);
  const label = `${anyway.title}  ${anyway.text}`;
  return [
    h("text", { x: 0, y: 14, class: "ink" }, label),
    h("rect", { x: 0.5, y: BAR, width: Math.max(edge, 0), height: TALL, rx: 4, fill: hatched, stroke: "var(--hatch)" }),
    h("rect", { x: edge, y: BAR, width: width - edge, height: TALL, rx: 3, fill: colour(v) }, h("title", {}, `${extra.title}: ${extra.text}`)),
    h("path", { d: `M${edge} ${BAR + TALL}L${width} ${BAR + TALL}L${width} ${LENS - 14}L0 ${LENS - 14}Z`, fill: colour(v), opacity: 0.08 }),
    h("line", { x1: 0, x2: width, y1: LENS - 14, y2: LENS - 14, stroke: colour(v), opacity: 0.4 }),
    h("text", { x: width - 6, y: LENS - 24, "text-anchor": "end" }, w("chart.zoom")),
  ];
}

/** From the extra people over the ripple of the market to the net gain. */
function fall(rows, v, top, width, hatched) {
  const net = rows.at(-1);
  let level = 0;
  const bars = rows.map((r) => {
    const from = r.step === "net" ? 0 : level;
    level = from + r.value;
    return { r, from, to: level };
  });
  const [low, high] = extent([0, ...bars.map((b) => b.to), net.low, net.high].filter((n) => n != null));
  const x = scaleLinear([low, high === low ? low + 1 : high], [4, width - widest(rows.map((r) => r.text), 14) - 14]);
  return [h("line", { class: "zero", x1: x(0), x2: x(0), y1: top - 4, y2: top + ROW * rows.length + 8 }), bars.map((b, i) => bar(b, bars[i + 1], v, top + i * ROW, x, width, hatched))];
}

function bar({ r, from, to }, next, v, y, x, width, hatched) {
  const lost = r.step === "market_ripple" && r.value < 0, half = r.step === "market_ripple" && !lost;
  const [a, b] = [x(Math.min(from, to)), x(Math.max(from, to))], far = r.step === "net" && r.high != null ? Math.max(b, x(r.high)) : b;
  const fill = lost ? hatched : colour(v), name = Math.max(0, Math.min(x(0) + 6, width - textWidth(r.title)));
  return [
    h("text", { x: name, y: y + 10 }, r.title),
    h("rect", { x: a, y: y + 16, width: Math.max(b - a, 1.5), height: 24, rx: 2, fill, opacity: half ? 0.45 : 1, stroke: lost ? "var(--hatch)" : "none" }, h("title", {}, r.span ? `${r.text} (${r.span})` : r.text)),
    h("text", { x: far + 8, y: y + 33, class: "ink big" }, r.text),
    next && h("line", { class: "link", x1: x(to), x2: x(to), y1: y + 40, y2: y + ROW + (next.r.step === "net" ? 40 : 16) }),
    r.step === "net" && r.low != null && whisker(x(r.low), x(r.high), y + 28),
  ];
}

export const whisker = (a, b, y) => h("g", { class: "whisker" }, h("line", { x1: a, x2: b, y1: y, y2: y }), [a, b].map((x) => h("line", { x1: x, x2: x, y1: y - 5, y2: y + 5 })));
