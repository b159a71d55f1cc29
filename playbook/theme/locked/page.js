/* Opens a locked playbook: asks for the passphrase, hands the keys to the worker, and loads the page that was asked for. */
const part = (id) => document.getElementById(id);
const form = part("form"), field = part("phrase"), said = part("said"), show = part("show");
const workers = navigator.serviceWorker;
const AGAIN = 10000; // milliseconds: a page that opens by itself, and comes back sooner, did not open
let home = null, lock = null, busy = false;

const say = (what) => { said.textContent = said.dataset[what] || ""; said.className = what; };
const session = {
  get: (name) => { try { return JSON.parse(sessionStorage.getItem(`${home.pathname}.${name}`)); } catch { return null; } },
  set: (name, value) => sessionStorage.setItem(`${home.pathname}.${name}`, JSON.stringify(value)),
  drop: (name) => { try { sessionStorage.removeItem(`${home.pathname}.${name}`); } catch { /* there is none */ } },
};

/* The site's place: this page answers for any address in it, and in any folder of it. */
async function find() {
  for (let place = new URL(".", location), last = null; !last || place.href !== last.href; last = place, place = new URL("..", place)) {
    const answer = await fetch(new URL("lock.json", place), { cache: "no-cache" }).catch(() => null);
    const found = answer && answer.ok && await answer.json().catch(() => null);
    if (!found || found.kdf !== "PBKDF2") continue;
    home = place;
    lock = found;
    return true;
  }
  return false;
}

async function store(keys) {
  const asked = indexedDB.open(`playbook ${home.pathname}`, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
  const place = await done(asked), change = place.transaction("keys", "readwrite");
  change.objectStore("keys").put({ ...keys, check: lock.check }, "keys");
  await new Promise((yes, no) => { change.oncomplete = yes; change.onabort = no; });
  place.close();
}

async function keep(master, keys, stays) {
  session.drop("key");
  if (stays && await store(keys).then(() => true, () => false)) return;
  if (!stays) await done(indexedDB.deleteDatabase(`playbook ${home.pathname}`)).catch(() => null);
  session.set("key", hex(master));
}

/* The worker has every page, or had them before. */
async function ready() {
  const all = await workers.register(new URL("sw.js", home), { scope: home.pathname });
  const coming = all.installing || all.waiting;
  if (all.active || !coming) return;
  await new Promise((yes, no) => {
    const look = () => coming.state === "activated" ? yes() : coming.state === "redundant" && no(new Error(coming.state));
    coming.addEventListener("statechange", look);
    look();
  });
}

async function arrive() {
  say("coming");
  try {
    await ready();
    location.reload();
  } catch (fault) {
    rest(fault instanceof DOMException ? "unable" : "lost"); // forbidden here, or broken off
  }
}

/* A newer version than this page's may have come, with another passphrase. */
async function newer() {
  const before = lock.check, all = await workers.getRegistration(home.pathname);
  if (all && all.scope === home.href) {
    await all.update().catch(() => null);
    while (all.installing) await new Promise((go) => setTimeout(go, 50));
    if (all.waiting) {
      const turned = new Promise((go) => workers.addEventListener("controllerchange", go, { once: true }));
      all.waiting.postMessage("take over");
      await Promise.race([turned, new Promise((go) => setTimeout(go, 5000))]);
    }
  }
  return await find() && lock.check !== before;
}

async function tried(phrase) {
  const master = await masterOf(phrase, lock), keys = await keysOf(master);
  return await opens(keys, lock) ? { master, keys } : null;
}

function rest(what) {
  busy = false;
  form.removeAttribute("aria-busy");
  say(what);
}

async function open() {
  if (busy) return;
  field.removeAttribute("aria-invalid");
  if (!settled(field.value)) return void (say("empty"), field.focus());
  busy = true;
  if (field.type === "text") show.click(); // a browser may keep what was typed in the open
  form.setAttribute("aria-busy", "true");
  say("working");
  try {
    const found = await tried(field.value) || (await newer() && await tried(field.value));
    if (!found) {
      rest("wrong");
      field.setAttribute("aria-invalid", "true");
      field.focus();
      field.select();
      return;
    }
    await keep(found.master, found.keys, part("keep").checked);
    await arrive();
  } catch {
    rest("unable");
  }
}

/* Keys that are there already, on this device or in this tab, and whether they are still the right ones. */
async function begin() {
  if (!isSecureContext || !workers || !crypto.subtle || !self.DecompressionStream || !self.indexedDB) return say("unable");
  if (!await find()) return say("lost");
  for (const each of document.querySelectorAll(".asks")) each.hidden = false;
  document.head.insertAdjacentHTML("beforeend", '<link rel="manifest"><link rel="apple-touch-icon">');
  document.querySelector("link[rel=manifest]").href = new URL("manifest.webmanifest", home);
  document.querySelector("link[rel=apple-touch-icon]").href = new URL("assets/icon-180.png", home);
  const kept = await stored(home.pathname), told = session.get("key");
  const fits = kept && kept.check === lock.check || told && await opens(await keysOf(bytes(told)), lock);
  if (!fits) return say(kept || told ? "changed" : "");
  if (Date.now() - session.get("tried") < AGAIN) return say("");
  session.set("tried", Date.now());
  await arrive();
}

form.addEventListener("submit", (event) => { event.preventDefault(); open(); });
show.addEventListener("click", () => {
  const shut = field.type === "password";
  field.type = shut ? "text" : "password";
  show.textContent = show.dataset[shut ? "hide" : "show"];
});
if (workers) {
  workers.addEventListener("message", ({ data, ports, source }) => {
    if (!home || !source || source.scriptURL !== new URL("sw.js", home).href) return;
    if (data === "key?") ports[0].postMessage(session.get("key"));
    if (data === "locked") session.drop("key");
  });
  workers.startMessages();
}
begin().catch(() => say("unable"));
