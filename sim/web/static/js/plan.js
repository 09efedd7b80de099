// The plan that the address names: which policies are on, and which of their fields are not as shipped.
import { change, state } from "./state.js";

const parts = (text, between) => text.split(between).filter(Boolean);

/** Ids of the policies that are on, as the address has them. */
export const chosen = () => parts(state.with, ",");
export const isOn = (id) => chosen().includes(id);

/** Switch a policy; ids: all there are, in their order. */
export function toggle(id, ids) {
  const on = new Set(chosen());
  if (!on.delete(id)) on.add(id);
  change({ with: ids.filter((one) => on.has(one)).join(",") });
}

/** Path -> value of all that is set, in the grammar of --set. */
const given = () => new Map(parts(state.set, ";").map((one) => [one.slice(0, one.indexOf("=")), Number(one.slice(one.indexOf("=") + 1))]));

export const valueOf = (field) => given().get(field.path) ?? field.value;

/** Set a field; the value with which it is shipped is left out of the address. */
export function assign(field, value) {
  const all = given();
  if (value === field.value) all.delete(field.path);
  else all.set(field.path, value);
  change({ set: [...all].map((one) => one.join("=")).join(";") });
}

/** What the server is asked; fields of a policy that is off say nothing. */
export function question(study, { seeds, families }) {
  const off = families.flatMap((f) => f.policies).filter((p) => !isOn(p.id)).flatMap((p) => p.fields.map((f) => f.path));
  const set = [...given()].filter(([path]) => !off.includes(path));
  return { study, lang: state.lang, on: chosen(), set: Object.fromEntries(set), seeds };
}
