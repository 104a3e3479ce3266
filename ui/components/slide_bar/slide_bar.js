// Slide bar: buttons and keys of a presentation. Browsers grant full screen only on a click or a key.
const TYPING = "input, textarea, select, [contenteditable], [role=radiogroup], [role=radio]";
const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

class Bar {
  constructor(element, send) {
    Object.assign(this, { element, send });
    this.back = this.button("← Back", "back", () => this.go(this.now - 1));
    this.dots = element.appendChild(Object.assign(document.createElement("div"), { className: "dots" }));
    this.next = this.button("Next →", "next", () => this.go(this.now + 1));
    this.button("Start over", "over", () => this.go(0));
    this.note = element.appendChild(Object.assign(document.createElement("span"), { className: "note" }));
    this.full = this.button("", "full", () => this.toggleFull());
    this.button("End presentation", "end", () => this.send("end", true)).title = "Esc";
    this.full.hidden = !document.fullscreenEnabled;
    this.full.title = "F";
    this.pressed = (event) => this.press(event);
    this.named = () => (this.full.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen");
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("fullscreenchange", this.named);
    this.named();
  }

  button(text, name, onclick, box = this.element) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: name, onclick });
    made.textContent = text;
    return box.appendChild(made);
  }

  show({ titles, now, note }) {
    Object.assign(this, { titles, now });
    if (this.dots.children.length !== titles.length) {
      this.dots.replaceChildren();
      titles.forEach((_, i) => this.button("", "dot", () => this.go(i), this.dots));
    }
    [...this.dots.children].forEach((dot, i) => {
      dot.title = `${i + 1} of ${titles.length}: ${titles[i]}`;
      dot.setAttribute("aria-label", dot.title);
      dot.toggleAttribute("aria-current", i === now);
    });
    this.back.disabled = now === 0;
    this.next.disabled = now === titles.length - 1;
    this.note.textContent = note;
  }

  go(slide) {
    if (slide < 0 || slide >= this.titles.length) return;
    this.now = slide; // at once, so that two quick presses are two steps
    this.send("slide", slide);
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  press(event) {
    const { key } = event, target = event.composedPath()[0];
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.closest?.(TYPING)) return;
    const spaceIsFree = !target.closest?.("button, a, summary, [role=button]") && this.now < this.titles.length - 1;
    if (key in STEPS) this.go(this.now + STEPS[key]);
    else if (key === " " && spaceIsFree) this.go(this.now + 1); // on the last slide it belongs to the page
    else if (key === "Home") this.go(0);
    else if (key === "End") this.go(this.titles.length - 1);
    else if (key === "f" || key === "F") this.toggleFull();
    else if (key === "Escape" && !document.fullscreenElement) this.send("end", true);
    else return;
    event.preventDefault();
  }

  leave() {
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("fullscreenchange", this.named);
  }
}

const bars = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".bar");
  const bar = bars.get(element) ?? new Bar(element, setTriggerValue);
  bars.set(element, bar);
  bar.send = setTriggerValue;
  bar.show(data);
  // Streamlit also cleans up after calls that a later one has replaced.
  return () => {
    if (!element.isConnected) bar.leave();
  };
}
