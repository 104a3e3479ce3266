// Probe: measures waiting times in the page, from the time stamp of an event to the frame after its effect.
window.bench = (() => {
  const shadowed = (selector) => {
    const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(selector));
    return host?.shadowRoot.querySelector(selector);
  };
  // Resolves with the time right after the next frame was drawn.
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  const at = (name) => new Promise((done) => {
    window.addEventListener(name, (e) => done(e.timeStamp), { capture: true, once: true });
  });
  const until = (target, test) => new Promise((done) => {
    if (test()) return done(performance.now());
    const watch = new MutationObserver(() => {
      if (!test()) return;
      watch.disconnect();
      done(performance.now());
    });
    watch.observe(target, { attributes: true });
  });
  const frames = async (test) => {
    while (!test()) await new Promise(requestAnimationFrame);
    return painted();
  };
  const idle = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
  const from = (start, ends) => ends.map((end) => end - start);

  return {
    idle,
    shadowed,

    // A key that decides: [next group on the screen, decision known to be on disk, page idle].
    async key() {
      const lab = shadowed(".lab"), { group } = lab.dataset, start = await at("keydown");
      const next = () => lab.dataset.state === "ready" && lab.dataset.group !== group;
      const kept = () => lab.dataset.waiting === "0" && lab.dataset.group !== group;
      const [shown, acknowledged] = await Promise.all([until(lab, next).then(painted), until(lab, kept)]);
      return from(start, [shown, acknowledged, await frames(idle)]);
    },

    // A click in the grid of native elements: [all images and checkboxes of the next group on the screen, page idle].
    async click(faces) {
      const pictures = () => [...document.querySelectorAll("[data-testid=stImage] img")];
      const boxes = () => [...document.querySelectorAll("[data-testid=stCheckbox]")];
      const seen = new Set([...pictures().map((p) => p.src), ...boxes().map((b) => b.textContent)]);
      const start = await at("click");
      const fresh = () => {
        const [all, labels] = [pictures(), boxes()];
        return all.length === faces && labels.length === faces && all.every((p) => p.complete && p.naturalWidth)
          && !all.some((p) => seen.has(p.src)) && !labels.some((b) => seen.has(b.textContent));
      };
      return from(start, [await frames(fresh), await frames(idle)]);
    },

    // A lasso: [selection drawn on the map, page idle].
    async lasso() {
      const map = shadowed(".map"), { seq } = map.dataset, start = await at("pointerup");
      const drawn = await until(map, () => map.dataset.seq !== seq).then(painted);
      return from(start, [drawn, await frames(idle)]);
    },

    // A key as soon as a new group is on the screen, for a number of seconds: [from, to] of each decision, in seconds.
    hurry(seconds) {
      const lab = shadowed(".lab"), pressed = [], kept = [], end = performance.now() + 1000 * seconds;
      let before = "", busy = false;
      return new Promise((done) => {
        const press = () => {
          busy = false;
          if (performance.now() > end || lab.dataset.state !== "ready") return look();
          before = lab.dataset.group;
          pressed.push(performance.now());
          document.dispatchEvent(new KeyboardEvent("keydown", { code: "Digit4", key: "4", bubbles: true }));
          look();
        };
        const look = () => {
          const now = performance.now();
          while (kept.length < pressed.length - Number(lab.dataset.waiting)) kept.push(now);
          if (now > end) {
            if (kept.length === pressed.length) done(kept.map((to, i) => [pressed[i] / 1000, to / 1000]));
          } else if (!busy && lab.dataset.state === "ready" && lab.dataset.group !== before) {
            busy = true;
            painted().then(press);
          }
        };
        new MutationObserver(look).observe(lab, { attributes: true });
        setTimeout(look, 1000 * seconds + 50);
        look();
      });
    },
  };
})();
