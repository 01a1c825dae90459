"use strict";
{
// The picture of a graph: a card for every owner with its modules as rows, laid out by dagre from left to right.
const ROW = 22, HEAD = 24, PAD = 10, ALONE = 30, FEW = 6, WIDEST = 300, NARROWEST = 110, GAP = 14, SMALLEST = 3;
const BUDGETS = [160, 100, 70, 50, 38, 28, 21, 15, 11, 7, 4], DEPTHS = [1, 2, 3, 5, Infinity], READABLE = 0.72, FAR = 0.6;
const SHOWN = 60, MAP = 150, MOST = 1500, LEAN = 40, BLOCK = 3, INSET = 10, SHAPES = [1.4, 0.5, 0.2], FLAT = 9, SMALL_SCREEN = 560, FEWEST = 15;
const SVG = "http://www.w3.org/2000/svg";
const data = JSON.parse(document.getElementById("graph").textContent);
const stage = document.querySelector(".stage"), svg = stage.querySelector("svg"), side = stage.querySelector(".side");
const field = document.getElementById("find"), hits = document.getElementById("hits");
const modules = data.of === "modules";
const make = (name, attributes, parent, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
};

// What the graph is made of: who requires whom, and which cards there are.
const nodes = data.nodes, all = nodes.map((_, n) => n);
const into = nodes.map(() => []), from = nodes.map(() => []);
data.ties.forEach((tie, number) => { from[tie[0]].push(number); into[tie[1]].push(number); });
const owners = new Map();
for (const n of all) owners.set(nodes[n].owner, [...(owners.get(nodes[n].owner) || []), n]);
const mains = all.filter(n => nodes[n].main);
const weight = n => (nodes[n].main ? 1e6 : 0) + (nodes[n].mark ? 1e4 : 0) + into[n].length;
for (const members of owners.values()) members.sort((a, b) => weight(b) - weight(a));
const isKept = tie => tie[5] || isStrong(tie);
const isStrong = tie => tie[4] && ["raised", "held"].includes(nodes[tie[1]].mark);
const next = n => from[n].filter(t => isKept(data.ties[t])).map(t => data.ties[t][1]);

// What is shown of it: `cards` by owner, only some of their rows where `only` says so, and these in any case.
let cards = new Set(), only = null, must = new Set(), chosen = -1, isLean = owners.size > LEAN, shaped = SHAPES[0];
const open = new Set(), few = () => isLean ? SMALLEST : FEW;
const rowsOf = owner => {
  const members = owners.get(owner).filter(n => !only || only.has(n));
  if (only || open.has(owner) || members.length <= few() + 1) return ringed(members);
  const first = new Set([...members.filter(n => must.has(n)), ...members].slice(0, few()));
  return ringed(members.filter(n => first.has(n)));
};
// Those of one cycle stand together, so that one frame holds them.
const ringed = members => {
  const rings = [...new Set(members.map(n => nodes[n].ring))];
  return rings.flatMap(ring => members.filter(n => nodes[n].ring === ring));
};

// Text as wide as there is room for it: of a path the end, of a pseudo-version its base and its commit.
const pen = document.createElement("canvas").getContext("2d");
const wide = (text, font) => { pen.font = font; return pen.measureText(text).width; };
const FONT = "12.5px system-ui, sans-serif", BOLD = "600 12px system-ui, sans-serif", SMALL = "11px system-ui, sans-serif", NAME = "600 10px system-ui, sans-serif";
const fitted = (text, room, font, atEnd) => {
  if (wide(text, font) <= room) return text;
  let left = text;
  while (!atEnd && left.includes("/") && wide("…" + left.slice(left.indexOf("/")), font) > room) left = left.slice(left.indexOf("/") + 1);
  if (!atEnd && left.includes("/")) return "…" + left.slice(left.indexOf("/"));
  while (left && wide(left + "…", font) > room) left = atEnd ? left.slice(0, -1) : left.slice(1);
  return atEnd ? left + "…" : "…" + left;
};
const brief = version => version.replace(/-(?:[\w.]*\.)?\d{14}-([0-9a-f]{7})[0-9a-f]*/, "-…$1").replace("+incompatible", "+inc…");
const nameOf = (n, alone) => {
  const { path, owner } = nodes[n];
  return !alone && path.startsWith(owner + "/") ? path.slice(owner.length + 1) : path;
};

const hidden = (ns, shown) => new Set(ns.flatMap(next).map(n => nodes[n].owner).filter(owner => !shown.has(owner)));
const cardOf = (owner, shown) => {
  const rows = rowsOf(owner), total = owners.get(owner).length, alone = total === 1 || (only && rows.length === 1);
  const told = rows.map(n => {
    const name = nameOf(n, alone), version = brief(nodes[n].version), mark = nodes[n].mark;
    const right = wide(version, SMALL) + (mark ? wide(mark, SMALL) + 18 : 0);
    return { n, name, version, mark, right, width: wide(name, nodes[n].main ? BOLD : FONT) + (right ? right + 16 : 4) };
  });
  const count = `${total} ${data.of}`, more = only ? 0 : total - rows.length;
  const left = only ? 0 : hidden(owners.get(owner), shown).size, pill = left ? wide(`+${left}`, SMALL) + 12 : 0, room = pill && pill + 6;
  const head = alone ? 0 : wide(owner, BOLD) + wide(count, SMALL) + 30 + room;
  const width = Math.min(WIDEST, Math.max(NARROWEST, head, ...told.map(row => row.width + (alone ? room : 0))) + 2 * PAD);
  const height = alone ? ALONE : HEAD + ROW * (rows.length + (more || open.has(owner) ? 1 : 0)) + 5;
  return { owner, rows: told, alone, count, more, left, pill, width, height };
};

// The layout: cards are boxes of dagre. Cards that are tied to the same two others and to nothing else are one box, in
// which they stand in columns; and of very many cards each hangs on one line only until a module is chosen.
const layOut = (shown, shape = shown.size > BUDGETS[0] ? FLAT : isSmall() ? 0.1 : shaped) => {
  const boxes = new Map([...shown].map(owner => [owner, cardOf(owner, shown)])), place = new Map();
  for (const [owner, box] of boxes) {
    box.rows.forEach((row, index) => place.set(row.n, { owner, dy: box.alone ? ALONE / 2 : HEAD + ROW * (index + 0.5) }));
    for (const n of owners.get(owner)) if (!place.has(n)) place.set(n, { owner, dy: HEAD + ROW * (box.rows.length + 0.5), isFolded: true });
  }
  const lines = tied(shown, place), blocks = blocksOf(shown, lines, place, boxes, shape);
  const isDown = isSmall() && shown.size <= LEAN;
  const unit = owner => blocks.get(owner) || boxes.get(owner);
  const net = new dagre.graphlib.Graph();
  net.setGraph({ rankdir: isDown ? "TB" : "LR", nodesep: GAP, edgesep: 9, ranksep: isDown ? 40 : 62, ranker: shown.size > 300 ? "tight-tree" : "network-simplex" });
  net.setDefaultEdgeLabel(() => ({}));
  for (const owner of shown) net.setNode(unit(owner).owner, { width: unit(owner).width, height: unit(owner).height });
  for (const t of lines) net.setEdge(unit(place.get(data.ties[t][0]).owner).owner, unit(place.get(data.ties[t][1]).owner).owner);
  dagre.layout(net);
  const columns = new Map(), units = new Map([...shown].map(owner => [unit(owner).owner, unit(owner)]));
  for (const id of net.nodes()) {
    const { x, y, width, height, rank } = net.node(id), column = columns.get(rank) || { from: Infinity, to: -Infinity };
    const [middle, half] = isDown ? [y, height / 2] : [x, width / 2];
    columns.set(rank, { from: Math.min(column.from, middle - half), to: Math.max(column.to, middle + half) });
  }
  // Cards begin where their column begins, so that lines come to them without crossing others of it.
  for (const [id, each] of units) {
    const { x, y, rank } = net.node(id), start = columns.get(rank).from;
    Object.assign(each, isDown ? { x: x - each.width / 2, y: start } : { x: start, y: y - each.height / 2 });
    for (const [box, dx, dy] of each.inside || []) Object.assign(box, { x: each.x + dx, y: each.y + dy });
  }
  const lanes = [...columns.values()], laneAt = at => lanes.find(lane => lane.from < at && at < lane.to);
  // Where a line crosses a column of cards it runs level, in the lane that dagre keeps free for it. To a block it leads
  // as such, unless it is about one module in it.
  const path = (number, isExact) => {
    const [a, b] = data.ties[number].slice(0, 2).map(n => place.get(n)), one = boxes.get(a.owner), other = boxes.get(b.owner);
    const ends = [[one, a, blocks.get(a.owner)], [other, b, blocks.get(b.owner)]].map(([box, at, block]) =>
      block && !isExact ? { ...block, top: block.y, y: block.y + block.height / 2 } : { ...box, top: box.y, y: box.y + at.dy });
    if (unit(a.owner) === unit(b.owner)) {
      const right = unit(a.owner).x + unit(a.owner).width, bend = right + 46;
      return `M${one.x + one.width} ${one.y + a.dy}L${right} ${one.y + a.dy}C${bend} ${one.y + a.dy} ${bend} ${other.y + b.dy} ${right} ${other.y + b.dy}L${other.x + other.width} ${other.y + b.dy}`;
    }
    const route = net.edge(unit(a.owner).owner, unit(b.owner).owner), between = route ? route.points.slice(1, -1) : [];
    if (isDown) return flow(ends.map(end => ({ from: end.top, to: end.top + end.height, at: end.x + end.width / 2, lane: laneAt(end.top + end.height / 2) })), between.map(({ x, y }) => [laneAt(y), x]), (x, y) => `${y} ${x}`);
    return flow(ends.map(end => ({ from: end.x, to: end.x + end.width, at: end.y, lane: laneAt(end.x + end.width / 2) })), between.map(({ x, y }) => [laneAt(x), y]), (x, y) => `${x} ${y}`);
  };
  const { width = 0, height = 0 } = net.graph();
  return { shape, isDown, boxes, blocks: [...new Set(blocks.values())], place, lines, path, width: Math.max(width, 1), height: Math.max(height, 1) };
};
// A line from the far side of one end to the near side of the other, level in its lanes, written by `at`.
const flow = ([one, other], lanes, at) => {
  const isBack = other.from < one.from, points = [[isBack ? one.from : one.to, one.at]];
  if (!isBack && one.lane) points.push([one.lane.to, one.at]);
  for (const [lane, level] of lanes) {
    if (lane) points.push(...(isBack ? [[lane.to, level], [lane.from, level]] : [[lane.from, level], [lane.to, level]]));
  }
  if (isBack && other.lane) points.push([other.lane.to, other.at]);
  points.push([isBack ? other.to : other.from, other.at]);
  let drawn = `M${at(...points[0])}`;
  for (let n = 1; n < points.length; n++) {
    const [x1, y1] = points[n - 1], [x2, y2] = points[n], bend = (x2 - x1) / 2;
    drawn += y1 === y2 ? `L${at(x2, y2)}` : `C${at(x1 + bend, y1)} ${at(x2 - bend, y2)} ${at(x2, y2)}`;
  }
  return drawn;
};
const tied = (shown, place) => {
  const hangs = new Set(), found = [];
  const isShown = t => only ? only.has(t[0]) && only.has(t[1]) && (isKept(t) || only.ties.has(`${t[0]} ${t[1]}`)) : isKept(t);
  const candidates = isLean ? ordered.flatMap(n => from[n]) : data.ties.map((_, number) => number);
  for (const number of candidates) {
    const tie = data.ties[number], a = place.get(tie[0]), b = place.get(tie[1]);
    if (!a || !b || a.owner === b.owner || !isShown(tie)) continue;
    if (isLean && !only && !isStrong(tie) && (hangs.has(b.owner) || nodes[owners.get(b.owner)[0]].main)) continue;
    hangs.add(b.owner);
    found.push(number);
  }
  // Who is shown without those that lead to it hangs on another that requires it.
  for (const owner of only ? [] : shown) {
    if (hangs.has(owner)) continue;
    const asking = owners.get(owner).filter(n => !nodes[n].main).flatMap(n => into[n]).filter(t => place.has(data.ties[t][0]) && nodes[data.ties[t][0]].owner !== owner);
    asking.sort((a, b) => depth.get(data.ties[a][0]) - depth.get(data.ties[b][0]));
    found.push(...asking.slice(0, 1));
  }
  return found;
};
const blocksOf = (shown, lines, place, boxes, shape) => {
  const before = new Map(), after = new Map(), like = new Map(), blocks = new Map();
  for (const owner of shown) { before.set(owner, new Set()); after.set(owner, new Set()); }
  for (const t of lines) {
    const [a, b] = data.ties[t].slice(0, 2).map(n => place.get(n).owner);
    before.get(b).add(a);
    after.get(a).add(b);
  }
  for (const owner of shown) {
    if (before.get(owner).size !== 1 || after.get(owner).size > 1) continue;
    const key = JSON.stringify([[...before.get(owner)], [...after.get(owner)]]);
    like.set(key, [...(like.get(key) || []), owner]);
  }
  for (const alike of like.values()) {
    if (alike.length < BLOCK) continue;
    const inside = alike.map(owner => boxes.get(owner)), width = Math.max(...inside.map(box => box.width));
    const area = inside.reduce((sum, box) => sum + (box.height + 7) * (width + 8), 0);
    const columns = Math.max(1, Math.min(alike.length, Math.round(Math.sqrt(area * shape) / (width + 8)))), heights = Array(columns).fill(INSET);
    const block = { owner: `block ${alike[0]}`, width: columns * (width + 8) - 8 + 2 * INSET, inside: [] };
    for (const box of inside) {
      const column = heights.indexOf(Math.min(...heights));
      box.width = width;
      block.inside.push([box, INSET + column * (width + 8), heights[column]]);
      heights[column] += box.height + 7;
      blocks.set(box.owner, block);
    }
    block.height = Math.max(...heights) - 7 + INSET;
  }
  return blocks;
};

// The first look: as many cards as can be read without zooming, the nearest to the main module, and those with marks.
const size = () => svg.getBoundingClientRect();
// A small screen is filled in its width, and moved down.
const isSmall = () => size().width < SMALL_SCREEN;
const fits = drawn => Math.min(size().width / (drawn.width + 40), drawn.isDown ? 1.15 : size().height / (drawn.height + 40));
const before = new Map(mains.map(n => [n, -1])), depth = new Map(mains.map(n => [n, 0])), ordered = [...mains];
const reach = () => {
  for (let at = 0; at < ordered.length; at++) {
    for (const n of next(ordered[at])) {
      if (before.has(n)) continue;
      before.set(n, ordered[at]);
      depth.set(n, depth.get(ordered[at]) + 1);
      ordered.push(n);
    }
  }
  for (const n of all) if (!depth.has(n)) { depth.set(n, mains.length ? 99 : 0); ordered.push(n); }
};
const nearest = withMarks => {
  const wanted = [...mains, ...data.chains.flat(), ...(withMarks ? data.ties.filter(isStrong).map(tie => tie[0]) : [])];
  for (const marked of withMarks ? all.filter(n => nodes[n].mark) : []) for (let n = marked; n >= 0 && before.has(n); n = before.get(n)) wanted.push(n);
  const rest = [...all].sort((a, b) => depth.get(a) - depth.get(b) || weight(b) - weight(a));
  const sorted = new Map();
  for (const n of [...wanted, ...rest]) {
    const owner = nodes[n].owner;
    if (!sorted.has(owner)) sorted.set(owner, wanted.includes(n) ? 0 : depth.get(n));
  }
  return sorted;
};
const readable = sorted => {
  let best = null;
  for (const most of DEPTHS) {
    const near = [...sorted].filter(pair => pair[1] <= most).map(pair => pair[0]);
    for (const count of [near.length, ...BUDGETS].filter(each => each <= near.length && each <= (isSmall() ? FEWEST : isLean ? BUDGETS[0] : LEAN))) {
      if (best && count <= best.shown.size) break;
      const shown = new Set(near.slice(0, count));
      const tried = isSmall() ? layOut(shown) : SHAPES.map(shape => layOut(shown, shape)).sort((a, b) => fits(b) - fits(a))[0];
      if (fits(tried) < READABLE) continue;
      best = { shown, tried };
      break;
    }
  }
  return best;
};
// Marks far from the main module would leave room for little else: then they are in the words beside the picture only.
const overview = () => {
  only = null; must = new Set(data.chains.flat()); open.clear();
  let best = readable(nearest(true));
  if (!best || best.shown.size < Math.min(FEWEST, owners.size)) {
    const other = readable(nearest(false));
    if (other && (!best || other.shown.size > best.shown.size)) best = other;
  }
  shaped = best ? best.tried.shape : SHAPES[0];
  cards = best ? best.shown : new Set([...nearest(false).keys()].slice(0, BUDGETS.at(-1)));
  drawn = best ? best.tried : layOut(cards);
  paint();
};

// Painting.
const inner = make("g", {}, svg), view = { x: 0, y: 0, scale: 1 };
const defs = make("defs", {}, svg);
for (const kind of ["all", "in", "out", "chain", "raises", "holds"]) {
  const tip = make("marker", { id: `tip-${kind}`, viewBox: "0 0 8 8", refX: 7.5, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, defs);
  make("path", { class: `tip ${kind}`, d: "M0 .8L8 4L0 7.2z" }, tip);
}
let drawn = null, lit = null, here = null, named_at = 0;
const map = make("svg", { class: "map", "aria-hidden": "true" }, stage);
const groups = new Map();
const line = (kind, d, parent) => make("path", { class: kind, d, "marker-end": `url(#tip-${kind})` }, parent);
const kindOf = tie => !isStrong(tie) ? "all" : nodes[tie[1]].mark === "held" ? "holds" : "raises";
const paint = () => {
  inner.replaceChildren();
  groups.clear();
  const lines = make("g", { class: "lines-all" }, inner), seen = new Set();
  for (const number of drawn.lines) {
    const kind = kindOf(data.ties[number]), d = drawn.path(number);
    if (!seen.has(kind + d)) line(kind, d, lines);
    seen.add(kind + d);
  }
  lit = make("g", {}, inner);
  for (const block of drawn.blocks) inner.insertBefore(make("rect", { class: "block", x: block.x, y: block.y, width: block.width, height: block.height }), lit);
  for (const box of drawn.boxes.values()) paintCard(box);
  named_at = 0;
  map.replaceChildren();
  const within = Math.min(MAP / drawn.width, MAP / drawn.height);
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${drawn.width} ${drawn.height}`, width: drawn.width * within, height: drawn.height * within })) map.setAttribute(key, value);
  for (const isMain of [false, true]) make("path", { class: isMain ? "main" : "all", d: [...drawn.boxes.values()].filter(box => isMain === box.rows.some(row => nodes[row.n].main)).map(box => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`).join("") }, map);
  here = make("rect", {}, map);
  const isWhole = cards.size === owners.size && !only;
  const told = [isWhole ? "" : `${drawn.boxes.size} of ${owners.size} groups shown`, isLean && !only ? "each group on one line only" : ""];
  document.getElementById("amount").textContent = told.filter(Boolean).join(", ");
  mark();
};
const paintRings = (box, card) => {
  box.rows.forEach((row, index) => {
    const ring = nodes[row.n].ring;
    if (!ring || box.rows[index - 1] && nodes[box.rows[index - 1].n].ring === ring) return;
    const count = box.rows.filter(other => nodes[other.n].ring === ring).length;
    if (box.alone) make("rect", { class: "ringframe", x: 3, y: 3, width: box.width - 6, height: ALONE - 6 }, card);
    else make("rect", { class: "ringframe", x: 3, y: HEAD + ROW * index + 1, width: box.width - 6, height: ROW * count - 2 }, card);
  });
};
const paintCard = box => {
  const isMain = box.rows.some(row => nodes[row.n].main);
  const card = make("g", { class: `card${isMain ? " main" : ""}`, transform: `translate(${box.x} ${box.y})` }, inner);
  make("rect", { class: "frame", width: box.width, height: box.height }, card);
  if (!box.alone) {
    const head = make("g", { class: "cardhead", "data-owner": box.owner }, card);
    make("rect", { width: box.width, height: HEAD, class: "grip" }, head);
    const end = box.width - (box.pill ? box.pill + 12 : PAD);
    make("text", { x: PAD, y: 16, class: "owner" }, head, fitted(box.owner, end - PAD - wide(box.count, SMALL) - 8, BOLD));
    make("text", { x: end, y: 16, class: "version", "text-anchor": "end" }, head, box.count);
  }
  paintRings(box, card);
  box.rows.forEach((row, index) => {
    const y = box.alone ? 0 : HEAD + ROW * index, height = box.alone ? ALONE : ROW;
    const node = nodes[row.n], base = y + height / 2 + 4.5;
    const group = make("g", { class: `node${node.main ? " main" : ""}${node.ring ? " ring" : ""} ${node.mark}`, "data-number": row.n }, card);
    make("rect", { x: 3, y: y + (box.alone ? 3 : 1), width: box.width - 6, height: height - (box.alone ? 6 : 2) }, group);
    let end = box.width - (box.alone && box.pill ? box.pill + 12 : PAD);
    const room = end - PAD - (row.right ? row.right + 10 : 0);
    make("text", { x: PAD, y: base }, group, fitted(row.name, room, node.main ? BOLD : FONT));
    if (row.mark) {
      const width = wide(row.mark, SMALL) + 10;
      make("rect", { class: `badge ${row.mark}`, x: end - width, y: y + height / 2 - 8, width, height: 16 }, group);
      make("text", { class: `badgetext ${row.mark}`, x: end - width / 2, y: base - 0.5, "text-anchor": "middle" }, group, row.mark);
      end -= width + 6;
    }
    if (row.version) make("text", { class: "version", x: end, y: base, "text-anchor": "end" }, group, row.version);
    make("title", {}, group, `${node.path} ${node.version}`.trim());
    groups.set(row.n, group);
  });
  if (!box.alone && (box.more || open.has(box.owner))) {
    const y = HEAD + ROW * box.rows.length + 15;
    const head = make("g", { class: "cardhead more", "data-owner": box.owner }, card);
    make("rect", { x: 3, y: y - 14, width: box.width - 6, height: ROW - 2, class: "grip" }, head);
    make("text", { x: PAD, y }, head, box.more ? `+ ${box.more} more` : "− fewer");
  }
  if (box.pill) {
    const pill = make("g", { class: "pill", "data-owner": box.owner, transform: `translate(${box.width - box.pill - 6} ${box.alone ? 7 : 4})` }, card);
    make("rect", { width: box.pill, height: 16 }, pill);
    make("text", { x: box.pill / 2, y: 12, "text-anchor": "middle" }, pill, `+${box.left}`);
    make("title", {}, pill, `Show the ${box.left} ${box.left === 1 ? "group" : "groups"} that this leads to`);
  }
  box.label = make("text", { class: "far-name", x: box.width / 2, y: box.height / 2 }, card);
};

// Moving about.
const move = () => {
  inner.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
  const isFar = view.scale < FAR, screen = size();
  svg.classList.toggle("far", isFar);
  inner.style.setProperty("--inverse", 1 / view.scale);
  if (isFar && named_at !== view.scale) {
    for (const box of drawn.boxes.values()) box.label.textContent = nameFor(box);
    named_at = view.scale;
  }
  const isWhole = drawn.width * view.scale <= screen.width && drawn.height * view.scale <= screen.height;
  map.classList.toggle("hidden", isWhole);
  for (const [key, value] of Object.entries({ x: -view.x / view.scale, y: -view.y / view.scale, width: screen.width / view.scale, height: screen.height / view.scale })) here.setAttribute(key, value);
};
// From afar a card has one name, as many elements of its path as there is room for; none where that is none.
const nameFor = box => {
  const room = box.width * view.scale - 6, shortest = /\/[^/]*(?:\/v\d+)?$/;
  let name = box.height * view.scale < 11 ? "" : box.alone ? box.rows[0].name : box.owner;
  while (name && wide(name, NAME) > room) name = name.search(shortest) > 1 ? `…${name.slice(name.indexOf("/", 2))}` : "";
  return name;
};
const fit = () => {
  const box = size();
  view.scale = Math.min(1.15, Math.max(0.02, fits(drawn)));
  view.x = (box.width - drawn.width * view.scale) / 2;
  view.y = Math.max((box.height - drawn.height * view.scale) / 2, drawn.isDown ? 12 : -Infinity);
  move();
};
const zoom = (factor, x, y) => {
  const scale = Math.min(4, Math.max(0.02, view.scale * factor));
  view.x = x - (x - view.x) * scale / view.scale;
  view.y = y - (y - view.y) * scale / view.scale;
  view.scale = scale;
  move();
};
const middle = factor => zoom(factor, size().width / 2, size().height / 2);
const show = ns => {
  const found = ns.map(n => drawn.boxes.get(drawn.place.get(n).owner)), box = size();
  const left = Math.min(...found.map(card => card.x)), right = Math.max(...found.map(card => card.x + card.width));
  const top = Math.min(...found.map(card => card.y)), bottom = Math.max(...found.map(card => card.y + card.height));
  view.scale = Math.min(1.1, Math.max(0.6, Math.min(box.width / (right - left + 80), box.height / (bottom - top + 80))));
  const { owner, dy } = drawn.place.get(ns[0]), card = drawn.boxes.get(owner), isWhole = (right - left) * view.scale < box.width && (bottom - top) * view.scale < box.height;
  view.x = box.width / 2 - (isWhole ? (left + right) / 2 : card.x + card.width / 2) * view.scale;
  view.y = box.height / 2 - (isWhole ? (top + bottom) / 2 : card.y + dy) * view.scale;
  move();
};

// The words beside the picture.
const title = n => `${nodes[n].path} ${nodes[n].version}`.trim();
const list = (heading, items, most = SHOWN, isAll = true) => {
  if (!items.length) return;
  const head = document.createElement("h3"), rows = document.createElement("ul");
  head.textContent = isAll ? `${heading} (${items.length})` : heading;
  for (const [number, text, version] of items.slice(0, most)) {
    const row = document.createElement("li"), button = document.createElement("button"), small = document.createElement("span");
    button.type = "button";
    small.textContent = version || "";
    button.append(version ? `${text} ` : text, small);
    button.addEventListener("click", () => choose(number, true));
    row.append(button);
    rows.append(row);
  }
  if (items.length > most) {
    const more = document.createElement("li");
    more.textContent = `and ${items.length - most} more`;
    rows.append(more);
  }
  side.append(head, rows);
};
const named = n => [n, nodes[n].path, brief(nodes[n].version)];
const contents = () => {
  side.replaceChildren();
  data.chains.forEach((chain, n) => list(n ? "Also" : "The shortest chain", chain.map(named)));
  for (const [mark, heading] of Object.entries(MARKS)) list(heading, all.filter(n => nodes[n].mark === mark).map(named), 12);
  const most = all.filter(n => into[n].length > 1).sort((a, b) => into[b].length - into[a].length);
  list(modules ? "Required by most" : "Imported by most", most.slice(0, 10).map(n => [n, nodes[n].path, `by ${into[n].length}`]), SHOWN, false);
  const rings = Math.max(0, ...nodes.map(node => node.ring));
  if (!rings && !side.childElementCount) { const hint = document.createElement("p"); hint.textContent = `Choose a ${data.of.slice(0, -1)} to see what leads to it.`; side.append(hint); }
  for (let ring = 1; ring <= rings; ring++) list(`Cycle ${ring}`, all.filter(n => nodes[n].ring === ring).map(named), 6);
};
const MARKS = { raised: "Raised: later than locked", held: "Held at the locked version", copied: "Built from a copy", lifted: "Lifted to a release" };
const chainTo = target => {
  const before = new Map(mains.map(n => [n, -1])), order = [...mains];
  for (let at = 0; at < order.length && !before.has(target); at++) {
    for (const tie of from[order[at]]) {
      const other = data.ties[tie][1];
      if (!before.has(other)) { before.set(other, order[at]); order.push(other); }
    }
  }
  const chain = [];
  for (let n = target; before.has(n); n = before.get(n)) chain.unshift(n);
  return chain;
};
const about = (n, chain) => {
  side.replaceChildren();
  const head = document.createElement("h3"), alone = document.createElement("button");
  head.id = "chosen";
  head.textContent = title(n);
  alone.type = "button";
  alone.textContent = only ? "Back to the overview" : modules ? "Show only what leads to it, and what it requires" : "Show only what leads to it, and what it imports";
  alone.className = "alone";
  alone.addEventListener("click", () => { if (only) { overview(); fit(); choose(n, true); } else alonePicture(n); });
  side.append(head, alone);
  const node = nodes[n];
  if (node.mark) { const said = document.createElement("p"); said.textContent = MARKS[node.mark]; side.append(said); }
  const forcing = into[n].filter(t => data.ties[t][4]), others = into[n].filter(t => !data.ties[t][4]);
  const asker = t => [data.ties[t][0], nodes[data.ties[t][0]].path, brief(data.ties[t][3])];
  list("Ask for the highest version", forcing.map(asker));
  list(modules ? "Ask for an older version" : "Imported by", others.map(asker));
  list("Shortest chain", chain.map(named));
  list(modules ? "Requires" : "Imports", from[n].map(t => [data.ties[t][1], nodes[data.ties[t][1]].path, brief(data.ties[t][3])]));
  if (node.ring) list("In a cycle with", all.filter(o => nodes[o].ring === node.ring && o !== n).map(named));
};

// One module is chosen: it, who asks for it, what it asks for and the shortest chain stand out.
const steps = chain => chain.slice(1).map((n, step) => [chain[step], n]);
const tieOf = ([a, b]) => from[a].find(t => data.ties[t][1] === b);
const mark = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const near = new Set();
  if (chosen >= 0) {
    for (const n of [chosen, ...chainTo(chosen), ...into[chosen].map(t => data.ties[t][0]), ...from[chosen].map(t => data.ties[t][1])]) near.add(n);
  }
  for (const [n, group] of groups) {
    group.classList.toggle("chosen", n === chosen);
    group.classList.toggle("near", near.has(n));
    group.classList.toggle("hit", words.length > 0 && words.every(word => title(n).toLowerCase().includes(word)));
  }
  inner.classList.toggle("focused", chosen >= 0);
  lit.replaceChildren();
  const draw = (kind, ties) => {
    for (const t of ties) {
      const [one, other] = data.ties[t], a = drawn.place.get(one), b = drawn.place.get(other);
      if (only && !(only.has(one) && only.has(other))) continue;
      if (a && b && a.owner !== b.owner) line(kind, drawn.path(t, true), lit);
    }
  };
  if (chosen >= 0) {
    draw("in", into[chosen]);
    draw("out", from[chosen]);
    draw("chain", steps(chainTo(chosen)).map(tieOf));
  } else {
    draw("chain", data.chains.flatMap(steps).map(tieOf));
  }
};
const choose = (n, moves) => {
  chosen = n;
  const chain = chainTo(n);
  const isThere = m => groups.has(m);
  if (![n, ...chain].every(isThere)) {
    only = null;
    must = new Set([...must, n, ...chain]);
    for (const m of [n, ...chain]) cards.add(nodes[m].owner);
    drawn = layOut(cards);
    paint();
    fit();
  }
  mark();
  about(n, chain);
  if (moves) show([n, ...chain]);
};
const alonePicture = n => {
  // Everything that leads here over the shortest chains of those who ask for it, and what it asks for itself.
  const chains = [chainTo(n), ...into[n].slice(0, 12).map(t => [...chainTo(data.ties[t][0]), n])];
  only = new Set([...chains.flat(), ...from[n].slice(0, 40).map(t => data.ties[t][1])]);
  only.ties = new Set([...chains.flatMap(steps).map(pair => pair.join(" ")), ...from[n].map(t => `${n} ${data.ties[t][1]}`)]);
  cards = new Set([...only].map(m => nodes[m].owner));
  drawn = layOut(cards);
  chosen = n;
  paint();
  fit();
  about(n, chainTo(n));
};
const clear = () => {
  chosen = -1;
  mark();
  contents();
};
const again = () => { drawn = layOut(cards); paint(); };
const keepingPlace = (owner, change) => {
  const before = drawn.boxes.get(owner), x = before.x * view.scale + view.x, y = before.y * view.scale + view.y;
  change();
  again();
  const after = drawn.boxes.get(owner);
  view.x = x - after.x * view.scale;
  view.y = y - after.y * view.scale;
  move();
};
const unfold = owner => keepingPlace(owner, () => { if (!open.delete(owner)) open.add(owner); });
const further = owner => keepingPlace(owner, () => { for (const other of hidden(owners.get(owner), cards)) cards.add(other); });
const search = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? all.filter(n => words.every(word => title(n).toLowerCase().includes(word))) : [];
  hits.textContent = words.length ? `${found.length} found` : "";
  mark();
  if (words.length) {
    side.replaceChildren();
    list("Found", found.map(named));
  } else if (chosen < 0) contents();
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
  move();
});
svg.addEventListener("pointerup", event => {
  const at = event.target;
  if (drag && !drag.moved) {
    const pill = at.closest(".pill"), head = at.closest(".cardhead"), node = at.closest(".node");
    if (pill) further(pill.dataset.owner);
    else if (node) choose(Number(node.dataset.number), false);
    else if (head) { if (!only) unfold(head.dataset.owner); } else if (!at.closest(".card")) clear();
  }
  drag = null;
  svg.classList.remove("drag");
});
svg.addEventListener("wheel", event => {
  // In the middle of a page the wheel turns the page, until the picture is clicked.
  const isOurs = event.ctrlKey || document.activeElement === svg || document.documentElement.classList.contains("full");
  if (!isOurs) return;
  event.preventDefault();
  const box = size();
  zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
}, { passive: false });
svg.addEventListener("keydown", event => {
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (step) { view.x += step[0]; view.y += step[1]; move(); event.preventDefault(); }
  else if (event.key === "+" || event.key === "=") middle(1.25);
  else if (event.key === "-") middle(0.8);
  else if (event.key === "0") fit();
  else if (event.key === "Escape") clear();
});
const button = (id, act) => document.getElementById(id).addEventListener("click", act);
button("nearer", () => middle(1.25));
button("farther", () => middle(0.8));
button("fit", fit);
button("overview", () => { overview(); clear(); fit(); });
button("everything", () => {
  only = null; cards = new Set(owners.keys());
  again(); clear(); fit();
  // What cannot be read as a whole is shown from its start on, with a map of the rest.
  if (view.scale >= READABLE) return;
  const start = drawn.boxes.get(nodes[ordered[0]].owner), box = size();
  view.scale = READABLE;
  view.x = 24 - start.x * READABLE;
  view.y = box.height / 2 - (start.y + start.height / 2) * READABLE;
  move();
});
const toPlace = event => {
  const box = map.getBoundingClientRect(), screen = size();
  view.x = screen.width / 2 - (event.clientX - box.left) / box.width * drawn.width * view.scale;
  view.y = screen.height / 2 - (event.clientY - box.top) / box.height * drawn.height * view.scale;
  move();
};
map.addEventListener("pointerdown", event => { map.setPointerCapture(event.pointerId); toPlace(event); });
map.addEventListener("pointermove", event => { if (event.buttons) toPlace(event); });
document.getElementById("everything").classList.toggle("hidden", owners.size > MOST);
let held = size().width;
addEventListener("resize", () => { if (size().width !== held) { held = size().width; fit(); } });
reach();
overview();
// A picture that has all and is low needs no high stage.
const low = drawn.height * 1.15 + 60;
if (cards.size === owners.size && !isSmall() && low < size().height && !document.documentElement.classList.contains("full")) stage.style.height = `max(20rem, ${low}px)`;
contents();
fit();
}
