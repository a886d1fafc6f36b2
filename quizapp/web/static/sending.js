// Send one entry of the journal, and tell what came of it in one word.

const PATIENCE = 8000; // milliseconds until a request counts as lost
const DONE = { saved: "saved", late: "late", turned: "turned", handed_in: "handedIn" };

// Send an entry, and wait so long for the answer; what nobody has answered in time is `silent`.
export async function send(entry, token, patience = PATIENCE) {
  let answer, told;
  try {
    answer = await fetch(entry.address, {
      method: "POST",
      body: bodyOf(entry),
      headers: { Accept: "application/json", "X-CSRFToken": token },
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  } catch (error) {
    return { kind: "unheard", told: {}, silent: error.name === "TimeoutError" };
  }
  return { kind: kindOf(answer, told), told: told || {}, status: answer.status };
}

export function bodyOf(entry) {
  const fields = new URLSearchParams(entry.content);
  if (entry.kind === "answer") fields.set(`sequence-${entry.position}`, entry.sequence);
  fields.set("made_at", entry.made_at);
  fields.set("device_at", entry.device_at);
  return fields;
}

function kindOf({ status, ok, type }, told) {
  if (status === 401 || type === "opaqueredirect") return "signedOut";
  if (ok) return (told && DONE[told.status]) || "unheard"; // whoever answered, it was not the site
  if (told?.error === "stale") return "stale";
  if (told?.error === "csrf") return "expired";
  if (status === 413) return "refused";
  if (!told || status >= 500 || status === 429 || status === 408) return "unheard";
  return status === 403 || status === 404 ? "gone" : "refused";
}

// Of two answers the one that was made later counts; where the clocks can't tell, the one that arrives later.
export function isLater(entry, told) {
  return !(Date.parse(entry.made_at) + (entry.within || 0) <= Date.parse(told.saved_at));
}

// Return a fresh token of this site's forms, and put it into those of the page.
export async function freshToken(clock) {
  try {
    const answer = await fetch(`${clock}?token=1`, { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return "";
    return putToken((await answer.json()).token);
  } catch {
    return "";
  }
}

export function putToken(token) {
  if (token) for (const field of document.getElementsByName("csrf_token")) field.value = token;
  return token || "";
}

export function pageToken() {
  return document.getElementsByName("csrf_token")[0]?.value || "";
}

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
