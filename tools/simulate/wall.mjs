// Days and hours as a clock and a calendar on the wall show them: by the platform's own calendar rather than the product's.
export const dayLength = 86_400_000;

const formats = new Map();
/** What a clock on the wall shows in a zone. */
export function shown(zone, moment) {
  if (!formats.has(zone)) {
    const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' };
    formats.set(zone, new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...digits }));
  }
  const parts = Object.fromEntries(
    formats
      .get(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

const moments = new Map();
/** The first moment at which the clock in a zone shows that time of that day, or a later one where that time is skipped. */
export function momentOf(zone, day, time) {
  const key = `${zone} ${day} ${time}`;
  if (!moments.has(key)) moments.set(key, search(zone, `${day} ${time}`));
  return moments.get(key);
}

function search(zone, wanted) {
  const guess = Date.parse(`${wanted.replace(' ', 'T')}:00Z`);
  // No zone is further than 15 hours from UTC; clocks change by quarters of an hour.
  const isReached = (at) => {
    const { day, time } = shown(zone, new Date(at));
    return `${day} ${time}` >= wanted;
  };
  let [before, reached] = [guess - 15 * 3_600_000, guess + 15 * 3_600_000];
  while (reached - before > 60_000) {
    const middle = before + Math.floor((reached - before) / 120_000) * 60_000;
    if (isReached(middle)) reached = middle;
    else before = middle;
  }
  return new Date(reached);
}

export const dayOf = (moment) => moment.toISOString().slice(0, 10);
export const plusDays = (day, days) => dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength));
export const daysFrom = (earlier, later) => Math.round((Date.parse(later) - Date.parse(earlier)) / dayLength);

export const isWorked = (day, holidays) =>
  ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) && !holidays.has(day);

/** The nearest day that is worked, that day included. */
export function workedFrom(day, step, holidays) {
  let found = day;
  while (!isWorked(found, holidays)) found = plusDays(found, step);
  return found;
}

/** So many worked days after a day, or before it. */
export function plusWorked(day, many, holidays) {
  const step = Math.sign(many);
  let found = day;
  for (let left = Math.abs(many); left > 0; left -= 1) found = workedFrom(plusDays(found, step), step, holidays);
  return found;
}

/** The last of things that began by a moment. */
export const lastBy = (things, moment) => things.findLast(({ from }) => from <= moment);
