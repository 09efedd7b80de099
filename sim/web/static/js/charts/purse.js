// The purse: what the policies that are on may cost a year, one stacked bar, against the city's budget.
import { h } from "../kit.js";
import { setting } from "../numbers.js";
import { isOn, valueOf } from "../plan.js";
import { w } from "../state.js";

const ROOM = 1.25; // of the budget: the bar is longer than the city can pay

/** Yuan a year by family, of all that is on; unit: theirs. */
function costs(families) {
  const paid = (policy) => policy.fields.filter((f) => f.purse).reduce((sum, f) => sum + valueOf(f), 0);
  return families.map((f) => ({ family: f.family, yuan: f.policies.filter((p) => isOn(p.id)).reduce((sum, p) => sum + paid(p), 0) })).filter((f) => f.yuan > 0);
}

/** {sum, of, gap, over, bar()}: the purse in words, and its bar as often as it is wanted. */
export function purse({ families, budget }, lang) {
  const parts = costs(families), total = parts.reduce((sum, p) => sum + p.yuan, 0), most = Math.max(ROOM * budget.value, total);
  const yuan = (x) => setting(x, { form: "yuan", unit: w("levers.yuan") }, lang), share = (x) => `${(100 * x) / most}%`;
  const sum = yuan(total), of = w("levers.of", { n: budget.text }), gap = between(budget.value - total, yuan);
  const bar = () => h("div", { class: "bar", role: "img", "aria-label": w("levers.purse", { sum, of, gap }) },
    parts.map((p) => h("span", { style: { width: share(p.yuan), background: `var(--${p.family})` } })), h("i", { style: { left: share(budget.value) } }));
  return { sum, of, gap, over: total > budget.value, bar };
}
const between = (left, yuan) => (left ? w(left < 0 ? "levers.over" : "levers.left", { n: yuan(Math.abs(left)) }) : w("levers.exact"));
