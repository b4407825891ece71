type Setting = 'NMRF_TEST_ADMIN_URL' | 'NMRF_TEST_TEMPLATE' | 'NMRF_TEST_REDIS_URL' | 'NMRF_TEST_CHROMIUM';

/** What the global set-up started for us, and where. */
export function setting(name: Setting): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test.`);
  return value;
}

/** Both queue backends pass the same tests. Without a Redis, `npm test` says in its last line that its half did not run. */
export const describeOn = (backend: 'postgres' | 'redis') =>
  backend === 'redis' && !process.env['NMRF_TEST_REDIS_URL'] ? describe.skip : describe;

/** For what needs a browser; where there is none, `npm test` says so too. */
export const describeWithChromium = process.env['NMRF_TEST_CHROMIUM'] ? describe : describe.skip;

/** For what needs an IMAP server; where there is none, `npm test` says so too. */
export const describeWithDovecot = process.env['NMRF_TEST_DOVECOT'] ? describe : describe.skip;
