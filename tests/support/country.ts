import type { Database } from '../../libs/platform/index.js';
import { fingerprint } from '../../libs/intake/fingerprint.js';
import { paragraphSortKey } from '../../libs/recommendations/index.js';

/** A country small enough to know by heart: three institutions, five focal points, a secretariat, one review of six recommendations. */
export async function aCountry({ now: db }: Database, { today = '2026-03-02' }: { today?: string } = {}) {
  await db.mechanism.create({
    data: { name: 'Committee for Follow-up', stateCode: 'KHM', timeZone: 'Asia/Phnom_Penh', locale: 'en' },
  });
  const institution = (name: string) => db.institution.create({ data: { name, kind: 'MINISTRY' } });
  const person = (name: string, locale = 'en') =>
    db.person.create({
      data: {
        name,
        email: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`,
        locale,
        timeZone: 'Asia/Phnom_Penh',
      },
    });
  const mandate = (
    personId: string,
    institutionId: string,
    role: 'MAIN' | 'ALTERNATE' | 'VALIDATING_AUTHORITY' = 'MAIN',
  ) => db.mandate.create({ data: { personId, institutionId, role, startsOn: new Date(`${today}T00:00:00Z`) } });
  const grant = (personId: string, role: 'COORDINATOR' | 'APPROVING_AUTHORITY' | 'ADMINISTRATOR' | 'OBSERVER') =>
    db.roleGrant.create({ data: { personId, role, grantedAt: new Date(`${today}T00:00:00Z`) } });

  const education = await institution('Ministry of Education');
  const justice = await institution('Ministry of Justice');
  const health = await institution('Ministry of Health');
  const dara = await person('Sok Dara');
  const bopha = await person('Chan Bopha', 'fr');
  const sophea = await person('Keo Sophea', 'km');
  const veasna = await person('Lim Veasna');
  const rith = await person('Prak Rith');
  const coordinator = await person('Kim Channary');
  const authority = await person('Heng Samnang');
  await mandate(dara.id, education.id);
  await mandate(veasna.id, education.id, 'ALTERNATE');
  await mandate(rith.id, education.id, 'VALIDATING_AUTHORITY');
  await mandate(bopha.id, justice.id);
  await mandate(sophea.id, health.id);
  await grant(coordinator.id, 'COORDINATOR');
  await grant(authority.id, 'APPROVING_AUTHORITY');

  const review = await db.review.create({
    data: { mechanism: 'UPR', stateCode: 'KHM', cycle: 3, session: 32 },
  });
  const recommendations = [];
  for (const [index, text] of [
    'Extend free schooling to the most remote communes',
    'Publish yearly figures on school attendance',
    'Train judges in the rights of the child',
    'Open a legal aid office in every province',
    'Bring maternal health care within an hour’s travel of every village',
    'ពង្រីកសេវាសុខភាពដល់តំបន់ដាច់ស្រយាល',
  ].entries()) {
    const paragraph = `110.${index + 1}`;
    recommendations.push(
      await db.recommendation.create({
        data: {
          reviewId: review.id,
          text,
          fingerprint: fingerprint(text),
          sortKey: paragraphSortKey(paragraph),
          currentPosition: 'SUPPORTED',
          registeredAt: new Date(`${today}T00:00:00Z`),
          references: { create: { scheme: 'PARAGRAPH', value: paragraph } },
          recommending: { create: { stateCode: 'NOR' } },
        },
      }),
    );
  }
  return {
    institutions: { education, justice, health },
    people: { dara, bopha, sophea, veasna, rith, coordinator, authority },
    review,
    recommendations,
    mandate,
  };
}
export type Country = Awaited<ReturnType<typeof aCountry>>;
