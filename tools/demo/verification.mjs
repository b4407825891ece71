// The institutions verify: mails, links, answers, a reminder, and one answer that is "not ours".
import { Browser, until } from './http.mjs';
import { countBy, linkIn } from './inbox.mjs';

/** Sends what is proposed to the institutions, and waits for the mails. */
export async function sendForVerification({ api, report, country, promise }, review, { workingDays }) {
  const round = await api.post('verification-rounds', { reviewId: review.id, workingDays });
  const people = country.focalPointsOf(round.verifications.map(({ institution }) => institution.id));
  const mails = await promise(people, { thread: round.id, kind: 'verification-request' });
  const items = round.verifications.reduce((sum, { open }) => sum + open, 0);
  const languages = countBy(mails, ({ headers }) => headers['content-language']).map(
    ([name, count]) => `${name} ${count}`,
  );
  report(
    'Verify',
    `${many(items, 'item')} to ${many(round.verifications.length, 'institution')}, due ${round.dueOn} (${workingDays} working days)`,
  );
  report(
    'Mails',
    `${people.length === 1 ? 'one, to the one focal point' : `one to each of ${people.length} focal points`} (${languages.join(', ')})`,
  );
  return { ...round, people, mails };
}

/** What mail gateways do: open every link. Nothing may come of it. */
export async function openEveryLink({ api, apiUrl, report }, round) {
  let largest = 0;
  for (const mail of round.mails) {
    const { bytes } = await new Browser(apiUrl).open(linkIn(mail, '/verify'));
    largest = Math.max(largest, bytes);
  }
  const now = await api.get(`verification-rounds/${round.id}`);
  const moved = now.verifications.filter(
    ({ id, open }) => open !== round.verifications.find((old) => old.id === id).open,
  );
  if (moved.length) throw new Error('Opening the links has answered something: it must take the button.');
  report(
    'Open',
    `${round.mails.length} links opened, as mail gateways do: nothing has changed; pages up to ${kilobytes(largest)}`,
  );
}

const many = (count, noun) => (count === 1 ? `one ${noun}` : `${count} ${noun}s`);

const kilobytes = (bytes) => `${Math.ceil(bytes / 1000)} kB`;

/** The one reminder, now instead of two working days before the due day. */
export async function remind({ api, report, promise }, round) {
  for (const { id } of round.verifications) {
    await until('the reminders of every list are planned', async () => (await timeline(api, id))?.steps.length > 0);
  }
  const since = new Date();
  const { reminded } = await api.post(`verification-rounds/${round.id}/reminder`);
  let isWaiting = false;
  for (const { id } of round.verifications) {
    const pushed = await until('the reminder is addressed', async () =>
      (await timeline(api, id))?.steps.find(({ key, state }) => key.startsWith('pushed') && state !== 'PLANNED'),
    );
    if (pushed.state === 'WAITING') isWaiting = true;
  }
  if (!isWaiting) await promise(round.people, { kind: 'digest', since });
  const again = await api.post(`verification-rounds/${round.id}/reminder`);
  if (reminded !== round.verifications.length || again.reminded !== 0) {
    throw new Error(
      `${round.verifications.length} lists were to be reminded once: ${reminded}, then ${again.reminded}.`,
    );
  }
  const mails = isWaiting ? 'mails wait for the hours of those reminded' : `${round.people.length} mails`;
  report('Remind', `${reminded} lists, ${mails}; asked for again: none`);
}

/** Planned by the worker, moments after the round was opened. */
const timeline = (api, id) => api.get(`verifications/${id}/reminders`).catch(() => null);

/** One focal point contests an item and accepts the others; the Ministry of Interior's, if it can. Gives what was contested, and for whom. */
export async function contestOne({ api, apiUrl, report, country }, review, round) {
  const assignments = await api.all('assignments', { reviewId: review.id, status: 'UNDER_VERIFICATION' });
  for (const mail of interiorFirst(country, round.mails)) {
    const browser = new Browser(apiUrl);
    const page = await browser.open(linkIn(mail, '/verify'));
    const form = page.forms.find(({ fields }) => [...fields].some((name) => name?.startsWith('answer.')));
    const shown = assignments.filter(({ id }) => form?.fields.has(`answer.${id}`));
    const { item, instead } = strangest(country, assignments, shown);
    if (!instead || shown.length < 2) continue;
    const answers = shown.map(({ id }) => [`answer.${id}`, id === item.id ? 'CONTEST' : 'ACCEPT']);
    const after = await browser.submit(form, {
      ...Object.fromEntries(answers),
      [`reason.${item.id}`]: `The subject belongs to ${instead.name}.`,
      [`instead.${item.id}`]: instead.name,
    });
    await acceptRest(browser, after);
    report('Contest', `${item.institution.name} names ${instead.name} for one item, and accepts the others`);
    return { assignment: item, instead, mail };
  }
  throw new Error('No focal point has two items, one of them to lead: nothing can be contested.');
}

function interiorFirst({ institutions, focalPointsOf }, mails) {
  const interior = focalPointsOf(institutions.filter(({ acronym }) => acronym === 'MoI').map(({ id }) => id));
  const isInterior = ({ to }) => (interior.includes(to.join()) ? 0 : 1);
  return [...mails].sort((one, other) => isInterior(one) - isInterior(other));
}

/** An item to lead, and an institution that has no part in it: the Ministry of Justice where that can be. */
function strangest({ institutions, focalPointsOf }, assignments, shown) {
  const able = institutions.filter(
    ({ id, kind }) => ['MINISTRY', 'AGENCY'].includes(kind) && focalPointsOf([id]).length > 0,
  );
  const pairs = shown
    .filter(({ role }) => role === 'LEAD')
    .flatMap((item) => {
      const same = assignments.filter(({ recommendation }) => recommendation.id === item.recommendation.id);
      const involved = new Set(same.map(({ institution }) => institution.id));
      return able.filter(({ id }) => !involved.has(id)).map((instead) => ({ item, instead }));
    });
  return pairs.find(({ instead }) => instead.acronym === 'MoJ') ?? pairs[0] ?? {};
}

/** Everybody else presses “accept all”; one of them twice, which changes nothing. */
export async function acceptAll({ apiUrl, report }, mails) {
  for (const [index, mail] of mails.entries()) {
    const browser = new Browser(apiUrl);
    const page = await browser.open(linkIn(mail, '/verify'));
    await acceptRest(browser, page);
    if (index > 0) continue;
    const again = await browser.submit(acceptForm(page));
    if (!again.address.includes('saved=0')) throw new Error('Answering a second time has changed something.');
  }
  if (mails.length > 1)
    report('Accept', `${mails.length} focal points accept all of theirs; one twice, which changes nothing`);
}

const acceptForm = ({ forms }) => forms.find(({ action }) => action.split('?')[0].endsWith('/accept-all'));

async function acceptRest(browser, page) {
  if (!acceptForm(page)) return;
  const after = await browser.submit(acceptForm(page));
  if (acceptForm(after)) throw new Error('After “accept all” something is still open.');
}

/** Waits until every list of a round is answered. */
export const complete = ({ api }, round) =>
  until('every list of the round is answered', async () => {
    const { verifications } = await api.get(`verification-rounds/${round.id}`);
    return verifications.every(({ open, answeredAt }) => open === 0 && answeredAt) && verifications;
  });

/** The deadlines are met, and what was still planned is not sent any more. Gives how many steps that are. */
export async function deadlinesMet({ api }, verifications) {
  let stopped = 0;
  for (const { id } of verifications) {
    const { steps } = await until('the deadline of every list is met and its reminders stop', async () => {
      const found = await timeline(api, id);
      return (
        found?.status === 'MET' && found.steps.every(({ state }) => state === 'TOLD' || state === 'STOPPED') && found
      );
    });
    stopped += steps.filter(({ state }) => state === 'STOPPED').length;
  }
  return stopped;
}
