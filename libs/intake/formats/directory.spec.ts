import { csv, encoders } from './fixtures/csv.js';
import { readWholeDirectory } from './fixtures/read.js';

const header = [
  'Institution',
  'Acronym',
  'Kind',
  'Parent',
  'Person',
  'E-mail',
  'Role',
  'Language',
  'Time zone',
  'Start date',
  'End date',
  'Phone',
];

const row = (values: Partial<Record<string, string>>): string[] => {
  const plain: Record<string, string> = {
    Institution: 'Ministry of Justice',
    Acronym: 'MoJ',
    Kind: 'Ministry',
    Person: 'Chan Dara',
    'E-mail': 'dara@moj.example',
    Role: 'main',
    Language: 'km',
    'Time zone': 'Asia/Phnom_Penh',
    'Start date': '2026-01-31',
    Phone: '+855 12 345 678',
  };
  return header.map((name) => values[name] ?? plain[name] ?? '');
};

const read = (...rows: string[][]) => readWholeDirectory(Buffer.from(csv([header, ...rows])));

describe('a directory as CSV', () => {
  it('reads an institution, a person and the mandate between them', async () => {
    const { records, problems } = await read(row({ 'End date': '31/12/2027' }));
    expect(problems).toEqual([]);
    expect(records).toEqual([
      {
        place: { row: 2 },
        institution: {
          name: 'Ministry of Justice',
          acronym: 'MoJ',
          kind: 'MINISTRY',
          parent: null,
          province: null,
          themes: [],
        },
        person: { name: 'Chan Dara', email: 'dara@moj.example', locale: 'km', timeZone: 'Asia/Phnom_Penh' },
        mandate: { role: 'MAIN', startsOn: '2026-01-31', endsOn: '2027-12-31' },
      },
    ]);
  });

  it('reads French headings and words, from Excel’s own encoding', async () => {
    const text = csv(
      [
        ['Institution', 'Sigle', 'Catégorie', 'Nom', 'Courriel', 'Fonction', 'Langue', 'Date de début'],
        [
          'Ministère de la Santé',
          'MS',
          'Ministère',
          'Aïssata Koné',
          'A.Kone@sante.example',
          'suppléant',
          'français',
          '01/02/2026',
        ],
      ],
      { delimiter: ';' },
    );
    const { records } = await readWholeDirectory(encoders['Windows-1252']?.(text) ?? Buffer.alloc(0));
    expect(records).toMatchObject([
      {
        institution: { name: 'Ministère de la Santé', kind: 'MINISTRY' },
        person: { name: 'Aïssata Koné', email: 'a.kone@sante.example', locale: 'fr', timeZone: null },
        mandate: { role: 'ALTERNATE', startsOn: '2026-02-01', endsOn: null },
      },
    ]);
  });

  it.each([
    ['ministry', 'MINISTRY'],
    ['Local authority', 'LOCAL_AUTHORITY'],
    ['LOCAL_AUTHORITY', 'LOCAL_AUTHORITY'],
    ['NGO', 'CSO'],
    ['UN agency', 'UN_AGENCY'],
    ['Ambassade', 'MISSION'],
    ['National Human Rights Institution', 'NHRI'],
  ])('reads the kind %s', async (kind, expected) => {
    expect((await read(row({ Kind: kind }))).records[0]?.institution.kind).toBe(expected);
  });

  it.each([
    ['focal point', 'MAIN'],
    ['Deputy', 'ALTERNATE'],
    ['VALIDATING_AUTHORITY', 'VALIDATING_AUTHORITY'],
    ['validating authority', 'VALIDATING_AUTHORITY'],
  ])('reads the role %s', async (role, expected) => {
    expect((await read(row({ Role: role }))).records[0]?.mandate?.role).toBe(expected);
  });

  it('reads where an institution works and on what, said once for all its rows', async () => {
    const columns = ['Institution', 'Kind', 'Person', 'Email', 'Role', 'Province', 'Themes'];
    const file = csv([
      columns,
      [
        'Legal Aid',
        'NGO',
        'Chan Dara',
        'dara@aid.example',
        'main',
        'Kampot',
        'Detention;  Right to a lawyer ;;Detention',
      ],
      ['Legal Aid', 'NGO', 'Sok Lina', 'lina@aid.example', 'alternate', '', ''],
    ]);
    const { records } = await readWholeDirectory(Buffer.from(file));
    for (const { institution } of records)
      expect(institution).toMatchObject({ province: 'Kampot', themes: ['Detention', 'Right to a lawyer'] });
    expect(records).toHaveLength(2);
  });

  it('takes an institution that nobody acts for yet', async () => {
    const { records } = await read(row({ Person: '', 'E-mail': '', Role: '' }));
    expect(records).toMatchObject([{ person: null, mandate: null }]);
  });

  it('lets later rows of an institution leave its kind and acronym to the first', async () => {
    const { records, problems } = await read(
      row({}),
      row({ Kind: '', Acronym: '', Person: 'Sok Lina', 'E-mail': 'lina@moj.example', Role: 'alternate' }),
    );
    expect(problems).toEqual([]);
    expect(records[1]?.institution).toMatchObject({ kind: 'MINISTRY', acronym: 'MoJ' });
  });

  it.each([
    [{ Institution: '' }, 'institution-missing', 'Institution'],
    [{ Kind: '' }, 'kind-missing', 'Kind'],
    [{ Kind: 'club' }, 'kind-unknown', 'Kind'],
    [{ Person: '' }, 'person-missing', 'Person'],
    [{ 'E-mail': '' }, 'email-missing', 'E-mail'],
    [{ 'E-mail': 'dara at moj' }, 'email-invalid', 'E-mail'],
    [{ 'E-mail': 'dara@moj' }, 'email-invalid', 'E-mail'],
    [{ 'E-mail': 'a@b.example, c@d.example' }, 'email-invalid', 'E-mail'],
    [{ Role: '' }, 'role-missing', 'Role'],
    [{ Role: 'helper' }, 'role-unknown', 'Role'],
    [{ Language: 'Klingon' }, 'language-unknown', 'Language'],
    [{ 'Time zone': 'Phnom Penh time' }, 'zone-unknown', 'Time zone'],
    [{ 'Start date': '30/02/2026' }, 'date-invalid', 'Start date'],
    [{ 'Start date': '2026-2-1' }, 'date-invalid', 'Start date'],
    [{ 'End date': '2025-12-31' }, 'dates-reversed', 'End date'],
  ])('leaves out a row with %j', async (values, code, column) => {
    const { records, problems } = await read(row(values));
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'unreadable', code, place: { row: 2, column } }]);
  });

  it('knows the last of February in a leap year', async () => {
    expect((await read(row({ 'Start date': '29/02/2028' }))).records[0]?.mandate?.startsOn).toBe('2028-02-29');
  });

  it('doubts what contradicts an earlier row', async () => {
    const { records, problems } = await read(
      row({}),
      row({}),
      row({ Person: 'Another Name', Role: 'alternate' }),
      row({ Kind: 'agency', Person: 'Sok Lina', 'E-mail': 'lina@moj.example' }),
    );
    expect(records).toHaveLength(3);
    expect(problems.map(({ severity, code, place }) => [severity, code, place?.row])).toEqual([
      ['doubtful', 'row-repeated', 3],
      ['doubtful', 'person-named-twice', 4],
      ['doubtful', 'institution-differs', 5],
      ['doubtful', 'main-twice', 5],
    ]);
  });

  it('allows one main focal point after another', async () => {
    const { problems } = await read(
      row({ 'End date': '2026-06-30' }),
      row({ Person: 'Sok Lina', 'E-mail': 'lina@moj.example', 'Start date': '2026-07-01' }),
    );
    expect(problems).toEqual([]);
  });

  it('refuses a file without the headings, or with a formula', async () => {
    const other = await readWholeDirectory(Buffer.from('a,b\r\nc,d\r\n'));
    expect(other).toMatchObject({ records: [], problems: [{ severity: 'refused', code: 'header-missing' }] });
    const hostile = await read(row({}), row({ Phone: '=cmd|x!A0' }));
    expect(hostile).toMatchObject({
      records: [],
      problems: [{ severity: 'refused', code: 'formula', params: { cell: 'L3' } }],
    });
  });
});
