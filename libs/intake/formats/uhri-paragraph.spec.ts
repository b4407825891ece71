import { splitParagraph, stripTranslated } from './uhri-paragraph.js';

describe('the paragraph number in a text of UHRI', () => {
  it.each([
    ['136.1 Ratify it', '136.1', 'Ratify it'],
    ['28.10. Ratify it', '28.10', 'Ratify it'],
    ['126.31Intensify it', '126.31', 'Intensify it'],
    ['Recommendation No. 21, para. 96: 21. Ratify it', '96.21', 'Ratify it'],
    ['Recommendation No. 14, para. 80:14. Ratify it', '80.14', 'Ratify it'],
    ['Recommendation No. 14, para. 80: Ratify it', '80.14', 'Ratify it'],
    ['Recommendation No. 14, para. 80: 15. Ratify it', null, 'Recommendation No. 14, para. 80: 15. Ratify it'],
    ['Recommendations contained in para. 60: ratify it', '60', 'ratify it'],
    ['Recommendations contained in paragraph 60: 3. Ratify it', '60.3', 'Ratify it'],
    ['para 12 Ratify it', '12', 'Ratify it'],
    ['Para. 12: ratify it', '12', 'ratify it'],
    ['Para 12 of the report is good', null, 'Para 12 of the report is good'],
    ['1. Ratify it', '1', 'Ratify it'],
    ['36 . Ratify it', '36', 'Ratify it'],
    ['1.5 million people', null, '1.5 million people'],
    ['2030. Ratify it', null, '2030. Ratify it'],
    ['5 schools are needed', null, '5 schools are needed'],
    ['Ratify the 2 protocols', null, 'Ratify the 2 protocols'],
  ])('is found at the beginning of a recommendation of the UPR: %s', (raw, paragraph, text) => {
    expect(splitParagraph(raw, { isUpr: true })).toEqual({ paragraph, text });
  });

  it.each([
    ['16.The Committee asks', '16', 'The Committee asks'],
    ['16. 委员会', '16', '委员会'],
    ['1.5 degrees are too much', null, '1.5 degrees are too much'],
  ])('is found at the beginning of what a treaty body says: %s', (raw, paragraph, text) => {
    expect(splitParagraph(raw, { isUpr: false })).toEqual({ paragraph, text });
  });

  it.each([
    ['Non-discrimination16. While noting', '16'],
    ['A.General principles (arts. 1–4)8.The Committee', '8'],
    ['Work (art. 27) 52.The Committee', '52'],
    ['Education\n7. Recalling', '7'],
    ['B. Positive aspects \n3.The Committee', '3'],
    ['Reservation to article 412.  Recalling', null],
    ['In line with target 5. The Committee asks', null],
    ['It is late. See the report16. The Committee asks', null],
    ['Education The Committee asks', null],
  ])('is read behind a heading, which stays: %s', (raw, paragraph) => {
    expect(splitParagraph(raw, { isUpr: false })).toEqual({ paragraph, text: raw });
  });

  it.each([
    ['132.90 Abroger', '132.90', 'Abroger', false],
    ['132.90废止', '132.90', '废止', false],
    ['\r\n   132-90\r\n   نص', '132.90', 'نص', false],
    ['١٣٢-١٤١ -\n نص', '132.141', 'نص', false],
    ['144-138 نص', '138.144', 'نص', false],
    ['16- نص', '16', 'نص', false],
    ['14. 考虑', '80.14', '考虑', false],
    ['13.Abolir', '80.14', '13.Abolir', true],
    ['132.91 Abroger', '132.90', '132.91 Abroger', true],
    ['2 mesures', '16', '2 mesures', false],
    ['Abroger', '132.90', 'Abroger', false],
    ['157 - 13 8 نص', '157.138', '157 - 13 8 نص', false],
    ['9 7 - 23 - نص', '97.23', '9 7 - 23 - نص', false],
  ])('is taken off a translation: %j of %s', (raw, paragraph, text, differs) => {
    expect(stripTranslated(raw, paragraph)).toEqual({ text, differs });
  });
});
