// Which comparison is looked at: the one that the address names, else the newest.
import { load, state } from "./state.js";

/** {studies, study, lost, path, view}: all there are, the name of the one shown, whether the named one is not here; none: studies alone. */
export async function opened() {
  const studies = await load(`/api/studies?lang=${state.lang}`), named = studies.find((s) => s.study === state.study);
  if (!studies.length) return { studies };
  const { study } = named ?? studies[0], path = `${encodeURIComponent(study)}/${state.lang}`;
  return { studies, study, path, lost: Boolean(state.study && !named), view: await load(`/api/view/${path}`) };
}
/** Name of the variant that is looked at: the one in the address, else the first. */
export const picked = (view) => (view.variants.some((v) => v.name === state.pick) ? state.pick : view.variants[0].name);
