// The Editor with a script: one tab at a time, counters that follow what is typed, the list of problems in view, and a page with
// something typed asks before it is left. Without this script all tabs are on the page, one behind the other.
"use strict";
(() => {
  const counters = Array.from(document.querySelectorAll("[data-counts]"));
  const segments = window.Intl && Intl.Segmenter ? new Intl.Segmenter() : null;
  const length = (text) => (segments ? Array.from(segments.segment(text)).length : Array.from(text).length);

  for (const counter of counters) {
    const field = document.getElementById(counter.dataset.counts);
    const most = Number(counter.dataset.most);
    field?.addEventListener("input", () => {
      const count = length(field.value);
      counter.textContent = `${count} / ${most}`;
      counter.classList.toggle("over", count > most);
    });
  }

  const form = document.querySelector("form.editor");
  if (!form) return;
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  // The tab stays the same over a save: what is redirected keeps the fragment.
  form.addEventListener("submit", () => {
    typed = false;
    form.action = form.action.split("#")[0] + location.hash;
  });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

  const tabs = Array.from(form.querySelectorAll("section.panel"));
  const place = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

  function show() {
    const here = tabs.find((tab) => tab.contains(place())) || tabs[0];
    for (const tab of tabs) {
      tab.hidden = tab !== here;
      const link = form.querySelector(`.tabs a[href="#${tab.id}"]`);
      if (tab === here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
    if (place()) { place().scrollIntoView(); place().focus({ preventScroll: true }); }
  }

  if (tabs.length) {
    addEventListener("hashchange", show);
    show();
  }
  if (!place()) document.getElementById("told")?.focus();
})();
