// A plan and its simulation: asked for when the levers rest, run when told, heard until it ends.
import { fetched, state, w } from "./state.js";

const REST = 250; // ms that levers lie still before the server is asked
const LIVE = new Set(["waiting", "running", "stopping"]), TROUBLE = { 401: "errors.token", 429: "levers.full", none: "errors.offline" };
export const isLive = (job) => LIVE.has(job?.state);

let close = () => {}; // a page follows one plan; the one before is let go
/**
 * question(): what the levers say now, null where no policy is on; tell({plan, job, wrong}) hears all that becomes known:
 * the plan as the server understands it, the newest snapshot of its simulation, and lines on what went wrong.
 */
export function follow(question, tell) {
  const nothing = { plan: null, job: null, wrong: [] };
  let known = nothing, turn = 0, timer, source;
  close();
  close = () => { turn++; clearTimeout(timer); source?.close(); };
  const say = (news) => tell((known = { ...known, ...news }));

  /** Do something for the question as it is now; what comes after the levers moved again is not heard. */
  async function attempt(act) {
    const mine = ++turn;
    try {
      const news = await act();
      if (mine === turn) hear({ ...news, wrong: [] });
    } catch (error) {
      if (mine === turn) say({ wrong: reasons(error) });
    }
  }
  function hear(news) {
    say(news);
    source?.close();
    source = isLive(known.job) ? listen(known.job.key, say) : null;
  }
  async function asked() {
    const plan = await sent("POST", "/api/plan", question());
    return { plan, job: plan.job };
  }
  function moved(after = REST) {
    close();
    say(nothing);
    if (question()) timer = setTimeout(() => attempt(asked), after);
  }
  function run() {
    clearTimeout(timer);
    return attempt(async () => {
      const plan = known.plan ?? (await asked()).plan;
      return { plan, job: await sent("POST", "/api/jobs", question()) };
    });
  }
  const stop = () => attempt(async () => ({ job: await sent("DELETE", `/api/jobs/${known.job.key}?lang=${state.lang}`) }));
  return { moved, run, stop };
}

const sent = (method, url, body) => fetched(url, { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) });

/** Snapshots of a simulation as they come. A connection that breaks is taken up again by the browser: the newest comes first. */
function listen(key, say) {
  const source = new EventSource(`/api/jobs/${key}/events?lang=${state.lang}`);
  source.onmessage = ({ data }) => {
    const job = JSON.parse(data);
    if (!isLive(job)) source.close();
    say({ job, wrong: [] });
  };
  source.onerror = () => say({ wrong: [w(source.readyState === EventSource.CLOSED ? "errors.offline" : "levers.lost")] });
  return source;
}

function reasons({ status = "none", detail }) {
  if (status === 422 && Array.isArray(detail)) return detail.map(refusal);
  return [w(TROUBLE[status] ?? "levers.failed")];
}
const refusal = ({ field, found, allowed, hint, where, what }) =>
  (where ? `${where.join(" ")}: ${what}` : [w("levers.refused", { field, found, allowed }), hint].filter(Boolean).join(" · "));
