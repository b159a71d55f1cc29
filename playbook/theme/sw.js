/*
 * The playbook on this phone: every page opens with no signal, always of one version, whole or not at all.
 * The build writes which files there are, each with the start of its SHA-256, and a hash of them all.
 * On one origin many playbooks may stand: a cache's name begins with the path of its own.
 */
"use strict";
const SITE = { version: "", files: {} };
const home = new URL("./", self.location);
const own = `playbook ${home.pathname} `;
const current = own + SITE.version;
const PAGE = /(^|\/|\.html|(^|\/)[^./]*)$/;
let gone = false, busy = 0, filling = null;

/* Between two versions: nothing of the old page is left when the new worker takes over. */
const TURN = `<!doctype html><link rel="icon" href="data:,"><script>
const workers = navigator.serviceWorker;
workers.oncontrollerchange = () => location.reload();
workers.getRegistration().then((all) => all && all.waiting ? all.waiting.postMessage("take over") : location.reload());
</scr` + "ipt>";

const address = (name) => new URL(name.replace(/(^|\/)index\.html$/, "$1"), home).href;
const listed = (name) => Object.hasOwn(SITE.files, name);
const mine = async () => (await caches.keys()).filter((name) => name.startsWith(own));

async function hash(answer) {
  const sum = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
  return Array.from(new Uint8Array(sum).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* What an earlier version holds unchanged is not fetched again; what arrives must be what the build wrote. */
async function fresh(name, kept) {
  for (const cache of kept) {
    const answer = await cache.match(address(name));
    if (answer && await hash(answer) === SITE.files[name]) return answer;
  }
  const answer = await fetch(address(name), { cache: "no-cache" });
  if (!answer.ok || await hash(answer) !== SITE.files[name]) throw new Error(name);
  return answer;
}

async function fill() {
  const kept = await Promise.all((await mine()).map((name) => caches.open(name)));
  const cache = await caches.open(current);
  const names = Object.keys(SITE.files);
  const lane = async () => {
    for (let name; (name = names.pop());) await cache.put(address(name), await fresh(name, kept));
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

async function clear(but) {
  for (const name of await mine()) if (name !== but) await caches.delete(name);
}

/* The site is gone for good, not just out of reach: take the copy away too. */
async function look() {
  busy += 1;
  try {
    await registration.update();
  } catch {
    const answer = await fetch(self.location.href, { cache: "no-store" }).catch(() => null);
    if (answer && (answer.status === 404 || answer.status === 410)) {
      gone = true;
      await registration.unregister();
      await clear();
    }
  } finally {
    busy -= 1;
  }
}

/* The phone was short of room and dropped the copy: make it anew. */
const refill = () => gone || (filling = filling || fill().catch(() => null).finally(() => { filling = null; }));

async function answer(event) {
  const { request } = event;
  const asked = new URL(request.url), name = asked.pathname.slice(home.pathname.length);
  if (request.mode === "navigate" && PAGE.test(name)) {
    if (registration.waiting && !busy) return new Response(TURN, { headers: { "Content-Type": "text/html" } });
    event.waitUntil(look());
  }
  if (gone) return fetch(request);
  const cache = await caches.open(current);
  const page = await cache.match(address(name));
  if (page) return page;
  if (listed(`${name}/index.html`)) return Response.redirect(`${address(name)}/${asked.search}`);
  if (listed(name) || listed(`${name}index.html`)) event.waitUntil(refill());
  return fetch(request);
}

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(clear(current).then(() => clients.claim())));
addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
  if (data === "go") gone = true;
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (SITE.version && event.request.method === "GET" && url.href.startsWith(home.href)) event.respondWith(answer(event));
});
