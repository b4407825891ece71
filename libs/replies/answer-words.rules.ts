import { isClosing, isHarmless, isName, isObject, leaves, turning, type Answer } from './answer-remarks.rules.js';

/** What a plain mail says to the question whether somebody comes. */
export type SaidInWords = { answer: Answer; hasRemark: boolean } | null;

/**
 * How an answer may begin: English, French, Khmer, Spanish, Arabic, Russian, Chinese. As `plain` gives it. Only what means one
 * thing: "OK" and "d'accord" may be said to the mail as well as to the meeting.
 */
const phrases: Record<Answer, readonly string[]> = {
  ACCEPTED: [
    ...['yes', 'yes please', 'yes indeed', 'accept', 'accepted', 'i accept', 'we accept', 'i confirm', 'confirmed'],
    ...['i will attend', 'i will come', 'i will be there', 'i will participate', 'i will join', 'i shall attend'],
    ...['we will attend', 'we will come', 'we will be there', 'we will participate', "we'll be there", 'we will join'],
    ...['i confirm that i will attend', 'i confirm my participation', 'je confirme que je serai présent'],
    ...['je confirme que je serai présente', 'je confirme ma participation', 'nous serons présents', 'nous viendrons'],
    ...["i'll attend", "i'll come", "i'll be there", "i'll join", 'we will attend', 'i am coming', "i'm coming"],
    ...[
      'i can attend',
      'i can come',
      'i am attending',
      'happy to attend',
      'happy to accept',
      'i confirm my attendance',
    ],
    ...['oui', 'accepté', 'acceptée', "j'accepte", 'je confirme', 'je viens', 'je viendrai', 'je participerai'],
    ...["j'y serai", 'je serai présent', 'je serai présente', 'je serai là', 'je confirme ma présence'],
    ...['បាទ', 'ចាស', 'ចា៎', 'ចា៎ស', 'បាទ/ចាស', 'យល់ព្រម', 'ខ្ញុំយល់ព្រម', 'ចូលរួម', 'ខ្ញុំចូលរួម', 'ខ្ញុំនឹងចូលរួម', 'នឹងចូលរួម'],
    ...['ខ្ញុំអាចចូលរួមបាន', 'ខ្ញុំនឹងមក', 'ខ្ញុំមក', 'ខ្ញុំសូមចូលរួម', 'បាទ ខ្ញុំនឹងចូលរួម', 'ចាស ខ្ញុំនឹងចូលរួម', 'បាទខ្ញុំនឹងចូលរួម', 'ចាសខ្ញុំនឹងចូលរួម'],
    ...['sí', 'acepto', 'asistiré', 'confirmo', 'نعم', 'سأحضر', 'أوافق', 'да', 'приду', 'буду', 'согласен', 'согласна'],
    ...['是', '是的', '参加', '我会参加', '我参加', '接受', '參加', '我會參加'],
  ],
  DECLINED: [
    ...['no', 'no thank you', 'no thanks', 'decline', 'declined', 'i decline', 'we decline', 'i regret'],
    ...['i cannot attend', 'i cannot come', 'i cannot make it', "i can't attend", "i can't come", "i can't make it"],
    ...[
      'i will not attend',
      'i will not come',
      "i won't attend",
      "i won't come",
      'i am unable to attend',
      'unable to attend',
    ],
    ...['i will not be able to attend', "i won't be able to attend", 'we cannot attend', 'we will not attend'],
    ...[
      'unfortunately i cannot attend',
      'unfortunately, i cannot attend',
      'sorry, i cannot attend',
      'sorry i cannot attend',
    ],
    ...[
      "sorry, i can't attend",
      "sorry, i can't come",
      "unfortunately i can't attend",
      "unfortunately, i can't attend",
    ],
    ...['non', 'refusé', 'refusée', 'je refuse', 'je décline', 'je ne viendrai pas', 'je ne peux pas venir'],
    ...[
      'je ne pourrai pas venir',
      'je ne pourrai pas participer',
      'je ne peux pas participer',
      'je ne participerai pas',
    ],
    ...['je ne serai pas présent', 'je ne serai pas présente', 'malheureusement, je ne pourrai pas participer'],
    ...['ទេ', 'អត់ទេ', 'មិនទេ', 'មិនមកទេ', 'អត់មកទេ', 'បដិសេធ', 'មិនចូលរួម', 'មិនចូលរួមទេ', 'មិនអាចចូលរួម', 'មិនអាចចូលរួមបានទេ'],
    ...['ខ្ញុំមិនចូលរួមទេ', 'ខ្ញុំមិនអាចចូលរួមបានទេ', 'ខ្ញុំមិនអាចចូលរួមទេ', 'ខ្ញុំមិនអាចមកបានទេ', 'ខ្ញុំមិនមកទេ', 'សូមទោស ខ្ញុំមិនអាចចូលរួមបានទេ'],
    ...[
      'no puedo asistir',
      'no asistiré',
      'rechazo',
      'لا',
      'لن أحضر',
      'أعتذر',
      'нет',
      'не приду',
      'не смогу',
      'не буду',
    ],
    ...['否', '不', '不参加', '不能参加', '我不能参加', '无法参加', '拒绝', '不參加', '無法參加'],
  ],
  TENTATIVE: [
    ...[
      'maybe',
      'perhaps',
      'possibly',
      'tentative',
      'tentatively',
      'not sure',
      'not sure yet',
      'i am not sure',
      "i'm not sure",
    ],
    ...['i may come', 'i may attend', 'i might come', 'i might attend', 'i do not know yet', "i don't know yet"],
    ...[
      'peut-être',
      'peut être',
      'provisoire',
      'je ne sais pas encore',
      'pas encore sûr',
      'pas encore sûre',
      'sous réserve',
    ],
    ...[
      'ប្រហែល',
      'ប្រហែលជា',
      'ប្រហែលជាមក',
      'ប្រហែលជាចូលរួម',
      'មិនទាន់ដឹង',
      'មិនទាន់ដឹងទេ',
      'មិនទាន់ច្បាស់',
      'មិនទាន់ច្បាស់ទេ',
      'ខ្ញុំមិនទាន់ដឹងទេ',
    ],
    ...['quizás', 'tal vez', 'a lo mejor', 'ربما', 'возможно', 'может быть', '也许', '可能', '待定', '或许', '也許'],
  ],
};

/** Each phrase with what it says, the longest first: "no" begins "no puedo asistir" as well. */
const known = Object.entries(phrases)
  .flatMap(([answer, all]) => all.map((phrase) => ({ phrase, answer: answer as Answer })))
  .sort((a, b) => b.phrase.length - a.phrase.length);

/** What begins like an answer and means something else. */
const misleading =
  /^(?:no problem|no worries|no doubt|no objection|no hay|no\.? ?\d|no\. ?of|yes(?:,| but| and)? no\b|non seulement|oui et non|да нет|不客气|不好意思|是否|是不是|可能不|可以吗)/u;

const greeting =
  /^(?:dear|hello|hi|hey|good (?:morning|afternoon|evening)|greetings|bonjour|bonsoir|madame|monsieur|cher|chère|chers|hola|estimad[oa]s?|buenos días|buenas tardes|جناب|مرحبا|السلام|تحية|السيد|уважаем|здравствуйте|добрый день|您好|你好|尊敬|សួស្តី|សួស្ដី|ជំរាបសួរ|ជម្រាបសួរ|គោរព|សូមគោរព|លោក|លោកស្រី|ឯកឧត្តម)/u;

const longestGreeting = 80;
/** Longer than this, what follows the answer is something to read. */
const shortThanks = 60;
/** Nobody says yes or no in so many words. */
const longestAnswer = 4000;

/** As the lists have it: small letters, plain apostrophes, without what is no letter before and after. */
const plain = (line: string): string =>
  line
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[\u200b\u200c\u200d\u00ad\ufe0f]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trim();

/** Reads what somebody wrote themselves; null where it is not clear: then somebody reads it. */
export const readWords = (own: string): SaidInWords => {
  if (own.length > longestAnswer) return null;
  const lines = own.split('\n').filter((line) => line.trim() !== '');
  const first = lines.findIndex((line) => !isGreeting(line));
  if (first === -1) return null;
  const line = plain(lines[first] ?? '');
  if (misleading.test(line)) return null;
  const found = beginning(line);
  if (!found) return null;
  const { phrase, answer } = found;
  const restOfLine = line.slice(phrase.length);
  if (/^\s?[?？؟]/u.test(restOfLine) || namesAnother(restOfLine, answer)) return null;
  const [attached = '', ...more] = pieces(restOfLine);
  if (!isMeant(attached, found)) return null;
  const below = lines.slice(first + 1);
  if (below.some((each) => contradicts(each, answer))) return null;
  const isSaid = (piece: string) => isHarmless(piece, answer) || isSame(piece, answer);
  const remarks = [
    ...more.filter((piece) => !isSaid(piece) && !isNameIn(lines[first] ?? '', piece)),
    ...aboveClosing(below)
      .filter((each) => !isName(each.trim()) && !pieces(plain(each)).every(isSaid))
      .map(plain),
  ];
  // What is only thanks, a greeting or the same once more cannot turn it: "No, I cannot attend."
  const unsaid = [...more, ...below.flatMap((each) => pieces(plain(each)))].filter((piece) => !isSaid(piece));
  if (turning[answer].test(unsaid.join(' . '))) return null;
  if (remarks[0] !== undefined && !leaves(answer, remarks[0])) return null;
  const rest = `${restOfLine} ${below.map(plain).join(' ')}`;
  const letters = rest.replace(/[^\p{L}\p{M}\p{N}]/gu, '').length;
  return { answer, hasRemark: remarks.length > 0 || letters > shortThanks || /[?？؟]/u.test(rest) };
};

interface Phrase {
  phrase: string;
  answer: Answer;
}

/** The phrase a line begins with. */
const beginning = (line: string): Phrase | undefined =>
  known.find(({ phrase }) => line.startsWith(phrase) && isBoundary(line.charAt(phrase.length)));

/** What stands between marks; pictures are none of it, but thumbs that point down. */
const pieces = (text: string): string[] =>
  text
    .replace(/(?![👎❌\d#*])[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]/gu, ' ')
    .split(/[.,;:!?…。，！？；、،؛؟។៕៖()"“”«»–—]+|\s-+(?=\s|$)|\n/u)
    .map((piece) => piece.trim());

/** Whether what follows a phrase without any mark belongs to the answer: "no questions" is no "no". */
const isMeant = (attached: string, { phrase, answer }: Phrase): boolean =>
  attached === '' ||
  isHarmless(attached, answer) ||
  isSame(attached, answer) ||
  (isObject(attached) && (phrase.includes(' ') || /accept|confirm|declin/.test(phrase)));

const isSame = (piece: string, answer: Answer): boolean => {
  const found = beginning(piece);
  return found?.answer === answer && isMeant(piece.slice(found.phrase.length).trim(), found);
};

/** "Yes", and further down "No". */
const contradicts = (line: string, answer: Answer): boolean => {
  const words = plain(line);
  const found = misleading.test(words) ? undefined : beginning(words);
  return found !== undefined && found.answer !== answer;
};

/** Without the name and whatever else stands below "Best regards". */
const aboveClosing = (lines: readonly string[]): string[] => {
  const end = lines.findIndex((line) => pieces(plain(line)).every((piece) => piece === '' || isClosing(piece)));
  return end === -1
    ? [...lines]
    : [...lines.slice(0, end), ...lines.slice(end).filter((line) => /^\W*p\.?\s?s\b/i.test(line))];
};

/** "Yes, Sok Dara": a name in the line, as it was written. */
const isNameIn = (line: string, piece: string): boolean => {
  const at = line.normalize('NFKC').toLowerCase().lastIndexOf(piece);
  return at > 0 && isName(line.normalize('NFKC').slice(at, at + piece.length));
};

const isGreeting = (line: string): boolean => {
  const words = plain(line);
  return (
    words === '' ||
    (line.length <= longestGreeting && greeting.test(words) && !known.some(({ phrase }) => words === phrase))
  );
};

const isBoundary = (next: string): boolean => next === '' || !/[\p{L}\p{M}\p{N}'’-]/u.test(next);

/** "Yes or no", "yes/maybe": whoever writes both has not said which. */
const namesAnother = (rest: string, answer: Answer): boolean =>
  rest
    .slice(0, 200)
    .split(/[\s,;:.!/|()]+/u)
    .some((word) => known.some((other) => other.answer !== answer && other.phrase === word));
