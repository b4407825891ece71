import { isValidOn, localPath, originOf, prolonged, rightsOn, type MandateDays } from './access.rules.js';

const mandate = (facts: Partial<MandateDays> = {}): MandateDays => ({
  role: 'MAIN',
  institutionId: 'ministry',
  startsOn: '2026-03-01',
  endsOn: '2026-03-31',
  ...facts,
});

describe('a mandate', () => {
  it.each([
    ['2026-02-28', false],
    ['2026-03-01', true],
    ['2026-03-31', true],
    ['2026-04-01', false],
  ])('on %s counts: %s', (day, expected) => {
    expect(isValidOn(mandate(), day)).toBe(expected);
  });

  it('without an end counts for good', () => {
    expect(isValidOn(mandate({ endsOn: null }), '2099-12-31')).toBe(true);
  });
});

describe('rights', () => {
  it('come from roles and from the mandates of the day', () => {
    const mandates = [
      mandate(),
      mandate({ role: 'VALIDATING_AUTHORITY', institutionId: 'other', endsOn: '2026-03-02' }),
    ];
    const { rights, institutionIds } = rightsOn('2026-03-10', { roles: ['OBSERVER'], mandates });
    expect([...rights]).toEqual(['observer', 'focal-point']);
    expect(institutionIds).toEqual(['ministry']);
  });

  it('are none for somebody whose mandate has ended', () => {
    expect(rightsOn('2026-04-01', { roles: [], mandates: [mandate()] }).rights.size).toBe(0);
  });

  it('name the institution spoken for only where there is no doubt', () => {
    const two = [mandate(), mandate({ institutionId: 'other' })];
    const on = (roles: 'OFFICER'[], mandates: MandateDays[]) =>
      rightsOn('2026-03-10', { roles, mandates }).onBehalfOfId;
    expect(on([], [mandate()])).toBe('ministry');
    expect(on([], [mandate(), mandate({ role: 'ALTERNATE' })])).toBe('ministry');
    expect(on([], two)).toBeNull();
    expect(on(['OFFICER'], [mandate()])).toBeNull();
  });
});

describe('where a request began', () => {
  const of = (site: string | undefined, origin: string | undefined) =>
    originOf({ site, origin }, ['nmrf.test', 'localhost:3000']);

  it('is what the browser says', () => {
    expect(of('same-origin', undefined)).toBe('here');
    expect(of('none', undefined)).toBe('here');
    expect(of('same-site', 'https://nmrf.test')).toBe('elsewhere');
    expect(of('cross-site', undefined)).toBe('elsewhere');
  });

  it('is read from Origin where the browser is old', () => {
    expect(of(undefined, 'https://nmrf.test')).toBe('here');
    expect(of(undefined, 'http://localhost:3000')).toBe('here');
    expect(of(undefined, 'https://nmrf.test.evil.example')).toBe('elsewhere');
    expect(of(undefined, 'null')).toBe('elsewhere');
    expect(of(undefined, undefined)).toBe('unknown');
  });
});

describe('the way back after signing in', () => {
  it('stays on this site', () => {
    expect(localPath('/register?page=2')).toBe('/register?page=2');
    for (const path of [
      undefined,
      '',
      'register',
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/a\nb',
      '/ä',
    ]) {
      expect(localPath(path)).toBe('/');
    }
  });
});

describe('a session', () => {
  const at = (iso: string) => new Date(`2026-03-${iso}Z`);

  it('is prolonged by use, at most once an hour', () => {
    const session = { createdAt: at('02T08:00:00'), expiresAt: at('02T20:00:00') };
    expect(prolonged(session, at('02T08:59:59'))).toBeNull();
    expect(prolonged(session, at('02T09:00:00'))).toEqual(at('02T21:00:00'));
  });

  it('ends a week after signing in, however much it is used', () => {
    const session = { createdAt: at('02T08:00:00'), expiresAt: at('09T06:00:00') };
    expect(prolonged(session, at('09T05:00:00'))).toEqual(at('09T08:00:00'));
    expect(prolonged({ ...session, expiresAt: at('09T08:00:00') }, at('09T07:59:00'))).toBeNull();
  });
});
