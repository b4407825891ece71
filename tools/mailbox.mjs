// A mail server that delivers to nobody: it accepts every mail and shows it on a web page and as JSON.
// For development, the demonstration and the tests.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { replier } from './mailbox-reply.mjs';
import { answerRequest } from './mailbox-web.mjs';

/** Shown as sent: no text made up from the HTML, no HTML made up from the text. */
const parseAsSent = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };

const linksIn = (text) =>
  [...text.matchAll(/https?:\/\/[^\s<>"']+/g)].map(([link]) => link.replace(/[).,;:!?\]]+$/, ''));

const nameOf = (sender) => (sender?.name ? `${sender.name} <${sender.address}>` : sender?.address);

function headersOf(parsed) {
  const headers = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}\n${value}`;
  }
  return headers;
}

/** One acceptance. The same mail sent twice is two of these, with one messageId. */
async function readMessage({ id, receivedAt, envelope, source }) {
  const parsed = await simpleParser(source, parseAsSent);
  const text = parsed.text ?? '';
  return {
    id,
    messageId: parsed.messageId ?? null,
    receivedAt: receivedAt.toISOString(),
    from: nameOf(parsed.from?.value[0]) ?? envelope.from,
    to: envelope.to,
    replyTo: (parsed.replyTo ?? parsed.from)?.value[0]?.address ?? envelope.from,
    subject: parsed.subject ?? '',
    headers: headersOf(parsed),
    text,
    html: parsed.html || null,
    links: linksIn(text),
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({ filename, contentType, size })),
    calendar: parsed.attachments.find(({ contentType }) => contentType === 'text/calendar')?.content.toString() ?? null,
    source,
  };
}

/** Keeps each mail as a file, with the envelope in front as mail servers write it. The name is the moment and a count. */
function mailFolder(dir) {
  if (!dir) return { save: () => {}, load: async () => [], clear: () => {} };
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = () =>
    readdirSync(dir)
      .filter((name) => /^\d+-\d+\.eml$/.test(name))
      .sort();
  const read = (name) => {
    const stored = readFileSync(path.join(dir, name));
    const [start, ...recipients] = /^Return-Path: <.*>\r\n(Delivered-To: .*\r\n)*/
      .exec(stored.toString('latin1'))[0]
      .trim()
      .split('\r\n');
    const length = [start, ...recipients].reduce((sum, line) => sum + line.length + 2, 0);
    const id = path.basename(name, '.eml');
    const decode = (line) => Buffer.from(line, 'latin1').toString('utf8');
    return readMessage({
      id,
      receivedAt: new Date(Number(id.split('-')[0])),
      envelope: {
        from: decode(start).slice('Return-Path: <'.length, -1),
        to: recipients.map((line) => decode(line).slice('Delivered-To: '.length)),
      },
      source: stored.subarray(length),
    });
  };
  return {
    save({ id, envelope, source }) {
      const head = [`Return-Path: <${envelope.from}>`, ...envelope.to.map((address) => `Delivered-To: ${address}`), ''];
      writeFileSync(path.join(dir, `${id}.eml`), Buffer.concat([Buffer.from(head.join('\r\n')), source]), {
        mode: 0o600,
      });
    },
    load: () => Promise.all(files().map(read)),
    clear: () => files().forEach((name) => rmSync(path.join(dir, name))),
  };
}

const refusal = ({ reply, text }) => Object.assign(new Error(text ?? 'Refused as asked'), { responseCode: reply });

/** Resolves when listening, rejects when the port is taken. */
const listening = (server, listen) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    listen(() => {
      server.off('error', reject);
      server.on('error', () => {}); // a client that hangs up is not our trouble
      resolve();
    });
  });

/**
 * Starts the mail server and its web page on 127.0.0.1; `dir` keeps the mails over restarts; what is answered on the page goes to
 * `answersUrl`, where the product listens for it.
 *
 * `behave(fn)` makes the server misbehave: `fn({ stage: 'rcpt' | 'data', from, to, attempt })` is asked for every
 * recipient and every mail, and may give `{ reply: 451 | 550, text }` (refuse), `{ delayMs }` (be slow),
 * `{ cut: 'during' }` (hang up amid the mail) or `{ cut: 'after' }` (accept it, and hang up before saying so).
 */
export async function startMailbox({ smtpPort = 0, httpPort = 0, dir, answersUrl } = {}) {
  const reply = answersUrl ? replier(answersUrl) : null;
  const folder = mailFolder(dir);
  const messages = await folder.load(); // oldest first
  const listeners = new Set();
  const sockets = new Map();
  let behaviour = () => undefined;
  let attempts = 0;
  let accepted = messages.length;

  async function accept(envelope, source) {
    const receivedAt = new Date();
    const id = `${receivedAt.getTime()}-${String(++accepted).padStart(6, '0')}`;
    const message = await readMessage({ id, receivedAt, envelope, source });
    folder.save({ id, envelope, source });
    messages.push(message);
    for (const listener of listeners) listener(message);
  }

  const hangUp = (session) => sockets.get(session.remotePort)?.destroy();

  async function receive(stream, session) {
    const envelope = {
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: session.envelope.rcptTo.map(({ address }) => address),
    };
    const asked = (await behaviour({ stage: 'data', ...envelope, attempt: ++attempts })) ?? {};
    if (asked.cut === 'during') return hangUp(session);
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (asked.delayMs) await wait(asked.delayMs);
    if (asked.reply) throw refusal(asked);
    await accept(envelope, Buffer.concat(chunks));
    if (asked.cut === 'after') hangUp(session);
  }

  async function allowRecipient(address, session) {
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
    const asked = (await behaviour({ stage: 'rcpt', from, to: [address.address], attempt: attempts })) ?? {};
    if (asked.delayMs) await wait(asked.delayMs);
    if (asked.reply) throw refusal(asked);
  }

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onRcptTo: (address, session, done) => allowRecipient(address, session).then(() => done(), done),
    onData: (stream, session, done) => receive(stream, session).then(() => done(), done),
  });
  smtp.server.on('connection', (socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });

  const store = {
    /** Newest first, those to one address or since a moment. */
    list({ to, since } = {}) {
      const wanted = (message) =>
        (!to || message.to.some((address) => address.toLowerCase() === to.toLowerCase())) &&
        (!since || new Date(message.receivedAt) >= since);
      return messages.filter(wanted).reverse();
    },
    find: (id) => messages.find((message) => message.id === id),
    reply,
    clear() {
      folder.clear();
      messages.length = 0;
    },
  };
  const web = http.createServer((request, response) => {
    answerRequest(store, request, response).catch(() => response.destroy()); // a browser that hangs up amid a form
  });

  await listening(smtp, (done) => smtp.listen(smtpPort, '127.0.0.1', done));
  try {
    await listening(web, (done) => web.listen(httpPort, '127.0.0.1', done));
  } catch (error) {
    smtp.close();
    throw error;
  }

  return {
    smtpUrl: `smtp://127.0.0.1:${smtp.server.address().port}`,
    webUrl: `http://127.0.0.1:${web.address().port}`,
    messages: store.list,
    clear: store.clear,
    /** Calls `listener` with each mail as it is accepted; gives the way to stop that. */
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    behave(fn) {
      behaviour = fn ?? (() => undefined);
    },
    async stop() {
      for (const socket of sockets.values()) socket.destroy();
      web.closeAllConnections();
      reply?.close();
      await Promise.all([new Promise((resolve) => smtp.close(resolve)), new Promise((resolve) => web.close(resolve))]);
    },
  };
}
