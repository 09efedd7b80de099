// Numbers of axes, as people write them. Numbers of results come from the server with their text.
import { formatLocale } from "../d3/index.js";

const { format } = formatLocale({ decimal: ".", thousands: ",", grouping: [3], currency: ["", ""], minus: "−" });
const plain = format(",");
const signed = format("+,");

/** A tick of an axis of people. */
export function tick(x, lang, sign = false) {
  const write = sign && x ? signed : plain;
  if (lang === "zh" && Math.abs(x) >= 1e4) return `${write(Number((x / 1e4).toPrecision(6)))}万`;
  return write(x);
}
/** How many yuan one unit of an axis of costs is; its name is chart.cost_unit. */
export const costUnit = (lang) => (lang === "zh" ? 1e4 : 1e3);
const whole = format(",.0f"), small = format(",.3~r");
/** A number of a table: whole where it is large. */
export const count = (x) => (Math.abs(x) >= 100 ? whole(x) : small(x));
/** A count of people or pairs in a label. */
export const people = plain;
