// Give an attempt that this browser has open to its student also without a network.
// It answers three things: pages of an attempt whose paper is kept, with its source (the network first), the page of
// stranded answers, and static files. Everything else goes its way untouched. What is kept is put there by the pages (keeping.js).

const PAPERS = "quizapp-paper-";
const PATIENCE = 3000; // milliseconds until the kept paper is shown instead
const SHORT = 500; // ... where a page has just waited in vain
const SILENCE = 10000; // milliseconds for which a page's word holds that the site is silent
const PAGES = /^\/attempts\/(\d+)(?:\/pages\/\d+|\/summary|\/paper)?$/;
const READING = /^\/attempts\/\d+\/reading$/;
const AWAY = [502, 503, 504]; // what stands before the site says that the site is not there

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

let silentUntil = 0;

self.addEventListener("message", ({ data }) => {
  if (data === "silent") silentUntil = Date.now() + SILENCE;
  if (data === "take over") self.clients.claim(); // of a page that was loaded past this worker
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === "/account/sign-out") event.waitUntil(dropPapers());
  if (request.method !== "GET") return;
  const [, attempt] = pathname.match(PAGES) || [];
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode !== "navigate") return;
  else if (attempt) event.respondWith(networkFirst(request, `/attempts/${attempt}/paper`));
  else if (READING.test(pathname) || pathname === "/stranded") event.respondWith(networkFirst(request, pathname));
});

// A file whose address says what is in it is the same for ever; of another the newest is wanted.
async function file(request) {
  const kept = await caches.match(request);
  if (kept?.headers.get("Cache-Control")?.includes("immutable")) return kept;
  return kept ? inTime(request).catch(() => kept) : fetch(request);
}

async function networkFirst(request, instead) {
  const kept = await caches.match(instead);
  if (!kept) return fetch(request);
  const answer = await inTime(request).catch(() => null);
  if (answer && !AWAY.includes(answer.status)) return answer;
  return new Response(await kept.blob(), { headers: kept.headers }); // it has the address that was asked for
}

function inTime(request) {
  const patience = Date.now() < silentUntil ? SHORT : PATIENCE;
  return Promise.race([fetch(request), new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), patience))]);
}

async function dropPapers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAPERS));
  await Promise.all(names.map((name) => caches.delete(name)));
}
