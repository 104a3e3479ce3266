// Picker: a list of groups to choose from, filtered by typing.

class Picker {
  constructor(root, chosen, closed) {
    this.box = root.querySelector(".picker");
    this.input = this.box.querySelector("input");
    this.list = this.box.querySelector("[role=listbox]");
    Object.assign(this, { chosen, closed, lines: [], active: 0 });
    this.input.addEventListener("input", () => this.draw());
    this.input.addEventListener("keydown", (e) => this.onKey(e));
    this.list.addEventListener("pointerdown", (e) => e.preventDefault()); // keep the focus in the field
    this.list.addEventListener("click", (e) => this.choose(e.target.closest("[role=option]")));
    this.input.addEventListener("blur", () => this.close(false));
  }

  get isOpen() {
    return !this.box.hidden;
  }

  // ``lines``: [number, label, faces, answer] of each group on offer.
  open(title, lines) {
    this.lines = lines;
    this.box.querySelector("label").textContent = title;
    this.input.value = "";
    this.box.hidden = false;
    this.draw();
    this.input.focus();
  }

  close(back = true) {
    if (!this.isOpen) return;
    this.box.hidden = true;
    this.closed(back);
  }

  // Groups whose label begins with each typed word, or whose name contains it; an exact label comes first.
  get found() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ([, label, , answer]) =>
      words.every((w) => label.toLowerCase().startsWith(w) || answer.toLowerCase().includes(w));
    const exact = ([, label]) => (label.toLowerCase() === words[0] ? 0 : 1);
    return this.lines.filter(fits).sort((a, b) => exact(a) - exact(b));
  }

  draw() {
    const options = this.found.map(([number, label, faces, answer], i) => {
      const option = element("li");
      option.id = `pick-${i}`;
      option.setAttribute("role", "option");
      option.dataset.group = number;
      option.append(element("b", "", label), element("span", "", `${faces.toLocaleString("en")} faces`));
      option.append(element("em", "", answer));
      return option;
    });
    this.list.replaceChildren(...options);
    this.box.querySelector(".none").hidden = options.length > 0;
    this.point(0);
  }

  point(i) {
    const options = [...this.list.children];
    this.active = Math.max(0, Math.min(options.length - 1, i));
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    options[this.active]?.scrollIntoView({ block: "nearest" });
    if (options.length) this.input.setAttribute("aria-activedescendant", `pick-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(e) {
    if (e.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) this.point(this.active + step);
    else if (e.key === "Enter") this.choose(this.list.children[this.active]);
    else if (e.key === "Escape") this.close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  choose(option) {
    if (!option) return;
    const group = Number(option.dataset.group);
    this.close();
    this.chosen(group);
  }
}
