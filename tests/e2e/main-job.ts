import { dayText } from '../../libs/platform/index.js';
import { aCountry, type Country } from '../support/country.js';
import { eventually } from '../support/eventually.js';
import { describeOn } from '../support/settings.js';
import { aStack, type Backend } from '../support/stack.js';

type Stack = Awaited<ReturnType<typeof aStack>>;

/** The story a ministry lives, told on either queue backend. */
export const theMainJob = (backend: Backend): void => {
  describeOn(backend)(`the main job, with the queue on ${backend}`, () => {
    let stack: Stack;
    let country: Country;
    let as: (personId: string) => Promise<{ post: Send; get: Send }>;
    type Send = (url: string, body?: object) => Promise<{ status: number; body: Record<string, unknown> }>;

    beforeAll(async () => {
      stack = await aStack({ backend });
      country = await aCountry(stack.db);
      stack.worker.start();
      as = async (personId) => {
        const headers = await stack.signIn(personId);
        const send =
          (method: 'GET' | 'POST'): Send =>
          async (url, payload) => {
            const answer = await stack.request({
              method,
              url: `/api/v1${url}`,
              headers,
              ...(payload ? { payload } : {}),
            });
            return { status: answer.statusCode, body: answer.json() };
          };
        return { post: send('POST'), get: send('GET') };
      };
    });

    afterAll(() => stack.close());

    const mailsTo = (person: { email: string }, count: number) =>
      eventually(() => {
        const mails = stack.mailbox.messages({ to: person.email });
        expect(mails).toHaveLength(count);
        return mails;
      });
    const linkIn = (text: string) => /http:\/\/nmrf\.test(\/verify\/\S+)/.exec(text)?.[1] ?? 'no link';

    it('goes from a proposal to active assignments, by way of the mails', async () => {
      const { institutions, people, recommendations, review } = country;
      const ids = recommendations.map(({ id }) => id);
      const coordinator = await as(people.coordinator.id);

      const proposed = await coordinator.post('/assignments', {
        proposals: [
          {
            recommendationIds: ids.slice(0, 3),
            leadId: institutions.education.id,
            supportingIds: [institutions.health.id],
          },
          { recommendationIds: ids.slice(3, 4), leadId: institutions.justice.id },
          { recommendationIds: ids.slice(4), leadId: institutions.health.id },
        ],
      });
      expect(proposed).toEqual({ status: 201, body: { proposed: 9, alreadyThere: 0 } });

      const round = await coordinator.post('/verification-rounds', { reviewId: review.id });
      expect(round.status).toBe(201);
      expect(round.body['dueOn']).toBe('2026-03-16');

      // One mail each, however many recommendations, in their own languages.
      const [toDara] = await mailsTo(people.dara, 1);
      const [toBopha] = await mailsTo(people.bopha, 1);
      const [toSophea] = await mailsTo(people.sophea, 1);
      expect(toDara?.subject).toBe(
        `3 recommendations for you to verify by ${dayText('en', '2026-03-16')} (UPR, session 32)`,
      );
      expect(toBopha?.subject).toContain('1 recommandation à vérifier au plus tard le lundi 16 mars 2026');
      expect(toSophea?.subject).toContain('អនុសាសន៍ 5');
      expect(toSophea?.text).toContain('ពង្រីកសេវាសុខភាព');
      expect(toDara?.headers['auto-submitted']).toBe('auto-generated');
      expect(toDara?.headers['references']).toBe(toSophea?.headers['references']);
      expect(toDara?.html).toContain('<html lang="en"');

      // Opening the link changes nothing.
      const link = linkIn(toDara?.text ?? '');
      const page = await stack.request({ method: 'GET', url: link });
      expect(page.statusCode).toBe(200);
      expect(Buffer.byteLength(page.body)).toBeLessThan(50_000);
      expect(await stack.db.now.assignment.count({ where: { status: 'UNDER_VERIFICATION' } })).toBe(9);

      // The buttons do; pressed twice they do no more.
      for (const saved of [3, 0]) {
        const pressed = await stack.request({ method: 'POST', url: `${link}/accept-all` });
        expect(pressed.statusCode).toBe(303);
        expect(pressed.headers.location).toBe(`${link}?page=1&saved=${saved}&late=0`);
      }
      const bophasLink = linkIn(toBopha?.text ?? '');
      const contested = await stack.db.now.assignment.findFirstOrThrow({
        where: { institutionId: institutions.justice.id },
      });
      const form = (fields: Record<string, string>) => ({
        method: 'POST' as const,
        url: bophasLink,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      });
      const wordless = await stack.request(
        form({ [`answer.${contested.id}`]: 'CONTEST', [`reason.${contested.id}`]: ' ' }),
      );
      expect(wordless.statusCode).toBe(422);
      expect(wordless.body).toContain('merci de dire pourquoi elle ne vous revient pas');
      const worded = await stack.request(
        form({
          [`answer.${contested.id}`]: 'CONTEST',
          [`reason.${contested.id}`]: 'C’est du ressort de la santé.',
          [`instead.${contested.id}`]: 'ministry of health',
        }),
      );
      expect(worded.statusCode).toBe(303);
      const [toCoordinator] = await mailsTo(people.coordinator, 1);
      expect(toCoordinator?.text).toContain('C’est du ressort de la santé. Proposed instead: Ministry of Health.');

      // The contested one goes to another; the others are approved and become active.
      const reassigned = await coordinator.post(`/assignments/${contested.id}/reassign`, {
        institutionId: institutions.health.id,
        reason: 'They said so themselves',
      });
      expect(reassigned).toEqual({ status: 201, body: { proposed: 1 } });
      await stack.request({ method: 'POST', url: `${linkIn(toSophea?.text ?? '')}/accept-all` });
      const authority = await as(people.authority.id);
      expect((await coordinator.post('/approvals', { reviewId: review.id })).status).toBe(403);
      const approved = await authority.post('/approvals', { reviewId: review.id, note: 'Agreed in plenary' });
      expect(approved.body['approved']).toBe(8);
      const [, activation] = (await mailsTo(people.dara, 2)).reverse();
      expect(activation?.subject).toBe('Approved: 3 recommendations are now yours (UPR, session 32)');
      expect(await stack.db.now.assignment.count({ where: { status: 'ACTIVE' } })).toBe(8);

      // Answered in time: nobody is reminded any more.
      await eventually(async () =>
        expect(await stack.db.now.reminderStep.count({ where: { fellDueAt: null, stoppedAt: null } })).toBe(0),
      );
      stack.clock.set('2026-04-20T03:00:00Z');
      await eventually(async () => expect(await stack.db.now.owed.count()).toBe(0));
      expect(stack.mailbox.messages()).toHaveLength(3 + 1 + 2);
    });
  });
};
