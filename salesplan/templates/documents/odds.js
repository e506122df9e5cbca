// Chances where rates rest on evidence or deals are worth a range: the distribution of revenue below the target.

const FINE = 512, FINEST = 4096, NODES = 160, WIDTH_90 = 3.2897072539029444;

/** What `hits` of `trials` say about a rate (Jeffreys prior): its mass in cells of its logarithm, from 0 downwards. */
function masses([hits, trials], step, lowest) {
  const a = hits + .5, b = trials - hits - .5;
  const logs = Array.from({length: Math.ceil(-Math.log(lowest) / step)}, (_, k) => {
    const at = -(k + .5) * step;
    return a * at + b * Math.log(k ? -Math.expm1(at) : step / (b + 1) ** (1 / (b || 1)));
  });
  const most = logs.reduce((one, other) => Math.max(one, other)), found = logs.map(log => Math.exp(log - most));
  const total = found.reduce((all, each) => all + each);
  return found.map(mass => mass / total);
}

/** The share of a top that is won, as [share, weight] pairs: the sure rates times what the others may be. */
function shares(sure, evidence) {
  if (!evidence.length) return [[sure, 1]];
  const lows = evidence.map(([hits, trials]) => {
    const mean = (hits + .5) / (trials + 1);
    return Math.max(mean / 300, mean - 10 * Math.sqrt(mean * (1 - mean) / (trials + 2)));
  });
  const step = lows.reduce((all, low) => all - Math.log(low), 0) / 2000;
  const all = evidence.map((each, at) => masses(each, step, lows[at])).reduce((one, other) => convolved(one, other));
  const found = [], near = Math.ceil(all.length / NODES);
  for (let from = 0, to; from < all.length; from = to) {
    to = from + Math.max(1, Math.min(near, from >> 5)); // near certainty the chance turns fast
    let weight = 0, mean = 0;
    for (let at = from; at < to && at < all.length; at++) {
      weight += all[at];
      mean += all[at] * Math.exp(-(at + evidence.length / 2) * step);
    }
    if (weight > 1e-10) found.push([sure * mean / weight, weight]);
  }
  return found;
}

/** The distribution of a sum, up to a cell if one is given. */
function convolved(one, other, most = Infinity) {
  const found = Array(Math.min(most + 1, one.length + other.length - 1)).fill(0);
  one.forEach((mass, at) => {
    if (mass > 1e-15) for (let k = 0; k < other.length && at + k < found.length; k++) found[at + k] += mass * other[k];
  });
  return found;
}

/** How likely each number of deals is, from none to `most`. */
function deals(top, nodes, most) {
  const found = Array(Math.min(top, most) + 1).fill(0);
  for (const [share, weight] of nodes) {
    const q = Math.min(share, 1 - 1e-15), odds = Math.log(q / (1 - q));
    let log = top * Math.log1p(-q);
    for (let n = 0; n < found.length; n++) {
      found[n] += weight * Math.exp(log);
      log += Math.log((top - n) / (n + 1)) + odds;
    }
  }
  return found;
}

/** The value of a deal in cells of `step`; a single one is shared by its two neighbours. */
function worth({low, high}, step, most) {
  const found = Array(most + 1).fill(0), at = low / step, cell = Math.floor(at + 1e-9), part = Math.max(0, at - cell);
  if (low === high) {
    found[cell] = 1 - part;
    if (part) found[cell + 1] = part;
    return found;
  }
  const spread = Math.log(high / low) / WIDTH_90, centre = Math.log(low * high) / 2;
  return found.map((_, k) => k && step * Math.exp(-(((Math.log(k * step) - centre) / spread) ** 2) / 2) / (k * step * spread * Math.sqrt(2 * Math.PI)));
}

/** P(all sources together bring `target`); a source is {top, sure, evidence, low, high}, `unit` what all values are multiples of, or 0. */
function foreseen(sources, target, unit) {
  const exactly = unit && target / unit <= FINEST, small = Math.min(...sources.map(({low}) => low));
  const most = exactly ? Math.ceil(target / unit - 1e-9) : Math.min(FINEST, Math.max(FINE, Math.ceil(12 * target / small)));
  const step = exactly ? unit : target / most, cells = small / step;
  if (cells < .99) return null;
  const below = sources.map(source => {
    const one = worth(source, step, most), found = Array(most + 1).fill(0);
    let sum = [1];
    deals(source.top, shares(source.sure, source.evidence), Math.ceil(most / cells * 2)).forEach(odds => {
      sum.forEach((mass, at) => found[at] += odds * mass);
      sum = convolved(sum, one, most);
    });
    return found;
  }).reduce((one, other) => convolved(one, other, most));
  const reached = below.reduce((rest, mass, at) => rest - mass * (at < most ? 1 : exactly ? 0 : .5), 1);
  return Math.min(1, Math.max(0, reached));
}
