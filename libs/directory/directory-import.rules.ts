import type { Day } from '../platform/day.js';
import { normalEmail, normalName, type Term } from './directory.rules.js';
import type { DirectoryRow, DirectoryVerdict, RegisterInstitution, RegisterPerson } from './directory.schemas.js';

export interface StoredMandate extends Term {
  id: string;
  email: string;
  institution: string;
  role: string;
}

/** What the directory holds of what the rows name. */
export interface Known {
  institutions: ReadonlyMap<string, RegisterInstitution>;
  people: ReadonlyMap<string, RegisterPerson>;
  mandates: readonly StoredMandate[];
}

export interface NewMandate extends Term {
  email: string;
  institution: string;
  role: NonNullable<DirectoryRow['mandate']>['role'];
}

/** What applying the rows would do. */
export interface DirectoryPlan {
  verdicts: DirectoryVerdict[];
  newInstitutions: RegisterInstitution[];
  changedInstitutions: RegisterInstitution[];
  newPeople: RegisterPerson[];
  changedPeople: RegisterPerson[];
  newMandates: NewMandate[];
  changedMandates: (Term & { id: string; endMoved: boolean })[];
}

/** Compares rows with the directory. Where rows contradict each other about one institution or person, the first row stands. */
export const planDirectory = (rows: readonly DirectoryRow[], known: Known, today: Day): DirectoryPlan => {
  const plan: DirectoryPlan = {
    verdicts: [],
    newInstitutions: [],
    changedInstitutions: [],
    newPeople: [],
    changedPeople: [],
    newMandates: [],
    changedMandates: [],
  };
  const seen = new Set<string>();
  const once = (...key: string[]): boolean => {
    const joined = JSON.stringify(key);
    return !seen.has(joined) && seen.add(joined).size > 0;
  };
  for (const row of rows) {
    const { province = null, themes = [], ...named } = row.institution;
    const institution = {
      ...named,
      name: normalName(named.name),
      province: province && normalName(province),
      themes: [...new Set(themes.map(normalName))],
    };
    const verdicts: DirectoryVerdict[] = [];
    if (once('institution', institution.name)) verdicts.push(planInstitution(institution, known, plan));
    if (row.person) {
      const person = { ...row.person, name: normalName(row.person.name), email: normalEmail(row.person.email) };
      if (once('person', person.email)) verdicts.push(planPerson(person, known, plan));
      if (row.mandate && once('mandate', person.email, institution.name, row.mandate.role)) {
        const post = { email: person.email, institution: institution.name, role: row.mandate.role };
        verdicts.push(planMandate(post, row.mandate, { known, plan, today }));
      }
    }
    plan.verdicts.push(strongest(verdicts));
  }
  return plan;
};

const strongest = (verdicts: DirectoryVerdict[]): DirectoryVerdict =>
  (['NEW', 'CHANGED'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'UNCHANGED';

const planInstitution = (wanted: RegisterInstitution, known: Known, plan: DirectoryPlan): DirectoryVerdict => {
  const stored = known.institutions.get(wanted.name);
  if (!stored) {
    plan.newInstitutions.push(wanted);
    return 'NEW';
  }
  // An empty cell says nothing: a file without acronyms does not take away those we have.
  const acronym = wanted.acronym ?? stored.acronym;
  const province = wanted.province ?? stored.province;
  const themes = wanted.themes.length > 0 ? wanted.themes : stored.themes;
  const isSame = (['kind', 'acronym', 'province'] as const).every(
    (key) => stored[key] === { ...wanted, acronym, province }[key],
  );
  if (isSame && [...stored.themes].sort().join('\n') === [...themes].sort().join('\n')) return 'UNCHANGED';
  plan.changedInstitutions.push({ ...wanted, acronym, province, themes });
  return 'CHANGED';
};

const planPerson = (wanted: RegisterPerson, known: Known, plan: DirectoryPlan): DirectoryVerdict => {
  const stored = known.people.get(wanted.email);
  if (!stored) {
    plan.newPeople.push(wanted);
    return 'NEW';
  }
  if (stored.name === wanted.name && stored.locale === wanted.locale && stored.timeZone === wanted.timeZone) {
    return 'UNCHANGED';
  }
  plan.changedPeople.push(wanted);
  return 'CHANGED';
};

const planMandate = (
  post: Pick<NewMandate, 'email' | 'institution' | 'role'>,
  wanted: { startsOn: Day | null; endsOn: Day | null },
  { known, plan, today }: { known: Known; plan: DirectoryPlan; today: Day },
): DirectoryVerdict => {
  const terms = known.mandates.filter(
    (term) => term.email === post.email && term.institution === post.institution && term.role === post.role,
  );
  const stored =
    terms.find((term) => term.startsOn === wanted.startsOn) ??
    terms.find((term) => term.endsOn === null || term.endsOn >= today) ??
    terms.find((term) => term.endsOn === wanted.endsOn);
  if (!stored) {
    const { endsOn } = wanted;
    const latestStart = endsOn !== null && endsOn < today ? endsOn : today;
    plan.newMandates.push({ ...post, startsOn: wanted.startsOn ?? latestStart, endsOn });
    return 'NEW';
  }
  // An empty cell says nothing: it neither moves a start nor takes back an end. What is over stays as it is.
  const isOver = stored.endsOn !== null && stored.endsOn < today;
  const startsOn = wanted.startsOn ?? stored.startsOn;
  const endsOn = isOver ? stored.endsOn : (wanted.endsOn ?? stored.endsOn);
  if (startsOn === stored.startsOn && endsOn === stored.endsOn) return 'UNCHANGED';
  plan.changedMandates.push({ id: stored.id, startsOn, endsOn, endMoved: endsOn !== stored.endsOn });
  return 'CHANGED';
};
