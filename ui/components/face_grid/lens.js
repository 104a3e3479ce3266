// Lens: an enlarged face beside its place in the grid: the one under the mouse, or the one with the keyboard focus.

const LENS_PX = 144, REST_MS = 250;

class Lens {
  constructor(root) {
    this.lens = root.querySelector(".lens");
    this.area = root.querySelector(".faces");
    this.pinned = false; // follows the keyboard
    this.timer = 0;
    const grid = root.querySelector(".grid");
    grid.addEventListener("pointerover", (e) => e.pointerType === "mouse" && this.rest(e.target.closest(".cell")));
    grid.addEventListener("pointerleave", () => this.rest(null));
  }

  rest(cell) {
    clearTimeout(this.timer);
    if (this.pinned) return;
    this.hide();
    if (cell) this.timer = setTimeout(() => this.show(cell), REST_MS);
  }

  pin(cell) {
    this.pinned = Boolean(cell);
    if (cell) this.show(cell);
    else this.hide();
  }

  show(cell) {
    if (!cell.isConnected || cell.offsetWidth >= LENS_PX) return;
    const { lens, area } = this, gap = 6;
    const above = cell.offsetTop - LENS_PX - gap, below = cell.offsetTop + cell.offsetHeight + gap;
    const lowest = area.clientHeight - LENS_PX, right = cell.offsetLeft + cell.offsetWidth + gap;
    const beside = right + LENS_PX <= area.clientWidth ? right : cell.offsetLeft - LENS_PX - gap;
    const fits = above >= 0 || below <= lowest, middle = cell.offsetLeft + (cell.offsetWidth - LENS_PX) / 2;
    for (const name of ["--c", "--r"]) lens.style.setProperty(name, cell.style.getPropertyValue(name));
    lens.style.left = `${fits ? Math.max(0, Math.min(area.clientWidth - LENS_PX, middle)) : beside}px`;
    lens.style.top = `${above >= 0 ? above : fits ? below : Math.max(0, lowest)}px`;
    lens.hidden = false;
  }

  hide() {
    this.lens.hidden = true;
  }
}
