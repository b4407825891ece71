// What the tests use of tools/, which is plain JavaScript: its types.

declare module '*/tools/mailbox.mjs' {
  /** One acceptance by the mail server: a mail sent twice is two of these, with one `messageId`. */
  export interface ReceivedMail {
    id: string;
    messageId: string | null;
    receivedAt: string;
    from: string;
    to: string[];
    subject: string;
    /** By name in lower case. */
    headers: Partial<Record<string, string>>;
    text: string;
    html: string | null;
    /** Those in the text. */
    links: string[];
    attachments: { filename: string | undefined; contentType: string; size: number }[];
    /** Where answers go. */
    replyTo: string;
    /** Its calendar part. */
    calendar: string | null;
    source: Buffer;
  }

  export interface Misbehaviour {
    /** Refuse with this SMTP code: 451 says later, 550 says never. */
    reply?: number;
    text?: string;
    delayMs?: number;
    /** Hang up amid the mail, or after accepting it and before saying so. */
    cut?: 'during' | 'after';
  }

  export interface Delivery {
    stage: 'rcpt' | 'data';
    from: string;
    to: string[];
    /** Counts the mails begun, from 1. */
    attempt: number;
  }

  export interface Mailbox {
    smtpUrl: string;
    webUrl: string;
    /** Newest first. */
    messages: (filter?: { to?: string; since?: Date }) => ReceivedMail[];
    clear: () => void;
    onMessage: (listener: (mail: ReceivedMail) => void) => () => void;
    /** Without a function: back to normal. */
    behave: (fn?: (delivery: Delivery) => Misbehaviour | undefined | Promise<Misbehaviour | undefined>) => void;
    stop: () => Promise<void>;
  }

  /** `answersUrl`: where what is answered on its pages goes. */
  export function startMailbox(options?: {
    smtpPort?: number;
    httpPort?: number;
    dir?: string;
    answersUrl?: string;
  }): Promise<Mailbox>;
}

declare module '*/tools/frugal.mjs' {
  export const frugalFlags: string[];
  export const frugalEnv: Record<string, string>;
}

declare module '*/tools/redis.mjs' {
  type Redis = { url: string; port: number; stop: () => Promise<void>; missing?: undefined } | { missing: string };

  export function startRedis(options?: { appendonly?: boolean; install?: boolean }): Promise<Redis>;
}

declare module '*/tools/dovecot.mjs' {
  export interface Dovecot {
    url: string;
    port: number;
    /** Puts a message into the mailbox; `unreadable`: one the server itself cannot read. */
    deliver: (source: Buffer, options?: { unreadable?: boolean }) => void;
    /** Those of each message in it; `S`: seen, `F`: flagged. */
    flags: () => string[];
    stop: () => Promise<void>;
  }

  export function startDovecot(): Promise<Dovecot>;
}

declare module '*/tools/ports.mjs' {
  export function freePort(): Promise<number>;
}

declare module '*/tools/demo.mjs' {
  /** Plays the main job over HTTP and by mail; `report` hears of each step as it has happened. Throws when one does not happen. */
  export function playMainJob(where: {
    apiUrl: string;
    mailboxUrl: string;
    report: (step: string, outcome: string) => void;
  }): Promise<unknown>;
}

declare module '*/tools/migrate.mjs' {
  /** Applies what is missing, up to the migration `until` (included), and says which. */
  export function migrate(url: string, options?: { queue?: boolean; until?: string }): Promise<string[]>;
}

declare module '*/tools/mailbox-reply.mjs' {
  /** An invitation as a calendar program reads it. */
  export interface CalendarInvitation {
    organizer: string;
    attendee: string;
  }
  export function invitationOf(calendar: string | null): CalendarInvitation | null;
  /** METHOD:REPLY, as calendar programs send it. */
  export function replyTo(invitation: CalendarInvitation, partstat: string, now: Date): string;
}
