// View: draws a deck. Data reaches the DOM only through textContent, attributes and style values.

const element = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
};

class View {
  constructor(root) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.grid = this.find(".grid");
    this.drawn = ""; // which cells are in the grid
    this.buttons = ""; // which names are on the buttons
    this.shownTags = new Map();
  }

  get cells() {
    return this.grid.children;
  }

  get columns() {
    const top = this.cells[0]?.offsetTop;
    const wrapped = Array.prototype.findIndex.call(this.cells, (cell) => cell.offsetTop !== top);
    return wrapped < 0 ? Math.max(1, this.cells.length) : wrapped;
  }

  // Draw everything; fast if nothing changed.
  paint(deck, ui) {
    const { news, hand } = deck;
    Object.assign(this.find(".lab").dataset, { group: hand ? hand.group : "", waiting: deck.outbox.size });
    this.find(".lab").dataset.alone = String(Boolean(hand?.alone));
    this.find(".lab").dataset.state = hand ? (ui.ready ? "ready" : "loading") : deck.done ? "done" : "loading";
    this.paintHeader(deck);
    this.paintCells(news, hand);
    if (hand) this.paintFaces(deck, ui);
    this.paintNames(news);
    this.paintBar(deck, ui);
  }

  paintHeader(deck) {
    const { hand } = deck;
    this.find("header").hidden = !hand;
    this.find(".faces").hidden = !hand;
    const empty = this.find(".empty");
    empty.hidden = Boolean(hand);
    if (!hand) {
      const [head, line] = deck.done
        ? ["Every group is decided.", "Pick a group in the list to see it again."]
        : [deck.held?.doing ?? "Loading the next group…", "Keys work again when its faces are here."];
      empty.firstElementChild.textContent = head;
      empty.lastElementChild.textContent = line;
      return;
    }
    this.find(".title").textContent = hand.title;
    this.find(".note").textContent = hand.note;
    this.find(".note").hidden = Boolean(hand.hint);
    this.find(".hint").hidden = !hand.hint;
    this.text(".hint span", hand.hint);
    this.paintDoes(hand.does);
    this.find(".answer").textContent = hand.answer;
    this.find(".answer").hidden = !hand.answer;
    this.grid.setAttribute("aria-label", `Faces of ${hand.title}`);
  }

  // What the faces do more than others: words, a bar and in how many faces.
  paintDoes(does) {
    const list = this.find(".does"), key = JSON.stringify(does);
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.hidden = !does;
    const lines = (does ?? []).map(([words, strength, share]) => {
      const line = element("li"), bar = element("i"), fill = element("b");
      fill.style.width = `${Math.round(100 * strength)}%`;
      bar.append(fill);
      line.append(element("span", "", words), bar, element("small", "", share));
      return line;
    });
    list.replaceChildren(...(does && !does.length ? [element("li", "", "No movement stands out from those of other faces.")] : lines));
  }

  paintCells(news, hand) {
    const key = hand ? `${hand.group}/${hand.sheet}/${hand.ids.length}` : "";
    const faces = this.find(".faces").style;
    faces.setProperty("--size", `${news.size}px`);
    if (key === this.drawn) return;
    this.drawn = key;
    this.shownTags.clear();
    const rows = hand ? Math.ceil(hand.ids.length / news.columns) : 1;
    faces.setProperty("--pitch", news.pitch);
    faces.setProperty("--columns", news.columns);
    faces.setProperty("--rows", rows);
    this.grid.replaceChildren(...(hand ? hand.ids.map((id, i) => this.cell(id, i, news.columns)) : []));
  }

  cell(id, i, columns) {
    const cell = element("div", "cell");
    cell.setAttribute("role", "option");
    cell.setAttribute("aria-selected", "false");
    cell.tabIndex = i === 0 ? 0 : -1;
    cell.dataset.i = i;
    cell.style.setProperty("--c", i % columns);
    cell.style.setProperty("--r", Math.floor(i / columns));
    const tag = element("span", "tag");
    tag.hidden = true;
    cell.append(element("span", "picture"), tag);
    cell.setAttribute("aria-label", `face ${id}`);
    return cell;
  }

  paintFaces(deck, ui) {
    const { news, hand } = deck;
    const { tags, moved } = deck.outbox.standing(news.clustering);
    const waiting = new Map([...tags, ...Array.from(moved, ([face, to]) => [face, `→ ${deck.about(to).label}`])]);
    const url = ui.sheet ? `url("${ui.sheet.url}")` : "none", faces = this.find(".faces").style;
    if (faces.getPropertyValue("--sheet") !== url) faces.setProperty("--sheet", url);
    hand.ids.forEach((id, i) => {
      const cell = this.cells[i], chosen = String(ui.selection.has(id));
      if (cell.getAttribute("aria-selected") !== chosen) cell.setAttribute("aria-selected", chosen);
      const text = waiting.get(id) ?? hand.tags[i] ?? "", key = `${text}/${waiting.has(id)}`;
      if ((this.shownTags.get(i) ?? "/false") === key) return;
      this.shownTags.set(i, key);
      const tag = cell.lastElementChild;
      tag.textContent = text;
      tag.hidden = !text;
      tag.classList.toggle("waiting", waiting.has(id));
      cell.classList.toggle("leaving", moved.has(id));
      const colour = news.classes.find(([name]) => text.split(" + ")[0] === name)?.[1];
      tag.style.setProperty("--colour", colour ?? "transparent");
      cell.setAttribute("aria-label", text ? `face ${id}, ${text}` : `face ${id}`);
    });
  }

  paintNames(news) {
    const key = JSON.stringify(news.classes);
    if (key === this.buttons) return;
    this.buttons = key;
    this.find(".names").replaceChildren(
      ...news.classes.map(([name, colour], i) => {
        const button = element("button");
        button.type = "button";
        button.dataset.name = name;
        button.style.setProperty("--colour", colour);
        if (i < 9) button.append(element("kbd", "", String(i + 1)));
        button.append(element("span", "word", name));
        return button;
      }),
    );
  }

  paintBar(deck, ui) {
    const count = ui.selection.size, faces = count === 1 ? "face" : "faces";
    const waiting = deck.outbox.standing(deck.news.clustering).tags;
    const named = deck.hand?.ids.some((id, i) => waiting.has(id) || deck.hand.tags[i]);
    const { alone } = deck.hand ?? {};
    const others = alone ? "the framed face" : named ? "the other faces of the group" : "the whole group";
    const whom = count ? `the ${count} selected ${faces}` : others;
    const second = ui.second ? `, with “${ui.second}” as second name` : "";
    const first = ui.secondNext ? "Choose a second name:" : `Name ${whom}${second}:`;
    this.find(".asks").textContent = first;
    this.find(".bar").dataset.scope = count ? "selection" : "group";
    for (const button of this.find(".names").children) {
      button.setAttribute("aria-pressed", String(button.dataset.name === ui.second));
      button.disabled = !ui.ready;
    }
    for (const button of this.root.querySelectorAll(".others button")) {
      const act = button.dataset.act;
      if (act === "second") button.setAttribute("aria-pressed", String(ui.secondNext));
      if (act === "help") button.setAttribute("aria-expanded", String(ui.help));
      if (act === "why") button.setAttribute("aria-expanded", String(ui.why));
      const off = { undo: !deck.undoable, redo: !deck.redoable, help: false, why: false, move: !ui.ready || !count }[act];
      button.disabled = (off ?? !ui.ready) || Boolean(alone && GROUPS_ONLY.has(act));
    }
    this.paintAsk(ui);
    const { carried } = deck.hand ?? {};
    this.find(".carried").hidden = !carried;
    this.find(".carried").disabled = !ui.ready;
    this.text(".carried span", carried ? `${carried.text}, from earlier groups` : "");
    this.paintHelp(ui.help);
    this.find(".why").hidden = !ui.why;
    this.find(".alert").textContent = ui.alert;
    this.find(".alert").hidden = !ui.alert;
    const open = alone ? deck.hand.ids.filter((_, i) => !deck.named(i)).length : deck.news.left;
    const what = alone ? "face" : "group";
    this.text(".count", count ? `${count} selected` : `${open} ${what}${open === 1 ? "" : "s"} left`);
    this.text(".live", ui.message || deck.news.change);
    this.text(".saving", ui.saving);
    this.find(".status").dataset.away = String(ui.away);
  }

  // The keys, as wide as the room beside the faces.
  paintHelp(open) {
    const help = this.find(".help");
    if (help.hidden !== open) return;
    help.style.setProperty("--room", `${Math.floor(window.innerWidth - this.find(".lab").getBoundingClientRect().right - 8)}px`);
    help.hidden = !open;
  }

  // "Split into: 2 3 4 5": for the shown group after X, or offered for a group that was just marked as mixed.
  paintAsk(ui) {
    const ask = this.find(".ask"), text = ui.ask || ui.offer;
    ask.hidden = !text;
    ask.dataset.asked = String(Boolean(ui.ask));
    ask.setAttribute("aria-label", text);
    this.text(".ask span", text);
  }

  text(selector, text) {
    const target = this.find(selector);
    if (target.textContent !== text) target.textContent = text; // screen readers announce every change of a live region
  }
}
