import type { PositionValue } from '../records.js';
import { foldWords } from './text.js';

type Said = Exclude<PositionValue, 'PARTIALLY_SUPPORTED'>;

/** A bounded piece of text is searched: what introduces a list is a sentence or two. */
const longest = 1500;

/**
 * How reports of the Working Group and their addenda say what becomes of the recommendations that follow. What a State does not support
 * counts as noted, and what it holds to be done already as supported. Refusals come first: `did not enjoy the support` holds the other.
 */
const refusing: readonly string[] = [
  ...[
    'not enjoy the support',
    'not enjoy its support',
    'not enjoyed the support',
    'cannot support',
    'could not support',
  ],
  ...['cannot be supported', 'could not be supported', 'unable to support', 'not able to support', 'does not support'],
  ...[
    'do not support',
    'did not support',
    'cannot accept',
    'could not accept',
    'cannot be accepted',
    'unable to accept',
  ],
  ...['could not be accepted', 'does not accept', 'do not accept', 'did not accept', 'not supported', 'not accepted'],
  ...['not in a position to accept', 'not in a position to support', 'are rejected', 'is rejected', 'were rejected'],
  ...[
    'been rejected',
    'rejects the',
    'not enjoy support',
    'ne recueillent pas',
    'n’ont pas recueilli',
    'n’a pas recueilli',
  ],
  ...['ne recueille pas', 'ne peut appuyer', 'ne peut pas appuyer', 'ne peut accepter', 'ne peut pas accepter'],
  ...['n’accepte pas', 'n’appuie pas', 'ne bénéficient pas', 'n’ont pas bénéficié', 'n’ont pas été acceptées'],
  ...['ne peuvent être acceptées', 'ne sont pas acceptées', 'n’ont pas l’appui', 'no cuentan con el apoyo'],
  ...['no cuenta con el apoyo', 'no gozan del apoyo', 'no gozaron del apoyo', 'no han contado con el apoyo'],
  ...['no contaron con el apoyo', 'no recibieron el apoyo', 'no han recibido el apoyo', 'no reciben el apoyo'],
  ...['no puede apoyar', 'no puede aceptar', 'no acepta', 'no apoya', 'no pueden ser aceptadas', 'no fueron aceptadas'],
  ...['no han sido aceptadas', 'не пользуются поддержкой', 'не получили поддержки', 'не получили поддержку'],
  ...['не поддерживает', 'не может поддержать', 'не может принять', 'لا تحظى بتأييد', 'لم تحظ بتأييد', 'لا تحظى بدعم'],
  ...['لم تحظ بدعم', '不支持', '不接受'],
];

const noting: readonly string[] = [
  ...['takes note of', 'take note of', 'took note of', 'taken note of', 'notes the following recommendation'],
  ...[
    'notes recommendation',
    'notes the recommendation',
    'prend note de',
    'prend note des',
    'prend acte de',
    'a pris note',
  ],
  ...[
    'prend donc note',
    'prend acte des',
    'été notées',
    'été pris note',
    'sont notées',
    'toma nota de',
    'tomó nota de',
  ],
  ...[
    'ha tomado nota',
    'se tomó nota',
    'se ha tomado nota',
    'se toma nota',
    'toma conocimiento de',
    'han sido anotadas',
  ],
  ...['приняты к сведению', 'принял к сведению', 'приняла к сведению', 'приняло к сведению', 'принимает к сведению'],
  ...['أحاطت علما', 'أحاط علما', 'أحيط علما', 'تحيط علما', 'يحيط علما', '注意到以下建议', '注意到这些建议', '已注意到'],
];

const supporting: readonly string[] = [
  ...['enjoy the support', 'enjoys the support', 'enjoyed the support', 'enjoy its support', 'enjoy the full support'],
  ...['enjoy support', 'have the support of', 'has the support of', 'are supported', 'is supported', 'were supported'],
  ...['been supported', 'are accepted', 'is accepted', 'were accepted', 'been accepted', 'supports recommendation'],
  ...['accepts this recommendation', 'supports this recommendation', 'accepte cette recommandation'],
  ...['appuie cette recommandation', 'acepta esta recomendación', 'apoya esta recomendación'],
  ...['supports the following recommendation', 'supports the recommendation', 'accepts recommendation'],
  ...['accepts the recommendation', 'accepts the following recommendation', 'already implemented'],
  ...['already been implemented', 'in the process of implementation', 'in the process of being implemented'],
  ...['recueillent l’adhésion', 'recueilli l’adhésion', 'recueillent son adhésion', 'recueilli son adhésion'],
  ...['recueille l’adhésion', 'recueillent l’appui', 'recueilli l’appui', 'recueillent l’assentiment'],
  ...['recueilli l’assentiment', 'recueillent le soutien', 'recueilli le soutien', 'bénéficient de l’appui'],
  ...[
    'bénéficient du soutien',
    'ont l’appui',
    'sont acceptées',
    'été acceptées',
    'est acceptée',
    'accepte les recommandations',
  ],
  ...['appuie les recommandations', 'déjà été appliquées', 'déjà appliquées', 'déjà été mises en œuvre'],
  ...['déjà mises en œuvre', 'en cours d’application', 'en cours de mise en œuvre', 'cuentan con el apoyo'],
  ...['cuenta con el apoyo', 'gozan del apoyo', 'gozaron del apoyo', 'contado con el apoyo', 'contaron con el apoyo'],
  ...['reciben el apoyo', 'recibido el apoyo', 'recibieron el apoyo', 'tienen el apoyo', 'apoya las recomendaciones'],
  ...['acepta las recomendaciones', 'han sido aceptadas', 'fueron aceptadas', 'son aceptadas', 'ya se han aplicado'],
  ...['ya han sido aplicadas', 'en vías de aplicación', 'en proceso de aplicación', 'пользуются поддержкой'],
  ...[
    'получили поддержку',
    'поддерживает следующие',
    'تحظى بتأييد',
    'تحظى بدعم',
    'حظيت بتأييد',
    'حظيت بدعم',
    '支持以下建议',
  ],
];

const postponing: readonly string[] = [
  ...['will be examined by', 'will be considered by', 'will provide responses', 'will provide its responses'],
  ...[
    'will provide a response',
    'seront examinées par',
    'fournira des réponses',
    'apportera des réponses',
    'y répondra',
  ],
  ...['serán examinadas por', 'dará respuesta', 'proporcionará respuestas', 'responderá a su debido tiempo'],
  ...['будут рассмотрены', 'рассмотрит', 'ستنظر', 'ستبحث', 'ستقدم ردود', '将由', '将审议', '将在适当时候'],
];

const phrases: readonly [Said, readonly string[]][] = [
  ['NOTED', refusing.map(foldWords)],
  ['NOTED', noting.map(foldWords)],
  ['UNDER_CONSIDERATION', postponing.map(foldWords)],
  ['SUPPORTED', supporting.map(foldWords)],
];

/** `have been examined and noted`, `are duly noted`; in `it should be noted that` nothing is answered. */
const noted = /\b(?:has|have|are|is|be|were|was)(?: been)?(?: [a-z]+){0,2} noted\b(?! (?:that|above|earlier))/g;
const examinedAndNoted = /\b(?:examined|considered) by [^.;:]{1,80} and noted\b/g;

/** Chinese puts the State between the words: 得到柬埔寨的支持. */
const chineseRefusal = /(?:未|没有|未能)(?:获得|得到)[^。;；:：]{0,30}支持/g;
const chineseSupport = /(?:获得|得到)(?:了)?[^。;；:：]{0,30}支持/g;

/** Words that turn what the known phrases say into something else, which a person has to read. */
const qualifying =
  /\b(?:partial|partially|partly|in part|except|exception|in principle|reservation|reservations|subject to|some of|certain of|partiellement|partielle|en partie|sauf|exception|reserve|reserves|parcialmente|parcial|en parte|salvo|excepto|excepcion|reserva|reservas)\b|частично|исключением|جزئي|باستثناء|部分|除/;
const negating =
  /\b(?:not|no|nor|cannot|without|neither|none|ne|n'|pas|aucune?|ni|sin|ninguna?|tampoco)(?![a-z])|(?:^|\s)(?:не|без|لا|لم|لن|غير)\s|[不未没]/;

/**
 * The answer a sentence gives to the recommendations it introduces or names: undefined where its wording is not known, says two things at
 * once, or is qualified (`enjoy the support in part`). Such a sentence is asked about and not guessed.
 */
export const positionSaidIn = (sentence: string): Said | undefined => {
  let words = foldWords(sentence.slice(-longest));
  const found = new Set<Said>();
  const take = (said: Said, pattern: RegExp | string): void => {
    const rest = words.replaceAll(pattern, ' | ');
    if (rest !== words) found.add(said);
    words = rest;
  };
  const negatedNote = [...words.matchAll(noted)].some(([match]) => /\bnot\b/.test(match));
  for (const phrase of phrases[0]?.[1] ?? []) take('NOTED', phrase);
  take('NOTED', chineseRefusal);
  take('NOTED', noted);
  take('NOTED', examinedAndNoted);
  for (const [said, list] of phrases.slice(1)) for (const phrase of list) take(said, phrase);
  take('SUPPORTED', chineseSupport);
  const [only] = found;
  if (only === undefined || found.size > 1 || negatedNote || qualifying.test(words)) return undefined;
  return only === 'SUPPORTED' && negating.test(words) ? undefined : only;
};
