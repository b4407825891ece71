// The main job, as a coordinator, the focal points and the approving authority live it: over HTTP and by mail alone.
import { readCountry } from './country.mjs';
import { apiAs, until } from './http.mjs';
import { assertOneEach, Inbox } from './inbox.mjs';
import { exampleList } from './list-file.mjs';
import { signIn } from './people.mjs';
import { formClusters, importList, propose, startAnew } from './preparation.mjs';
import * as verification from './verification.mjs';

const coordinatorAddress = 'coordinator@example.org';
const authorityAddress = 'authority@example.org';

/**
 * Plays it once, from a list to active assignments. `report(step, outcome)` is told of each step; throws, in a sentence,
 * at the first that does not happen. Where a list holds several reviews, `state` (alpha-3) and `session` choose.
 */
export async function playMainJob({ apiUrl, mailboxUrl, report, file = exampleList, state, session }) {
  if (!mailboxUrl)
    throw new Error('The demonstration reads the mails: start without SMTP_URL, so that the mailbox gets them.');
  const since = new Date();
  const inbox = new Inbox(mailboxUrl);
  const coordinator = await signIn(coordinatorAddress, { apiUrl, inbox });
  const token = await coordinator.api.post('access-tokens', {
    name: 'Demonstration',
    scopes: ['read', 'write'],
    days: 1,
  });
  report('Sign in', `${coordinator.name}, the coordinator, ${coordinator.how}; makes an access token`);
  try {
    const api = apiAs(apiUrl, { authorization: `Bearer ${token.token}` });
    const { promise, keptPromises } = promises(inbox);
    const scene = { api, apiUrl, inbox, report, promise, since, country: await readCountry(api) };

    const review = await importList(scene, { file, state, session });
    await startAnew(scene, review);
    const clusters = await formClusters(scene, review);
    await propose(scene, clusters, review);

    const round = await verification.sendForVerification(scene, review, { workingDays: 10 });
    await verification.openEveryLink(scene, round);
    await verification.remind(scene, round);
    const contested = await verification.contestOne(scene, review, round);
    await verification.acceptAll(
      scene,
      round.mails.filter((mail) => mail !== contested.mail),
    );
    const first = await verification.complete(scene, round);
    const second = await settleContested(scene, review, contested);
    await approve(scene, review);

    const lists = [...first, ...second];
    const stopped = await verification.deadlinesMet(scene, lists);
    report('Deadlines', `${lists.length} met; ${stopped} later reminders stopped`);
    await keptPromises();
    return { since };
  } finally {
    await coordinator.api.delete(`access-tokens/${token.id}`);
  }
}

/** Mails that are due: waited for at once, and counted again at the end, when a second one would have come. */
function promises(inbox) {
  const made = [];
  return {
    async promise(addresses, which) {
      made.push({ addresses, which });
      return inbox.oneEach(addresses, which);
    },
    async keptPromises() {
      for (const { addresses, which } of made) assertOneEach(addresses, await inbox.mails(which), which.kind);
    },
  };
}

/** The coordinator is told, proposes the contested item to the institution that was named, and it accepts. */
async function settleContested(scene, review, { assignment, instead }) {
  const { api, report, since } = scene;
  // It keeps the coordinator's hours: at night it stands in the ledger, and arrives in the morning.
  await until('one mail about the contested item is written to the coordinator', async () => {
    const mails = await api.all('mails', { name: 'verification-contested' });
    const fresh = mails.filter(
      ({ address, createdAt }) => address === coordinatorAddress && new Date(createdAt) >= since,
    );
    return fresh.length === 1 && ['QUEUED', 'SENT'].includes(fresh[0].status);
  });
  const [item, ...others] = await api.all('assignments', { reviewId: review.id, status: 'CONTESTED' });
  if (item?.id !== assignment.id || item.proposedInstead?.id !== instead.id || others.length) {
    throw new Error('The coordinator does not find the one contested item with the institution named instead.');
  }
  await api.post(`assignments/${item.id}/reassign`, { institutionId: instead.id, reason: item.contestReason });
  report(
    'Reassign',
    `the coordinator is told by mail, in their hours, and proposes the contested item to ${instead.name}`,
  );
  const round = await verification.sendForVerification(scene, review, { workingDays: 5 });
  await verification.acceptAll(scene, round.mails);
  return verification.complete(scene, round);
}

/** The approving authority approves the division of work; everybody is told once what is now theirs. */
async function approve({ api, apiUrl, inbox, report, promise, country }, review) {
  const authority = await signIn(authorityAddress, { apiUrl, inbox });
  const since = new Date();
  const note = 'Approved as verified by the institutions';
  const { approved } = await authority.api.post('approvals', { reviewId: review.id, note });
  report('Approve', `${authority.name}, the approving authority, ${authority.how}: ${approved} assignments`);
  const active = await api.all('assignments', { reviewId: review.id });
  const institutions = new Set(
    active
      .filter(({ status }) => status !== 'WITHDRAWN' && status !== 'CONTESTED')
      .map(({ institution }) => institution.id),
  );
  const people = country.focalPointsOf([...institutions]);
  await promise(people, { thread: review.id, kind: 'assignments-activated', since });
  const now = await api.all('assignments', { reviewId: review.id, status: 'ACTIVE' });
  if (now.length !== approved) throw new Error(`${approved} assignments were approved, ${now.length} are active.`);
  report(
    'Activate',
    `${now.length} assignments of ${institutions.size} institutions; one mail to each of ${people.length} focal points`,
  );
}
