// Keep the open attempt, and all that its pages are made of, on this device for a time without a network.

import { pause } from "./sending.js";

const PAPERS = "quizapp-paper-"; // and the person whose papers they are
const FILES = "quizapp-files";
const TEXT = { Accept: "text/html" };
const PATIENCE = 5000; // milliseconds until a worker that does not take a page over counts as none

// Register the worker, and keep the attempt of a page; tells whether it is kept.
export async function keepPaper(form, journal) {
  const { kept, person, worker, stranded } = form.dataset;
  if (!("serviceWorker" in navigator) || !window.caches || !journal.durable) return false;
  try {
    await navigator.serviceWorker.register(worker);
    await dropPapersExcept(person);
    await journal.forgetHeard(person);
    const papers = await caches.open(PAPERS + person);
    if (!(await papers.match(kept))) {
      const page = await read(kept);
      if (!page.text.includes("data-paper")) return false; // its time is over meanwhile
      await keepFiles(await filesOf([page, await read(stranded)]));
      await papers.put(kept, page.answer);
    }
    await keepSource(form, papers);
    return await isTakenOver();
  } catch {
    return false; // the next page tries again
  }
}

// Keep the source too, where it may always be read; the paper is worth keeping without it.
async function keepSource(form, papers) {
  const source = form.querySelector("[data-reading][data-keep]");
  if (!source || (await papers.match(source.pathname))) return;
  await read(source.pathname).then(({ answer }) => papers.put(source.pathname, answer)).catch(() => null);
}

// Whether the worker answers for this page; one that was loaded past it (with Shift, to load all anew) is handed to it.
async function isTakenOver() {
  const { serviceWorker } = navigator;
  const taken = new Promise((resolve) => { serviceWorker.addEventListener("controllerchange", resolve, { once: true }); });
  serviceWorker.ready.then(({ active }) => active.postMessage("take over"));
  if (!serviceWorker.controller) await Promise.race([taken, pause(PATIENCE)]);
  return Boolean(serviceWorker.controller);
}

export async function dropPaperAt(person, address) {
  if (!window.caches) return;
  const papers = await caches.open(PAPERS + person);
  await papers.delete(address);
  await papers.delete(address.replace(/paper$/, "reading"));
}

// Drop the papers of everybody but one person (nobody: of all).
export async function dropPapersExcept(person) {
  if (!window.caches) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PAPERS) && name !== PAPERS + person);
  await Promise.all(names.map((name) => caches.delete(name)));
}

// List the kept papers of all attempts, as addresses.
export async function keptPapers() {
  if (!window.caches) return [];
  const names = (await caches.keys()).filter((name) => name.startsWith(PAPERS));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map((request) => new URL(request.url).pathname).filter((path) => path.endsWith("/paper"));
}

// Return what is kept of an address, or nothing.
export async function kept(address) {
  return window.caches && caches.match(address);
}

async function read(address) {
  const answer = await fetch(address, { headers: TEXT, redirect: "error" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return { address, answer: answer.clone(), text: await answer.text() };
}

// All files of some pages: what they name, and what their scripts import.
async function filesOf(pages) {
  const named = pages.flatMap(({ text }) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    return [...page.querySelectorAll("link[href], script[src]")].map((one) => one.getAttribute("href") || one.getAttribute("src"));
  });
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const files = new Map();
  const waiting = [...named, ...loaded].map((one) => new URL(one, location.href).href);
  while (waiting.length) {
    const address = waiting.pop();
    if (files.has(address) || !address.startsWith(`${location.origin}/static/`)) continue;
    const file = await fetch(address);
    if (!file.ok) throw new Error(`${address}: ${file.status}`);
    files.set(address, file.clone());
    if (!new URL(address).pathname.endsWith(".js")) continue;
    for (const [, part] of (await file.text()).matchAll(/(?:^import .*from |import\()"(\.\/[^"]+)"/gm)) waiting.push(new URL(part, address).href);
  }
  for (const { address, answer } of pages.slice(1)) files.set(new URL(address, location.href).href, answer);
  return files;
}

async function keepFiles(files) {
  const kept = await caches.open(FILES);
  await Promise.all([...files].map(([address, answer]) => kept.put(address, answer)));
  for (const request of await kept.keys()) if (!files.has(request.url)) await kept.delete(request);
}
