// Face picker: faces of one sheet as buttons; arrows move among them, a click or Enter picks one, digits name it.
const SIDE = 48; // of a face in the sheet
const SENT_AGAIN = 20; // keys that are sent with the next one, in case the page had no time for them
const UNDO = -1;

function button(data, place) {
  const face = document.createElement("button");
  face.type = "button";
  face.title = data.labels[place];
  face.setAttribute("aria-label", data.labels[place]);
  face.tabIndex = place ? -1 : 0; // the Tab key stops once; arrow keys move from there
  face.style.setProperty("--c", place % data.columns);
  face.style.setProperty("--r", Math.floor(place / data.columns));
  face.dataset.id = data.ids[place];
  face.classList.toggle("dark", Boolean(data.dark[place]));
  face.classList.toggle("joined", Boolean(data.joined[place]));
  return face;
}

function captioned(face, text) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = text;
  caption.setAttribute("aria-hidden", "true"); // the button already has this name
  figure.append(face, caption);
  return figure;
}

function moved(key, place, faces) {
  const across = faces.findIndex((face) => face.offsetTop > faces[0].offsetTop);
  const row = across < 0 ? faces.length : across;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[key];
  return step === undefined ? undefined : faces[place + step];
}

// The code of the name that a key gives, UNDO, or undefined.
function named(event, names) {
  if (!names || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key.toLowerCase() === "u") return UNDO;
  const digit = Number.parseInt(event.key, 10);
  return digit >= 1 && digit <= names ? digit - 1 : undefined;
}

function go(from, to) {
  if (!to) return;
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const box = parentElement.querySelector(".faces");
  const scale = data.size / SIDE;
  box.style.setProperty("--size", `${data.size}px`);
  box.style.setProperty("--side", `${scale}px`);
  box.style.setProperty("--sheet", `url("${data.sheet}")`);
  box.style.setProperty("--columns", data.columns);
  box.style.setProperty("--rows", Math.ceil(data.ids.length / data.columns));
  box.style.setProperty("--pitch", data.pitch);
  const faces = data.ids.map((_, place) => button(data, place));
  faces.forEach((face, place) => {
    face.onclick = () => setTriggerValue("face", data.ids[place]);
    face.onkeydown = (event) => {
      const code = named(event, data.names);
      const next = code === undefined ? moved(event.key, place, faces) : faces[place + (code === UNDO ? 0 : 1)];
      if (!next && code === undefined) return;
      event.preventDefault();
      if (code !== undefined) {
        event.stopPropagation(); // a digit names this face and nothing else on the page
        const last = box.pressed?.at(-1)?.[0] ?? 0;
        box.pressed = [...(box.pressed ?? []), [Math.max(Date.now(), last + 1), data.ids[place], code]];
        setStateValue("keys", box.pressed.slice(-SENT_AGAIN));
      }
      go(face, next);
    };
  });
  const focused = box.getRootNode().activeElement?.dataset.id;
  const texts = data.captions ?? [];
  box.classList.toggle("captioned", texts.some((text) => text.split("\n")[0].length > 6));
  box.replaceChildren(...(texts.length ? faces.map((face, place) => captioned(face, texts[place])) : faces));
  if (focused) go(faces[0], faces.find((face) => face.dataset.id === focused));
}
