// Face picker: faces of one sheet as buttons; arrows move among them, a click or Enter picks one.
const SIDE = 48; // of a face in the sheet

function button(data, place) {
  const face = document.createElement("button");
  face.type = "button";
  face.title = data.labels[place];
  face.setAttribute("aria-label", data.labels[place]);
  face.tabIndex = place ? -1 : 0; // the Tab key stops once; arrow keys move from there
  face.style.setProperty("--c", place % data.columns);
  face.style.setProperty("--r", Math.floor(place / data.columns));
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

export default function ({ data, parentElement, setTriggerValue }) {
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
      const next = moved(event.key, place, faces);
      if (!next) return;
      event.preventDefault();
      face.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    };
  });
  const before = [...box.querySelectorAll("button")].map((face) => face.title).join();
  const focused = box.getRootNode().activeElement?.title;
  const texts = data.captions ?? [];
  box.classList.toggle("captioned", texts.length > 0);
  box.replaceChildren(...(texts.length ? faces.map((face, place) => captioned(face, texts[place])) : faces));
  if (focused && before === data.labels.join()) faces.find((face) => face.title === focused)?.focus();
}
