// Legend: what each colour means and how many faces have it. It hides, shows and selects faces by colour. For screen
// readers, and for people without a pointer, it replaces the map.

const make = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
};

class Legend {
  // onHide(hidden: Set of codes), onSelect(code, mode)
  constructor(root, { onHide, onSelect }) {
    Object.assign(this, { root, onHide, onSelect });
    this.hidden = new Set();
    this.drawn = "";
    this.list = root.querySelector("ul");
  }

  listen(on) {
    on(this.list, "click", (e) => this.onClick(e));
    on(this.list, "dblclick", (e) => e.target.closest(".toggle") && this.only(this.codeOf(e.target)));
    on(this.list, "keydown", (e) => this.onKey(e));
    on(this.root.querySelector(".all"), "click", () => this.hide(new Set()));
  }

  codeOf(element) {
    return Number(element.closest("li").dataset.code);
  }

  paint(news) {
    if (news.colouring !== this.drawn) this.build(news);
    for (const item of this.list.children) {
      const off = this.hidden.has(Number(item.dataset.code));
      item.classList.toggle("off", off);
      item.firstElementChild.setAttribute("aria-pressed", String(!off));
    }
    this.root.querySelector(".all").hidden = this.hidden.size === 0;
  }

  build(news) {
    this.drawn = news.colouring;
    const items = news.legend.map(([label, colour, count], code) => (count ? this.item(label, colour, count, code) : null));
    this.list.replaceChildren(...items.filter(Boolean));
    this.move(0, false);
  }

  item(label, colour, count, code) {
    const item = make("li"), toggle = make("button", "toggle"), pick = make("button", "pick", count.toLocaleString("en"));
    item.dataset.code = code;
    toggle.type = pick.type = "button";
    toggle.append(make("i", "swatch"), make("span", "label", label));
    toggle.style.setProperty("--colour", colour);
    toggle.setAttribute("aria-label", `Show ${label}, ${count} faces`);
    toggle.title = `${label}: click to hide or show, double click to show only this`;
    pick.setAttribute("aria-label", `Select the ${count} faces of ${label}`);
    pick.title = `Select these ${count.toLocaleString("en")} faces (Shift adds to the selection, Alt removes from it)`;
    item.append(toggle, pick);
    return item;
  }

  onClick(e) {
    const button = e.target.closest("button");
    if (!button) return;
    const code = this.codeOf(button);
    this.move([...this.list.children].indexOf(button.parentElement), false);
    if (button.className === "pick") this.onSelect(code, modeOf(e));
    else if (e.altKey) this.only(code);
    else {
      const hidden = new Set(this.hidden);
      if (!hidden.delete(code)) hidden.add(code);
      this.hide(hidden);
    }
  }

  // Show only this; show all if only this was shown already.
  only(code) {
    const others = [...this.list.children].map((item) => Number(item.dataset.code)).filter((other) => other !== code);
    const alone = !this.hidden.has(code) && others.every((other) => this.hidden.has(other));
    this.hide(new Set(alone ? [] : others));
  }

  hide(hidden) {
    this.hidden = hidden;
    this.onHide(hidden);
  }

  // Tab reaches one row, arrow keys the others.
  onKey(e) {
    const item = e.target.closest("li"), items = [...this.list.children], at = items.indexOf(item);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (e.key in steps) this.move(steps[e.key], true, e.target.className);
    else if (e.key === "ArrowRight") item.lastElementChild.focus();
    else if (e.key === "ArrowLeft") item.firstElementChild.focus();
    else if (e.key.toLowerCase() === "o") this.only(this.codeOf(item));
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  move(to, focus, part = "toggle") {
    const items = [...this.list.children], at = Math.max(0, Math.min(items.length - 1, to));
    items.forEach((item, i) => {
      for (const button of item.children) button.tabIndex = i === at ? 0 : -1;
    });
    if (focus) items[at]?.querySelector(`.${part}`)?.focus();
  }
}

const modeOf = (e) => (e.altKey ? "remove" : e.shiftKey ? "add" : "replace");
