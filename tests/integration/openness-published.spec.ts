import { newId } from '../../libs/platform/index.js';
import { aMandate, anInstitution, aPerson, aRecommendation } from '../support/factories.js';
import { aPublicApi, type PublicApi } from '../support/published.js';

let on: PublicApi;
beforeAll(async () => {
  on = await aPublicApi();
});
afterAll(() => on.api.close());
beforeEach(async () => {
  on.api.clock.set('2026-03-02T03:00:00Z');
  await on.db.consultation.updateMany({ data: { isPublic: false } });
});

const home = '/public/consultations';
const year = (of = 2026) => on.get(`${home}?year=${of}&lang=en`);

describe('the published calendar', () => {
  it('shows strangers what is to come and what is past, and where they may read on', async () => {
    const next = await on.aConsultation({ title: 'The draft report' });
    await on.aHeld({ title: 'The action plan', startsAt: '2025-11-10T02:00:00Z' });
    const { statusCode, body, headers, setCookies } = await on.get(`${home}?lang=en`);
    expect(statusCode).toBe(200);
    expect(body).toContain(`<a href="/public/consultations/${next.id}?lang=en" dir="auto">The draft report</a>`);
    expect(body.indexOf('The draft report')).toBeLessThan(body.indexOf('The action plan'));
    expect(body).toContain('Monday, 15 June 2026, 09:00–12:00 (Asia/Phnom_Penh)');
    expect(body).toContain('<a href="/public/consultations?year=2025&amp;lang=en">2025</a>');
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=300', vary: 'Accept-Language' });
    expect(setCookies).toEqual([]);
  });

  it.each([
    ['a draft', { status: 'DRAFT', timeSequence: 0, sequence: 0 }],
    ['a draft that was cancelled before it had a date', { status: 'CANCELLED', timeSequence: 0 }],
    ['a restricted one', { restricted: true }],
    ['one that is not public', { isPublic: false }],
  ] as const)('says nothing of %s', async (_, facts) => {
    const hidden = await on.aConsultation({ title: 'Not to be known', ...facts });
    for (const path of [home, `${home}?year=2026`, `${home}.ics`, '/api/v1/public/consultations?year=2026']) {
      const { statusCode, body } = await on.get(path);
      expect(statusCode).toBe(200);
      expect(body).not.toContain('Not to be known');
    }
    expect((await on.get(home)).headers['x-ratelimit-limit']).toBe('600');
    for (const page of ['', '/minutes', '/contributions', `/documents/${newId()}`]) {
      expect((await on.get(`${home}/${hidden.id}${page}`)).statusCode).toBe(404);
    }
  });

  it('shows what is off as such', async () => {
    await on.aConsultation({ title: 'One', status: 'CANCELLED', endReason: 'Threats against the hosts' });
    await on.aConsultation({ title: 'Two', status: 'POSTPONED' });
    const { body } = await year();
    expect(body).toContain('Cancelled</span>');
    expect(body).toContain('Postponed: the new date is not known yet</span>');
    expect(body).not.toContain('Threats');
  });

  it('never tells where people join online', async () => {
    const { id } = await on.aConsultation({
      format: 'ONLINE',
      place: null,
      joinUrl: 'https://meet.example.org/secret',
    });
    for (const path of [`${home}/${id}`, home, `${home}.ics`, '/api/v1/public/consultations']) {
      const { body } = await on.get(path, { 'accept-language': 'en' });
      expect(body).toMatch(/Online|ONLINE/);
      expect(body).not.toContain('meet.example.org');
    }
  });

  it('is in the language that was chosen, else in that of the browser, else in the mechanism’s', async () => {
    await on.aConsultation();
    const htmlOf = async (url: string, headers = {}) =>
      /<html lang="(\w+)"/.exec((await on.get(url, headers)).body)?.[1];
    expect(await htmlOf(home, { 'accept-language': 'fr-FR,fr;q=0.9,en;q=0.5' })).toBe('fr');
    expect(await htmlOf(`${home}?lang=km`, { 'accept-language': 'fr' })).toBe('km');
    expect(await htmlOf(home)).toBe('en');
    expect(await htmlOf(`${home}?lang=xx`, { 'accept-language': 'km' })).toBe('km');
    const { body } = await on.get(`${home}?year=2026`, { 'accept-language': 'fr' });
    expect(body).toContain('href="/public/consultations?year=2026&amp;lang=km" lang="km" hreflang="km"');
  });

  it('stays under 50 kB with sixty consultations a year, in Khmer, and comes in pages beyond that', async () => {
    for (let n = 0; n < 65; n += 1) {
      const day = `2027-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 27) + 1).padStart(2, '0')}`;
      await on.aConsultation({ startsAt: `${day}T02:00:00Z`, title: `ការពិគ្រោះយោបល់លើសេចក្ដីព្រាងរបាយការណ៍ជាតិ ${n}` });
    }
    const first = await on.get(`${home}?year=2027&lang=km`);
    expect(Buffer.byteLength(first.body)).toBeLessThan(50_000);
    expect(Buffer.byteLength((await on.get(`${home}?lang=km`)).body)).toBeLessThan(50_000);
    expect(first.body.match(/<li><h2/g)).toHaveLength(60);
    const next = /href="([^"]+)" rel="next"/.exec(first.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await on.get(next)).body.match(/<li><h2/g)).toHaveLength(5);
  });

  it('is read with an index, in one statement', async () => {
    await on.db.$executeRaw`ANALYZE consultation`;
    await on.db.$executeRaw`SET enable_seqscan = off`;
    const plan = await on.db.$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN SELECT c.id FROM consultation c
      WHERE c.is_public AND NOT c.restricted AND c.status <> 'DRAFT' AND c.time_sequence > 0
        AND c.starts_at >= ${on.api.clock.now()} ORDER BY c.starts_at, c.id LIMIT 60`;
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('consultation_published_idx');
  });

  it('is there for programs, page by page', async () => {
    await on.aConsultation({ title: 'One' });
    await on.aConsultation({ title: 'Two', startsAt: '2026-06-16T02:00:00Z' });
    interface Answer {
      items: Record<string, unknown>[];
      next: string | null;
    }
    const first = (await on.get('/api/v1/public/consultations?limit=1')).json<Answer>();
    expect(first.items).toEqual([
      expect.objectContaining({ title: 'One', startsAt: '2026-06-15T02:00:00.000Z', place: 'Phnom Penh, Hall 2' }),
    ]);
    const second = (await on.get(`/api/v1/public/consultations?limit=1&cursor=${first.next}`)).json<Answer>();
    expect([second.items[0]?.['title'], second.next]).toEqual(['Two', null]);
  });
});

describe('the page of a published consultation', () => {
  it('says what it is about and who holds it, by institutions and not by names', async () => {
    const host = await aPerson(on.api.db, { name: 'Kim Channary' });
    const office = await anInstitution(on.api.db, { name: 'Office of the Secretary' });
    await aMandate(on.api.db, { personId: host.id, institutionId: office.id });
    const recommendation = await aRecommendation(on.api.db, { paragraph: '110.5', text: 'Make school free' });
    const { id } = await on.aConsultation({
      about: 'What the report says of schools.',
      languages: ['km'],
      interpretation: ['fr'],
      accessibility: 'Ramp at the east door',
      hosts: { create: { personId: host.id, position: 0 } },
      subjects: { create: { kind: 'RECOMMENDATION', subjectId: recommendation.id } },
    });
    const { body } = await on.get(`${home}/${id}?lang=en`);
    for (const shown of [
      'Office of the Secretary',
      'What the report says of schools.',
      'Khmer',
      'French',
      'Ramp at the east door',
      'paragraph 110.5',
      'Make school free',
      'Phnom Penh, Hall 2',
    ]) {
      expect(body).toContain(shown);
    }
    expect(body).not.toContain('Channary');
  });

  it('does not tell the words of a confidential letter it is about', async () => {
    const review = await on.db.review.create({ data: { mechanism: 'SPECIAL_PROCEDURES', stateCode: 'KHM' } });
    const letter = await aRecommendation(on.api.db, { reviewId: review.id, text: 'The case of S. D.' });
    const subjects = [
      { kind: 'RECOMMENDATION' as const, subjectId: letter.id },
      { kind: 'REVIEW' as const, subjectId: review.id },
    ];
    const { id } = await on.aConsultation({ subjects: { create: subjects } });
    const { body } = await on.get(`${home}/${id}?lang=en`);
    expect(body).not.toMatch(/S\. D\.|[Ss]pecial [Pp]rocedures/);
  });

  it('shows the agenda and gives its documents out, only where it is published', async () => {
    const { id } = await on.aConsultation({ publishesAgenda: true });
    const item = await on.anItem(id, { title: 'Schools', details: 'In all provinces', speakers: ['Chea Vuthy'] });
    const file = await on.db.storedFile.create({
      data: { name: 'ឯកសារ.html', size: 5, sha256: '', createdAt: on.api.clock.now() },
    });
    await on.db.storedFileChunk.create({ data: { fileId: file.id, n: 0, bytes: Buffer.from('<b>hi') } });
    const document = await on.db.agendaDocument.create({
      data: { agendaItemId: item.id, title: 'The draft', fileId: file.id },
    });
    const { body } = await on.get(`${home}/${id}?lang=en`);
    for (const shown of ['Schools', 'In all provinces', 'Chea Vuthy', 'The draft']) expect(body).toContain(shown);
    const given = await on.get(`${home}/${id}/documents/${document.id}`);
    expect(given.body).toBe('<b>hi');
    expect(given.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="_____.html"; filename*=UTF-8''${encodeURIComponent('ឯកសារ.html')}`,
    });
    const other = await on.aConsultation({ publishesAgenda: true });
    expect((await on.get(`${home}/${other.id}/documents/${document.id}`)).statusCode).toBe(404);
    await on.db.consultation.update({ where: { id }, data: { publishesAgenda: false } });
    expect((await on.get(`${home}/${id}?lang=en`)).body).not.toMatch(/Schools|Chea Vuthy|The draft/);
    expect((await on.get(`${home}/${id}/documents/${document.id}`)).statusCode).toBe(404);
  });

  it('shows minutes once they are final, with what was promised and what became of it', async () => {
    const { id } = await on.aHeld();
    await on.anItem(id, { title: 'Schools', record: 'Everybody agreed.' });
    const ministry = await anInstitution(on.api.db, { name: 'Ministry of Schools' });
    const recommendation = await aRecommendation(on.api.db, { paragraph: '110.7' });
    const promise = { consultationId: id, madeAt: on.api.clock.now(), institutionId: ministry.id };
    await on.db.commitment.create({
      data: {
        ...promise,
        what: 'Build schools',
        dueOn: new Date('2026-02-28'),
        recommendations: { create: { recommendationId: recommendation.id } },
      },
    });
    await on.db.commitment.create({
      data: { ...promise, what: 'Taken back', dueOn: new Date('2026-05-01'), withdrawnAt: on.api.clock.now() },
    });
    await on.finalMinutes(id, null);
    expect((await on.get(`${home}/${id}/minutes`)).statusCode).toBe(404);
    expect((await on.get(`${home}/${id}?lang=en`)).body).not.toMatch(/\/minutes|Everybody agreed/);
    await on.db.minutes.update({ where: { consultationId: id }, data: { finalAt: on.api.clock.now() } });
    expect((await on.get(`${home}/${id}?lang=en`)).body).toContain(`/public/consultations/${id}/minutes?lang=en`);
    const { body } = await on.get(`${home}/${id}/minutes?lang=en`);
    for (const shown of ['The chair opened', 'Everybody agreed.', 'Build schools', 'Ministry of Schools', 'Overdue']) {
      expect(body).toContain(shown);
    }
    expect(body).toContain('paragraphs 110.7');
    expect(body).not.toContain('Taken back');
    await on.db.consultation.update({ where: { id }, data: { publishesMinutes: false } });
    expect((await on.get(`${home}/${id}/minutes`)).statusCode).toBe(404);
  });

  it('shows contributions as their authors chose, and what was done with each', async () => {
    const { id } = await on.aHeld();
    const author = await on.aStakeholder({ name: 'Nuon Sreymom' });
    const { personId, institutionId, institution } = author;
    const invitation = await on.anInvitation(id, { personId, institutionId, kind: 'CSO' });
    const by = { invitationId: invitation.id };
    await on.anInput(id, {
      ...by,
      text: 'Open and signed',
      outcome: 'TAKEN_UP',
      outcomeText: 'In chapter 3',
      answeredAt: on.api.clock.now(),
    });
    const { body: signed } = await on.get(`${home}/${id}/contributions?lang=en`);
    for (const shown of ['Open and signed', 'Nuon Sreymom', institution.name, 'Taken up', 'In chapter 3']) {
      expect(signed).toContain(shown);
    }
    await on.db.input.updateMany({ where: { consultationId: id }, data: { visibility: 'ANONYMOUS' } });
    await on.anInput(id, { ...by, text: 'For participants', visibility: 'PARTICIPANTS' });
    await on.anInput(id, { ...by, text: 'For the secretariat', visibility: 'SECRETARIAT' });
    await on.anInput(id, { ...by, text: 'Taken back', withdrawnAt: on.api.clock.now() });
    const { body } = await on.get(`${home}/${id}/contributions?lang=en`);
    expect(body).toContain('Open and signed');
    expect(body).toContain('Without a name');
    for (const hidden of ['Nuon', institution.name, 'For participants', 'For the secretariat', 'Taken back']) {
      expect(body).not.toContain(hidden);
    }
    await on.db.consultation.update({ where: { id }, data: { publishesInputs: false } });
    expect((await on.get(`${home}/${id}/contributions`)).statusCode).toBe(404);
    expect((await on.get(`${home}/${id}?lang=en`)).body).not.toContain('/contributions');
  });

  it('shows an anonymous contribution from the day after, so that its hour betrays nobody', async () => {
    const { id } = await on.aHeld();
    // Midnight in Phnom Penh.
    await on.anInput(id, { visibility: 'ANONYMOUS', givenAt: new Date('2026-03-01T17:00:00Z') });
    const path = `/public/consultations/${id}`;
    expect((await on.get(`${path}/contributions`)).body).not.toContain('Schools must be free');
    expect((await on.get(path)).body).not.toContain('/contributions');
    on.api.clock.set('2026-03-02T17:00:00Z');
    expect((await on.get(`${path}/contributions`)).body).toContain('Schools must be free');
  });

  it('does not name an author who was forgotten since', async () => {
    const { id } = await on.aHeld();
    const { personId, institutionId, institution } = await on.aStakeholder({ name: 'Nuon Sreymom' });
    const invitation = await on.anInvitation(id, { personId, institutionId, forgottenAt: on.api.clock.now() });
    await on.anInput(id, { invitationId: invitation.id });
    const { body } = await on.get(`${home}/${id}/contributions?lang=en`);
    expect(body).toContain('Schools must be free');
    expect(body).not.toMatch(new RegExp(`Nuon|${institution.name}`));
  });

  it('brings long contributions in pages that stay small', async () => {
    const { id } = await on.aHeld();
    for (let n = 0; n < 25; n += 1) await on.anInput(id, { text: `Number ${n} ${'ក'.repeat(2000)}` });
    let path: string | undefined = `${home}/${id}/contributions?lang=km`;
    const seen: string[] = [];
    while (path !== undefined) {
      const { body, statusCode } = await on.get(path);
      expect(statusCode).toBe(200);
      expect(Buffer.byteLength(body)).toBeLessThan(50_000);
      seen.push(...(body.match(/Number \d+/g) ?? []));
      path = /href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  it('names nobody who takes part, and tells figures of a held one that publishes its minutes only, nothing that is few', async () => {
    const { id } = await on.aHeld();
    for (let n = 0; n < 6; n += 1) {
      const { institution: _, ...who } = await on.aStakeholder({ name: 'Ouk Ratana' });
      await on.anInvitation(id, { ...who, attendance: 'ATTENDED', answer: 'ACCEPTED' });
    }
    const { institution, ...judge } = await on.aStakeholder({ kind: 'JUDICIARY', name: 'Ouk Ratana' });
    await on.anInvitation(id, { ...judge, attendance: 'ATTENDED' });
    const { body } = await on.get(`${home}/${id}?lang=en`);
    expect(body).toContain('<th scope="row">Judiciary</th><td>fewer than 3</td><td>fewer than 3</td>');
    expect(body).toContain('<th scope="row">Civil-society organizations</th><td>not shown</td><td>not shown</td>');
    expect(body).toContain('<th scope="row">All</th><td>7</td><td>7</td>');
    expect(body).not.toMatch(new RegExp(`Ratana|${institution.name}`));
    await on.db.consultation.update({ where: { id }, data: { publishesMinutes: false } });
    expect((await on.get(`${home}/${id}?lang=en`)).body).not.toContain('Judiciary');
    await on.db.consultation.update({ where: { id }, data: { publishesMinutes: true, status: 'INVITING' } });
    expect((await on.get(`${home}/${id}?lang=en`)).body).not.toContain('Judiciary');
  });
});

it('the page for signing in leads to it', async () => {
  expect((await on.get('/sign-in')).body).toContain('href="/public/consultations"');
});
