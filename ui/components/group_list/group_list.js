// The list of groups: their names, and which one is in front. It draws the news of the face grid, so nothing is sent twice.

const lab = (window.ferLab ||= { sheets: new Map(), news: new Map(), fronts: new Map() });
const element = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });

class GroupList {
  constructor(root, grid, pick) {
    Object.assign(this, { root, grid, pick, list: root.querySelector("ol") });
    this.off = new AbortController();
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: this.off.signal });
    for (const name of ["fer-lab-news", "fer-lab-front"]) on(window, name, (e) => e.detail === grid && this.paint());
    on(this.list, "click", (e) => this.onClick(e.target.closest("button")));
    on(this.list, "keydown", (e) => this.onKey(e));
    this.paint();
  }

  get buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  paint() {
    const news = lab.news.get(this.grid);
    if (!news) return;
    const { children } = this.list;
    news.groups.forEach((line, i) => {
      const key = JSON.stringify(line);
      if (children[i]?.dataset.key === key) return;
      const item = this.item(line, news.classes, key);
      if (children[i]) children[i].replaceWith(item);
      else this.list.append(item);
    });
    while (children.length > news.groups.length) this.list.lastElementChild.remove();
    this.mark(lab.fronts.get(this.grid));
  }

  item([group, label, faces, answer], classes, key) {
    const item = element("li", "", ""), button = element("button", "", "");
    const colour = classes.find(([name]) => answer.split(" + ")[0] === name)?.[1];
    const name = element("span", "name", answer);
    name.style.setProperty("--colour", colour ?? "var(--line)");
    button.type = "button";
    button.tabIndex = -1;
    button.append(element("span", "", label), element("span", "faces", faces.toLocaleString("en")), name);
    button.setAttribute("aria-label", `Group ${label}, ${faces} faces${answer ? `, ${answer}` : ", undecided"}`);
    button.title = answer;
    Object.assign(item.dataset, { key, group });
    item.append(button);
    return item;
  }

  // Show which group is in front; the list scrolls to it, and the page does not.
  mark(front) {
    const { buttons, list } = this, at = buttons.findIndex((button) => Number(button.parentElement.dataset.group) === front);
    buttons.forEach((button, i) => {
      button.setAttribute("aria-current", String(i === at));
      button.tabIndex = i === Math.max(0, at) ? 0 : -1;
    });
    if (at < 0 || this.front === front) return;
    this.front = front;
    const { offsetTop: top, offsetHeight: height } = buttons[at].parentElement;
    if (top < list.scrollTop || top + height > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
  }

  onClick(button) {
    if (!button) return;
    const group = Number(button.parentElement.dataset.group);
    this.mark(group);
    this.pick(group);
  }

  onKey(e) {
    const { buttons } = this, at = buttons.indexOf(e.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, to))].focus();
  }
}

const lists = new WeakMap(); // by the element they are mounted in

export default function ({ parentElement: root, data, setTriggerValue }) {
  const pick = (group) => setTriggerValue("picked", group);
  if (lists.has(root)) Object.assign(lists.get(root), { pick });
  else lists.set(root, new GroupList(root, data.grid, pick));
  return () => {
    if ((root.host ?? root).isConnected) return;
    lists.get(root)?.off.abort();
    lists.delete(root);
  };
}
