// Near: finds points by place, with a grid of buckets over the map.

const BUCKETS = 128; // on each side

const bucketOf = (at) => Math.max(0, Math.min(BUCKETS - 1, Math.floor(at * BUCKETS)));

class Near {
  // xs, ys: Float32Array in 0..1
  constructor(xs, ys) {
    this.xs = xs;
    this.ys = ys;
    this.first = new Uint32Array(BUCKETS * BUCKETS + 1);
    this.rows = new Uint32Array(xs.length);
    const bucket = new Uint16Array(xs.length);
    for (let i = 0; i < xs.length; i++) {
      bucket[i] = bucketOf(ys[i]) * BUCKETS + bucketOf(xs[i]);
      this.first[bucket[i] + 1] += 1;
    }
    for (let b = 0; b < BUCKETS * BUCKETS; b++) this.first[b + 1] += this.first[b];
    const next = this.first.slice();
    for (let i = 0; i < xs.length; i++) this.rows[next[bucket[i]]++] = i;
  }

  // Rows inside a rectangle for which ``ok`` holds, at most ``most`` and one.
  inside({ left, right, low, high }, ok, most) {
    const found = [];
    const from = bucketOf(left), to = bucketOf(right);
    for (let y = bucketOf(low); y <= bucketOf(high); y++) {
      for (let b = y * BUCKETS + from; b <= y * BUCKETS + to; b++) {
        for (let at = this.first[b]; at < this.first[b + 1]; at++) {
          const i = this.rows[at];
          const [u, v] = [this.xs[i], this.ys[i]];
          if (u < left || u > right || v < low || v > high || !ok(i)) continue;
          found.push(i);
          if (found.length > most) return found;
        }
      }
    }
    return found;
  }

  // Rows around a place, nearest first; ``wide`` and ``tall`` are the reach on each axis.
  around(u, v, wide, tall, ok, most) {
    const box = { left: u - wide, right: u + wide, low: v - tall, high: v + tall };
    const away = (i) => ((this.xs[i] - u) / wide) ** 2 + ((this.ys[i] - v) / tall) ** 2;
    return this.inside(box, ok, 2000).map((i) => [away(i), i]).filter(([far]) => far <= 1)
      .sort((a, b) => a[0] - b[0]).slice(0, most).map(([, i]) => i);
  }
}
