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

  it('finds what more there is to read', () => {
    expect(said('Yes. Is there parking?')).toBe('ACCEPTED and a remark');
    expect(said('No, I am travelling. My deputy Lim Veasna would be glad to take part if you allow that')).toBe(
      'DECLINED and a remark',
    );
    expect(said('Yes\n\nBest regards,\nSok Dara\nMinistry of Education')).toBe('ACCEPTED');
  });
});
