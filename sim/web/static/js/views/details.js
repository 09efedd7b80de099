// What lies behind the picked variant: six figures, each drawn from the rows that its table shows.
import { cost } from "../charts/cost.js";
import { money } from "../charts/money.js";
import { origins } from "../charts/origins.js";
import { who } from "../charts/who.js";
import { years } from "../charts/years.js";
import { figure, fitted } from "../frame.js";
import { h, icon } from "../kit.js";
import { w } from "../state.js";

export const MANY = 6; // more variants than this: rows instead of cards, a tall chart of costs

export function details(view, study, name) {
  const { variants, figures, lang } = view, v = variants.find((one) => one.name === name);
  const mine = (key) => figures[key].rows.filter((row) => row.variant === name);
  const on = (row) => row.variant === name;
  const framed = (key, draw, more = {}) => figure(view, study, key, { title: figures[key].question, note: figures[key].note, plot: fitted(draw), on, ...more });
  const said = (key) => figures[key].says || figures[key].question;
  const of = (key) => `${v.title} · ${figures[key].question}`;
  return [
    summary(v),
    h("div", { class: "two" },
      framed("years", (width) => years(figures.years.rows, variants, name, view, width, lang, said("years")), { says: v.lasts.text }),
      framed("who", (width) => who(mine("who"), v, width, of("who")), { says: v.anyway_text, title: of("who") })),
    h("div", { class: `three ${variants.length > MANY ? "tall" : ""}` },
      framed("cost", (width) => cost(figures.cost.rows, variants, name, width, lang, said("cost")), { says: `${w("chart.cost_unit")} · ${w("chart.beyond")}` }),
      framed("origins", (width) => origins(mine("origins"), width, of("origins")), { title: of("origins"), says: w("chart.faint") }),
      framed("money", (width) => money(mine("money"), v, width, of("money")), { title: of("money"), says: w("chart.unspent") })),
  ];
}

function summary(v) {
  const facts = [["compare.years", v.person_years], ["compare.supported", v.supported], ["compare.spend", v.spend], ["compare.cost", v.cost]];
  return h("section", { class: "summary", "aria-live": "polite" },
    h("h2", {}, icon(v), w("compare.picked", { title: v.title })), h("p", {}, v.what, h("br"), v.verdict_rule),
    h("dl", {}, facts.map(([key, n]) => h("div", {}, h("dt", {}, w(key)), h("dd", {}, n.text), n.span && h("dd", { class: "span" }, n.span)))));
}
