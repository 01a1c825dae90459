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
      for (const line of lines) if (!line.classList.contains("hidden")) line.open = button.dataset.open === "yes";
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

// The picture of a graph.
const WIDTH = 300, HEIGHT = 24, FAR = 0.45, SHOWN = 60, HUBS = 14;
const SVG = "http://www.w3.org/2000/svg";
const make = (name, attributes, parent) => {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  if (parent) parent.append(found);
  return found;
};
const stage = document.querySelector(".stage");
if (stage) {
  const data = JSON.parse(document.getElementById("graph").textContent);
  const svg = stage.querySelector("svg"), side = stage.querySelector(".side");
  const field = document.getElementById("find"), hits = document.getElementById("hits");
  const inner = make("g", {}, svg);
  const curve = ([from, to]) => {
    const a = data.nodes[from], b = data.nodes[to];
    const x1 = a.x + (b.x > a.x ? WIDTH : WIDTH / 2), x2 = b.x + (b.x > a.x ? 0 : WIDTH / 2);
    const bend = b.x > a.x ? Math.max(40, (x2 - x1) / 2) : 60;
    return `M${x1} ${a.y}C${x1 + bend} ${a.y} ${x2 - bend} ${b.y} ${x2} ${b.y}`;
  };
  make("path", { class: "all", d: data.ties.map(curve).join("") }, inner);
  const lit = Object.fromEntries(["in", "out", "chain"].map(kind => [kind, make("path", { class: kind }, inner)]));
  const short = (text, room) => text.length > room ? "…" + text.slice(-room + 1) : text;
  const drawn = data.nodes.map((node, number) => {
    const kind = `node${node.main ? " main" : ""}${node.ring ? " ring" : ""}`;
    const group = make("g", { class: kind, transform: `translate(${node.x} ${node.y})`, "data-number": number }, inner);
    make("rect", { y: -HEIGHT / 2, width: WIDTH, height: HEIGHT }, group);
    const version = short(node.version, 18);
    make("text", { x: 8, y: 4 }, group).textContent = short(node.path, version ? 26 : 44);
    if (version) make("text", { class: "version", x: WIDTH - 8, y: 4, "text-anchor": "end" }, group).textContent = version;
    make("title", {}, group).textContent = `${node.path} ${node.version}`.trim();
    return group;
  });
  const into = data.nodes.map(() => []), from = data.nodes.map(() => []);
  data.ties.forEach((tie, number) => { from[tie[0]].push(number); into[tie[1]].push(number); });

  // Seen from afar only those have names that most others hang on.
  const hubs = data.nodes.map((node, n) => [n, node.main ? Infinity : into[n].length]).filter(pair => pair[1] > 1).sort((a, b) => b[1] - a[1]);
  for (const [number] of hubs.slice(0, HUBS)) {
    const node = data.nodes[number];
    make("text", { class: "hub", x: node.x, y: node.y + 4 }, inner).textContent = node.path.split("/").slice(-2).join("/");
  }

  const view = { x: 0, y: 0, scale: 1 };
  const place = () => {
    inner.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    inner.style.setProperty("--inverse", 1 / view.scale);
    svg.classList.toggle("far", view.scale < FAR);
  };
  const size = () => svg.getBoundingClientRect();
  const fit = () => {
    const box = size();
    view.scale = Math.min(1.1, Math.max(0.02, Math.min(box.width / (data.width + 20), box.height / (data.height + 40))));
    view.x = (box.width - data.width * view.scale) / 2 + 20 * view.scale;
    view.y = (box.height - data.height * view.scale) / 2 + 20 * view.scale;
    place();
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(4, Math.max(0.02, view.scale * factor));
    view.x = x - (x - view.x) * scale / view.scale;
    view.y = y - (y - view.y) * scale / view.scale;
    view.scale = scale;
    place();
  };
  const middle = factor => zoom(factor, size().width / 2, size().height / 2);
  const show = number => {
    const node = data.nodes[number], box = size();
    view.scale = Math.max(view.scale, 0.8);
    view.x = box.width / 2 - (node.x + WIDTH / 2) * view.scale;
    view.y = box.height / 2 - node.y * view.scale;
    place();
  };
  const list = (title, items) => {
    if (!items.length) return;
    const head = document.createElement("h3"), rows = document.createElement("ul");
    head.textContent = `${title} (${items.length})`;
    for (const [number, text] of items.slice(0, SHOWN)) {
      const row = document.createElement("li"), button = document.createElement("button");
      button.textContent = text;
      button.addEventListener("click", () => choose(number, true));
      row.append(button);
      rows.append(row);
    }
    if (items.length > SHOWN) {
      const more = document.createElement("li");
      more.textContent = `and ${items.length - SHOWN} more`;
      rows.append(more);
    }
    side.append(head, rows);
  };
  const name = number => data.nodes[number].path;
  const chainTo = target => {
    const before = new Map(data.nodes.flatMap((node, number) => node.main ? [[number, -1]] : []));
    let level = [...before.keys()];
    while (level.length && !before.has(target)) {
      const next = [];
      for (const number of level) for (const tie of from[number]) {
        const other = data.ties[tie][1];
        if (!before.has(other)) { before.set(other, number); next.push(other); }
      }
      level = next;
    }
    const chain = [];
    for (let at = target; before.has(at); at = before.get(at)) chain.unshift(at);
    return chain;
  };
  const steps = chain => chain.slice(1).map((number, step) => [chain[step], number]);
  const choose = (number, moves) => {
    const node = data.nodes[number], chain = chainTo(number);
    const near = new Set([number, ...chain, ...into[number].map(t => data.ties[t][0]), ...from[number].map(t => data.ties[t][1])]);
    drawn.forEach((group, other) => {
      group.classList.toggle("chosen", other === number);
      group.classList.toggle("near", near.has(other));
    });
    inner.classList.add("focused");
    lit.in.setAttribute("d", into[number].map(t => curve(data.ties[t])).join(""));
    lit.out.setAttribute("d", from[number].map(t => curve(data.ties[t])).join(""));
    lit.chain.setAttribute("d", steps(chain).map(curve).join(""));
    side.replaceChildren();
    const head = document.createElement("h3");
    head.id = "chosen";
    head.textContent = `${node.path} ${node.version}`.trim();
    side.append(head);
    if (node.ring) list("In a cycle with", data.nodes.flatMap((o, n) => o.ring === node.ring && n !== number ? [[n, o.path]] : []));
    const text = t => `${name(data.ties[t][0])}${data.ties[t][2] ? " " + data.ties[t][2] : ""}${data.ties[t][3] ? ": " + data.ties[t][3] : ""}`;
    const forcing = into[number].filter(t => data.ties[t][4]), others = into[number].filter(t => !data.ties[t][4]);
    list(`Asks for ${node.version || "it"}, and so forces it`, forcing.map(t => [data.ties[t][0], text(t)]));
    list(data.of === "modules" ? "Would do with an older version" : "Imported by", others.map(t => [data.ties[t][0], text(t)]));
    list("Shortest chain", chain.map(n => [n, name(n)]));
    list(data.of === "modules" ? "Requires" : "Imports", from[number].map(t => [data.ties[t][1], `${name(data.ties[t][1])} ${data.ties[t][3]}`.trim()]));
    if (moves) show(number);
  };
  const clear = () => {
    inner.classList.remove("focused");
    for (const path of Object.values(lit)) path.removeAttribute("d");
    drawn.forEach(group => group.classList.remove("chosen", "near"));
    overview();
  };
  const overview = () => {
    side.replaceChildren();
    data.chains.forEach((chain, n) => list(n ? "Also" : "The shortest chain", chain.map(m => [m, `${name(m)} ${data.nodes[m].version}`.trim()])));
    if (data.chains.length) lit.chain.setAttribute("d", data.chains.flatMap(steps).map(curve).join(""));
    const rings = Math.max(0, ...data.nodes.map(node => node.ring));
    for (let ring = 1; ring <= rings; ring++) list(`Cycle ${ring}`, data.nodes.flatMap((node, n) => node.ring === ring ? [[n, node.path]] : []));
    const most = data.nodes.map((node, n) => [n, into[n].length]).filter(pair => pair[1] > 1).sort((a, b) => b[1] - a[1]);
    list(data.of === "modules" ? "Required by most" : "Imported by most", most.slice(0, 20).map(([n, count]) => [n, `${name(n)} (${count})`]));
  };
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    drawn.forEach((group, number) => {
      const text = `${data.nodes[number].path} ${data.nodes[number].version}`.toLowerCase();
      const fits = words.length > 0 && words.every(word => text.includes(word));
      group.classList.toggle("hit", fits);
      if (fits) found.push(number);
    });
    hits.textContent = words.length ? `${found.length} found` : "";
    return found;
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", event => {
    if (event.key === "Enter") { const found = search(); if (found.length) choose(found[0], true); }
    if (event.key === "Escape") { field.value = ""; search(); clear(); }
  });
  let drag = null;
  svg.addEventListener("pointerdown", event => { drag = { x: event.clientX, y: event.clientY, moved: false }; });
  svg.addEventListener("pointermove", event => {
    if (!drag) return;
    if (Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) < 4 && !drag.moved) return;
    if (!drag.moved) { svg.setPointerCapture(event.pointerId); svg.classList.add("drag"); }
    view.x += event.clientX - drag.x;
    view.y += event.clientY - drag.y;
    drag = { x: event.clientX, y: event.clientY, moved: true };
    place();
  });
  svg.addEventListener("pointerup", event => {
    const group = event.target.closest(".node");
    if (drag && !drag.moved) { if (group) choose(Number(group.dataset.number), false); else clear(); }
    drag = null;
    svg.classList.remove("drag");
  });
  svg.addEventListener("wheel", event => {
    event.preventDefault();
    const box = size();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  svg.addEventListener("keydown", event => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) { view.x += step[0]; view.y += step[1]; place(); event.preventDefault(); }
    else if (event.key === "+" || event.key === "=") middle(1.25);
    else if (event.key === "-") middle(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") clear();
  });
  document.getElementById("nearer").addEventListener("click", () => middle(1.25));
  document.getElementById("farther").addEventListener("click", () => middle(0.8));
  document.getElementById("whole").addEventListener("click", () => { clear(); fit(); });
  overview();
  fit();
}
