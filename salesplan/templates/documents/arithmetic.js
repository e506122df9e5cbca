// Exact numbers: a fraction is [numerator, denominator], both BigInt, in lowest terms, never below zero.

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
const ratio = (n, d = 1n) => { const g = gcd(n, d) || 1n; return [n / g, d / g]; };
const add = (a, b) => ratio(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
const less = (a, b) => ratio(a[0] * b[1] - b[0] * a[1], a[1] * b[1]);
const times = (a, b) => ratio(a[0] * b[0], a[1] * b[1]);
const over = (a, b) => ratio(a[0] * b[1], a[1] * b[0]);
const compare = (a, b) => { const d = a[0] * b[1] - b[0] * a[1]; return d > 0n ? 1 : d < 0n ? -1 : 0; };
const floor = ([n, d]) => n / d;
const ceil = ([n, d]) => (n + d - 1n) / d;
const ONE = [1n, 1n], NONE = [0n, 1n];

const sum = list => list.reduce((total, each) => total + each, 0n);

/** "1/20", "30000.5" or "1e-7" as a fraction. */
function exact(text) {
  const [, whole, part = "", power = "0", below = "1"] = /^(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?(?:\/(\d+))?$/.exec(text);
  const places = part.length - Number(power);
  const [up, down] = places < 0 ? [10n ** BigInt(-places), 1n] : [1n, 10n ** BigInt(places)];
  return ratio(BigInt(whole + part) * up, BigInt(below) * down);
}

/** The nearest float, as Python's float(Fraction) rounds; for numerators below zero too. */
function float([n, d]) {
  if (n < 0n) return -float([-n, d]);
  const shift = Math.max(0, 66 + 4 * (d.toString(16).length - n.toString(16).length));
  const scaled = n << BigInt(shift);
  return Number(scaled / d | (scaled % d ? 1n : 0n)) / 2 ** shift;
}

/** Whole shares of `total` in proportion to `sizes`: largest remainders, the earlier of equals first. */
function apportion(total, sizes) {
  if (!total) return sizes.map(() => 0n);
  const whole = sum(sizes);
  const shares = sizes.map(size => total * size / whole);
  const parts = sizes.map((size, place) => [total * size % whole, place]);
  parts.sort((a, b) => a[0] < b[0] ? 1 : a[0] > b[0] ? -1 : a[1] - b[1]);
  const left = Number(total - sum(shares));
  for (const [, place] of parts.slice(0, left)) shares[place] += 1n;
  return shares;
}

/** The same in the fixed point that days are shared in, where parts nearer than it can tell count as equal. */
function share(total, sizes) {
  const whole = sum(sizes) || 1n, parts = sizes.map((size, place) => [((total * size << 17n) / whole + 1n) >> 1n, place]);
  const shares = parts.map(([part]) => part >> 16n), left = Number(total - sum(shares));
  parts.sort((a, b) => Number(b[0] & 65535n) - Number(a[0] & 65535n));
  for (const [, place] of parts.slice(0, Math.max(0, left))) shares[place] += 1n;
  return shares;
}

/** What a team does of `count` on each day between two, as salesplan's schedule.py spreads it: `rows` weigh each rep's days. */
function spread(count, rows, months, from, to) {
  const cut = rows.map(row => row.slice(from, to)), sizes = cut.map(sum), totals = apportion(count, sizes), running = [];
  const due = cut.map((row, rep) => {
    let weighed = 0n;
    return row.map(weight => (totals[rep] * (weighed += weight) << 64n) / (sizes[rep] || 1n));
  });
  for (let day = 0; day < to - from; day++) running.push(sum(due.map(row => row[day])));
  const each = running.map((after, day) => (after - (running[day - 1] || 0n) + (1n << 31n)) >> 32n);
  let day = 0;
  const tree = months.map(weeks => weeks.map(length => each.slice(Math.max(0, day - from), Math.max(0, (day += length) - from))));
  const goals = share(count, tree.map(month => sum(month.flat()))).flatMap((whole, month) =>
    share(whole, tree[month].map(sum)).flatMap((part, week) => share(part, tree[month][week])));
  const given = due.map(() => 0n), mask = (1n << 64n) - 1n;
  let goal = 0n, done = 0n;
  return goals.map((planned, at) => {
    goal += planned;
    const today = due.map((row, rep) => { const more = (row[at] >> 64n) - given[rep]; return more > 0n ? more : 0n; });
    const left = due.map((row, rep) => [row[at] & mask, rep]).filter(([rest, rep]) =>
      rest && due[rep][at] > (due[rep][at - 1] || 0n) && due[rep][at] >> 64n >= given[rep]);
    const extra = Number(goal - done - sum(today));
    left.sort((a, b) => a[0] < b[0] ? 1 : a[0] > b[0] ? -1 : a[1] - b[1]);
    for (const [, rep] of left.slice(0, Math.max(0, extra))) today[rep] += 1n;
    today.forEach((more, rep) => given[rep] += more);
    const all = sum(today);
    done += all;
    return all;
  });
}

// Probabilities, step by step as salesplan's odds.py and confidence.py compute them.

const LOG_ROOT_TAU = Math.log(2 * Math.PI) / 2;
const STIRLING = [1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];
const MOST = 10n ** 12n, CELLS = 100000, SIGMAS = 18, SLACK = 1e-12;

function stirling(n) {
  if (n <= 15) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product) - (n + .5) * Math.log(n) + n - LOG_ROOT_TAU;
  }
  return STIRLING.reduce((total, term) => total / (n * n) + term, 0) / n;
}

function deviance(count, mean, surplus) {
  if (Math.abs(surplus) >= .1 * (count + mean)) return count * Math.log(count / mean) - surplus;
  const share = surplus / (count + mean);
  let total = surplus * share, power = 2 * count * share;
  for (let odd = 3; ; odd += 2) {
    power *= share * share;
    const grown = total + power / odd;
    if (grown === total) return total;
    total = grown;
  }
}

/** P(exactly k of n), n and k BigInt, p a fraction between 0 and 1. */
function density(n, p, k) {
  const all = Number(n), hits = Number(k), misses = all - hits, chance = float(p), miss = float(less(ONE, p));
  if (!hits || !misses) return (misses ? miss : chance) ** all;
  const surplus = float(less([k, 1n], times([n, 1n], p)));
  const exponent = stirling(all) - stirling(hits) - stirling(misses)
    - (deviance(hits, all * chance, surplus) + deviance(misses, all * miss, -surplus));
  return Math.exp(exponent) * Math.sqrt(all / (2 * Math.PI * hits * misses));
}

function continued(a, b, x, lead) {
  let c = a / (a + 1) * lead || 1e-300, total = c, d = 0;
  for (let step = 1; ; step++) {
    const middle = a + 2 * step;
    const grown = step * (b - step) * x / (middle - 1);
    const numerator = grown * x * (a + step - 1) / (middle - 1) * (a + b + step - 1);
    const denominator = step + grown + (a + step) * (lead + step * (2 - x)) / (middle + 1);
    d = 1 / (denominator + numerator * d || 1e-300);
    c = denominator + numerator / c || 1e-300;
    total *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) return total;
  }
}

/** P(at least k of n trials succeed), each with probability p. */
function tail(n, p, k) {
  if (k <= 0n) return 1;
  if (k > n || !p[0]) return 0;
  if (p[0] === p[1]) return 1;
  const all = Number(n), hits = Number(k), chance = float(p), miss = float(less(ONE, p));
  const surplus = float(less([k, 1n], times([n, 1n], p)));
  if (chance < (hits + 1) / (all + 2))
    return Math.min(1, density(n, p, k) * hits * miss / continued(hits, all - hits + 1, chance, surplus + miss));
  const series = continued(all - hits + 1, hits, miss, chance + 1 - surplus);
  return Math.max(0, 1 - density(n, p, k - 1n) * (all - hits + 1) * chance / series);
}

/** The lowest count worth keeping, and the probabilities from there on. */
function binomialWindow(n, p) {
  if (p[0] === p[1]) return [Number(n), [1]];
  const all = Number(n), odds = float(over(p, less(ONE, p)));
  const mode = Math.min(all, Number(floor(times([n + 1n, 1n], p))));
  const peak = density(n, p, BigInt(mode)), least = peak * 1e-18, below = [], above = [];
  let count = mode, chance = peak;
  while (count > 0 && (chance = chance * count / ((all - count + 1) * odds)) > least) { count--; below.push(chance); }
  const lowest = count;
  count = mode, chance = peak;
  while (count < all && (chance = chance * (all - count) * odds / (count + 1)) > least) { count++; above.push(chance); }
  return [lowest, [...below.reverse(), peak, ...above]];
}

/** What passes the same rates, lot by lot: records from the top, and those that wait further down. */
const lots = sources => sources.flatMap(source => [source, ...source.waiting || []]).filter(({top}) => top);

/** P(revenue of all sources together >= target); null where only sampling could tell. A source: {top, win, value, waiting}. */
function chanceOf(sources, target) {
  const live = lots(sources);
  if (!live.length) return 0;
  if (live.some(source => source.top > MOST)) return null;
  if (live.length === 1) return tail(live[0].top, live[0].win, ceil(over(target, live[0].value)));
  const deviation = ({top, win}) => Math.sqrt(float(times([top, 1n], times(win, less(ONE, win)))));
  const spreads = live.map(source => SIGMAS * deviation(source) + SIGMAS).sort((a, b) => a - b);
  const widest = spreads.pop();
  return spreads.reduce((a, b) => a * b) + widest > CELLS ? null : together(live, target);
}

function together(sources, target) {
  const unit = sources.reduce((all, {value}) => all / gcd(all, value[1]) * value[1], target[1]);
  const whole = fraction => fraction[0] * (unit / fraction[1]);
  const number = whole(target) < 2n ** 52n ? Number : BigInt;
  const windows = sources.map(source => [whole(source.value), ...binomialWindow(source.top, source.win)]);
  windows.sort((a, b) => a[2].length - b[2].length);
  const [value, lowest, densities] = windows.pop(), goal = number(whole(target));
  let revenue = new Map([[number(0), 1]]);
  for (const [amount, least, chances] of windows) {
    const grown = new Map(), step = number(amount < whole(target) ? amount : whole(target));
    for (const [soFar, likely] of revenue)
      chances.forEach((more, place) => {
        const sum = soFar + number(least + place) * step, reached = sum < goal ? sum : goal;
        grown.set(reached, (grown.get(reached) || 0) + likely * more);
      });
    revenue = grown;
  }
  const atLeast = densities.slice();
  for (let place = atLeast.length - 2; place >= 0; place--) atLeast[place] += atLeast[place + 1];
  let total = 0;
  for (const [soFar, likely] of revenue) {
    const place = Number(ceil([whole(target) - BigInt(soFar), value])) - lowest;
    total += likely * (place <= 0 ? 1 : atLeast[place] || 0);
  }
  return Math.min(1, total);
}

/** The smallest tops for which the chance is the confidence: {tops, chance, reached}; null where only sampling tells. */
function reach(sources, target, confidence) {
  const none = sources.every(({top}) => !top), bases = sources.map(({top}) => none ? 1n : top);
  const base = bases.reduce((most, top) => top > most ? top : most, 0n);
  const grown = size => {
    const tops = sources.map(({least = 0n}, at) => { const top = ceil([bases[at] * size, base]); return top > least ? top : least; });
    return {tops, chance: chanceOf(sources.map((source, place) => ({...source, top: tops[place]})), target)};
  };
  const expected = lots(sources).reduce((sum, {top, win, value}) => add(sum, times(times([top, 1n], win), value)), NONE);
  const start = expected[0] ? ceil(over(times([base, 1n], target), expected)) : base;
  let low = 0n, high = start > MOST ? MOST : start, step = high / 4n + 1n, best = grown(high);
  const falls = ({chance}) => chance < confidence - SLACK;
  if (sources.some(({least, waiting}) => least || waiting?.some(({top}) => top))) {
    const nothing = grown(0n);
    if (nothing.chance === null || !falls(nothing)) return nothing.chance === null ? null : {...nothing, reached: true};
  }
  while (best.chance !== null && falls(best)) {
    if (high >= MOST) return {...best, reached: false};
    [low, high, step] = [high, high + step > MOST ? MOST : high + step, 2n * step];
    best = grown(high);
  }
  while (best.chance !== null && high - low > 1n) {
    const middle = (low + high) / 2n, tried = grown(middle);
    if (tried.chance === null) return null;
    if (falls(tried)) low = middle;
    else [high, best] = [middle, tried];
  }
  return best.chance === null ? null : {...best, reached: true};
}
