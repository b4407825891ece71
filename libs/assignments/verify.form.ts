import { z } from 'zod';
import { namedIn } from './assignments.rules.js';
import type { Answer } from './assignments.schemas.js';

/** The form as browsers send it: `answer.<id>`, `reason.<id>`, `instead.<id>`. Browsers send each line break as two characters. */
export const VerifyForm = z.record(
  z.string().max(60),
  z.string().transform((text) => text.replaceAll('\r\n', '\n')),
);
const longestReason = 4000;
export type VerifyForm = z.infer<typeof VerifyForm>;

/** What is wrong with the answer for one assignment. */
export type FieldError = 'contest-unmarked' | 'reason-missing' | 'reason-too-long' | 'institution-unknown';

export interface ReadForm {
  answers: Answer[];
  errors: Map<string, FieldError>;
}

/** Reads the answers out of the form; items without a choice are left open. Nothing is guessed: an unknown name is an error at its field. */
export const readForm = (form: VerifyForm, institutions: { id: string; name: string }[]): ReadForm => {
  const idOf = namedIn(institutions);
  const answers: Answer[] = [];
  const errors = new Map<string, FieldError>();
  for (const [key, value] of Object.entries(form)) {
    const explained = /^reason\.(.+)$/.exec(key)?.[1];
    // Somebody who writes why it is not theirs means to contest; we ask rather than guess.
    if (explained !== undefined && value.trim() !== '' && form[`answer.${explained}`] === undefined) {
      errors.set(explained, 'contest-unmarked');
    }
  }
  for (const [key, value] of Object.entries(form)) {
    const assignmentId = /^answer\.(.+)$/.exec(key)?.[1];
    if (assignmentId === undefined || !z.uuid().safeParse(assignmentId).success) continue;
    if (value === 'ACCEPT') {
      answers.push({ assignmentId, answer: 'ACCEPT' });
    } else if (value === 'CONTEST') {
      const reason = (form[`reason.${assignmentId}`] ?? '').trim();
      const instead = (form[`instead.${assignmentId}`] ?? '').trim();
      const insteadId = instead === '' ? null : idOf(instead);
      if (reason === '') errors.set(assignmentId, 'reason-missing');
      else if (reason.length > longestReason) errors.set(assignmentId, 'reason-too-long');
      else if (insteadId === undefined) errors.set(assignmentId, 'institution-unknown');
      else answers.push({ assignmentId, answer: 'CONTEST', reason, insteadId });
    }
  }
  return { answers, errors };
};
