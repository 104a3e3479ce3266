// Full screen: asks for the whole screen at a click, which is the only time that browsers grant it.
export default function ({ parentElement }) {
  const button = parentElement.querySelector(".full");
  const page = document.documentElement;
  const tell = () => {
    button.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
  };
  button.hidden = !document.fullscreenEnabled;
  button.onclick = () => (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen());
  document.addEventListener("fullscreenchange", tell);
  tell();
  return () => document.removeEventListener("fullscreenchange", tell);
}
