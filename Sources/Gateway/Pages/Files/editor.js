// The Editor with a script: one tab at a time, counters that follow what is typed, as many new rows in a list as somebody opens, the
// list of problems in view, and a page with something typed asks before it is left. Without this script all tabs are on the page,
// one behind the other, and each list gets one new row with each save.
"use strict";
(() => {
  const segments = window.Intl && Intl.Segmenter ? new Intl.Segmenter() : null;
  const length = (text) => (segments ? Array.from(segments.segment(text)).length : Array.from(text).length);

  // On the document, because rows that are added have counters, too.
  document.addEventListener("input", ({ target: field }) => {
    const counter = document.querySelector(`[data-counts="${field.id}"]`);
    if (!counter) return;
    const [count, most] = [length(field.value), Number(counter.dataset.most)];
    counter.textContent = `${count} / ${most}`;
    counter.classList.toggle("over", count > most);
  });

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

  // A list ends with an empty row that is closed. A click opens it and leads into it, and the next one follows.
  form.addEventListener("click", (event) => {
    const row = event.target.closest(".list > details:not([open]) > summary")?.parentElement;
    if (!row) return;
    event.preventDefault();
    if (row === row.parentElement.lastElementChild) follow(row);
    row.open = true;
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
  });

  function follow(row) {
    const added = row.parentElement.querySelector(":scope > input[name^='new ']");
    if (Number(added.value) >= Number(added.dataset.most)) return;
    added.value = Number(added.value) + 1;
    // All its names and ids begin with its pointer, which ends with its index.
    const pointer = row.querySelector("fieldset").id;
    const [list, index] = pointer.split(/\/(?=\d+$)/);
    row.insertAdjacentHTML("afterend", row.outerHTML.replaceAll(pointer, `${list}/${Number(index) + 1}`));
    for (const name of row.nextElementSibling.querySelectorAll(":scope > summary, :scope > fieldset > legend")) {
      name.textContent = name.textContent.replace(/\d+$/, Number(index) + 2);
    }
  }

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
