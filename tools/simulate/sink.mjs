// A mail server that notes which mail it accepted for whom and when by the clock of the play, and lets it go.
import { SMTPServer } from 'smtp-server';

export async function startSink(clock) {
  const accepted = [];
  let isAway = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: (_, __, callback) =>
      callback(isAway ? Object.assign(new Error('try later'), { responseCode: 451 }) : null),
    onData(stream, session, callback) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.length < 4 && chunks.push(chunk));
      stream.on('end', () => {
        const head = Buffer.concat(chunks).toString('latin1');
        const mailId = /^Message-ID: <([0-9a-f-]{36})@/im.exec(head)?.[1] ?? null;
        accepted.push({ mailId, to: session.envelope.rcptTo.map(({ address }) => address), at: clock.now() });
        callback();
      });
    },
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `smtp://127.0.0.1:${server.server.address().port}`,
    accepted,
    /** While it is away it asks everybody to come later. */
    goAway: () => (isAway = true),
    comeBack: () => (isAway = false),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
