import type { Tx } from '../platform/index.js';
import { holdsAddress, names, namesIn, nobody, propsWithoutPerson, type Named } from './safety.rules.js';

/** A text as it stands within JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What the invitations of somebody hold about them; the rows still count. Whoever was to come frees the seat. */
export const eraseInvitations = async (tx: Tx, ids: string[], now: Date): Promise<void> => {
  await tx.$executeRaw`UPDATE invitation SET delegate_of_id = NULL WHERE delegate_of_id = ANY(${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE invitation SET person_id = NULL, delegate_of_id = NULL, needs_interpretation = NULL, needs_step_free = false,
           needs_travel = false, other_needs = NULL,
           walk_in_name = NULL, door_code = NULL, shares_name = false, reply_stamp = NULL, forgotten_at = ${now},
           seat = CASE WHEN c.is_over THEN seat ELSE 'NONE' END,
           seat_at = CASE WHEN c.is_over THEN seat_at END,
           answer = CASE WHEN NOT c.is_over AND answer IN ('ACCEPTED', 'TENTATIVE') THEN 'DECLINED' ELSE answer END
    FROM (SELECT id, status IN ('HELD', 'MINUTES_CIRCULATED', 'CLOSED', 'CANCELLED') AS is_over FROM consultation) c
    WHERE invitation.id = ANY(${ids}::uuid[]) AND c.id = invitation.consultation_id`;
  await tx.$executeRaw`
    UPDATE invitation_question SET text = '', reply = CASE WHEN reply IS NOT NULL THEN '' END
    WHERE invitation_id = ANY(${ids}::uuid[])`;
};

/** What somebody wrote about consultations stays without its author, or goes. */
export const eraseWritings = async (tx: Tx, ids: string[], isErased: boolean, now: Date): Promise<void> => {
  const inputs = await tx.input.findMany({ where: { invitationId: { in: ids } }, select: { id: true } });
  const inputIds = inputs.map(({ id }) => id);
  if (isErased) {
    const files = await tx.inputFile.findMany({ where: { inputId: { in: inputIds } }, select: { fileId: true } });
    await tx.inputFile.deleteMany({ where: { inputId: { in: inputIds } } });
    await tx.storedFile.deleteMany({ where: { id: { in: files.map(({ fileId }) => fileId) } } });
    await tx.$executeRaw`
      UPDATE input SET text = '', outcome_text = NULL, withdrawn_at = coalesce(withdrawn_at, ${now}), invitation_id = NULL
      WHERE id = ANY(${inputIds}::uuid[])`;
    await tx.$executeRaw`
      UPDATE minutes_comment SET text = '', reply = CASE WHEN reply IS NOT NULL THEN '' END, invitation_id = NULL
      WHERE invitation_id = ANY(${ids}::uuid[])`;
    return;
  }
  // What a file is called often says whose it is.
  await tx.$executeRaw`
    UPDATE stored_file SET name = 'attachment.' || f.format FROM input_file f
    WHERE f.file_id = stored_file.id AND f.input_id = ANY(${inputIds}::uuid[])`;
  await tx.input.updateMany({ where: { id: { in: inputIds } }, data: { invitationId: null } });
  await tx.minutesComment.updateMany({ where: { invitationId: { in: ids } }, data: { invitationId: null } });
};

/** Answers that came by mail. */
export const eraseReplies = async (tx: Tx, ids: string[], { email }: Named): Promise<void> => {
  await tx.$executeRaw`
    UPDATE inbound_mail SET source = NULL, sender = NULL, subject = NULL, excerpt = NULL, recipient = NULL,
           status = CASE WHEN status IN ('RECEIVED', 'LISTED') THEN 'HANDLED' ELSE status END
    WHERE invitation_id = ANY(${ids}::uuid[]) OR lower(sender) = ${email.toLowerCase()}`;
};

/**
 * Reasons somebody typed about these invitations and the answers to them, e.g. why one was taken back; of what else happened to
 * the person, those that name them. The trail lets a reason be blanked where the event is about somebody forgotten, and nothing
 * else: so this comes last.
 */
export const blankReasons = async (tx: Tx, ids: string[], person: (Named & { id: string }) | null): Promise<void> => {
  await tx.$executeRaw`
    UPDATE event SET reason = ${nobody}
    WHERE reason IS NOT NULL AND subject_ids && (
      SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT unnest(${ids}::uuid[]) AS id
        UNION SELECT id FROM inbound_mail WHERE invitation_id = ANY(${ids}::uuid[])) AS about)`;
  if (!person) return;
  const found = await tx.event.findMany({
    where: { subjectIds: { has: person.id }, reason: { not: null } },
    select: { id: true, reason: true },
  });
  const theirs = found.filter(({ reason }) => reason !== null && reason !== nobody && names(reason, person));
  if (theirs.length > 0) {
    await tx.event.updateMany({ where: { id: { in: theirs.map(({ id }) => id) } }, data: { reason: nobody } });
  }
};

/**
 * Mails to somebody: that there was one still counts; to whom and what it said is gone, and what was not sent is not sent any
 * more. With ids of invitations: only mails about those.
 */
export const eraseMails = async (tx: Tx, personId: string, ids: string[] | null): Promise<void> => {
  const erased = await tx.$queryRaw<{ id: string }[]>`
    UPDATE mail SET address = '', props = '{}', person_id = NULL, unsubscribe_link_id = NULL, server_answer = NULL,
           last_error = NULL, status = CASE WHEN status IN ('QUEUED', 'EXPIRED', 'GAVE_UP') THEN 'WITHDRAWN' ELSE status END
    WHERE person_id = ${personId}::uuid AND (
      ${ids === null} OR thread_id = ANY(${ids ?? []}::uuid[]) OR props->>'invitationId' = ANY(${ids ?? []}::text[])
      OR EXISTS (SELECT FROM link l WHERE l.id::text = props->>'linkId' AND l.purpose IN ('invitation', 'poll')))
    RETURNING id`;
  const mailIds = erased.map(({ id }) => id);
  await tx.bounce.updateMany({ where: { mailId: { in: mailIds } }, data: { address: null, diagnostic: null } });
};

/** Mails to others that name somebody. Whoever has the same name keeps being called by it. */
export const eraseFromOthersMails = async (tx: Tx, person: Named & { id: string }): Promise<void> => {
  const found = await tx.$queryRaw<{ id: string; props: unknown }[]>`
    SELECT m.id, m.props FROM mail m LEFT JOIN person p ON p.id = m.person_id
    WHERE m.person_id IS DISTINCT FROM ${person.id}::uuid AND p.name IS DISTINCT FROM ${person.name}
      AND (position(${inJson(person.name)} IN m.props::text) > 0
           OR position(${inJson(person.email).toLowerCase()} IN lower(m.props::text)) > 0)`;
  const whole = await withLonger(tx, person);
  const theirs = found.filter(({ props }) => namesIn(props, whole));
  const props = theirs.map((mail) => JSON.stringify(propsWithoutPerson(mail.props, whole)));
  await tx.$executeRaw`
    UPDATE mail SET props = n.props::jsonb
    FROM unnest(${theirs.map(({ id }) => id)}::uuid[], ${props}::text[]) AS n (id, props) WHERE mail.id = n.id`;
};

/** Somebody with the names of others that theirs is a part of. */
const withLonger = async (tx: Tx, person: Named): Promise<Named> => {
  const found = await tx.person.findMany({
    where: { name: { contains: person.name, not: person.name } },
    select: { name: true },
  });
  return { ...person, longer: found.map(({ name }) => name) };
};

/** Everything else that holds a name or an address: what the person was to this installation besides consultations. */
export const eraseElsewhere = async (tx: Tx, person: Named & { id: string }): Promise<void> => {
  const { id, name, email } = person;
  await tx.$executeRaw`DELETE FROM leave WHERE person_id = ${id}::uuid`;
  await tx.$executeRaw`DELETE FROM reminder_preference WHERE person_id = ${id}::uuid`;
  await tx.$executeRaw`UPDATE access_token SET name = ${nobody} WHERE person_id = ${id}::uuid`;
  await tx.$executeRaw`UPDATE bounce SET address = NULL, diagnostic = NULL WHERE lower(address) = ${email.toLowerCase()}`;
  await eraseAnswers(tx, person);
  await tx.$executeRaw`
    UPDATE agenda_item SET speakers = array_replace(speakers, ${name}, ${nobody}) WHERE ${name} = ANY(speakers)`;
  await eraseFromImports(tx, person);
};

/** Answers kept for programs that ask again: theirs go; those of others stay, without them, so that nothing is done twice. */
export const eraseAnswers = async (tx: Tx, person: Named & { id: string }): Promise<void> => {
  await tx.$executeRaw`DELETE FROM idempotent_request WHERE actor_id = ${person.id}::uuid`;
  const found = await tx.$queryRaw<{ actorId: string; key: string; answer: unknown }[]>`
    SELECT actor_id AS "actorId", key, answer FROM idempotent_request
    WHERE position(${inJson(person.name)} IN answer::text) > 0
       OR position(${inJson(person.email).toLowerCase()} IN lower(answer::text)) > 0`;
  const whole = await withLonger(tx, person);
  const theirs = found.filter(({ answer }) => namesIn(answer, whole));
  const answers = theirs.map(({ answer }) => JSON.stringify(propsWithoutPerson(answer, whole)));
  await tx.$executeRaw`
    UPDATE idempotent_request SET answer = n.answer::jsonb
    FROM unnest(${theirs.map(({ actorId }) => actorId)}::uuid[], ${theirs.map(({ key }) => key)}::text[], ${answers}::text[])
      AS n (actor_id, key, answer)
    WHERE idempotent_request.actor_id = n.actor_id AND idempotent_request.key = n.key`;
};

/**
 * Lists that were read into the directory: the lines about the person, by their address, and the file they came in, others'
 * lines in it too: of an import that is settled the file is only history, and what it said of others stands in the directory.
 * One that is still to be applied is left whole: somebody is at work on it, and what it holds of others would be lost unseen.
 */
const eraseFromImports = async (tx: Tx, person: Named): Promise<void> => {
  const found = await tx.$queryRaw<{ importId: string; n: number; fileId: string; record: unknown }[]>`
    SELECT r.import_id AS "importId", r.n, i.file_id AS "fileId", r.record
    FROM import_row r JOIN import i ON i.id = r.import_id
    WHERE i.kind = 'DIRECTORY' AND i.status IN ('APPLIED', 'CANCELLED', 'REFUSED')
      AND position(${inJson(person.email).toLowerCase()} IN lower(r.record::text)) > 0`;
  const theirs = found.filter(({ record }) => holdsAddress(record, person));
  await tx.importRow.deleteMany({ where: { OR: theirs.map(({ importId, n }) => ({ importId, n })) } });
  const fileIds = [...new Set(theirs.map(({ fileId }) => fileId))];
  await tx.storedFileChunk.deleteMany({
    // The same file may have been read again, by an import under way.
    where: {
      file: { id: { in: fileIds }, imports: { every: { status: { in: ['APPLIED', 'CANCELLED', 'REFUSED'] } } } },
    },
  });
  await tx.importProblem.deleteMany({ where: { importId: { in: theirs.map(({ importId }) => importId) } } });
};
