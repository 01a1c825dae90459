"use strict";
// Filters: a list with buttons for states and a field for words. What does not fit is hidden.
for (const box of document.querySelectorAll("[data-filters]")) {
  const lines = [...box.querySelectorAll("[data-words]")];
  const field = box.querySelector("input[type=search]");
  const count = box.querySelector("output");
  const buttons = [...box.querySelectorAll("button[data-state]")];
  const apply = () => {
    const chosen = new Set(buttons.filter(b => b.getAttribute("aria-pressed") === "true").map(b => b.dataset.state));
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const line of lines) {
      const fits = (!chosen.size || chosen.has(line.dataset.state)) && words.every(w => line.dataset.words.includes(w));
      line.classList.toggle("hidden", !fits);
      shown += fits;
    }
    count.textContent = shown === lines.length ? `${lines.length}` : `${shown} of ${lines.length}`;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  field.addEventListener("input", apply);
  field.addEventListener("keydown", event => {
    if (event.key === "Escape") { field.value = ""; apply(); }
  });
  for (const button of box.querySelectorAll("button[data-open]")) {
    button.addEventListener("click", () => {
      for (const line of lines) if (!line.classList.contains("hidden")) {
        for (const each of [line, ...line.querySelectorAll("details")]) if (each.tagName === "DETAILS") each.open = button.dataset.open === "yes";
      }
    });
  }
  apply();
}
document.addEventListener("keydown", event => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const fields = [...document.querySelectorAll("input[type=search]")];
    const below = fields.find(f => f.getBoundingClientRect().bottom > 0) || fields[0];
    if (below) { event.preventDefault(); below.focus(); below.select(); }
  }
});
// On paper everything is open, and afterwards what was.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const each of opened) each.open = true;
});
addEventListener("afterprint", () => { for (const each of opened) each.open = false; });
