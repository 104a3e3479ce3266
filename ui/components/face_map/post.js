// Post: the person's actions until Python acknowledges them. Each message has all of them, so none is lost.

const RESEND_MS = 3000, RESEND_MAX_MS = 24000, NEWS_WITHOUT_US_MS = 1000;
const PAGE = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

class Post {
  constructor(about) {
    this.about = about; // () => {colouring, hidden, lacks}
    this.events = [];
    this.seq = this.n = this.heard = 0;
    this.pause = RESEND_MS;
    this.late = false;
    this.send = this.onLate = () => {};
  }

  get waiting() {
    return this.heard < this.n;
  }

  add(event) {
    this.seq += 1;
    this.events.push({ seq: this.seq, ...event });
    this.flush();
  }

  flush() {
    this.n += 1;
    this.put();
  }

  // Each message has a new number: Streamlit does not pass on a message that equals the last one.
  put() {
    this.send({ client: PAGE, n: this.n, ...this.about(), events: this.events });
    this.sendAgainIn(this.pause);
  }

  sendAgainIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.waiting) return;
      this.late = true;
      this.onLate();
      this.pause = Math.min(2 * this.pause, RESEND_MAX_MS); // do not add load to a slow server
      this.flush();
    }, pause);
  }

  settle(news) {
    const ack = news.acks[PAGE] ?? 0;
    this.events = this.events.filter((e) => e.seq > ack);
    this.heard = news.n;
    this.pause = RESEND_MS;
    this.late &&= this.waiting;
    if (this.waiting) this.sendAgainIn(NEWS_WITHOUT_US_MS); // the server answers but did not get the message, e.g. after a restart
  }

  stop() {
    clearTimeout(this.timer);
  }
}
