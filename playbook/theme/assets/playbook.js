/*
 * What a page cannot do without a script: search, ticks and notes that stay on the phone, copying and sharing,
 * closing the menu, one answer at a time for the hours, the copy for when there is no signal.
 * Runs before the engine's own script, whose four storage functions it provides. Every page is whole without it.
 */
(() => {
  "use strict";
  const config = JSON.parse(document.getElementById("__config").textContent);
  const base = new URL(config.base + "/", location);
  const key = (name) => base.pathname + "." + name;
  window.__md_scope = base;
  window.__md_hash = (text) => [...text].reduce((sum, c) => (sum << 5) - sum + c.charCodeAt(0), 0);
  const memory = {};
  window.__md_get = (name, store) => {
    if (name in memory) return memory[name];
    try { return JSON.parse((store || localStorage).getItem(key(name))); } catch { return null; }
  };
  window.__md_set = (name, value, store) => {
    memory[name] = value;
    try {
      if (value === null) (store || localStorage).removeItem(key(name));
      else (store || localStorage).setItem(key(name), JSON.stringify(value));
      delete memory[name];
    } catch { /* no room, or none allowed: kept while the page is open */ }
  };
  const get = window.__md_get, set = window.__md_set;
  const all = (what) => document.querySelectorAll(what);

  /* Search: the index is fetched when first asked for, and every word must be found somewhere on the page. */
  const dialog = document.getElementById("search");
  const addresses = dialog && ["index", "indexZensical"].map((name) => new URL(dialog.dataset[name], location));
  if (dialog && dialog.dataset.engine === "zensical") addresses.reverse();
  const titles = {}, ASIDE = /^(sources|method|answers)\//;
  let pages = null;

  const plain = (html) => new DOMParser().parseFromString((html || "").replace(/</g, " <"), "text/html").body.textContent.replace(/\s+/g, " ").trim();
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  async function load() {
    for (const address of addresses) {
      const answer = await fetch(address).catch(() => null);
      if (!answer || !answer.ok) continue;
      const index = await answer.json();
      return (index.docs || index.items).map(({ location: path, title, text }) => {
        const words = plain(text), name = plain(title), whole = path.split("#")[0];
        if (path === whole) titles[whole] = name;
        return { path, name, words, whole, inName: fold(name), inWords: fold(words) };
      });
    }
    return null;
  }

  function find(query) {
    const wanted = fold(query).split(/\s+/).filter(Boolean);
    if (!wanted.length) return null;
    return pages
      .map((page) => ({
        page,
        score: wanted.reduce((sum, word) => {
          const all = ` ${page.inName} ${page.inWords} `, alone = all.split(/[^\p{L}\p{N}]+/u).filter((one) => one === word).length;
          const here = (page.inName.includes(word) ? 8 : 0) + Math.min(page.inWords.split(word).length - 1, 5) + (alone ? 20 + Math.min(alone, 5) : 0);
          return here && sum !== null ? sum + here : null;
        }, (page.path.includes("#") ? 0 : 1) - (ASIDE.test(page.path) ? 15 : 0)),
      }))
      .filter((hit) => hit.score !== null)
      .sort((a, b) => b.score - a.score)
      .slice(0, 20)
      .map((hit) => ({ ...hit.page, at: Math.max(0, hit.page.inWords.indexOf(wanted[0]) - 40) }));
  }

  /* Where a page found by search hides the word, unfold it and go there. */
  function unfold() {
    const word = get("sought");
    if (!word) return;
    set("sought", null);
    const from = document.getElementById(location.hash.slice(1)) || document.querySelector("article");
    const hit = [...all("article :is(p, li, td, dd, span)")]
      .find((place) => from.compareDocumentPosition(place) & 4 && fold(place.textContent).includes(word));
    const shut = hit && hit.closest("details:not([open])");
    if (!shut) return;
    shut.open = true;
    setTimeout(() => hit.scrollIntoView({ block: "center" }), 100); // after the browser's own jump to the part
  }

  function show(hits) {
    const list = dialog.querySelector(".results");
    const count = hits ? (hits.length === 1 ? "1 place" : hits.length + " places") : "";
    dialog.querySelector(".found").textContent =
      !hits ? "Type a word. Results appear as you type." : hits.length ? count : "Nothing found. Try another word.";
    list.replaceChildren(...(hits || []).map(({ path, name, words, at, whole }) => {
      const item = document.createElement("li"), link = document.createElement("a");
      const title = document.createElement("b"), part = document.createElement("small");
      link.href = new URL(path, base);
      title.textContent = name;
      part.textContent = (titles[whole] && titles[whole] !== name ? titles[whole] + ": " : "") + (at ? "... " : "") + words.slice(at, at + 110) + (words.length > at + 110 ? " ..." : "");
      link.append(title, part);
      item.append(link);
      return item;
    }));
  }

  async function look() {
    pages = pages || await load();
    if (!pages) return void (dialog.querySelector(".found").textContent = dialog.dataset.lost);
    show(find(dialog.querySelector("input").value));
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    look();
  }

  if (dialog) {
    dialog.addEventListener("input", look);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const first = dialog.querySelector(".results a");
      if (first) first.click();
    });
  }

  /* One tap, anywhere: the pages are exchanged under this script, so it listens on the document. */
  document.addEventListener("click", async ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest("[data-search-open]")) open();
    else if (dialog && (target === dialog || target.closest("[data-search-close], .results a"))) dialog.close();
    if (target.closest(".results a")) set("sought", fold(dialog.querySelector("input").value).trim().split(/\s+/)[0]);
    const part = target.closest("a[data-part]");
    if (part) choose(part.dataset.part);
    const menu = document.querySelector("[data-menu][open]");
    if (menu && (!menu.contains(target) || target.closest(".sheet a"))) menu.open = false;
    const button = target.closest("button");
    for (const name in button ? button.dataset : {}) if (name in actions) actions[name](button, button.dataset[name]);
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("[data-menu][open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (["p", ",", "n", "."].includes(event.key)) event.stopPropagation(); // the engine's own keys turn pages unasked
  });
  document.addEventListener("focusin", ({ target }) => {
    const menu = document.querySelector("[data-menu][open]");
    if (menu && !menu.contains(target)) menu.open = false;
  });

  /* On paper nothing is folded away. */
  addEventListener("beforeprint", () => { for (const each of all("details:not([open])")) each.dataset.shut = each.open = true; });
  addEventListener("afterprint", () => { document.documentElement.classList.remove("one-sheet"); for (const each of all("details[data-shut]")) { each.open = false; delete each.dataset.shut; } });

  /* What a button does, by the name of its data attribute. */
  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
      told(button, "Copied");
    } catch {
      told(button, "Not allowed here");
    }
  }

  function told(button, words) {
    document.querySelector("[data-said]").textContent = words;
    button.dataset.was = button.dataset.was || button.textContent;
    button.textContent = words;
    setTimeout(() => { button.textContent = button.dataset.was; }, 2500);
  }

  async function share(button, what) {
    if (!navigator.share) return copy(button, what.url || what.text);
    try { await navigator.share(what); } catch { /* the reader thought better of it */ }
  }

  const KEPT = ["ticks", "kept", "notes"];
  const actions = {
    copy: (button) => copy(button, [...button.parentNode.querySelectorAll("p:not(.who)")].map((p) => p.innerText).join("\n\n").replace(/^"|"$/g, "")),
    share: (button) => share(button, { title: document.title, url: location.href }),
    print() {
      document.documentElement.classList.add("one-sheet");
      window.print();
    },
    backup: (button) => share(button, { text: `${document.title}: ${JSON.stringify(KEPT.map((name) => get(name)))}` }),
    restore(button, id) {
      try {
        const text = document.getElementById(id).value, values = JSON.parse(text.slice(Math.max(0, text.indexOf("["))));
        if (!Array.isArray(values) || values.length !== KEPT.length || !values.every((one) => typeof one === "object")) throw new Error(id);
        KEPT.forEach((name, index) => set(name, values[index]));
        mark();
        told(button, "Put back");
      } catch {
        told(button, "That is not a copy from here");
      }
    },
    async forget(button, sure) {
      if (button.textContent !== sure) return told(button, sure);
      KEPT.forEach((name) => set(name, null));
      mark();
      const mine = workers && await workers.getRegistration(base.pathname);
      if (mine && mine.active) mine.active.postMessage("go");
      if (mine) await mine.unregister();
      if (locked) await unkey();
      if (window.caches) for (const name of await caches.keys()) if (name.startsWith(`playbook ${base.pathname} `)) await caches.delete(name);
      told(button, "Nothing of it is left");
    },
    async lock() {
      await unkey();
      const mine = workers && await workers.getRegistration(base.pathname);
      if (mine && mine.active) mine.active.postMessage("lock");
      else location.reload();
    },
    clear(button) {
      const boxes = [...boxesOf(button)], before = undo;
      undo = before ? null : boxes.filter((box) => box.checked).map((box) => box.dataset.tick);
      for (const box of boxes) tick(box, before ? before.includes(box.dataset.tick) : false);
      mark();
    },
    install: () => asks.prompt(),
  };

  /* Ticks: kept on this device under the week's Monday, gone when the next week starts; some stay until they are cleared. */
  function monday() {
    const day = new Date();
    day.setDate(day.getDate() - (day.getDay() + 6) % 7);
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].join("-");
  }

  const list = (box) => box.closest("[data-keep]") ? "kept" : "ticks";

  function ticked(name) {
    const kept = get(name);
    return kept && Array.isArray(kept.done) && (name === "kept" || kept.week === monday()) ? kept.done : [];
  }

  function tick(box, on) {
    const name = list(box), id = box.dataset.tick, done = ticked(name).filter((other) => other !== id);
    set(name, { week: monday(), done: on ? [...done, id] : done });
  }

  /* The boxes that a button clears: those of its own card, or all of the page. */
  const boxesOf = (button) => (button.closest("[data-untick]") || document.querySelector("article")).querySelectorAll("input[data-tick]");

  function mark() {
    for (const box of all("input[data-tick]")) box.checked = ticked(list(box)).includes(box.dataset.tick);
    for (const note of all("[data-note]")) note.value = (get("notes") || {})[note.dataset.note] || "";
    for (const test of all("[data-test]")) judge(test);
    for (const button of all("[data-clear]")) {
      button.textContent = button.dataset[undo ? "undo" : "clear"];
      button.disabled = !undo && ![...boxesOf(button)].some((box) => box.checked);
    }
  }

  /* The test of a new thing: the row of the table that fits the number of ticks. */
  function judge(test) {
    const count = test.querySelectorAll("input:checked").length, lacks = test.querySelector("[data-must]:not(:checked)");
    for (const row of all("[data-least]")) {
      const fits = count >= +row.dataset.least && count <= +row.dataset.most;
      row.classList.toggle("on", fits && count > 0 && !lacks);
      if (fits) test.querySelector("output").textContent = !count ? "" : lacks ? lacks.dataset.must : `${count}: ${row.querySelector("td").textContent}`;
    }
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[data-tick]")) return;
    undo = null;
    tick(target, target.checked);
    mark();
  });

  /* The hours a week: every answer stands on the page, and the slider shows the one for its place. */
  function answer(slider) {
    const hours = slider.dataset.places.split(",")[slider.value - 1];
    const all = slider.closest(".what-if");
    slider.setAttribute("aria-valuetext", hours);
    all.querySelector("output").textContent = hours;
    for (const one of all.querySelectorAll(".answer")) {
      one.hidden = +slider.value < +one.dataset.first || +slider.value > +one.dataset.last;
    }
  }

  document.addEventListener("input", ({ target }) => {
    if (target.matches("input[data-places]")) answer(target);
    if (target.matches("[data-note]")) set("notes", { ...get("notes"), [target.dataset.note]: target.value });
  });

  /* The calendar: a phone subscribes by an address of its own kind, which only the page's place tells. */
  function calendars() {
    const feed = new URL("calendar.ics", base).href.replace(/^https?/, "webcal");
    for (const link of all("a[data-calendar]")) {
      link.href = link.dataset.calendar === "google" ? "https://calendar.google.com/calendar/r?cid=" + encodeURIComponent(feed) : feed;
    }
    for (const place of all("[data-apple]")) place.hidden = !/Mac|iPhone|iPad/.test(navigator.userAgent);
  }

  /* One of two lists at a time: the one that was tapped, or that holds the part looked for. */
  function choose(name) {
    for (const link of all("a[data-part]")) {
      if (link.dataset.part === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      document.getElementById(link.dataset.part).hidden = link.dataset.part !== name;
    }
  }

  /* The copy for when there is no signal. A new version takes over between two pages, never inside one. */
  let worker = null, undo = null, asks = null, leaving = false, turns = 0;
  const workers = navigator.serviceWorker, version = document.querySelector("meta[name=version]");

  const script = new URL("sw.js", base).href, locked = Boolean(document.querySelector("meta[name=locked]"));
  const held = () => Boolean(workers && workers.controller && workers.controller.scriptURL === script);

  async function keep() {
    let before = held();
    workers.addEventListener("controllerchange", () => {
      if (before && !leaving) location.reload();
      before = held();
      offer();
    });
    worker = await workers.register(script, { scope: base.pathname });
  }

  function offer() {
    const whole = held();
    for (const place of all("[data-kept]")) place.hidden = !whole;
    for (const place of all("[data-coming]")) place.hidden = whole || !workers;
    for (const place of all("[data-install]")) place.hidden = !asks;
  }

  if (workers && document.querySelector("link[rel=manifest]")) addEventListener("load", () => keep().catch(() => null));
  addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); asks = event; offer(); });
  addEventListener("pagehide", () => { leaving = true; });
  addEventListener("pageshow", ({ persisted }) => {
    leaving = false;
    if (persisted && locked) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    mark();
    if (worker && document.hidden && worker.waiting && !leaving) location.reload();
    else if (worker && !document.hidden) worker.update().catch(() => null);
  });

  /* A locked site: its keys lie on this device, or in this tab, which hands them to the worker. All tabs lock at once. */
  function unkey() {
    set("key", null, sessionStorage);
    return new Promise((done) => {
      const going = indexedDB.deleteDatabase(`playbook ${base.pathname}`);
      going.onsuccess = going.onerror = going.onblocked = done;
    });
  }

  if (locked && workers) workers.addEventListener("message", ({ data, ports, source }) => {
    if (!source || source.scriptURL !== script) return;
    if (data === "key?") ports[0].postMessage(get("key", sessionStorage));
    if (data === "locked") set("key", null, sessionStorage), location.reload();
  });

  /* Words to say or send can be copied with a tap. */
  function copies() {
    for (const words of navigator.clipboard ? all("article :is(.script, blockquote)") : []) {
      if (words.querySelector("[data-copy], blockquote")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.dataset.copy = "";
      button.textContent = "Copy";
      words.append(button);
    }
  }

  function ready() {
    const now = document.querySelector("meta[name=version]");
    if ((worker && worker.waiting) || (version && now && now.content !== version.content)) return location.reload();
    if (turns++ > 1) document.getElementById("__skip").focus({ preventScroll: true });
    undo = null;
    mark();
    copies();
    if (document.querySelector("a[data-part]")) choose(location.hash === "#a-bad-week" ? "bad" : "normal");
    unfold();
    calendars();
    offer();
    for (const slider of all("input[data-places]")) {
      slider.closest(".dial").hidden = false;
      answer(slider);
    }
  }

  ready();
  document.addEventListener("DOMContentLoaded", () => window.document$ && window.document$.subscribe(ready));
})();
