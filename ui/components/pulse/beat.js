// Beat: the last decision that the server knows of, for the listener.
export default function ({ data }) {
  (window.ferLabPulse ||= new Map()).set(data.scope, data.last);
  window.dispatchEvent(new CustomEvent("fer-lab-pulse"));
}
