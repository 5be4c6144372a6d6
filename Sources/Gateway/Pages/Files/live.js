// Keeps a page current: when the server says that something changed, the page is fetched again and its parts marked
// data-fresh are put in place of the old ones. Times are shown in the reader's zone, with UTC behind them. Without this script
// everything is there to read after a reload.
"use strict";
(() => {
  const zone = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

  function local(part) {
    for (const time of part.querySelectorAll("time[datetime]")) {
      const date = new Date(time.dateTime);
      if (isNaN(date)) continue;
      time.title = time.title || time.textContent;
      time.textContent = zone.format(date);
    }
  }
  local(document);

  const address = document.body.dataset.live;
  if (!address || !window.EventSource) return;

  let running = false;
  let again = false;

  async function refresh() {
    if (running) { again = true; return; }
    running = true;
    try {
      const target = location.pathname + location.search.replace(/([?&])done=[^&]*&?/, "$1");
      const answer = await fetch(target, { credentials: "same-origin" });
      if (answer.redirected) { location.reload(); return; }
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-fresh]")) {
        const one = fresh.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
        if (one) { local(one); put(old, one); }
      }
    } catch { /* The next event, or the reader's reload, tries again. */ } finally {
      running = false;
      if (again) { again = false; refresh(); }
    }
  }

  // What somebody is writing, has opened or stands on stays.
  function put(old, one) {
    const before = state(old);
    const opened = Array.from(old.querySelectorAll("details"), (part) => part.open);
    const written = new Map(Array.from(old.querySelectorAll("input:not([type=hidden]), textarea"), (field) => [field.id, field.value]));
    const held = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.replaceChildren(...one.childNodes);
    old.querySelectorAll("details").forEach((part, index) => { part.open = opened[index] || false; });
    for (const [id, value] of written) {
      const field = id && document.getElementById(id);
      if (field) field.value = value;
    }
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
    const after = state(old);
    if (after && after !== before) document.getElementById("said").textContent = after;
  }

  // In words for a screen reader: the state, and the step that it stands at.
  function state(part) {
    const words = [".state", "[aria-current=step] .name", "[aria-current=step] .word"];
    return words.map((word) => part.querySelector(word)?.textContent.trim()).filter(Boolean).join(", ");
  }

  new EventSource(address).addEventListener("changed", refresh);
})();
