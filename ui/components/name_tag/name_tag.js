// Name tag: saves the annotator's name in this tab and in a cookie.
const A_YEAR = 31536000;

export default function ({ data, setTriggerValue }) {
  const before = sessionStorage.getItem(COOKIE);
  if (!data.typed && before !== null && before !== data.name) return setTriggerValue("other", before);
  sessionStorage.setItem(COOKIE, data.name);
  document.cookie = `${COOKIE}=${encodeURIComponent(data.name)}; path=/; max-age=${A_YEAR}; samesite=strict`;
}
