/** What one can say to the question whether one comes. */
export type Answer = 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';

/** Whether a piece of text is one of these and nothing else. */
const whole = (...all: readonly string[]) => new RegExp(`^(?:${all.join('|')})$`, 'u');
/** Whether one of these words is in a text: `\b` knows ASCII letters only. */
const within = (...all: readonly string[]) => `(?<![\\p{L}\\p{M}])(?:${all.join('|')})(?![\\p{L}\\p{M}])`;

const thanks = whole(
  '(?:many |with )?(?:thanks|thank you|thankyou|thx)(?: so much| very much| a lot| again)?(?: for (?:the|your|this|inviting|having) ?(?:kind )?(?:invitation|invite|reminder|opportunity|me|us))?',
  "(?:un grand |mille )?(?:merci|mercis)(?: beaucoup| bien| infiniment| encore| d'avance)?(?: (?:pour|de) (?:votre|cette|l') ?(?:aimable )?invitation)?",
  "(?:je vous|nous vous) remerci(?:e|ons)(?: (?:pour|de) (?:votre|cette|l') ?(?:aimable )?invitation)?",
  '(?:សូម|សូមថ្លែង)?អរគុណ(?:ច្រើន|ណាស់|ច្រើនណាស់|លោក|លោកស្រី|បង)?(?:សម្រាប់|ចំពោះ)?(?:ការអញ្ជើញ)?',
  '(?:muchas |mil )?gracias(?: por (?:la|su) invitación)?',
  'شكرا|شكراً|شكرا جزيلا|شكراً جزيلاً|جزيل الشكر',
  'спасибо|большое спасибо|спасибо большое|спасибо за приглашение|благодарю|благодарю за приглашение',
  '谢谢|谢谢您|谢谢你|多谢|非常感谢|感谢|感谢邀请|謝謝|謝謝您',
);

/** How letters end. Below it stands who wrote, and what they are. */
const closing = whole(
  '(?:with )?(?:best|kind|kindest|warm|warmest|my best)?(?: and)? ?(?:regards|wishes)|best|cheers|sincerely|(?:yours|very) (?:sincerely|truly|faithfully)|sincerely yours|respectfully(?: yours)?',
  '(?:bien |très )?cordialement|bien à vous|salutations|sincères salutations|meilleures salutations|respectueusement|amitiés',
  '(?:ដោយ|សូម)?(?:ក្តី|ក្ដី|សេចក្តី|សេចក្ដី|ការ)?គោរព(?:រាប់អាន)?|ដោយស្មោះ',
  'saludos|un saludo|saludos cordiales|atentamente|cordialmente',
  'مع التحية|تحياتي|مع خالص التحية|وتفضلوا بقبول فائق الاحترام',
  'с уважением|всего доброго|此致|敬礼|祝好|顺祝商祺',
);

/** Said with an answer, and nothing that changes it. */
const fitting: Record<Answer, RegExp> = {
  ACCEPTED: whole(
    '(?:with (?:great )?)?pleasure|gladly|of course|certainly|sure|happily|see you (?:there|then|soon)|looking forward(?: to it| to the meeting| to the consultation)?|i look forward to it',
    'avec (?:grand )?plaisir|bien sûr|bien entendu|volontiers|certainement|à bientôt',
    'ដោយក្តីរីករាយ|ដោយក្ដីរីករាយ|ដោយរីករាយ|ពិតប្រាកដ',
    'con (?:mucho )?gusto|por supuesto|claro|بكل سرور|с удовольствием|конечно|很高兴|很荣幸',
  ),
  DECLINED: whole(
    "(?:i am |i'm |we are )?(?:very |so )?sorry|apologies|my apologies|unfortunately(?: not)?|regrettably|with regrets?|regrets",
    '(?:je suis |nous sommes )?(?:vraiment )?désolée?s?|malheureusement(?: pas)?|à regret|hélas|avec mes excuses|mes excuses',
    '(?:ខ្ញុំ)?(?:សូមទោស|សុំទោស|សូមអភ័យទោស|សោកស្តាយ|សូមសោកស្តាយ)',
    'lo siento|lamentablemente|آسف|آسفة|للأسف|عذرا|عذراً|к сожалению|извините|сожалею|抱歉|很抱歉|对不起|遗憾',
  ),
  TENTATIVE: whole(
    "not sure yet|i am not sure yet|i'm not sure yet|sorry|à confirmer|je ne sais pas encore|désolée?|សូមទោស|lo siento|抱歉",
  ),
};

/** What is accepted or attended: "I will attend the meeting", "j'accepte votre invitation". Only after a phrase with a verb. */
const object = whole(
  '(?:the|this|your|your kind) (?:meeting|consultation|invitation|event|workshop|session)',
  "(?:à )?(?:la|cette|votre|l') ?(?:réunion|consultation|invitation|rencontre)|ma (?:présence|participation)",
  '(?:la|esta|su) (?:reunión|consulta|invitación)|a la (?:reunión|consulta)|(?:на )?(?:встречу|встрече|приглашение)|会议|邀请',
);

/** May be said of the mail, or of something else than coming. Whoever writes so has not surely answered. */
const elsewhere = [
  within(
    ...['receiv\\w*', 'receipt', 'resend', 'wrong', 'mistake', 'by error', 'questions?', 'clarif\\w*', 'unsubscribe'],
    ...['reçue?s?', 'réception', 'erreur', 'renvoyer', 'recib\\w*', 'equivocad[oa]', 'preguntas?'],
    ...['получил\\p{L}*', 'ошибк\\p{L}*', 'вопрос\\p{L}*'],
  ),
  'ទទួល|សំណួរ|ច្រឡំ|ខុស|استلم|تلقيت|وصلت|خطأ|سؤال|收到|错|问题|👎|❌',
];

const negations = [
  within(
    ...[
      'cannot',
      "can't",
      'can not',
      "won't",
      'not',
      "\\w+n't",
      'unable',
      'decline',
      'regret',
      'never',
      'neither',
      'nobody',
    ],
    ...['ne', 'pas', 'aucune?', 'personne', 'jamais', 'не', 'нет', 'нельзя', 'لن', 'لا', 'ليس', 'لم'],
  ),
  "(?<![\\p{L}\\p{M}])n'|មិន|អត់|ពុំ|គ្មាន|不|没|無|无法",
];

const reservations = [
  within(
    ...[
      'but',
      'however',
      'unfortunately',
      'unless',
      'except',
      'although',
      'though',
      'if',
      'only',
      'provided',
      'depend\\w*',
    ],
    ...[
      'clash\\w*',
      'conflict\\w*',
      'overlap\\w*',
      'another',
      'instead',
      'maybe',
      'perhaps',
      'possibly',
      'might',
      'busy',
    ],
    ...['too (?:late|early|far|short)', 'late', 'leave', 'sick', 'ill', 'abroad', 'away', 'travel\\w*', 'postpone\\w*'],
    ...[
      'come back to you',
      'get back to you',
      'revert',
      'let you know',
      'check',
      'deputy',
      'colleague',
      'on my behalf',
    ],
    ...[
      'mais',
      'hélas',
      'malheureusement',
      'sauf',
      'seulement',
      'si',
      'cependant',
      'toutefois',
      'conflit',
      'chevauche\\w*',
    ],
    ...[
      'autre',
      'à condition',
      'peut-être',
      'occupée?',
      'malade',
      'voyage',
      'absente?',
      'reporter',
      'revien\\w+',
      'vérifier',
    ],
    ...[
      'pero',
      'lamentablemente',
      'salvo',
      'solo',
      'sólo',
      'otra',
      'otro',
      'conflicto',
      'quizás',
      'но',
      'если',
      'только',
    ],
    ...['однако', 'другая', 'другое', 'совпада\\p{L}*', 'занята?', 'болен', 'возможно'],
  ),
  'ប៉ុន្តែ|ប៉ុន្ដែ|តែ|លើកលែង|បើ|ជាន់|រវល់|ជាប់|ឈឺ|ផ្សេង|ប្រហែល|ជំនួស|لكن|إذا|فقط|تعارض|ربما|مشغول|但|可是|不过|如果|只|冲突|也许|可能|另',
];

/** What shows that a "no" may be said to something else, and that they come. */
const comings = [
  within(
    ...[
      'see you',
      'looking forward',
      'look forward',
      'come',
      'comes',
      'coming',
      'attend\\w*',
      'there',
      'join\\w*',
      'participat\\w*',
    ],
    ...[
      'need\\w*',
      'changes?',
      'problems?',
      'objections?',
      'nothing',
      'none',
      'fine',
      'ok',
      'okay',
      'good',
      'necessary',
      'required',
    ],
    ...[
      'not (?!available|free|in |able)\\w+',
      'have',
      'has',
      'yes',
      'car',
      'interpret\\w+',
      'wheelchair',
      'vegetarian',
      'vegan',
    ],
    ...['allerg\\w+', 'diet\\w*', 'halal', 'agree\\w*', 'no', 'any', 'comments?', 'but', 'instead', 'online'],
    ...[
      'à bientôt',
      'à mardi',
      'viendr\\w+',
      'viens',
      'serai (?:là|présente?)',
      'particip\\w+',
      'besoin',
      'rien',
      'aucune?',
    ],
    ...[
      'changements?',
      'problèmes?',
      "c'est bon",
      'bien',
      'nécessaire',
      'oui',
      'mais',
      'voiture',
      'interprét\\w+',
      'remarques?',
    ],
    ...[
      'nos vemos',
      'hasta',
      'necesit\\w+',
      'nada',
      'ningun[oa]?',
      'asistiré',
      'vendré',
      'sí',
      'pero',
      'приду',
      'придем',
      'буду',
    ],
    ...['нужно', 'нужна', 'нужен', 'до встречи', 'ничего', 'да', 'но', 'سأحضر', 'نعم', 'نلتقي', 'لكن', 'حاجة', 'أحتاج'],
  ),
  'ជួបគ្នា|នឹងមក|នឹងចូលរួម|ត្រូវការ|គ្មាន|បាទ|ចាស|ប៉ុន្តែ|ប៉ុន្ដែ|តែ|បញ្ហា|មានរថយន្ត|见面|再见|需要|没有|参加|参會|但|是的',
];

const anyOf = (...all: readonly (readonly string[])[]) => new RegExp(all.flat().join('|'), 'u');

/** What may turn an answer round. */
export const turning: Record<Answer, RegExp> = {
  ACCEPTED: anyOf(elsewhere, negations, reservations),
  DECLINED: anyOf(elsewhere, comings),
  TENTATIVE: anyOf(
    elsewhere,
    [within('cannot', "can't", "won't", 'unable', 'decline', 'regret', 'malheureusement', 'hélas', 'see you')],
    [within('i will (?:attend|come|be there)', "i'll (?:attend|come|be there)", 'je viendrai', "j'accepte", 'wrong')],
    ['ប៉ុន្តែ|នឹងចូលរួម|នឹងមក|不能|无法'],
  ),
};

/** Why somebody does not come begins so; another remark after a "no" may say that it was about something else. */
const ofThemselves =
  /^(?:(?:sorry|unfortunately|regrettably|malheureusement|désolée?)\s)?(?:i am|i'm|i will be|i'll be|we are|we're|we will be|je suis|je serai|nous sommes|nous serons|estoy|estaré|я|мы|我|ខ្ញុំ)(?![\p{L}\p{M}]*')/u;

/** Whether what is said besides an answer changes nothing, in one piece between two marks. */
export const isHarmless = (piece: string, answer: Answer): boolean =>
  piece === '' ||
  thanks.test(piece) ||
  closing.test(piece) ||
  fitting[answer].test(piece) ||
  /^(?:dear|cher|chère|chers|estimad[oa]s?|уважаем\p{L}+)\s[\p{L}\s]{1,30}$/u.test(piece);

export const isObject = (piece: string): boolean => object.test(piece);

export const isClosing = (piece: string): boolean => closing.test(piece) || thanks.test(piece);

/** Whether a remark leaves an answer what it is, as far as can be told. */
export const leaves = (answer: Answer, remark: string): boolean => answer !== 'DECLINED' || ofThemselves.test(remark);

/** A name, or what somebody is: short, and each word with a capital, as it was written. */
export const isName = (written: string): boolean =>
  written.length <= 60 &&
  /^(?:(?:\p{Lu}[\p{L}\p{M}'’.-]*|of|de|du|des|la|and|et|for|the|&)(?:\s+|$)){1,8}$/u.test(written);
