// Who may import whom: apps → features → platform → catalogue, and the features only downstream.

const generated = '^libs/platform/generated/';
const feature = '^libs/(?!platform/|catalogue/)([^/]+)/';

/** For each feature, the ones it may enter. To reach back, announce an event. */
const upstream = {
  access: [],
  directory: ['access'],
  recommendations: ['access', 'directory'],
  calendars: ['access', 'directory'],
  deadlines: ['access', 'directory', 'recommendations', 'calendars'],
  intake: ['access', 'directory', 'recommendations'],
  assignments: ['access', 'directory', 'recommendations', 'calendars', 'deadlines'],
  reminders: ['access', 'directory', 'recommendations', 'calendars', 'deadlines', 'assignments'],
  feeds: ['access', 'directory', 'deadlines'],
  correspondence: ['access', 'directory', 'reminders'],
  consultations: ['access', 'directory', 'recommendations', 'calendars'],
  invitations: ['access', 'directory', 'reminders', 'consultations'],
  replies: ['access', 'directory', 'correspondence', 'consultations', 'invitations'],
  minutes: ['access', 'directory', 'recommendations', 'calendars', 'deadlines', 'consultations', 'invitations'],
  inputs: ['access', 'directory', 'consultations', 'invitations'],
  safety: ['access', 'directory', 'consultations', 'invitations'],
  openness: ['access', 'directory', 'consultations', 'invitations'],
};

const downstreamOnly = Object.entries(upstream).map(([name, allowed]) => ({
  name: `${name}-enters-only-what-is-upstream`,
  comment: `${name} may import ${allowed.join(', ') || 'no other feature'}. To reach back, announce an event.`,
  severity: 'error',
  from: { path: `^libs/${name}/` },
  to: { path: feature, pathNot: [name, ...allowed].map((folder) => `^libs/${folder}/`) },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file, or lack an event.',
      severity: 'error',
      from: { pathNot: generated },
      to: { circular: true, pathNot: generated },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-stand-alone',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'platform-knows-no-feature',
      comment: 'The platform holds no word of the domain.',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: '^libs/', pathNot: '^libs/(platform|catalogue)/' },
    },
    {
      name: 'catalogue-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/catalogue/' },
      to: { path: '^libs/', pathNot: '^libs/catalogue/' },
    },
    {
      name: 'a-feature-has-one-door',
      comment:
        'From outside, a folder of libs is entered through its index.ts; by the api, which serves its routes, through http.ts.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/([^/]+)/', pathNot: '\\.rules\\.ts$' },
      to: {
        path: '^libs/([^/]+)/',
        pathNot: ['^libs/$1/', '^libs/[^/]+/(index|http)\\.ts$', '^libs/platform/', '^libs/catalogue/'],
      },
    },
    {
      name: 'only-the-api-has-routes',
      comment: 'The worker must not load what serves routes.',
      severity: 'error',
      from: { pathNot: ['^apps/api/', '\\.controller\\.tsx?$', '^libs/access/', '^tests/'] },
      to: { path: '^libs/[^/]+/http\\.ts$' },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Rules decide from what they are given: they import rules (of other features too), types, days, and the catalogue.',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        dependencyTypesNot: ['type-only'],
        pathNot: ['\\.rules\\.ts$', '^libs/platform/day\\.ts$', '^libs/catalogue/'],
      },
    },
    {
      name: 'every-feature-is-placed',
      comment: 'Add the new feature to the order in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: feature, pathNot: Object.keys(upstream).map((name) => `^libs/${name}/`) },
      to: {},
    },
    ...downstreamOnly,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.tsx?$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
