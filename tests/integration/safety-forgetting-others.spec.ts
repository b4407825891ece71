import { newId, Outbox, Post } from '../../libs/platform/index.js';
import { ForgettingService } from '../../libs/safety/index.js';
import { contributors, type Contributors } from '../support/contributed.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aPerson } from '../support/factories.js';
import { tracesOf } from '../support/traces.js';

const name = 'Sovann Chendakiri';

let desk: Desk;
let people: Contributors;
let forgetting: ForgettingService;
beforeAll(async () => {
  desk = await aDesk();
  people = contributors(desk);
  forgetting = desk.api.app.get(ForgettingService);
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set('2026-03-02T03:00:00Z'));

const erase = { erasesWritings: true };

describe('who has nearly the same name or address', () => {
  /** Chan answered by mail, was read from a list, has an answer kept and a mail not sent yet. */
  async function aChan(consultationId: string, { at, named }: { at: string; named: string }) {
    const { db, clock, api } = desk;
    const email = `chan@${at}`;
    const chan = await people.anInvitee(consultationId, { name: named, email });
    const reply = await db.now.inboundMail.create({
      data: {
        ...{ digest: newId(), via: 'LISTENER', receivedAt: clock.now(), status: 'LISTED' },
        ...{ sender: email, subject: 'I come', excerpt: 'by boat' },
      },
    });
    const read = async (status: 'APPLIED' | 'PREVIEWED', holds: string[]) => {
      const stored = await db.now.storedFile.create({
        data: {
          ...{ name: 'people.csv', size: 1, sha256: '', createdAt: clock.now() },
          chunks: { create: { n: 0, bytes: Buffer.from(holds.join('\n')) } },
        },
      });
      const { id } = await db.now.import.create({
        data: {
          ...{ kind: 'DIRECTORY', status, hints: {}, createdById: desk.coordinator.id, createdAt: clock.now() },
          fileId: stored.id,
          rows: { create: holds.map((address, n) => ({ n, record: { person: { email: address } } })) },
          problems: { create: { n: 1, severity: 'WARNING', code: 'x', params: { email } } },
        },
      });
      return { id, fileId: stored.id };
    };
    const answered = await db.now.idempotentRequest.create({
      data: {
        ...{ actorId: desk.coordinator.id, key: newId(), fingerprint: 'x', createdAt: clock.now() },
        answer: { name: named, email },
      },
    });
    const [mailId = ''] = await db.transaction((tx) =>
      api.app.get(Post).post(tx, 'address-changed', [
        {
          to: { id: chan.person.id, email, locale: 'en' },
          props: { name: named, mechanism: `write to chan@${at}` },
        },
      ]),
    );
    return { ...chan, email, reply, answered, mailId, read };
  }

  it('keeps all that is theirs', async () => {
    const { db } = desk;
    const at = `ngo-${newId()}.example.org`;
    const { id } = await people.aConsultation();
    const an = await people.anInvitee(id, { name: 'Sok Dara', email: `an@${at}` });
    const chan = await aChan(id, { at, named: 'Sok Darany' });
    const ofChan = await chan.read('APPLIED', [chan.email]);
    const ofBoth = await chan.read('APPLIED', [chan.email, `an@${at}`]);
    const underWay = await chan.read('PREVIEWED', [chan.email, `an@${at}`]);
    const mail = await db.now.mail.findUniqueOrThrow({ where: { id: chan.mailId } });
    await forgetting.forget(an.person.id, { by: desk.by, ...erase });
    expect(await db.now.inboundMail.findUniqueOrThrow({ where: { id: chan.reply.id } })).toEqual(chan.reply);
    expect(await db.now.mail.findUniqueOrThrow({ where: { id: chan.mailId } })).toEqual(mail);
    const { actorId, key } = chan.answered;
    const where = { actorId_key: { actorId, key } };
    expect(await db.now.idempotentRequest.findUniqueOrThrow({ where })).toEqual(chan.answered);
    const left = async ({ id: importId, fileId }: { id: string; fileId: string }) => ({
      rows: await db.now.importRow.count({ where: { importId } }),
      chunks: await db.now.storedFileChunk.count({ where: { fileId } }),
      problems: await db.now.importProblem.count({ where: { importId } }),
    });
    expect(await left(ofChan)).toEqual({ rows: 1, chunks: 1, problems: 1 });
    expect(await left(ofBoth)).toEqual({ rows: 1, chunks: 0, problems: 0 });
    expect(await left(underWay)).toEqual({ rows: 2, chunks: 1, problems: 1 });
    expect(await db.now.invitation.findUniqueOrThrow({ where: { id: chan.invitation.id } })).toMatchObject({
      personId: chan.person.id,
      forgottenAt: null,
    });
  });

  it('has answers kept for programs without whoever was forgotten, so that nothing is done twice', async () => {
    const { db, clock } = desk;
    const { id } = await people.aConsultation();
    const an = await people.anInvitee(id, { name: 'Sok Dara', email: `an@${newId()}.example.org` });
    const kept = await db.now.idempotentRequest.create({
      data: {
        ...{ actorId: desk.coordinator.id, key: newId(), fingerprint: 'x', createdAt: clock.now() },
        answer: { people: [{ name: 'Sok Dara', email: an.person.email }, { name: 'Sok Darany' }] },
      },
    });
    await forgetting.forget(an.person.id, { by: desk.by, ...erase });
    const { actorId, key } = kept;
    const { answer } = await db.now.idempotentRequest.findUniqueOrThrow({ where: { actorId_key: { actorId, key } } });
    expect(answer).toEqual({ people: [{ name: '—', email: 'nobody@forgotten.invalid' }, { name: 'Sok Darany' }] });
  });
});

describe('reasons in the trail', () => {
  const typedReason = 'Her brother was asked about her';
  async function aReasoned() {
    const { db, api, by } = desk;
    const { id } = await people.aConsultation();
    const [theirs, other] = [await people.anInvitee(id, { name }), await people.anInvitee(id)];
    const reply = await db.now.inboundMail.create({
      data: {
        ...{ digest: newId(), via: 'LISTENER', receivedAt: desk.clock.now(), status: 'HANDLED' },
        invitationId: theirs.invitation.id,
      },
    });
    const outbox = api.app.get(Outbox);
    await db.transaction(async (tx) => {
      const why = { by, reason: typedReason };
      for (const { invitation } of [theirs, other]) {
        await outbox.publish(tx, 'invitation.withdrawn', { invitationId: invitation.id, consultationId: id }, why);
      }
      await outbox.publish(tx, 'reply.settled', { replyId: reply.id, invitationId: null }, why);
    });
    return { theirs, other, reply };
  }
  const reasonsOf = async (id: string) => {
    const found = await desk.db.now.event.findMany({ where: { subjectIds: { has: id }, reason: { not: null } } });
    return found.map(({ reason }) => reason);
  };

  it('about their invitations and answers are blanked; those about others stay', async () => {
    const { theirs, other, reply } = await aReasoned();
    await forgetting.forget(theirs.person.id, { by: desk.by, reason: 'asked by telephone', ...erase });
    expect(await reasonsOf(theirs.invitation.id)).toEqual(['—']);
    expect(await reasonsOf(reply.id)).toEqual(['—']);
    expect(await reasonsOf(other.invitation.id)).toEqual([typedReason]);
    expect(await reasonsOf(theirs.person.id)).toContain('asked by telephone');
  });

  it('can become nothing else, nor can anything else of an event change', async () => {
    const { theirs, other } = await aReasoned();
    await forgetting.forget(theirs.person.id, { by: desk.by, ...erase });
    const about = (id: string) => ({ subjectIds: { has: id }, reason: { not: null } });
    const events = desk.db.now.event;
    for (const [id, data] of [
      [theirs.invitation.id, { reason: 'another' }],
      [theirs.invitation.id, { reason: null }],
      [theirs.invitation.id, { reason: '—', via: 'system' }],
      [other.invitation.id, { reason: '—' }],
    ] as const) {
      await expect(events.updateMany({ where: about(id), data })).rejects.toThrow('append-only');
    }
  });
});

describe('who came without an address', () => {
  async function aWalkIn() {
    const { db, clock } = desk;
    const named = `Ros Sopheap ${newId().slice(-6)}`;
    const consultation = await people.aConsultation({ status: 'HELD' });
    const { id } = await db.now.invitation.create({
      data: {
        ...{ consultationId: consultation.id, invitedAt: clock.now(), kind: 'CSO', gender: 'WOMAN', walkInName: named },
        ...{ attendance: 'ATTENDED', attendedVia: 'WALK_IN', attendedAt: clock.now(), otherNeeds: 'a chair with arms' },
        comments: {
          create: { consultationId: consultation.id, text: 'the minutes forget the pump', madeAt: clock.now() },
        },
      },
    });
    return { id, consultationId: consultation.id, named };
  }

  it('is forgotten from their row by the coordinator, and still counts', async () => {
    const { id, named } = await aWalkIn();
    const headers = await desk.api.signIn(desk.coordinator.id);
    const path = `/forget/invitation/${id}`;
    expect((await people.open(path, headers)).body).toContain(`Forget ${named}`);
    const press = (reason: string) => people.press(path, { writings: 'ERASE', isSure: '1', reason }, headers);
    expect((await press(`${named} rang`)).statusCode).toBe(422);
    expect((await press('asked at the door')).headers['location']).toBe('/forget/done');
    expect(await tracesOf(desk, [named])).toEqual([]);
    expect(await desk.db.now.invitation.findUniqueOrThrow({ where: { id } })).toMatchObject({
      ...{ walkInName: null, otherNeeds: null, attendance: 'ATTENDED', kind: 'CSO', gender: 'WOMAN' },
      forgottenAt: desk.clock.now(),
    });
    expect((await people.open(path, headers)).statusCode).toBe(404);
    const officer = await aPerson(desk.db, { roles: ['OFFICER'] });
    expect((await people.open(path, await desk.api.signIn(officer.id))).statusCode).toBe(403);
  });

  it('is forgotten once, though it is asked for ten times at once', async () => {
    const { id } = await aWalkIn();
    const wish = { by: desk.by, ...erase };
    await Promise.all(Array.from({ length: 10 }, () => forgetting.forgetInvitation(id, wish)));
    expect((await desk.eventsOf(id)).filter((event) => event === 'participant.forgotten')).toHaveLength(1);
  });

  it('is forgotten whole where the row is of somebody in the directory', async () => {
    const invitee = await people.anInvitee((await people.aConsultation()).id, { name: 'Meas Kolab' });
    await forgetting.forgetInvitation(invitee.invitation.id, { by: desk.by, ...erase });
    expect(await desk.db.now.person.findUniqueOrThrow({ where: { id: invitee.person.id } })).toMatchObject({
      name: '—',
    });
  });
});
