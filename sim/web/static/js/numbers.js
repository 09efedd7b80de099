// Numbers of axes and levers, as people write them. Numbers of results come from the server with their text.
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

const MAGNITUDES = { zh: [[1e8, "亿"], [1e4, "万"]], en: [[1e6, " million"]] };
const percent = format(".3~%");
function short(x, lang) {
  const [size, name] = MAGNITUDES[lang].find(([least]) => Math.abs(x) >= least) ?? [1, ""];
  return `${plain(Number((x / size).toPrecision(size > 1 ? 4 : 12)))}${name}`;
}
/** The value of a lever with its unit. form: count, yuan, share or factor. */
export function setting(x, { form, unit }, lang) {
  const number = form === "share" ? percent(x) : form === "factor" ? small(x) : short(x, lang);
  return unit ? `${number}${lang === "zh" ? "" : " "}${unit}` : number;
}
