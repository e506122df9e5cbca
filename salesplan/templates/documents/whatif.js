// The plan of the page, walked back again for other settings. Every text comes from the program, every number too.
// CERTAIN is set when the script is packed: with it, chances are exact sums, without it they come from a transform.

const data = JSON.parse(document.getElementById("whatif-data").textContent);
const known = text => text === null ? null : exact(String(text));
const START = Object.fromEntries(Object.entries(data.dials).map(([key, dial]) => [key, known(dial[2])]));
const FUNNELS = data.funnels.map(({revenue, deals, weight, value, stages, open}) => (
  {revenue: known(revenue), deals: known(deals), weight: weight.map(known), value: known(value), stages: stages.length, open: open.map(BigInt)}));
const fresh = (count, open) => count > open ? count - open : 0n;
const same = (a, b) => a === b || a !== null && b !== null && compare(a, b) === 0;

/** What the settings ask for: {target, funnels, lines, chance, reached}, as the command line would answer. */
function answer(settings) {
  const moved = START.target && !same(settings.target, START.target);
  const values = FUNNELS.map(({value}, place) => settings[`value${place}`] || value);
  const sizes = FUNNELS.map(({weight: [revenue, deals]}, place) => deals[0] ? add(revenue, times(deals, values[place])) : revenue);
  const whole = sizes.reduce(add, NONE);
  let funnels = FUNNELS.map((funnel, place) => {
    const rates = Array.from({length: funnel.stages}, (_, stage) => settings[`rate${place}.${stage}`]);
    const more = settings[`over${place}`] || ONE, value = values[place];
    const revenue = moved ? over(times(settings.target, sizes[place]), whole) : funnel.revenue, wanted = moved ? null : funnel.deals;
    const byRevenue = revenue ? ceil(over(times(revenue, more), value)) : 0n, byCount = wanted ? ceil(times(wanted, more)) : 0n;
    let deals = byRevenue > byCount ? byRevenue : byCount, needed = deals;
    const counts = rates.map((_, at) => at).reverse().map(at => {
      const count = ceil(over([needed, 1n], rates[at]));
      needed = fresh(count, funnel.open[at]);
      return count;
    }).reverse();
    return {revenue, wanted, value, rates, deals, counts, open: funnel.open};
  });
  let odds = {told: true, reached: true, chance: null};
  if (CERTAIN) [funnels, odds] = weighed(funnels, settings.confidence || null);
  else if (data.odds) odds.chance = hoped(funnels);
  return {
    ...odds, funnels,
    target: funnels.reduce((all, {revenue}) => revenue ? add(all || NONE, revenue) : all, null),
    lines: data.segments.map(({lines}) => lines.map(([, , parts]) => worked(parts, funnels))),
  };
}

/** The funnels grown to a confidence, if one is asked for, and their chance; not told where only sampling could tell. */
function weighed(funnels, sure) {
  const bets = betsOn(funnels);
  const grown = sure && bets.map(bet => reach(bet.sources, bet.target, float(sure) ** (1 / bets.length)));
  const told = !sure || grown.every(Boolean);
  const chances = told ? sure ? grown.map(({chance}) => chance) : bets.map(bet => chanceOf(bet.sources, bet.target)) : [null];
  return [sure && told ? grow(funnels, bets, grown) : funnels, {
    told, reached: !sure || !told || grown.every(({reached}) => reached),
    chance: !chances.length || chances.includes(null) ? null : chances.reduce((a, b) => a * b),
  }];
}

/** All revenue is one bet; won deals are one each where there is no revenue, or it takes fewer. */
function betsOn(funnels) {
  const source = ({counts, open, rates}, value) => ({
    top: counts[0] > open[0] ? counts[0] : open[0], least: open[0], win: rates.reduce(times, ONE), value,
    waiting: open.slice(1).map((top, at) => ({top, win: rates.slice(at + 1).reduce(times, ONE), value})),
  });
  const byDeals = ({revenue, wanted, value}) =>
    !(revenue && revenue[0]) || wanted && compare(wanted, [ceil(over(revenue, value)), 1n]) > 0;
  const money = funnels.filter(funnel => !byDeals(funnel) && funnel.counts.length);
  const deals = funnels.filter(funnel => byDeals(funnel) && funnel.wanted && funnel.wanted[0] && funnel.counts.length);
  const whole = money.reduce((sum, {revenue}) => add(sum, revenue), NONE);
  return [
    ...money.length ? [{of: money, sources: money.map(funnel => source(funnel, funnel.value)), target: whole}] : [],
    ...deals.map(funnel => ({of: [funnel], sources: [source(funnel, ONE)], target: funnel.wanted})),
  ];
}

/** The chance where rates rest on evidence or deals are worth a range; a rate or value that was moved is certain. */
function hoped(funnels) {
  const chances = betsOn(funnels).map(({of, sources, target}) => {
    let unit = NONE;
    const found = of.map((funnel, at) => {
      const place = funnels.indexOf(funnel), {rates, range} = data.odds[place], {top, value} = sources[at], evidence = [], one = float(value);
      let sure = 1;
      funnel.rates.forEach((rate, stage) => rates[stage] && same(rate, START[`rate${place}.${stage}`]) ? evidence.push(rates[stage]) : sure *= float(rate));
      const [low, high] = range && value !== ONE && same(value, FUNNELS[place].value) ? range : [one, one];
      unit = unit && (low < high ? null : unit[0] ? ratio(gcd(unit[0] * value[1], value[0] * unit[1]), unit[1] * value[1]) : value);
      return {top: Number(top), sure, evidence, low, high};
    });
    return foreseen(found, float(target), unit ? float(unit) : 0);
  });
  return !chances.length || chances.includes(null) ? null : chances.reduce((a, b) => a * b);
}

function grow(funnels, bets, grown) {
  const tops = new Map(bets.flatMap(({of}, place) => of.map((funnel, at) => [funnel, grown[place].tops[at]])));
  return funnels.map(funnel => {
    if (!tops.has(funnel)) return funnel;
    let deals = tops.get(funnel);
    const counts = funnel.rates.map((rate, at) => {
      const here = at ? deals + funnel.open[at] : deals;
      deals = ceil(times([here, 1n], rate));
      return here;
    });
    return {...funnel, counts, deals};
  });
}

const worked = (parts, funnels) =>
  sum(parts.map(([place, stage, each, first, rest]) => {
    const {counts, open} = funnels[place];
    const whole = each ? ceil(times([counts[stage], 1n], exact(each))) : fresh(counts[stage], open[stage]);
    if (rest === undefined) return whole;
    const now = whole < BigInt(first) ? whole : BigInt(first);
    return rest ? whole - now : now;
  }));

const unrolled = ({rows, reps, ...rest}) => {
  const long = rows.map(runs => runs.flatMap((weight, at) => at % 2 ? [] : Array(runs[at + 1]).fill(BigInt(weight))));
  return {...rest, rows: reps.map(set => set.map(rep => long[rep]))};
};
const TABLES = (data.schedule?.tables || []).map(unrolled);
const LATER = (data.schedule?.capacity || []).map(({later}) => later && unrolled(later));

/** What the next period takes of each funnel's stages before it begins: as {counts, open} for `worked`. */
const ahead = settings => (data.schedule?.next || []).map(({revenue, deals, shares}, place) => {
  const more = settings[`over${place}`] || ONE, value = settings[`value${place}`] || FUNNELS[place].value;
  const byRevenue = revenue === null ? 0n : ceil(over(times(exact(revenue), more), value));
  const byCount = deals === null ? 0n : ceil(times([BigInt(deals), 1n], more));
  let needed = byRevenue > byCount ? byRevenue : byCount;
  const whole = shares.map((_, stage) => stage).reverse().map(stage => needed = ceil(over([needed, 1n], settings[`rate${place}.${stage}`]))).reverse();
  return {counts: whole.map((count, stage) => ceil(times([count, 1n], exact(shares[stage])))), open: shares.map(() => 0n)};
});

/** For each segment of the hours: the minutes of each working day that go to the next period. */
const laterMinutes = settings => {
  const funnels = ahead(settings);
  return LATER.map(later => later && later.tasks.reduce((all, [part, from, to, set, minutes]) => {
    spread(worked([part], funnels), later.rows[set], data.schedule.months, from, to).forEach((count, at) => {
      all[from + at] = add(all[from + at], times([count, 1n], exact(minutes)));
    });
    return all;
  }, Array(data.schedule.months.flat().reduce((all, days) => all + days, 0)).fill(NONE)));
};

/** For each segment's table: for each of its columns, the counts of each working day. */
const daily = funnels => TABLES.map(({rows, columns}) =>
  columns.map(tasks => tasks.reduce((totals, [part, from, to, set]) => {
    spread(worked([part], funnels), rows[set], data.schedule.months, from, to).forEach((count, at) => totals[from + at] += count);
    return totals;
  }, Array(rows[0][0].length).fill(0n))));

/** For each segment's table: for each part of the period, the counts of its columns. */
function scheduled(funnels, tables = daily(funnels)) {
  return tables.map(days => {
    let day = 0;
    return data.schedule.parts.map(([, length]) => {
      const from = day;
      day += length;
      return days.map(counts => sum(counts.slice(from, day)));
    });
  });
}

/** Hours of work against hours of people, of each segment: {name, needed, available, share, enough}; 0 fits every week. */
function loads(tables, further) {
  return (data.schedule?.capacity || []).map(({table, minutes, available, weeks}, place) => {
    const more = (from, to) => (further[place] || []).slice(from, to).reduce(add, NONE);
    const hours = (from, to) => minutes.reduce((all, each, at) =>
      each === null ? all : add(all, times([sum(tables[table][at].slice(from, to)), 60n], exact(each))), times(more(from, to), [1n, 60n]));
    const needed = hours(0), whole = exact(available);
    let day = 0;
    const short = (free, week) => compare(hours(day, day += data.schedule.weeks[week]), exact(String(free))) > 0;
    return {
      name: TABLES[table].name, needed, available: whole, share: whole[0] ? over(needed, whole) : null,
      enough: compare(needed, whole) > 0 ? 2 : weeks.some(short) ? 1 : 0,
    };
  });
}

// Writing figures as the program does in the page's language.

const {words, style} = data;
const form = (forms, n) => forms[forms.length > 1 ? style.plural[n < 200n ? n : 100n + n % 100n] ?? style.most : 0];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const capital = text => text.replace(/^./u, letter => letter.toUpperCase());
const rounded = ([n, d], places) => (n * 10n ** BigInt(places) * 2n + d) / (2n * d);

/** The fewest decimals, up to `most`, that lose nothing which `most` would show. */
function needed(value, most) {
  const all = rounded(value, most);
  for (let places = 0; places < most; places++)
    if (rounded(value, places) * 10n ** BigInt(most - places) === all) return places;
  return most;
}

function written(value, places) {
  const digits = String(rounded(value, places)).padStart(places + 1, "0"), cut = digits.length - places;
  return digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, style.group) + (places ? style.decimal + digits.slice(cut) : "");
}

const count = n => written([n, 1n], 0);
const money = (value, places = needed(value, style.digits) && style.digits) => style.money.join(written(value, places));
const about = value => value[0] >= 100n * value[1] ? money(value, 0) : money(value);
function percent(share, places, most = 1) {
  const value = times(share, [100n, 1n]);
  return style.percent.join(written(value, places ?? percentPlaces([value], most)));
}

/** Decimals for percentages: up to `most`, and two digits that count of the smallest where it is below 1%. */
function percentPlaces(values, most = 1) {
  const fine = ([top, bottom]) => { let places = most; while (places < 12 && top && top * 10n ** BigInt(places - 1) < bottom) places++; return places; };
  const places = Math.max(...values.map(fine));
  return Math.max(...values.map(value => needed(value, places)));
}
const counted = (n, names) => `${count(n)} ${form(names, n)}`;

// Showing an answer: the elements that the program marked, in the order it wrote them.

const first = new Map();
/** Set an element's text, or with null the text that the program wrote. */
function put(element, text) {
  if (!element) return;
  if (!first.has(element)) first.set(element, element.textContent);
  const now = text === null ? first.get(element) : text;
  if (element.textContent !== now) element.textContent = now;
}
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const named = (attribute, name, within) => all(`[data-${attribute}]`, within).find(found => found.dataset[attribute] === name);
const changed = settings => Object.keys(START).filter(key => !same(settings[key], START[key]));

function show(settings) {
  const found = answer(settings), moved = changed(settings);
  showHeadlines(found, moved);
  found.funnels.forEach((funnel, place) => showFunnel(funnel, data.funnels[place], place, settings));
  showQuotas(found.lines.flat());
  const days = daily(found.funnels);
  showLoads(loads(days, laterMinutes(settings)));
  scheduled(found.funnels, days).forEach((counts, place) => showSchedule(named("table", `schedule-${TABLES[place].name}`), counts));
  document.body.classList.toggle("whatif-moved", moved.length > 0);
  return found;
}

function showHeadlines({target, funnels, lines, chance}, moved) {
  const write = (key, figure, meaning, label) => {
    const box = named("headline", key);
    if (box) [label, figure, meaning].forEach((text, place) => text !== undefined && put(box.children[place], text));
  };
  const tops = funnels.filter(({counts}) => counts.length), deals = sum(funnels.map(funnel => funnel.deals));
  const top = tops.length === 1 ? tops[0] : null, names = top && data.funnels[funnels.indexOf(top)].stages[0];
  if (target) write("target", money(target), growth(target));
  const share = chance === null || !CERTAIN && !moved.length ? null : percent(exact(String(chance)), 0);
  if (share !== null) write("chance", share, top && !top.open.some(Boolean) ? fill(words.told, {records: capital(counted(top.counts[0], names)), share}) : fill(words.odds, {share}));
  else write("chance", moved.length ? "–" : null, moved.length ? words.unknown : null);
  const value = funnels[0].value && funnels.every(funnel => same(funnel.value, funnels[0].value)) ? funnels[0].value : null;
  write("deals", count(deals), value ? fill(words.each, {value: about(value)}) : words.all, form(words.won, deals));
  if (top) {
    const per = halfEven(over(ONE, top.rates.reduce(times, ONE)));
    write("records", count(top.counts[0]), fill(words.takes, {counted: counted(per > 1n ? per : 1n, names)}), capital(form(names, top.counts[0])));
  }
  const done = data.segments.map(({name, lines: of}, place) =>
    [name, sum(lines[place].filter((_, at) => of[at][1]))]).filter(([, all]) => all);
  write("work", count(sum(done.map(([, each]) => each))),
    fill(words.work, {shared: done.map(([name, each]) => `${name} ${count(each)}`).join(", ")}));
}

/** To the nearest whole number, halves to the even one, as Python's round. */
function halfEven(value) {
  const up = rounded(value, 0);
  return value[1] === 2n && up % 2n ? up - 1n : up;
}

function growth(target) {
  const text = named("headline", "target")?.children[2], plain = data.when;
  if (!text || !data.before || same(target, exact(data.before[0]))) return plain;
  const before = exact(data.before[0]), more = compare(target, before) > 0;
  const share = percent(over(more ? less(target, before) : less(before, target), before), 0);
  return `${plain} ${fill(more ? words.more : words.less, {share, before: data.before[1]})}`;
}

function showFunnel(funnel, plan, place, settings) {
  const terms = all("#funnel .facts").filter(list => list.querySelector("dd"))[place], levels = [...funnel.counts, funnel.deals];
  const fact = (label, text) => terms && put(all("dt", terms).find(term => term.textContent === label)?.nextElementSibling, text);
  const own = key => same(settings[key], START[key]);
  if (funnel.revenue) fact(words.target, money(funnel.revenue));
  fact(words.value, own(`value${place}`) ? null : money(funnel.value));
  if (settings[`over${place}`]) fact(words.over, fill(words.of, {share: percent(settings[`over${place}`])}));
  const table = named("table", `stages-${plan.name}`);
  if (table) showStages(table, funnel, place, own);
  const figure = named("funnel", plan.name);
  if (!figure) return;
  drawn(figure, levels);
  all("tspan", figure).forEach((text, at) => {
    put(text, count(levels[at]));
    text.nextSibling.data = ` ${at < plan.stages.length ? capital(form(plan.stages[at], levels[at])) : form(words.won, funnel.deals)}`;
  });
  all("text.below", figure).forEach((text, at) => put(text, fill(words.moves, {share: percent(funnel.rates[at])})));
  put(figure.querySelector("desc"), fill(form(words.become, funnel.deals), {first: counted(levels[0], plan.stages[0]), deals: count(funnel.deals)}));
}

/** The bars of a funnel in percent of the drawing, and the slopes between them. */
function drawn(figure, levels) {
  const sizes = levels.map(Number), present = sizes.filter(Boolean), most = Math.max(...present), span = most / Math.min(...present);
  const size = span <= 25 ? n => n : span <= 2500 ? Math.sqrt : n => Math.log(1 + n);
  const widths = sizes.map(n => Math.max(.6, n ? size(n) / size(most) * 100 : 0));
  const bars = all(":scope > svg > rect", figure), y = bar => +bar.getAttribute("y");
  bars.forEach((bar, at) => {
    bar.setAttribute("x", `${(50 - widths[at] / 2).toFixed(2)}%`);
    bar.setAttribute("width", `${widths[at].toFixed(2)}%`);
  });
  all("polygon", figure).forEach((slope, at) => slope.setAttribute("points", [[-1, 0], [1, 0], [1, 1], [-1, 1]]
    .map(([side, next]) => `${(50 + side * widths[at + next] / 2).toFixed(2)},${y(bars[at + next]) + (next ? 0 : 16)}`).join(" ")));
  const note = span <= 25 ? "" : span <= 2500 ? words.root : words.log;
  let caption = figure.querySelector("figcaption");
  if (note && !caption) caption = figure.appendChild(document.createElement("figcaption"));
  put(caption, note);
}

function showStages(table, {counts, open, rates, deals}, place, own) {
  const columns = table.dataset.columns.split(" "), rows = all("tbody tr", table);
  const places = percentPlaces(rates.map(rate => times(rate, [100n, 1n])));
  const cell = (at, column, text) => put(rows[at].cells[columns.indexOf(column)], text);
  [...counts, deals].forEach((n, at) => cell(at, "count", count(n)));
  if (columns.includes("new")) counts.forEach((n, at) => cell(at, "new", count(fresh(n, open[at]))));
  rates.forEach((rate, at) => {
    cell(at, "conversion", percent(rate, places));
    cell(at, "evidence", own(`rate${place}.${at}`) ? null : capital(words.assumed));
  });
  cell(counts.length, "stage", form(words.won, deals));
}

/** A length of a bar in its table. */
const length = share => `${+(share * 100).toFixed(1)}%`;

function showQuotas(counts) {
  const table = named("table", "quotas"), most = counts.reduce((a, b) => a > b ? a : b, 0n) || 1n;
  const lines = data.segments.flatMap(segment => segment.lines);
  if (table) all("tbody tr", table).forEach((row, at) => {
    put(row.cells[1], capital(form(lines[at][0], counts[at])));
    put(row.cells[2], count(counts[at]));
    row.querySelector("td rect").setAttribute("width", length(Number(counts[at]) / Number(most)));
  });
}

/** The hours, and the team that has the fewest to spare. */
function showLoads(found) {
  const table = named("table", "capacity"), known = found.filter(({share}) => share);
  if (table) {
    const columns = table.dataset.columns.split(" "), places = percentPlaces(known.map(({share}) => times(share, [100n, 1n])));
    const most = Math.max(1, ...known.map(({share}) => float(share)));
    all("thead text", table).forEach(label => label.setAttribute("x", length(1 / most)));
    all("tbody tr", table).forEach((row, at) => {
      const {needed, available, share, enough} = found[at], [bar, mark] = all("rect", row), place = columns.indexOf("load");
      const write = (key, text) => put(row.cells[columns.indexOf(key) + (key === "fits" && place >= 0)], text);
      write("needed", count(ceil(needed)));
      write("available", count(floor(available)));
      write("fits", words.enough[enough]);
      if (!share) return;
      put(row.cells[place], percent(share, places));
      bar.setAttribute("width", length(float(share) / most));
      bar.classList.toggle("over", compare(share, ONE) > 0);
      mark.setAttribute("x", length(1 / most));
    });
  }
  const box = named("headline", "load");
  if (!box || !known.length) return;
  const busiest = known.reduce((most, one) => compare(one.share, most.share) > 0 ? one : most);
  const which = known.every(({enough}) => !enough) ? 0 : compare(busiest.share, ONE) > 0 ? 2 : 1;
  put(box.children[1], percent(busiest.share, 0));
  put(box.children[2], capital(fill(words.busy[which], {segment: data.schedule.capacity.find(({table}) => TABLES[table].name === busiest.name).spoken})));
}

/** A row for each part of the period with something to do, and the total. */
function showSchedule(table, counts) {
  if (!table) return;
  const [body] = table.tBodies, model = body.rows[0];
  const line = (row, cells) => cells.forEach((text, at) => row.cells[at].textContent = text);
  body.replaceChildren(...counts.flatMap((of, part) => {
    if (!sum(of)) return [];
    const row = model.cloneNode(true);
    line(row, [data.schedule.parts[part][0], ...of.map(count)]);
    return row;
  }));
  const total = counts[0].map((_, column) => count(sum(counts.map(of => of[column]))));
  if (table.tFoot) [...table.tFoot.rows[0].cells].slice(1).forEach((cell, at) => cell.textContent = total[at]);
}

// The controls: a slider counts units, a field takes any value the plan language takes, a link carries what was changed.

const LIMITS = {money: [NONE, [10n ** 15n, 1n]], rate: [NONE, [1n, 1n]], over: [NONE, [10n, 1n]], confidence: [NONE, [99999999n, 100000000n]]};
const allowed = (kind, value) => compare(value, LIMITS[kind][0]) > 0 && compare(value, LIMITS[kind][1]) <= 0;
const dials = all("[data-dial]").map(box => {
  const key = box.dataset.dial, [kind, unit] = data.dials[key];
  const [field, slider] = all("input", box), label = box.firstElementChild, odds = box.querySelector("small");
  label.htmlFor = slider.id = `dial-${key}`;
  field.inputMode = "decimal";
  field.autocomplete = slider.autocomplete = "off";
  field.setAttribute("aria-label", label.textContent);
  field.setAttribute("aria-describedby", odds.id = `note-${key}`);
  odds.setAttribute("aria-live", "polite");
  const low = BigInt(slider.min ||= 1), high = BigInt(slider.max);
  const place = value => {
    if (value === null) return low;
    const nearest = rounded(over(value, exact(unit)), 0), least = kind === "confidence" ? low + 1n : low;
    return nearest < least ? least : nearest > high ? high : nearest;
  };
  const name = [box.parentElement.querySelector("legend"), label].filter(Boolean).map(one => one.textContent).join(", ");
  return {key, name, kind, field, slider, low, place, unit: exact(unit), odds};
});
const settings = {...START};

function told(kind, value) {
  if (value === null) return words.off;
  const isMean = data.odds?.some(({range}, at) => range && !compare(value, exact(data.funnels[at].value)));
  if (kind === "money") return isMean ? about(value) : money(value);
  return percent(value, undefined, value[0] * 1000n < value[1] ? 18 : 3);
}

function set(dial, value) {
  settings[dial.key] = value;
  dial.slider.value = String(dial.place(value));
  const text = told(dial.kind, value);
  dial.field.value = text;
  dial.field.removeAttribute("aria-invalid");
  const odds = dial.kind === "rate" ? fill(words.oneIn, {number: written(over(ONE, value), needed(over(ONE, value), 1))}) : "";
  dial.odds.textContent = odds;
  dial.slider.setAttribute("aria-valuetext", odds ? `${text}, ${odds}` : text);
}

/** The exact value of what a reader typed, as the plan would take it, or undefined; the page's own grouping is understood. */
function read(kind, typed) {
  const {group, decimal} = style, signs = style[kind === "money" ? "money" : "percent"];
  const text = signs.reduce((rest, sign) => rest.replace(sign.trim(), ""), typed.trim()).replace(/\s/g, "");
  if (kind === "confidence" && (!text || typed.trim() === words.off)) return null;
  const within = value => allowed(kind, value) ? value : undefined;
  if (kind === "rate" && /^\d{1,18}\/0*[1-9]\d{0,17}$/.test(text)) return within(exact(text));
  const parts = text.split(decimal), whole = group.trim() ? parts[0].split(group) : [parts[0]];
  const grouped = parts.length <= 2 && whole.length > 1 && /^\d{1,3}$/.test(whole[0]) && whole.slice(1).every(part => /^\d{3}$/.test(part));
  const plain = grouped ? [whole.join(""), ...parts.slice(1)].join(".") : text.replace(",", ".");
  if (!/^\d{1,18}(\.\d{1,18})?$/.test(plain) || kind === "money" && !grouped && twoWays(text)) return undefined;
  const value = exact(plain), share = kind !== "money" && !typed.includes("%") && compare(value, LIMITS[kind][1]) <= 0;
  return within(kind === "money" || share ? value : over(value, [100n, 1n]));
}

/** Whether an amount has three digits after its only sign: thousands or decimals, nobody can tell. */
const twoWays = text => /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);

/** What is wrong with what was typed, and what still counts. */
function refusal({kind, key}, typed) {
  const value = told(kind, settings[key]), digits = typed.replace(/\s/g, ""), number = /^\D{0,3}(\d+)(k|m)/i.exec(digits);
  if (kind === "money" && twoWays(digits)) {
    const [whole, part] = digits.split(/[.,]/);
    return fill(words.twoWays, {typed, value, one: money([BigInt(whole + part), 1n]), other: money([BigInt(whole), 1n])});
  }
  const example = number ? money([BigInt(number[1]) * (/k/i.test(number[2]) ? 1000n : 1000000n), 1n]) : value === words.off ? percent([4n, 5n]) : value;
  return fill(kind === "money" ? words.badMoney : kind === "rate" ? words.badRate : words.badShare, {typed: typed.slice(0, 20), value, example});
}

// What does not follow is greyed out and says so: the element that is, and its title.
const KEPT = [
  ...data.kept.map(key => document.getElementById(key)).filter(Boolean).map(section => [[section], section.querySelector("h2")]),
  ...all("[data-kept]").map(box => [[box], box.querySelector("figcaption, h3") || box]),
  ...all("#schedule [data-table^=people-], #schedule [data-table=next]").map(({parentElement: box}) => [[box, box.previousElementSibling], box.previousElementSibling]),
];
let waiting = 0, speaking = 0;
/** Work everything out again before the next picture; tell it once the reader pauses. */
function refresh(remark = "") {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => settle(remark));
}

function settle(remark) {
  const found = show(settings), moved = changed(settings);
  const boxes = all(".headlines dl > div");
  for (const [parts, title] of [...boxes.filter(one => !one.dataset.headline).map(box => [[box], box.children[0]]), ...KEPT]) {
    put(title, moved.length ? `${first.get(title) ?? title.textContent} (${words.planned})` : null);
    parts.forEach(part => part.classList.toggle("planned", moved.length > 0));
  }
  const warning = remark || (found.told ? found.reached ? "" : words.short : words.beyond);
  const figures = boxes.filter(one => one.dataset.headline && one.children[1].textContent !== "–").map(one => `${one.children[0].textContent} ${one.children[1].textContent}`);
  all("#quotas > p:not(.muted)").forEach(note => note.hidden = moved.length > 0);
  const bar = document.querySelector(".whatif-bar"), [results, paper] = bar.children;
  bar.hidden = !moved.length && !warning;
  results.textContent = [warning, ...moved.length ? [figures.join(" · ")] : []].filter(Boolean).join(" ");
  paper.textContent = `${words.changed} ${dials.filter(({key}) => moved.includes(key)).map(({name, field}) => `${name} ${field.value}`).join(" · ")}`;
  bar.querySelector("a").setAttribute("href", `#${link(moved)}`);
  clearTimeout(speaking);
  speaking = setTimeout(() => { document.getElementById("whatif-said").textContent = results.textContent; }, 400);
}

const link = keys => keys.map(key => `${key}=${settings[key] === null ? "off" : settings[key].join("/").replace(/\/1$/, "")}`).join("&");

/** The settings of a link, or null where any part of it does not fit this plan. */
function linked(text) {
  const values = {...START}, seen = new Set();
  for (const part of text.split("&")) {
    const [, key, value] = /^([a-z]+[\d.]*)=(off|\d{1,40}(?:\/0*[1-9]\d{0,39})?)$/.exec(part) || [];
    if (!key || !Object.hasOwn(START, key) || seen.has(key)) return null;
    const [kind] = data.dials[key], number = value === "off" ? null : exact(value);
    if (number === null ? kind !== "confidence" : !allowed(kind, number)) return null;
    seen.add(key);
    values[key] = number;
  }
  return values;
}

function take(values, remark) {
  dials.forEach(dial => set(dial, values[dial.key]));
  refresh(remark);
}

function follow() {
  const text = location.hash.slice(1);
  if (!text.includes("=")) return;
  const values = linked(text);
  document.querySelector(".whatif details").open = true;
  take(values || START, values ? "" : words.link);
}

for (const dial of dials) {
  set(dial, START[dial.key]);
  dial.slider.addEventListener("input", () => {
    const units = BigInt(dial.slider.value), start = START[dial.key];
    const value = units === dial.place(start) ? start : dial.kind === "confidence" && units === dial.low ? null : times(dial.unit, [units, 1n]);
    set(dial, value);
    refresh();
  });
  dial.field.addEventListener("change", () => {
    const value = read(dial.kind, dial.field.value);
    if (value === undefined) {
      dial.field.setAttribute("aria-invalid", "true");
      dial.odds.textContent = refusal(dial, dial.field.value);
      return;
    }
    set(dial, value);
    refresh();
  });
  dial.field.addEventListener("focus", () => dial.field.select());
}
document.querySelector(".whatif-bar button").addEventListener("click", () => {
  if (location.hash.includes("=")) history.replaceState(null, "", "#whatif");
  take(START);
  dials[0].slider.focus();
});
addEventListener("hashchange", follow);
document.querySelector(".whatif").hidden = false;
if (document.getElementById("whatif-link")) document.getElementById("whatif-link").hidden = false;
document.querySelector(".whatif details").open = !matchMedia("(max-width: 40rem)").matches;
follow();
window.whatif = {answer, scheduled, loads: (funnels, settings = START) => loads(daily(funnels), laterMinutes(settings)), settle, apportion, spread, exact, float, START, follow};
if (CERTAIN) Object.assign(window.whatif, {tail, reach});
