import { programs } from '../../libs/replies/fixtures/calendar-replies.js';
import { plain } from '../../libs/replies/fixtures/plain-replies.js';
import { startDovecot, type Dovecot } from '../../tools/dovecot.mjs';
import { anAnswersDesk, type AnswersDesk } from '../support/replies.js';
import { describeWithDovecot } from '../support/settings.js';

describeWithDovecot('the mailbox that answers come to', () => {
  let desk: AnswersDesk;
  let imap: Dovecot;
  beforeAll(async () => {
    imap = await startDovecot();
    desk = await anAnswersDesk({ mailboxUrl: imap.url });
  });
  afterAll(async () => {
    await desk.close();
    await imap.stop();
  });

  const owed = () => desk.db.now.owed.findMany({ where: { name: 'answers.read' } });
  const read = async () => {
    const [row] = await owed();
    await desk.listening.runner.run('answers.read', [row?.id ?? '']);
  };
  const readAndWork = async () => {
    await read();
    const rows = await desk.db.now.owed.findMany({ where: { name: 'reply.take' } });
    for (const { id } of rows) await desk.listening.runner.run('reply.take', [id]);
  };

  it('is read from the start of the worker on, each minute, and each message once', async () => {
    expect(await owed()).toMatchObject([{ runAt: desk.clock.now(), key: 'mailbox' }]);
    const [first, second] = [await desk.anInvitee(), await desk.anInvitee()];
    const delivered = (to: string, source: Buffer) =>
      Buffer.concat([Buffer.from(`Return-Path: <sok.dara@example.org>\r\nDelivered-To: ${to}\r\n`), source]);
    const reply = programs.outlook({ ...first, attendee: first.email });
    imap.deliver(delivered(first.to, reply));
    // Its header says the address without a sign only; where it was delivered tells.
    imap.deliver(delivered(second.to, plain({ to: 'answers@example.org', from: second.email, text: 'Non' })));
    await readAndWork();
    expect(await desk.outcomes()).toEqual(['TAKEN', 'TAKEN']);
    expect([(await first.answer()).answer, (await second.answer()).answer]).toEqual(['ACCEPTED', 'DECLINED']);
    expect(imap.flags()).toEqual(['S', 'S']);
    expect(await owed()).toMatchObject([{ runAt: new Date('2026-03-02T03:01:00Z'), attempts: 0 }]);

    desk.clock.set('2026-03-02T03:01:00Z');
    // Read before, and not marked: the worker died in between. And handed over by the other way, too.
    imap.deliver(delivered(first.to, reply));
    await desk.bring(reply, first);
    await readAndWork();
    expect(await desk.outcomes()).toEqual(['TAKEN', 'TAKEN']);
    expect(imap.flags()).toEqual(['S', 'S', 'S']);
  });

  it('is read beyond a message that cannot be', async () => {
    desk.clock.set('2026-03-02T04:00:00Z');
    const invitee = await desk.anInvitee();
    imap.deliver(Buffer.from('X'), { unreadable: true });
    imap.deliver(Buffer.from(''));
    imap.deliver(plain({ to: invitee.to, from: invitee.email, text: 'Maybe' }));
    await readAndWork();
    expect(await invitee.answer()).toMatchObject({ answer: 'TENTATIVE' });
    expect(imap.flags().filter((flags) => flags === 'FS')).toHaveLength(1);
  });
});
