type Setting = 'NMRF_TEST_ADMIN_URL' | 'NMRF_TEST_TEMPLATE' | 'NMRF_TEST_REDIS_URL' | 'NMRF_TEST_CHROMIUM';

/** What the global set-up started for us, and where. */
export function setting(name: Setting): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test.`);
  return value;
}

/** For the halves that need a Redis or a browser. Where there is none, `npm test` says so in its last line. */
export const describeWithRedis = process.env['NMRF_TEST_REDIS_URL'] ? describe : describe.skip;
export const describeWithChromium = process.env['NMRF_TEST_CHROMIUM'] ? describe : describe.skip;

/** Both queue backends pass the same tests: PostgreSQL always, Redis where there is one. */
export const queueBackends = process.env['NMRF_TEST_REDIS_URL']
  ? (['postgres', 'redis'] as const)
  : (['postgres'] as const);
