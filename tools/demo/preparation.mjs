// From the file to proposals: what the secretariat does before anybody else is asked.
import { until } from './http.mjs';
import { clustersOf, responsibleFor } from './division-of-work.mjs';
import { guessFrom, stateName } from './list-file.mjs';

/** Imports the list, first as a preview, and gives the review in it that this is about: `{ id, state, session, … }`. */
export async function importList({ api, report }, { file, state, session }) {
  const guess = guessFrom(file);
  const hints = { stateUnderReview: state, session };
  if (/\.docx$/i.test(file)) {
    hints.stateUnderReview ??= guess.state;
    hints.session ??= guess.session;
    const guessed = [
      !state && guess.state && `${stateName(guess.state)}`,
      !session && guess.session && `session ${guess.session}`,
    ];
    if (guessed.some(Boolean)) report('Guess', `${guessed.filter(Boolean).join(', ')}: from the name of the file`);
  }
  const { id } = await api.upload('imports', { kind: 'RECOMMENDATIONS', ...hints }, file);
  const preview = await settled(api, id, ['PREVIEWED', 'REFUSED']);
  if (preview.status === 'REFUSED') {
    const { items } = await api.get(`imports/${id}/problems`);
    throw new Error(`The list is refused. ${items.map(({ sentence }) => sentence).join(' ')}`);
  }
  const { summary } = preview;
  const { read, new: added, changed, unchanged, unreadable, doubtful } = summary;
  report(
    'Preview',
    `${read} read: ${added} new, ${changed} changed, ${unchanged} unchanged; ${unreadable} unreadable, ${doubtful} to look at`,
  );
  const wanted = await choose(api, summary.reviews, { state, session });
  await apply(api, id);
  const review = await find(api, wanted);
  const others = summary.reviews.length - 1;
  report('Import', `${nameOf(review)}: ${figures(review)}${others ? ` (the file holds ${others + 1} reviews)` : ''}`);
  if (review.recommendations < wanted.recommendations) {
    throw new Error(`The list has ${wanted.recommendations} recommendations, the register ${review.recommendations}.`);
  }
  return review;
}

const nameOf = ({ state, session }) => (session === null ? state : `${state}, session ${session}`);

const settled = (api, id, statuses) =>
  until(
    `the import becomes ${statuses.join(' or ').toLowerCase()}`,
    async () => {
      const found = await api.get(`imports/${id}`);
      return statuses.includes(found.status) && found;
    },
    { seconds: 300 },
  );

/** Should the register have moved since the preview, it is shown anew instead of applied. */
async function apply(api, id) {
  for (let tries = 3; tries > 0; tries -= 1) {
    await api.post(`imports/${id}/apply`);
    if ((await settled(api, id, ['APPLIED', 'PREVIEWED'])).status === 'APPLIED') return;
  }
  throw new Error('The register keeps changing: the list could not be applied.');
}

/** Of several reviews in a file: the one that was asked for, else the newest of the mechanism's own State. */
async function choose(api, reviews, { state, session }) {
  const states = new Set(reviews.map(({ stateCode }) => stateCode));
  const { stateCode } = await api.get('mechanism');
  const wantedState = states.size === 1 ? [...states][0] : (state ?? stateCode);
  const candidates = reviews
    .filter((review) => review.stateCode === wantedState)
    .sort((one, other) => (other.session ?? 0) - (one.session ?? 0));
  const found = session ? candidates.find((review) => review.session === session) : candidates[0];
  if (!found) {
    const there = reviews
      .map(({ stateCode, session }) => nameOf({ state: stateName(stateCode), session }))
      .slice(0, 50)
      .join('; ');
    throw new Error(`The list does not hold what was asked for: say --state and --session. It holds: ${there}.`);
  }
  return found;
}

/** The review as the register has it now. */
async function find(api, { stateCode, session }) {
  const reviews = await api.all('reviews', { mechanism: 'UPR', state: stateCode });
  const { id, state } = reviews.find((review) => review.session === session);
  const { counts } = await api.get(`reviews/${id}`);
  const { recommendations, voluntaryPledges, byPosition } = counts;
  return { id, state: state.name, session, recommendations, voluntaryPledges, byPosition };
}

function figures({ recommendations, voluntaryPledges, byPosition }) {
  const parts = Object.entries(byPosition)
    .filter(([, count]) => count > 0)
    .map(
      ([position, count]) =>
        `${count} ${position === 'NONE' ? 'without a position' : position.toLowerCase().replace('_', ' ')}`,
    );
  const pledges = voluntaryPledges ? `; ${voluntaryPledges} pledges` : '';
  return `${recommendations} recommendations = ${parts.join(' + ')}${pledges}`;
}

/** Takes back what an earlier demonstration proposed for this review. */
export async function startAnew({ api, report }, review) {
  const reason = 'The demonstration begins anew';
  const { withdrawn } = await api.post('assignments/withdraw', { reviewId: review.id, reason });
  if (withdrawn) report('Begin anew', `${withdrawn} assignments of an earlier demonstration withdrawn`);
}

/** Forms clusters by theme; those an earlier demonstration has formed are used again. */
export async function formClusters({ api, report }, review) {
  const recommendations = await api.all('recommendations', { reviewId: review.id });
  const existing = await api.all('clusters', { reviewId: review.id });
  const clusters = [];
  for (const [name, recommendationIds] of clustersOf(recommendations)) {
    const known = existing.find((cluster) => cluster.name === name);
    const cluster = known
      ? await refill(api, known, recommendationIds)
      : await api.post('clusters', { reviewId: review.id, name, recommendationIds });
    clusters.push({ ...cluster, size: recommendationIds.length });
  }
  const sizes = clusters.map(({ name, size }) => `${name} (${size})`);
  report('Cluster', `${clusters.length} by theme: ${sizes.slice(0, 3).join(', ')} …`);
  return clusters;
}

async function refill(api, cluster, wanted) {
  const members = (await api.all('recommendations', { clusterId: cluster.id })).map(({ id }) => id);
  const add = wanted.filter((id) => !members.includes(id));
  const remove = members.filter((id) => !wanted.includes(id));
  return add.length || remove.length ? api.patch(`clusters/${cluster.id}`, { add, remove }) : cluster;
}

/** Proposes each cluster to one lead and those who support it. */
export async function propose({ api, report, country }, clusters, review) {
  const able = country.institutions.filter(({ id }) => country.focalPointsOf([id]).length > 0);
  if (able.length === 0) throw new Error('No institution has a focal point. npm run nmrf -- seed makes some.');
  const proposals = clusters.map(({ id, name }, turn) => ({ clusterId: id, ...responsibleFor(name, able, turn) }));
  const { proposed } = await api.post('assignments', { proposals });
  const assignments = await api.all('assignments', { reviewId: review.id, status: 'PROPOSED' });
  const led = new Set(assignments.filter(({ role }) => role === 'LEAD').map(({ recommendation }) => recommendation.id));
  const all = review.recommendations + review.voluntaryPledges;
  if (led.size !== all) throw new Error(`${led.size} of ${all} recommendations have an institution that leads.`);
  const institutions = new Set(assignments.map(({ institution }) => institution.id));
  report(
    'Propose',
    `${proposed} assignments to ${institutions.size} institutions: ${led.size} lead, ${proposed - led.size} support`,
  );
}
