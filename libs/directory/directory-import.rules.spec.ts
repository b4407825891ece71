import { planDirectory, type Known } from './directory-import.rules.js';
import type { DirectoryRow } from './directory.schemas.js';

const today = '2026-03-10';
const nothing: Known = { institutions: new Map(), people: new Map(), mandates: [] };
const institution = {
  name: 'Ministry of Health',
  acronym: 'MoH',
  kind: 'MINISTRY',
  province: null,
  themes: [] as string[],
} as const;
const person = { name: 'Sok Dara', email: 'dara@example.org', locale: 'km', timeZone: 'Asia/Phnom_Penh' } as const;
const mandate = { role: 'MAIN', startsOn: null, endsOn: null } as const;
const row = (facts: Partial<DirectoryRow> = {}): DirectoryRow => ({ institution, person, mandate, ...facts });
const term = { id: 'm', email: person.email, institution: institution.name, role: 'MAIN', startsOn: '2025-01-01' };
const known = (endsOn: string | null = null): Known => ({
  institutions: new Map([[institution.name, institution]]),
  people: new Map([[person.email, person]]),
  mandates: [{ ...term, endsOn }],
});

it('takes everything of a row that is new', () => {
  expect(planDirectory([row()], nothing, today)).toMatchObject({
    verdicts: ['NEW'],
    newInstitutions: [institution],
    newPeople: [person],
    newMandates: [{ email: person.email, institution: institution.name, startsOn: today, endsOn: null }],
  });
});

it('finds nothing to do in what the directory holds already', () => {
  const plan = planDirectory([row({ institution: { ...institution, acronym: null } })], known(), today);
  expect(plan.verdicts).toEqual(['UNCHANGED']);
  expect(plan.changedInstitutions).toEqual([]);
});

it('says CHANGED for another province or other themes, and takes none away that the list does not name', () => {
  const inKampot = { ...institution, province: 'Kampot', themes: ['Health', ' Right to water', 'Health'] };
  const plan = planDirectory([row({ institution: inKampot })], known(), today);
  expect(plan).toMatchObject({
    verdicts: ['CHANGED'],
    changedInstitutions: [{ province: 'Kampot', themes: ['Health', 'Right to water'] }],
  });
  const stored = { ...known(), institutions: new Map([[institution.name, { ...institution, ...inKampot }]]) };
  expect(planDirectory([row()], stored, today).verdicts).toEqual(['UNCHANGED']);
});

it('names an institution once, however many of its people a list names', () => {
  const other = { ...person, email: 'vanna@example.org' };
  const plan = planDirectory([row(), row({ person: other }), row()], nothing, today);
  expect(plan.verdicts).toEqual(['NEW', 'NEW', 'UNCHANGED']);
  expect(plan.newInstitutions).toHaveLength(1);
  expect(plan.newPeople).toHaveLength(2);
  expect(plan.newMandates).toHaveLength(2);
});

it('says CHANGED for what differs', () => {
  const renamed = planDirectory([row({ person: { ...person, name: 'Sok Dara Vuth' } })], known(), today);
  expect(renamed).toMatchObject({ verdicts: ['CHANGED'], changedPeople: [{ name: 'Sok Dara Vuth' }] });
  const ended = planDirectory([row({ mandate: { ...mandate, endsOn: '2026-04-30' } })], known(), today);
  expect(ended).toMatchObject({
    verdicts: ['CHANGED'],
    changedMandates: [{ id: 'm', startsOn: '2025-01-01', endsOn: '2026-04-30', endMoved: true }],
  });
});

it('leaves an end alone that the list does not know of', () => {
  expect(planDirectory([row()], known('2026-12-31'), today).verdicts).toEqual(['UNCHANGED']);
});

it('starts a new mandate for whom comes back', () => {
  expect(planDirectory([row()], known('2025-06-30'), today)).toMatchObject({
    verdicts: ['NEW'],
    newMandates: [{ startsOn: today, endsOn: null }],
  });
});

it('recognises a mandate that is over', () => {
  const past = row({ mandate: { ...mandate, endsOn: '2025-06-30' } });
  expect(planDirectory([past], nothing, today).newMandates).toMatchObject([
    { startsOn: '2025-06-30', endsOn: '2025-06-30' },
  ]);
  expect(planDirectory([past], known('2025-06-30'), today).verdicts).toEqual(['UNCHANGED']);
});
