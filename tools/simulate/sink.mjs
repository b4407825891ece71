// A mail server that notes which mail it accepted for whom and when by the clock of the play, and lets it go.
import { SMTPServer } from 'smtp-server';

/** `isRead`: what mails say is kept too. */
export async function startSink(clock, { isRead }) {
  const accepted = [];
  const gone = new Set();
  let isAway = false;
  const refusal = (address) => {
    if (isAway) return Object.assign(new Error('try later'), { responseCode: 451 });
    if (gone.has(address)) return Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 });
    return null;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _, callback) => callback(refusal(address)),
    onData(stream, session, callback) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('latin1');
        const mailId = /^Message-ID: <([0-9a-f-]{36})@/im.exec(source)?.[1] ?? null;
        const to = session.envelope.rcptTo.map(({ address }) => address);
        accepted.push({ mailId, to, at: clock.now(), text: isRead ? plainText(source) : '' });
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
    /** Nobody is at that address from now on. */
    forget: (address) => gone.add(address),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** What somebody reads who reads plain text: the part of that type, decoded. */
function plainText(source) {
  const part = /^Content-Type: text\/plain[^]*?\r\n\r\n([^]*?)(?=\r\n--|$(?![^]))/im.exec(source);
  if (!part) return '';
  const [whole, body] = part;
  const coding = /^Content-Transfer-Encoding: (\S+)/im.exec(whole)?.[1]?.toLowerCase();
  if (coding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (coding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
