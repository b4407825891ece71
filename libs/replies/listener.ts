import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { Config, Log, loggable } from '../platform/index.js';
import { mostBytes, RepliesIntake } from './intake.service.js';

const mostConnections = 20;
const mostRecipients = 10;
const silenceMs = 60_000;
/** A connection that only trickles keeps its place no longer than this. */
const longestMs = 10 * 60_000;

/** What the other server is told; it keeps what is refused with a 4xx, and tries again. */
class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

const noSuchAddress = () => new Refusal(550, '5.1.1 No such address here');
const tooMany = () => new Refusal(452, '4.5.3 Too many recipients');
const tooLarge = () => new Refusal(552, '5.3.4 Answers of more than 2 MB are not read');
const later = () => new Refusal(451, '4.3.0 Not now: please try again');

/**
 * Answers as your mail server hands them over, by SMTP or LMTP. It knows its own addresses only and sends nothing on; what it
 * confirms is written down.
 */
@Injectable()
export class AnswersListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: SMTPServer | null = null;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly intake: RepliesIntake,
  ) {}

  /** Where it listens; null: nowhere. */
  get port(): number | null {
    const address = this.server?.server.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.answersListen === undefined) return;
    const { protocol, hostname, port } = new URL(this.config.answersListen);
    this.server = await this.make(protocol === 'lmtp:');
    await this.listen(this.server, hostname.replace(/^\[|\]$/g, ''), Number(port));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  private async make(lmtp: boolean): Promise<SMTPServer> {
    // Loaded by whoever listens only, not by every process.
    const { SMTPServer } = await import('smtp-server');
    const server = new SMTPServer({
      lmtp,
      banner: 'answers',
      size: mostBytes,
      maxClients: mostConnections,
      disabledCommands: ['AUTH', 'STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      socketTimeout: silenceMs,
      closeTimeout: 5000,
      onRcptTo: ({ address }, { envelope }, done) => {
        if (!this.intake.takes(address)) return done(noSuchAddress());
        done(envelope.rcptTo.length >= mostRecipients ? tooMany() : null);
      },
      onData: (stream, session, done) => {
        this.receive(stream, session).then(() => done(null), done);
      },
    });
    server.server.on('connection', (socket) => {
      // eslint-disable-next-line no-restricted-syntax -- the connection it watches dies with the process too
      const end = setTimeout(() => socket.destroy(), longestMs);
      socket.once('close', () => clearTimeout(end));
    });
    return server;
  }

  private async listen(server: SMTPServer, host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Error(`ANSWERS_LISTEN: nothing can listen on port ${port} of ${host} (${error.code ?? error.name}).`),
        ),
      );
      server.listen(port, host, resolve);
    });
    server.removeAllListeners('error');
    server.on('error', () => {}); // A client that hangs up is not our trouble.
  }

  private async receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
    }
    if (size > mostBytes || stream.sizeExceeded) throw tooLarge();
    const from = envelope.mailFrom ? envelope.mailFrom.address : '';
    // As whoever delivers a mail at last writes it down (RFC 5321, 4.4).
    const head = Buffer.from(`Return-Path: <${from.replace(/[\r\n<>]/g, '')}>\r\n`);
    const recipients = envelope.rcptTo.map(({ address }) => address.toLowerCase());
    if (!(await this.intake.hasRoom(recipients).catch(() => false))) throw later();
    try {
      await this.intake.receive(Buffer.concat([head, ...chunks]), { via: 'LISTENER', recipients });
    } catch (error) {
      this.log.error(loggable(error), 'an answer could not be written down: its server keeps it, and tries again');
      throw later();
    }
  }
}
