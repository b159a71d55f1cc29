/*
 * What a page cannot do without a script: search, ticks that stay for a week, copying words, closing the menu,
 * one answer at a time for the hours.
 * Runs before the engine's own script, whose four storage functions it provides. Every page is whole without it.
 */
(() => {
  "use strict";
  const config = JSON.parse(document.getElementById("__config").textContent);
  const base = new URL(config.base + "/", location);
  const key = (name) => base.pathname + "." + name;
  window.__md_scope = base;
  window.__md_hash = (text) => [...text].reduce((sum, c) => (sum << 5) - sum + c.charCodeAt(0), 0);
  window.__md_get = (name, store) => {
    try { return JSON.parse((store || localStorage).getItem(key(name))); } catch { return null; }
  };
  window.__md_set = (name, value, store) => {
    try { (store || localStorage).setItem(key(name), JSON.stringify(value)); } catch { /* private mode: nothing is kept */ }
  };

  /* Search: the index is fetched when first asked for, and every word must be found somewhere on the page. */
  const dialog = document.getElementById("search");
  const addresses = dialog && ["index", "indexZensical"].map((name) => new URL(dialog.dataset[name], location));
  if (dialog && dialog.dataset.engine === "zensical") addresses.reverse();
  let pages = null;

  const plain = (html) => new DOMParser().parseFromString((html || "").replace(/</g, " <"), "text/html").body.textContent.replace(/\s+/g, " ").trim();
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  async function load() {
    for (const address of addresses) {
      const answer = await fetch(address).catch(() => null);
      if (!answer || !answer.ok) continue;
      const index = await answer.json();
      return (index.docs || index.items).map(({ location: path, title, text }) => {
        const words = plain(text), name = plain(title);
        return { path, name, words, inName: fold(name), inWords: fold(words) };
      });
    }
    return [];
  }

  function find(query) {
    const wanted = fold(query).split(/\s+/).filter(Boolean);
    if (!wanted.length) return null;
    return pages
      .map((page) => ({
        page,
        score: wanted.reduce((sum, word) => {
          const here = (page.inName.includes(word) ? 8 : 0) + Math.min(page.inWords.split(word).length - 1, 5);
          return here && sum !== null ? sum + here : null;
        }, page.path.includes("#") ? 0 : 1),
      }))
      .filter((hit) => hit.score !== null)
      .sort((a, b) => b.score - a.score)
      .slice(0, 20)
      .map((hit) => ({ ...hit.page, at: Math.max(0, hit.page.inWords.indexOf(wanted[0]) - 40) }));
  }

  function show(hits) {
    const list = dialog.querySelector(".results");
    const count = hits ? (hits.length === 1 ? "1 place" : hits.length + " places") : "";
    dialog.querySelector(".found").textContent =
      !hits ? "Type a word. Results appear as you type." : hits.length ? count : "Nothing found. Try another word.";
    list.replaceChildren(...(hits || []).map(({ path, name, words, at }) => {
      const item = document.createElement("li"), link = document.createElement("a");
      const title = document.createElement("b"), part = document.createElement("small");
      link.href = new URL(path, base);
      title.textContent = name;
      part.textContent = (at ? "... " : "") + words.slice(at, at + 110) + (words.length > at + 110 ? " ..." : "");
      link.append(title, part);
      item.append(link);
      return item;
    }));
  }

  async function look() {
    pages = pages || await load();
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
    const menu = document.querySelector("[data-menu][open]");
    if (menu && (!menu.contains(target) || target.closest(".sheet a"))) menu.open = false;
    const button = target.closest("[data-copy]");
    if (button) {
      const words = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(words.innerText.trim());
        button.textContent = "Copied";
      } catch {
        window.getSelection().selectAllChildren(words);
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("[data-menu][open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key === "/" && dialog && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      open();
    }
  });

  /* Ticks: kept on this device under the week's Monday, gone when the next week starts. */
  function monday() {
    const day = new Date();
    day.setDate(day.getDate() - (day.getDay() + 6) % 7);
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].join("-");
  }

  function ticked() {
    const kept = window.__md_get("ticks");
    return kept && kept.week === monday() ? kept.done : [];
  }

  function mark() {
    const done = ticked();
    for (const box of document.querySelectorAll("input[data-tick]")) box.checked = done.includes(box.dataset.tick);
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[data-tick]")) return;
    const done = ticked().filter((name) => name !== target.dataset.tick);
    window.__md_set("ticks", { week: monday(), done: target.checked ? [...done, target.dataset.tick] : done });
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
  });

  function ready() {
    mark();
    for (const slider of document.querySelectorAll("input[data-places]")) {
      slider.closest(".dial").hidden = false;
      answer(slider);
    }
  }

  ready();
  document.addEventListener("DOMContentLoaded", () => window.document$ && window.document$.subscribe(ready));
})();
