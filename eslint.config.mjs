// Lint that earns its place: mistakes the compiler lets pass, and the rules this code base lives by. Not style.
import tseslint from 'typescript-eslint';

const forbid = {
  env: {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Settings are read once, in libs/platform/config.ts; inject Config.',
  },
  newDate: {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Inject Clock: what depends on "now" must be testable on any day.',
  },
  dateNow: {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Inject Clock: what depends on "now" must be testable on any day.',
  },
  forwardRef: {
    selector: "CallExpression[callee.name='forwardRef']",
    message: 'Two features that need each other: announce an event instead.',
  },
  timer: {
    selector: 'CallExpression[callee.name=/^set(Timeout|Interval)$/]',
    message: 'A timer dies with the process. Owe a job with a runAt.',
  },
  mock: {
    selector: "CallExpression[callee.object.name='jest'][callee.property.name=/^(mock|doMock|unstable_mockModule)$/]",
    message: 'Nothing of ours is mocked: use the real thing, or a FixedClock.',
  },
  only: {
    selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
    message: 'The other tests must run too.',
  },
};

const restrict = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules] });
const { env, newDate, dateNow, forwardRef, timer, mock, only } = forbid;
const everywhere = [forwardRef, mock, only];

export default tseslint.config(
  { ignores: ['dist/', '.cache/', '.data/', 'coverage/', 'libs/platform/generated/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // A Nest module is a class without anything in it, or with a static forRoot.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowStaticOnly: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowRethrowing: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Matters of taste; Nest declares its options as classes and takes plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/require-await': 'off',
      ...restrict(...everywhere, env, newDate, dateNow),
    },
  },
  {
    files: ['libs/**/*.{ts,tsx}'],
    ignores: ['libs/platform/**'],
    rules: restrict(...everywhere, env, newDate, dateNow, timer),
  },
  { files: ['libs/platform/config.ts', 'prisma.config.ts'], rules: restrict(...everywhere, newDate, dateNow) },
  { files: ['libs/platform/clock.ts'], rules: restrict(...everywhere, env) },
  {
    files: ['**/*.spec.{ts,tsx}', 'tests/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['tests/**/*.{ts,tsx}'], rules: restrict(...everywhere) },
  {
    files: ['**/*.{mjs,cjs}'],
    extends: [tseslint.configs.base],
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^(_|\\$)', ignoreRestSiblings: true }],
      'no-unreachable': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      ...restrict(...everywhere),
    },
  },
);
