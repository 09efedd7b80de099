// What is shown is what the address says: a link gives the same view to anybody.

const DEFAULT = { lang: "zh", view: "compare", study: "", pick: "", with: "", set: "", theme: "", month: "", show: "diff", at: "focus", who: "" };
export const state = { ...DEFAULT };

const listeners = new Set();
export const onChange = (listener) => listeners.add(listener);

/** Take over what the address says. views: those there are, by name. */
export function read(views) {
  const given = new URLSearchParams(location.search);
  for (const key of Object.keys(DEFAULT)) state[key] = given.get(key) ?? DEFAULT[key];
  if (state.lang !== "en") state.lang = "zh";
  if (!Object.hasOwn(views, state.view)) state.view = DEFAULT.view;
  if (!["light", "dark"].includes(state.theme)) state.theme = "";
  if (!["without", "with"].includes(state.show)) state.show = DEFAULT.show;
  if (state.at !== "all") state.at = DEFAULT.at;
}

/** The address of this view; what is as by default is left out. */
export function address(patch = {}) {
  const said = Object.entries({ ...state, ...patch }).filter(([key, value]) => value !== DEFAULT[key]);
  return location.pathname + (said.length ? `?${legible(new URLSearchParams(said))}` : "");
}
const legible = (query) => String(query).replace(/%(2C|3B|3D)/g, decodeURIComponent); // , ; = may stand as they are

/** Change the state and the address; who listens hears which keys. */
export function change(patch) {
  Object.assign(state, patch);
  history.replaceState(null, "", address());
  listeners.forEach((listener) => listener(Object.keys(patch)));
}

const kept = new Map();
/** A document of the server, asked for once. */
export function load(url) {
  if (!kept.has(url)) kept.set(url, fetched(url).catch((error) => { kept.delete(url); throw error; }));
  return kept.get(url);
}
/** What the server answers; an error with status and detail where it refuses, a TypeError where there is none. */
export async function fetched(url, request) {
  const reply = await fetch(url, request);
  if (!reply.ok) throw Object.assign(new Error(url), { status: reply.status, detail: (await reply.json().catch(() => ({}))).detail });
  return reply.json();
}

/** Show the token that the address brings behind its #, once: the browser keeps it, and the address loses it. */
export async function enter() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  await fetch("/api/studies", { headers: { authorization: `Bearer ${token}` } });
  history.replaceState(null, "", address());
}

let words = {};
export async function loadWords() {
  words = await load(`/api/words/${state.lang}`);
}
/** A string of words.toml with its blanks filled. */
export function w(key, fill = {}) {
  const [group, name] = key.split(".");
  const text = words[group]?.[name];
  if (text == null) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, blank) => fill[blank] ?? "");
}
