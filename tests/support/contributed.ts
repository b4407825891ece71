import { Buffer } from 'node:buffer';
import {
  dayIn,
  fromDay,
  Links,
  newId,
  type ConsultationStatus,
  type InstitutionKind,
} from '../../libs/platform/index.js';
import type { Desk } from './desk.js';
import { aMandate, anInstitution, aPerson } from './factories.js';

const html = { accept: 'text/html' };

/** A file as a browser sends it. */
export interface Sent {
  name: string;
  bytes: Buffer | string;
}

/** A consultation whose invitations are out, people who have one, and what they give in writing. */
export function contributors(desk: Desk) {
  const { db, api, clock } = desk;
  return {
    async aConsultation({
      status = 'INVITING',
      restricted = false,
      ...facts
    }: { status?: ConsultationStatus; restricted?: boolean; title?: string; capacity?: number } = {}) {
      const host = await aPerson(db, { name: 'Prak Vanna' });
      await aMandate(db, { personId: host.id });
      const consultation = await db.now.consultation.create({
        data: {
          title: 'Consultation on the draft report',
          purpose: 'NATIONAL_REPORT',
          format: 'IN_PERSON',
          place: 'Phnom Penh',
          startsAt: new Date('2026-04-15T02:00:00Z'),
          endsAt: new Date('2026-04-15T09:00:00Z'),
          answerBy: fromDay('2026-04-12'),
          timeZone: 'Asia/Phnom_Penh',
          createdAt: clock.now(),
          changedAt: clock.now(),
          status,
          restricted,
          ...facts,
          hosts: { create: [{ personId: host.id, position: 0 }] },
          agenda: { create: [{ position: 0, title: 'Chapter 3: schools', speakers: [] }] },
        },
        include: { agenda: true },
      });
      return { id: consultation.id, host, agendaItemId: consultation.agenda[0]?.id ?? '' };
    },

    /** Somebody who was invited, and the address of the page the link in their invitation opens. */
    async anInvitee(
      consultationId: string,
      {
        kind = 'CSO',
        ...facts
      }: { kind?: InstitutionKind; name?: string; email?: string; locale?: string; personId?: string } = {},
    ) {
      const { personId: known, ...about } = facts;
      const person =
        known === undefined
          ? await aPerson(db, about)
          : await db.now.person.findUniqueOrThrow({ where: { id: known } });
      const institution = await anInstitution(db, { name: `Network ${newId()}`, kind });
      if (known === undefined) await aMandate(db, { personId: person.id, institutionId: institution.id });
      const invitation = await db.now.invitation.create({
        data: {
          id: newId(),
          consultationId,
          personId: person.id,
          institutionId: institution.id,
          kind,
          invitedAt: clock.now(),
          toldAt: clock.now(),
        },
      });
      const links = api.app.get(Links);
      const wanted = { purpose: 'invitation' as const, personId: person.id, subjectId: invitation.id };
      const [linkId = ''] = await links.make(db.now, [wanted], { minutes: 120 * 24 * 60 });
      const base = new URL(links.url('invitation', linkId)).pathname;
      return { person, institution, invitation, base };
    },

    open: (url: string, headers = {}) => api.request({ url, headers: { ...html, ...headers } }),
    press: (url: string, form: Record<string, string> = {}, headers = {}) =>
      api.request({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...html, ...headers },
        payload: new URLSearchParams(form).toString(),
      }),

    /** Sends a form as browsers do where a file may be chosen. */
    async send(url: string, fields: Record<string, string>, file?: Sent) {
      const boundary = 'the-end-of-a-part';
      const parts = Object.entries(fields).map(([name, value]) =>
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
      );
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file?.name ?? ''}"\r\n\r\n`;
      parts.push(Buffer.from(head), Buffer.from(file?.bytes ?? ''), Buffer.from(`\r\n--${boundary}--\r\n`));
      return api.request({
        method: 'POST',
        url,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...html },
        payload: Buffer.concat(parts),
      });
    },

    /** Gives a contribution by the page. Returns it as the database has it. */
    async contribute(
      { base, invitation }: { base: string; invitation: { id: string } },
      {
        text = 'Name the schools in floating villages',
        visibility = 'PARTICIPANTS',
        file = undefined as Sent | undefined,
      } = {},
    ) {
      const answer = await this.send(`${base}/contributions`, { text, visibility, consents: '1' }, file);
      if (answer.statusCode !== 303) throw new Error(`${answer.statusCode}: ${answer.body}`);
      return db.now.input.findFirstOrThrow({
        where: { invitationId: invitation.id, text: text.normalize('NFC') },
        include: { files: true },
      });
    },
    today: () => dayIn('Asia/Phnom_Penh', clock.now()),
  };
}

export type Contributors = ReturnType<typeof contributors>;

/** A ZIP archive as programs write it, of stored entries. */
export const aZip = (entries: Record<string, string | Buffer>): Buffer => {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(entries)) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(bytes.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(nameBytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(at, 42);
    bodies.push(local, nameBytes, bytes);
    directory.push(entry, nameBytes);
    at += local.length + nameBytes.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, listed, end]);
};

export const aDocx = (more: Record<string, string | Buffer> = {}): Buffer =>
  aZip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w:document/>', ...more });
