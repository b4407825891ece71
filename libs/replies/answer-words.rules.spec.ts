import { readWords } from './answer-words.rules.js';

const said = (text: string) => {
  const read = readWords(text);
  return read === null ? 'unclear' : `${read.answer}${read.hasRemark ? ' and a remark' : ''}`;
};

describe('words of a plain answer', () => {
  it.each([
    'Yes', 'yes.', 'YES!', '👍 Yes', '“Yes”', 'Yes, thank you', 'Dear colleagues,\n\nYes, I will attend.\n\nSok Dara',
    'I will attend', "I’ll be there", 'Oui', 'Oui, merci', 'Bonjour,\nJe confirme ma présence.', 'J’accepte', 'បាទ', 'ចាស', 'បាទ/ចាស',
    'ជំរាបសួរ\nខ្ញុំនឹងចូលរួម', 'យល់ព្រម។', 'ចាស\u200b ខ្ញុំនឹងចូលរួម', 'Sí', 'نعم', 'Да, приду', '参加', '是的。', 'Accepted',
  ])('accepts by %j', (text) => expect(said(text)).toBe('ACCEPTED')); // prettier-ignore

  it.each([
    'No', 'no, thank you', 'Non', 'Non merci', 'Sorry, I cannot attend.', "I can't come", 'Je ne pourrai pas participer.', 'ទេ',
    'អត់ទេ', 'ខ្ញុំមិនអាចចូលរួមបានទេ', 'No puedo asistir', 'لا', 'Нет', '不能参加', 'Declined', 'Unfortunately, I cannot attend',
  ])('declines by %j', (text) => expect(said(text)).toBe('DECLINED')); // prettier-ignore

  it.each([
    'Maybe', 'Perhaps.', 'Not sure yet', 'Peut-être', 'ប្រហែលជា', 'មិនទាន់ដឹងទេ', 'Tal vez', 'ربما', 'Может быть', '也许',
  ])('says maybe by %j', (text) => expect(said(text)).toBe('TENTATIVE')); // prettier-ignore

  it.each([
    '', 'Thank you', 'OK', 'No problem, I will come', 'Yes or no, I do not know', 'Yes?', 'Yes, but I cannot come before ten',
    'No. I will come after all', 'Yesterday I was away', 'Nobody told me', 'Nonetheless', 'yes / no / maybe', 'Oui et non',
    'បាទ ខ្ញុំមិនអាចចូលរួមបានទេ', 'Yes. Unfortunately my director cannot', 'I am out of the office until Monday', 'No.1 choice',
    'Please send the agenda.\nYes', 'Дача', '是否可以改期', 'Dear all,', '...', '?', 'Yes unless it rains',
  ])('is not clear: %j', (text) => expect(said(text)).toBe('unclear')); // prettier-ignore

  it.each([
    'No questions from my side, see you there.', 'No need to send a car, we have one.', 'No interpretation needed.',
    'No changes on our side.', 'No dietary needs. See you on Tuesday', 'Yes I received your message.', 'Oui bien reçu',
    'Oui, bien reçu', 'Confirmed receipt', 'Yes, it clashes with another meeting of mine', 'Yes, received, thank you',
    'Possibly wrong address, please resend', 'Perhaps you could send the agenda', 'No, no questions', 'No. See you on Tuesday',
    'No\nSee you on Tuesday', 'No, thank you, I do not need interpretation', 'No thanks, we have a car', 'No. of participants: 3',
    'No, not at the moment', 'No, it is all fine', 'No thank you for the car, see you there', 'Yes please send the agenda',
    'I will come back to you', 'I may come back to you on this', 'I confirm receipt of your mail', 'I am attending another meeting',
    'I regret the delay', 'I will attend only the morning', 'I cannot come before ten', 'We cannot attend in person', 'I accept that',
    'I will not attend in person but online', 'Yes, if my director agrees', 'Yes\nNo', 'Yes\n\nMy deputy will come instead',
    'Yes 👎', 'Maybe, is this the wrong address', 'Not sure what this is about', 'Accepted offer',
  ])('takes nothing that may be about something else: %j', (text) => expect(said(text)).toBe('unclear')); // prettier-ignore

  it.each([
    'Non, pas de questions de ma part', 'Pas besoin de voiture', 'Non pas de changement', 'Non, aucun besoin', 'Non, à mardi',
    'Oui je vous écris au sujet du budget', 'Oui, mais je serai en voyage', 'Je viens de recevoir votre message', 'Je confirme la réception',
    'Je viens d’apprendre la nouvelle', 'Oui, si mon directeur est d’accord', 'Oui, il y a conflit avec une autre réunion', 'Je confirme avoir reçu',
    'ទេ មិនមានសំណួរទេ', 'ទេ មិនត្រូវការរថយន្តទេ', 'ទេ, ជួបគ្នាថ្ងៃអង្គារ', 'បាទ ខ្ញុំបានទទួលសារហើយ', 'ចាស, បានទទួលហើយ', 'បាទ, ប៉ុន្តែខ្ញុំរវល់',
    'ចាស, ជាន់កម្មវិធីផ្សេង', 'ចូលរួមរំលែកទុក្ខ', 'No hace falta interpretación', 'No, no necesito nada', 'Sí, recibido', 'Sí recibí su mensaje',
    'Sí, pero tengo otra reunión', 'لا أحتاج إلى سيارة', 'نعم استلمت رسالتكم', 'نعم، استلمت', 'Нет вопросов', 'Нет, до встречи', 'Да, получил',
    'Да, но у меня другая встреча', '不 需要 翻译', '不，没有问题', '是的，收到', '好的，收到', '好的', '是，但是有冲突',
  ])('nor in other languages: %j', (text) => expect(said(text)).toBe('unclear')); // prettier-ignore

  it.each([
    ['Yes, with pleasure', 'ACCEPTED'], ['Yes I will attend', 'ACCEPTED'], ['I will attend the meeting.', 'ACCEPTED'], ['Yes, Sok Dara', 'ACCEPTED'],
    ['Yes, see you there!', 'ACCEPTED'], ['I accept your kind invitation, thank you very much', 'ACCEPTED'], ['Yes 👍🏽 :)', 'ACCEPTED'],
    ['Yes, thanks for the invitation.', 'ACCEPTED'], ['Oui, avec plaisir', 'ACCEPTED'], ['J’accepte votre invitation', 'ACCEPTED'],
    ['Oui merci beaucoup', 'ACCEPTED'], ['បាទ អរគុណ', 'ACCEPTED'], ['ចាស, សូមអរគុណ', 'ACCEPTED'], ['បាទ\nសូមអរគុណ\nសុខ ដារ៉ា', 'ACCEPTED'],
    ['Sí, con gusto. Gracias', 'ACCEPTED'], ['Да, спасибо', 'ACCEPTED'], ['参加，谢谢', 'ACCEPTED'], ['نعم، شكرا', 'ACCEPTED'],
    ['No, I cannot attend, sorry', 'DECLINED'], ['No, sorry. I cannot come', 'DECLINED'], ['Non, désolé', 'DECLINED'], ['ទេ អរគុណ', 'DECLINED'],
    ['No\n\nKind regards\nSok Dara\nHead of the car pool', 'unclear'], ['No\n\nSok Dara\nDirector of Planning', 'DECLINED'], ['不，谢谢', 'DECLINED'],
    ['Нет, спасибо', 'DECLINED'], ['لا، شكرا', 'DECLINED'], ['Maybe, thanks', 'TENTATIVE'], ['Peut-être, merci', 'TENTATIVE'],
    ['Yes, and please send the agenda', 'ACCEPTED and a remark'], ['Yes.\nI need a ramp.', 'ACCEPTED and a remark'],
    ['Oui, je prendrai le train', 'ACCEPTED and a remark'], ['បាទ, សូមផ្ញើរបៀបវារៈ', 'ACCEPTED and a remark'], ['No, I am travelling', 'DECLINED and a remark'],
    ['Non, je serai en mission', 'DECLINED and a remark'], ['ទេ, ខ្ញុំជាប់បេសកកម្ម', 'DECLINED and a remark'], ['Maybe, I will know on Tuesday', 'TENTATIVE and a remark'],
    ['Yes\n\nBest regards,\nSok Dara\nPS: I bring the photographs', 'ACCEPTED and a remark'],
  ])('takes what is said with nothing but courtesy, and shows the rest: %j', (text, expected) => expect(said(text)).toBe(expected)); // prettier-ignore

  it('does not read a book for an answer', () => {
    expect(said(`Yes\n${'I say, '.repeat(500)}`)).toBe('ACCEPTED and a remark');
    expect(said(`Yes\n${'I say, '.repeat(20_000)}`)).toBe('unclear');
  });

  it('finds what more there is to read', () => {
    expect(said('Yes. Is there parking?')).toBe('ACCEPTED and a remark');
    expect(said('No, I am travelling. My deputy Lim Veasna would be glad to take part if you allow that')).toBe(
      'DECLINED and a remark',
    );
    expect(said('Yes\n\nBest regards,\nSok Dara\nMinistry of Education')).toBe('ACCEPTED');
  });
});
