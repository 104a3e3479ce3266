// Listener: asks for a new run of its fragment while there are decisions that the fragment does not show.
const ASK_AGAIN_MS = 4000; // Streamlit may drop a trigger that is closely followed by another

const here = new WeakMap(); // by element: the last decision shown, and the function that compares

export default function ({ data, parentElement, setTriggerValue }) {
  const old = here.get(parentElement);
  const mine = old ?? { askedAt: 0 };
  if (mine.drawn !== data.drawn) mine.askedAt = 0;
  Object.assign(mine, data, { setTriggerValue });
  if (old) return;
  here.set(parentElement, mine);
  const compare = () => {
    if (!(parentElement.host ?? parentElement).isConnected) return stop();
    const last = window.ferLabPulse?.get(mine.scope) ?? 0;
    if (last <= mine.drawn || Date.now() - mine.askedAt < ASK_AGAIN_MS) return;
    mine.askedAt = Date.now();
    mine.setTriggerValue("behind", last);
  };
  const timer = setInterval(compare, 1000);
  const stop = () => {
    clearInterval(timer);
    window.removeEventListener("fer-lab-pulse", compare);
    here.delete(parentElement);
  };
  window.addEventListener("fer-lab-pulse", compare);
}
