import { foldWords } from './text.js';

/** Long enough for any heading or opening formula; a line of megabytes is not folded. */
const beginning = (text: string): string => foldWords(text.slice(0, 300));

const words = (list: readonly string[]): string => list.map(foldWords).join('|');

const recommendation = new RegExp(words(['recommend', 'recommand', 'recomend', 'рекоменд', 'توصي', '建议']));

/** Whether a text speaks of recommendations at all. */
export const mentionsRecommendations = (text: string): boolean => recommendation.test(foldWords(text.slice(-1500)));

const annex = new RegExp(
  `^(?:${words(['Annex', 'Annexe', 'Anexo', 'Приложение', 'المرفق', '附件'])})(?: [ivx\\d]+)?\\*?$`,
);
const delegation = new RegExp(
  `^(?:${words([
    'Composition of the delegation',
    'Composition de la délégation',
    'Composición de la delegación',
    'Состав делегации',
    'تشكيلة الوفد',
    '代表团成员',
  ])})`,
);

/** Where the annex begins, which lists the delegation: people, who are no recommendations. */
export const closesDocument = (text: string): boolean => {
  const line = beginning(text);
  return (line.length < 40 && annex.test(line)) || delegation.test(line);
};

const conclusions = new RegExp(
  `^(?:${words([
    'All conclusions and/or recommendations contained',
    'All the conclusions and/or recommendations contained',
    'All conclusions and recommendations contained',
    'Toutes les conclusions et/ou recommandations',
    'Toutes les conclusions et recommandations',
    'Todas las conclusiones y/o recomendaciones',
    'Todas las conclusiones y recomendaciones',
    'Все выводы и/или рекомендации',
    '本报告所载的所有结论',
  ])})`,
);

/** The sentence that closes every report: whose position the recommendations reflect. */
export const closesList = (text: string): boolean => conclusions.test(beginning(text));

/** `III. Voluntary pledges and commitments`, `B. …`. */
export const isHeading = (text: string): boolean => text.length < 200 && /^(?:[IVX]{1,5}|[A-H])\.\s+\p{Lu}/u.test(text);

/** Arabic documents print `118-1` for 118.1 and `118-` for 118. */
export const withDots = (text: string): string => {
  const match = /^(\d{1,3})-(?:(\d{1,3})(?!\d))?\s/.exec(text.slice(0, 10));
  if (match === null || !/\p{Script=Arabic}/u.test(text.slice(0, 300))) return text;
  return `${match[1]}.${match[2] ?? ''} ${text.slice(match[0].length)}`;
};
