import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const seconds = z.coerce.number().positive();

/** One mailbox can be named in several ways. */
const mailboxOf = (url: string): string => {
  const { protocol, username, hostname, port, pathname } = new URL(url);
  const folder = decodeURIComponent(pathname.slice(1)) || 'INBOX';
  return [decodeURIComponent(username), hostname, port || (protocol === 'imaps:' ? '993' : '143'), folder]
    .join(' ')
    .toLowerCase();
};

const Environment = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    /** Unset: BullMQ runs on the database. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }),
    MAIL_FROM: z.string().min(3).default('nmrf <nmrf@example.org>'),
    /** Where other servers report what they could not deliver; a star stands for a sign of each mail's own: `bounces+*@example.org`. */
    MAIL_RETURN_PATH: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9._-]{0,19}(?:[-+=]\*)?@[a-z0-9][a-z0-9.-]*$/i,
        'must be an address such as bounces@example.org or bounces+*@example.org, with at most 20 characters before the sign',
      )
      .optional(),
    /** Where answers to mails that ask somebody something are read; the star stands for a sign of what each is about: `answers+*@example.org`. */
    MAIL_ANSWERS: z
      .string()
      .regex(
        /^(?:[a-z0-9][a-z0-9._-]{0,19}[-+=])?\*@[a-z0-9][a-z0-9.-]*$/i,
        'must be an address with a star, such as answers+*@example.org or *@answers.example.org, with at most 20 characters before the sign',
      )
      .optional(),
    /** The mailbox reports of undelivered mails arrive in, read for them alone: `imaps://user:password@host/INBOX`. */
    MAILBOX_URL: z.url({ protocol: /^imaps?$/ }).optional(),
    /** Where your mail server hands answers over to the worker: `lmtp://0.0.0.0:2424`, or `smtp://…`. */
    ANSWERS_LISTEN: z
      .url({ protocol: /^(?:lmtp|smtp)$/ })
      .refine((url) => new URL(url).port !== '', 'must name a port, e.g. lmtp://0.0.0.0:2424')
      .optional(),
    /** Or the mailbox they arrive in, read for them alone: `imaps://user:password@host/INBOX`. */
    ANSWERS_MAILBOX_URL: z.url({ protocol: /^imaps?$/ }).optional(),
    /** Signs links and the addresses of calendars; changing it ends all of them. */
    SECRET_KEY: z.string().min(32, 'must be at least 32 characters'),
    /** The address people reach the product at; links in mails begin with it. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }),
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(3000),
    /** How many reverse proxies in front add to X-Forwarded-For; what stands before their entries, the client wrote. */
    TRUST_PROXY: z.union([z.coerce.number().int().min(0).max(10), z.stringbool().transform(Number)]).default(0),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    /** Keeps two installations on one Redis apart. */
    QUEUE_PREFIX: z.string().min(1).default('nmrf'),
    /** How often the relay looks for work even if nothing woke it. */
    RELAY_POLL_SECONDS: seconds.default(1),
    /** After how long work that was queued and not done is queued again. */
    RELAY_REARM_SECONDS: seconds.default(600),
    /** How long a worker may be silent before the queue gives its jobs to another. */
    QUEUE_LOCK_SECONDS: seconds.default(30),
    /** How long work that cannot join a transaction is claimed. */
    LEASE_SECONDS: seconds.default(60),
    /** Multiplies every wait between tries. */
    RETRY_SCALE: seconds.default(1),
  })
  .refine(
    ({ MAILBOX_URL: returned, ANSWERS_MAILBOX_URL: answers }) =>
      returned === undefined || answers === undefined || mailboxOf(returned) !== mailboxOf(answers),
    {
      path: ['ANSWERS_MAILBOX_URL'],
      message:
        'is the mailbox of MAILBOX_URL: leave that one out, for mails that come back are found among answers too',
    },
  );

/** The settings, read once at the start. */
export class Config {
  constructor(private readonly env: z.infer<typeof Environment>) {}
  get databaseUrl() {
    return this.env.DATABASE_URL;
  }
  get redisUrl() {
    return this.env.REDIS_URL;
  }
  get smtpUrl() {
    return this.env.SMTP_URL;
  }
  get mailFrom() {
    return this.env.MAIL_FROM;
  }
  get mailReturnPath() {
    return this.env.MAIL_RETURN_PATH;
  }
  get mailAnswers() {
    return this.env.MAIL_ANSWERS;
  }
  get mailboxUrl() {
    return this.env.MAILBOX_URL;
  }
  get answersListen() {
    return this.env.ANSWERS_LISTEN;
  }
  get answersMailboxUrl() {
    return this.env.ANSWERS_MAILBOX_URL;
  }
  get secretKey() {
    return this.env.SECRET_KEY;
  }
  get publicUrl() {
    return this.env.PUBLIC_URL.replace(/\/+$/, '');
  }
  get host() {
    return this.env.HOST;
  }
  get port() {
    return this.env.PORT;
  }
  get trustedProxies() {
    return this.env.TRUST_PROXY;
  }
  get logLevel() {
    return this.env.LOG_LEVEL;
  }
  get queuePrefix() {
    return this.env.QUEUE_PREFIX;
  }
  get relayPollMs() {
    return this.env.RELAY_POLL_SECONDS * 1000;
  }
  get relayRearmMs() {
    return this.env.RELAY_REARM_SECONDS * 1000;
  }
  get queueLockMs() {
    return this.env.QUEUE_LOCK_SECONDS * 1000;
  }
  get leaseMs() {
    return this.env.LEASE_SECONDS * 1000;
  }
  get retryScale() {
    return this.env.RETRY_SCALE;
  }
  /** Cookies travel over https only, unless the product itself is reached without it (a laptop). */
  get secureCookies() {
    return this.publicUrl.startsWith('https:');
  }
}

/** Reads the settings from the environment. Throws one error that names every variable that is wrong. */
export const readConfig = (env: Record<string, string | undefined> = process.env): Config => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (parsed.success) return new Config(parsed.data);
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `  ${name}: ${set[name] === undefined ? 'is not set' : issue.message}`;
  });
  throw new Error(`These settings are missing or wrong:\n${lines.join('\n')}`);
};
