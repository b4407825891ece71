import { createTransport } from 'nodemailer';
import { AnswersListener } from '../../libs/replies/index.js';
import type { ReceivedMail } from '../../tools/mailbox.mjs';
import { invitationOf, replyTo } from '../../tools/mailbox-reply.mjs';
import { aCountry, type Country } from '../support/country.js';
import { FixedClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { describeOn } from '../support/settings.js';
import { aStack, type Backend } from '../support/stack.js';

type Stack = Awaited<ReturnType<typeof aStack>>;
type Body = Record<string, unknown>;
type Person = { id: string; email: string };

/** A consultation from the first poll to the final minutes, over HTTP and by mail alone, on either queue backend. */
export const theConsultation = (backend: Backend): void => {
  describeOn(backend)(`a consultation, with the queue on ${backend}`, () => {
    const clock = new FixedClock('2026-03-02T03:00:00Z');
    let stack: Stack;
    let country: Country;
    let call: (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => Promise<Body>;

    beforeAll(async () => {
      const settings = { MAIL_ANSWERS: 'answers+*@example.org', ANSWERS_LISTEN: 'lmtp://127.0.0.1:0' };
      stack = await aStack({ backend, clock, settings });
      country = await aCountry(stack.db);
      stack.worker.start();
      call = async (method, url, payload) => {
        // Sessions end; the story takes months.
        const headers = await stack.signIn(country.people.coordinator.id);
        const answer = await stack.request({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) });
        if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`);
        return answer.body === '' ? {} : answer.json();
      };
    });
    afterAll(() => stack.close());

    /** Another moment comes once all that is owed till now is done: what is under way would seem to have lasted for days. */
    const waitUntil = async (moment: string) => {
      await eventually(async () =>
        expect(await stack.db.now.owed.count({ where: { gaveUpAt: null, runAt: { lte: clock.now() } } })).toBe(0),
      );
      clock.set(moment);
    };
    /** The mails of a person about this, once there are so many; the newest first. */
    const mailsTo = ({ email }: Person, count: number, about: (mail: ReceivedMail) => boolean = () => true) =>
      eventually(() => {
        const mails = stack.mailbox.messages({ to: email }).filter(about);
        expect(mails.map(({ subject }) => subject)).toHaveLength(count);
        return mails;
      });
    const lastTo = async (person: Person, count: number, about?: (mail: ReceivedMail) => boolean) => {
      const [last] = await mailsTo(person, count, about);
      if (!last) throw new Error('no mail');
      return last;
    };
    const isCalendar = ({ calendar }: ReceivedMail) => calendar !== null;
    const valueOf = ({ calendar }: ReceivedMail, name: string) =>
      new RegExp(`^${name}[;:].*$`, 'm')
        .exec((calendar ?? '').replace(/\r\n[ \t]/g, '').replace(/^BEGIN:VTIMEZONE.*^END:VTIMEZONE/ms, ''))?.[0]
        .trim();
    const pathIn = ({ text }: ReceivedMail, page: string) =>
      new RegExp(`http://nmrf\\.test(/${page}/[\\w-]+)`).exec(text)?.[1] ?? 'no link';
    const press = async (url: string, form: Record<string, string>) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
      const payload = new URLSearchParams(form).toString();
      const answer = await stack.request({ method: 'POST', url, headers, payload });
      if (answer.statusCode !== 303) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    };
    /** Hands a mail to our listener, as the mail server of whoever answers does. */
    const send = async (from: string, to: string, mail: object) => {
      const port = stack.worker.app.get(AnswersListener).port ?? 0;
      const transport = createTransport({ host: '127.0.0.1', port, lmtp: true, ignoreTLS: true });
      await transport.sendMail({ envelope: { from, to }, from, to, ...mail });
      transport.close();
    };
    const answerByCalendar = (person: Person, mail: ReceivedMail, partstat: string) => {
      const asked = invitationOf(mail.calendar);
      if (!asked) throw new Error('no invitation');
      const icalEvent = { method: 'REPLY', content: replyTo(asked, partstat, clock.now()) };
      return send(person.email, asked.organizer, { subject: `${partstat}: ${mail.subject}`, text: '', icalEvent });
    };
    const answerInWords = (person: Person, mail: ReceivedMail, text: string) =>
      send(person.email, mail.replyTo, { subject: `Re: ${mail.subject}`, text: `${text}\n\n> ${mail.subject}` });
    const answers = (wanted: Record<string, string | null>) =>
      eventually(async () => {
        const rows = await stack.db.now.invitation.findMany({ include: { person: true } });
        expect(Object.fromEntries(rows.map(({ person, answer }) => [person?.name ?? '', answer]))).toEqual(wanted);
      });
    const statusOf = async (id: string) =>
      (await stack.db.now.consultation.findUniqueOrThrow({ where: { id } })).status;
    const becomes = (id: string, status: string) => eventually(async () => expect(await statusOf(id)).toBe(status));

    it('goes from a poll to final minutes, moved twice, answered by link, by calendar and in words', async () => {
      const { people, institutions, recommendations } = country;
      const { dara, bopha, sophea, rith, coordinator } = people;

      // Planned, and its hosts asked.
      const { id } = (await call('POST', '/consultations', {
        ...{ title: 'Consultation on schools', purpose: 'NATIONAL_REPORT', format: 'IN_PERSON' },
        ...{ place: 'Hall of the Ministry of Education', capacity: 3, remindDays: [2] },
        hostIds: [rith.id],
        subjects: [{ kind: 'RECOMMENDATION', subjectId: recommendations[1]?.id }],
      })) as { id: string };
      await call('PUT', `/consultations/${id}/agenda`, { items: [{ title: 'Attendance' }, { title: 'Teachers' }] });
      const dates = ['2026-04-20', '2026-04-22'].map((day) => ({ from: `${day}T09:00`, until: `${day}T12:00` }));
      await call('POST', `/consultations/${id}/polls`, { closesAt: '2026-03-09T12:00', options: dates });
      const poll = pathIn(await lastTo(rith, 1), 'poll');
      const options = await stack.db.now.dateOption.findMany({ orderBy: { startsAt: 'asc' } });
      await press(poll, Object.fromEntries(options.map((option, n) => [option.id, n === 0 ? 'NO' : 'YES'])));
      await waitUntil('2026-03-09T05:00:00Z');
      expect((await lastTo(coordinator, 1)).text).toContain('22 April 2026');

      // A date, and three invited; the invitations go out when their moment comes.
      await call('POST', `/consultations/${id}/schedule`, { ...dates[1], inviteAt: '2026-03-11T08:00' });
      const institutionIds = [institutions.education.id, institutions.justice.id, institutions.health.id];
      await call('POST', `/consultations/${id}/invitations`, { institutionIds });
      expect(await mailsTo(dara, 0)).toEqual([]);
      await waitUntil('2026-03-11T01:00:00Z');
      const first = [
        await lastTo(dara, 1, isCalendar),
        await lastTo(bopha, 1, isCalendar),
        await lastTo(sophea, 1, isCalendar),
      ] as const;
      await becomes(id, 'INVITING');
      for (const mail of first) {
        expect(mail.to).toHaveLength(1);
        expect(valueOf(mail, 'METHOD')).toBe('METHOD:REQUEST');
        expect(valueOf(mail, 'DTSTART')).toBe('DTSTART;TZID=Asia/Phnom_Penh:20260422T090000');
        expect(mail.calendar?.match(/^ATTENDEE/gm)).toHaveLength(1);
      }
      expect(new Set(first.map((mail) => valueOf(mail, 'UID'))).size).toBe(3);
      expect(first[1].subject).toMatch(/Consultation on schools/);
      expect(first[2].html).toContain('<html lang="km"');

      // Opening changes nothing; each answers in a way of their own.
      const page = await stack.request({ method: 'GET', url: `${pathIn(first[0], 'invitation')}?answer=accepted` });
      expect(page.statusCode).toBe(200);
      expect(Buffer.byteLength(page.body)).toBeLessThan(50_000);
      await answers({ 'Sok Dara': null, 'Chan Bopha': null, 'Keo Sophea': null });
      await press(`${pathIn(first[0], 'invitation')}/answer`, { answer: 'ACCEPTED' });
      await answerByCalendar(bopha, first[1], 'ACCEPTED');
      await answerInWords(sophea, first[2], 'បាទ');
      await answers({ 'Sok Dara': 'ACCEPTED', 'Chan Bopha': 'ACCEPTED', 'Keo Sophea': 'ACCEPTED' });
      for (const person of [dara, bopha, sophea]) await mailsTo(person, 2, isCalendar); // that their seats are kept

      // Moved: everybody hears once and is asked anew; an answer to the former date counts for nothing.
      await waitUntil('2026-03-16T03:00:00Z');
      const moved = (day: string) => ({ from: `${day}T14:00`, until: `${day}T17:00`, reason: 'The hall is taken' });
      await call('POST', `/consultations/${id}/move`, moved('2026-04-27'));
      const second = [
        await lastTo(dara, 3, isCalendar),
        await lastTo(bopha, 3, isCalendar),
        await lastTo(sophea, 3, isCalendar),
      ] as const;
      expect(second.map((mail) => valueOf(mail, 'UID'))).toEqual(first.map((mail) => valueOf(mail, 'UID')));
      const sequence = (mail: ReceivedMail) => Number(valueOf(mail, 'SEQUENCE')?.slice('SEQUENCE:'.length));
      expect(sequence(second[0])).toBeGreaterThan(sequence(first[0]));
      await answers({ 'Sok Dara': null, 'Chan Bopha': null, 'Keo Sophea': null });
      await answerByCalendar(bopha, first[1], 'DECLINED');
      await eventually(async () =>
        expect(await stack.db.now.inboundMail.count({ where: { status: 'LISTED', cause: 'outdated' } })).toBe(1),
      );
      await answerByCalendar(dara, second[0], 'ACCEPTED');
      await answerInWords(bopha, second[1], 'Oui, avec plaisir.');
      await press(`${pathIn(second[2], 'invitation')}/answer`, { answer: 'TENTATIVE' });
      await answers({ 'Sok Dara': 'ACCEPTED', 'Chan Bopha': 'ACCEPTED', 'Keo Sophea': 'TENTATIVE' });

      // And moved again: the alarms of both former dates find nothing to do.
      await waitUntil('2026-03-17T03:00:00Z');
      await call('POST', `/consultations/${id}/move`, moved('2026-05-04'));
      const third = await lastTo(bopha, 5, isCalendar);
      await answers({ 'Sok Dara': null, 'Chan Bopha': null, 'Keo Sophea': null });
      await answerByCalendar(bopha, third, 'ACCEPTED');
      await press(`${pathIn(first[0], 'invitation')}/answer`, { answer: 'ACCEPTED' });
      await answers({ 'Sok Dara': 'ACCEPTED', 'Chan Bopha': 'ACCEPTED', 'Keo Sophea': null });
      await waitUntil('2026-04-29T03:00:00Z'); // two days before answers are due: only she is reminded, by the hour of her day
      const isReminder = ({ headers }: ReceivedMail) => new Date(headers['date'] ?? '') >= new Date('2026-04-28');
      const [reminder] = await mailsTo(sophea, 1, isReminder);
      expect(reminder?.calendar).not.toBeNull();
      expect(stack.mailbox.messages({ to: dara.email }).filter(isReminder)).toEqual([]);
      expect(await statusOf(id)).toBe('INVITING');

      // Held: at the door by code, by list, and uninvited.
      await waitUntil('2026-05-04T07:00:00Z');
      const { doorCode } = await stack.db.now.invitation.findFirstOrThrow({ where: { personId: dara.id } });
      await call('POST', `/consultations/${id}/attendance/door`, { code: doorCode ?? '' });
      await call('POST', `/consultations/${id}/attendance/walk-ins`, { name: 'Nhem Sokha' });
      await waitUntil('2026-05-04T10:30:00Z');
      await becomes(id, 'HELD');
      const due = await eventually(() => stack.db.now.deadline.findFirstOrThrow({ where: { subjectId: id } }));
      expect(due).toMatchObject({ kind: 'CONSULTATION', institutionId: null, status: 'OPEN' });

      // Recorded, promised, circulated, commented on, final.
      const { opening, items } = (await call('GET', `/consultations/${id}/minutes`)) as {
        opening: { version: string };
        items: { agendaItemId: string; version: string }[];
      };
      await call('PUT', `/consultations/${id}/minutes`, {
        opening: { text: 'The meeting was opened at two.', version: opening.version },
        items: items.map(({ agendaItemId, version }) => ({ agendaItemId, version, text: 'It was discussed.' })),
      });
      await call('POST', `/consultations/${id}/commitments`, {
        ...{ what: 'Publish the figures', institutionId: institutions.education.id, dueOn: '2026-09-01' },
        recommendationIds: [recommendations[1]?.id],
      });
      await call('POST', `/consultations/${id}/minutes/circulate`, { commentsBy: '2026-05-15' });
      const isPlain = (mail: ReceivedMail) => mail.text.includes('/invitation/') && !isCalendar(mail);
      const circulated = await lastTo(dara, 1, isPlain);
      await mailsTo(bopha, 1, isPlain);
      expect(stack.mailbox.messages({ to: sophea.email }).filter(isPlain)).toEqual([]); // she neither had a seat nor came
      await press(`${pathIn(circulated, 'invitation')}/minutes`, { item: '', text: 'The vote is missing.' });
      await waitUntil('2026-05-18T03:00:00Z');
      await mailsTo(rith, 2); // the poll, and that comments are closed
      await call('POST', `/consultations/${id}/minutes/finalise`);
      await mailsTo(dara, 2, isPlain);
      expect(await statusOf(id)).toBe('CLOSED');
      const [minutesDue, promise] = await stack.db.now.deadline.findMany({ orderBy: { dueOn: 'asc' } });
      expect(minutesDue).toMatchObject({ subjectId: id, status: 'MET' });
      expect(promise).toMatchObject({ institutionId: institutions.education.id, title: 'Publish the figures' });
      expect(await stack.db.now.reminderStep.count({ where: { deadlineId: promise?.id ?? '' } })).toBeGreaterThan(0);
    }, 60_000);
  });
};
