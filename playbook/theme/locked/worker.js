/*
 * What the worker of a locked playbook does besides: it keeps what the host has, which nobody can read, and opens a file
 * only to answer for it. Stands behind sw.js and keys.js; the build writes what belongs to this site's passphrase.
 */
const LOCK = { check: "", more: [] };
const openly = answer;
const TYPES = {
  css: "text/css; charset=utf-8", html: "text/html; charset=utf-8", ics: "text/calendar; charset=utf-8",
  jpg: "image/jpeg", js: "text/javascript; charset=utf-8", json: "application/json", pdf: "application/pdf",
  png: "image/png", svg: "image/svg+xml", txt: "text/plain; charset=utf-8", webp: "image/webp",
  woff2: "font/woff2", xml: "application/xml",
};
let keys = null, forgets = 0;

const windows = async () => (await clients.matchAll({ type: "window", includeUncontrolled: true }))
  .filter((page) => page.url.startsWith(home.href));

/* A key that may not stay lies in a tab. Whoever has it says so within a second. */
const ask = async () => Promise.any((await windows()).map((page) => new Promise((yes, no) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => data ? yes(data) : no();
  setTimeout(no, 1000);
  page.postMessage("key?", [port2]);
}))).catch(() => null);

/* The keys of this version. One from a tab is asked for at each visit, so that it ends with the tab. */
async function held(visit) {
  if (keys && (keys.stays || !visit)) return keys;
  const before = forgets, kept = await stored(home.pathname);
  let found = kept && kept.check === LOCK.check ? { ...kept, stays: true } : null;
  if (!found) {
    const told = await ask(), made = told && await keysOf(bytes(told));
    found = made && await opens(made, LOCK) ? made : null;
  }
  return before === forgets ? (keys = found) : null;
}

/* What the open worker answers for another file in the place of the one asked for. */
const instead = (event, name, mode) => openly({
  request: { mode, url: address(name), toString: () => address(name) },
  waitUntil: (work) => event.waitUntil(work),
});

/* An answer made in the worker has no address: it is the hand-over between two versions. */
async function shown(sealed, name, ours, status = 200) {
  if (!sealed.url || !sealed.ok) return sealed;
  const type = TYPES[name.split(".").pop()] || "application/octet-stream";
  const headers = { "Content-Type": type, "Cache-Control": "no-store" };
  return new Response(await unsealed(ours, name, await sealed.arrayBuffer()), { status, headers });
}

const there = (place) => listed(place) || LOCK.more.includes(place);

/* An address as it is meant; one that nobody can mean stays as it is, and is not found. */
function plainly(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/* A neighbor's answer, for an address below this site: anything but this site's own page for wrong addresses. */
async function beside(request) {
  const other = await fetch(request).catch(() => null);
  return other && (other.status !== 404 || await hash(other) !== SITE.files["index.html"]) ? other : null;
}

answer = async (event) => {
  const { request } = event, url = new URL(request.url), visit = request.mode === "navigate";
  const name = plainly(url.pathname.slice(home.pathname.length));
  if (gone || (listed(name) && name !== "index.html")) return openly(event);
  const ours = await held(visit);
  if (!ours) {
    const other = name && await beside(request);
    return other || (visit ? instead(event, "index.html", "navigate") : Response.error());
  }
  const mode = visit && PAGE.test(name) ? "navigate" : "";
  const file = name.replace(/(^|\/)$/, "$1index.html"), place = await hidden(ours, file);
  if (there(place)) return shown(await instead(event, place, mode), file, ours);
  if (there(await hidden(ours, `${name}/index.html`))) return Response.redirect(`${url.origin}${url.pathname}/${url.search}`);
  const lost = await instead(event, await hidden(ours, "404.html"), mode);
  return (lost.url && await beside(request)) || shown(lost, "404.html", ours, 404);
};

/* The site is gone for good, and its copy with it: the keys go too. */
const cleared = clear;
clear = async (but) => {
  if (!but) indexedDB.deleteDatabase(`playbook ${home.pathname}`);
  return cleared(but);
};

addEventListener("message", async ({ data }) => {
  if (data !== "lock" && data !== "go") return;
  keys = null;
  forgets += 1;
  if (data === "lock") for (const page of await windows()) page.postMessage("locked");
});
