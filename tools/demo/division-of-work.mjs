// How a coordinator might cluster recommendations and divide the work. Rules of thumb: good enough to show, to be argued about.

/** So many clusters at most, besides the rest; and so many recommendations make one. */
const most = 12;
const least = 3;

/** Clusters by theme, each recommendation in that of its rarest: `[name, ids]`, the largest first. What fits none is in “Other”. */
export function clustersOf(recommendations) {
  const counts = new Map();
  for (const { themes } of recommendations) {
    for (const theme of themes) counts.set(theme, (counts.get(theme) ?? 0) + 1);
  }
  const names = [...counts]
    .filter(([, count]) => count >= least)
    .sort(([, one], [, other]) => other - one)
    .slice(0, most)
    .map(([theme]) => theme);
  const clusters = new Map(names.map((name) => [name, []]));
  const rest = [];
  for (const { id, themes } of recommendations) {
    const [name] = themes
      .filter((theme) => clusters.has(theme))
      .sort((one, other) => counts.get(one) - counts.get(other));
    (name === undefined ? rest : clusters.get(name)).push(id);
  }
  const bySize = [...clusters].sort(([, one], [, other]) => other.length - one.length);
  return [...bySize, ['Other', rest]].filter(([, ids]) => ids.length > 0);
}

/** Who leads and who supports, by words in the name of a cluster; the first that fits. Acronyms of prisma/seed/directory.csv. */
const usual = [
  [/women|gender|domestic violence/i, 'MoWA', ['CNCW', 'MoJ']],
  [/child|youth/i, 'MoSVY', ['MoEYS', 'MoWA']],
  [/education|school|training/i, 'MoEYS', ['MoSVY']],
  [/health|hiv|sanitation|food/i, 'MoH', ['MoSVY']],
  [/labour|work|migra|trade union/i, 'MoLVT', ['MoI']],
  [/traffick|slavery/i, 'MoI', ['MoLVT', 'MoJ']],
  [/detention|prison|torture|liberty|disappear|police|security/i, 'MoI', ['MoJ', 'NHRC']],
  [/justice|judici|fair trial|impunity|death penalty|law|corruption/i, 'MoJ', ['MoI']],
  [/expression|press|media|assembly|association|defender|civil society|election|participation/i, 'MoI', ['SGNA']],
  [/land|housing|environment|climate|indigenous|water/i, 'MLMUPC', ['MoI']],
  [/disabilit|elder|poverty|social|standard of living|minorit|discriminat|equality/i, 'MoSVY', ['NIS']],
  [
    /instrument|treat|ratif|international|cooperation|special procedure|nhri|institution|upr/i,
    'MFAIC',
    ['NHRC', 'SGNA'],
  ],
  [/development|statistic|data|sdg|plan/i, 'NIS', ['MFAIC']],
];

/** Chooses `{ leadId, supportingIds }` for a cluster; ministries take turns where no rule of thumb fits. */
export function responsibleFor(name, institutions, turn) {
  const byAcronym = new Map(institutions.map((institution) => [institution.acronym, institution.id]));
  const [, lead, supporting = []] = usual.find(([words, acronym]) => words.test(name) && byAcronym.has(acronym)) ?? [];
  if (lead)
    return { leadId: byAcronym.get(lead), supportingIds: supporting.flatMap((one) => byAcronym.get(one) ?? []) };
  const ministries = institutions.filter(({ kind }) => kind === 'MINISTRY');
  const candidates = ministries.length ? ministries : institutions;
  return { leadId: candidates[turn % candidates.length].id, supportingIds: [] };
}
