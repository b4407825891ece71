// Jest runs the sources as ES modules, each file compiled by swc with the settings of the real build (.swcrc).
import { readFileSync } from 'node:fs';

const { $schema, exclude, ...swc } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,tests}/**/*.spec.{ts,tsx}'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  // The sources import what will be there after the build ("./day.js"); before it, that is day.ts or day.tsx.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/.data/'],
  globalSetup: '<rootDir>/tests/support/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/global-teardown.mjs',
  reporters: ['default', '<rootDir>/tests/support/count-reporter.mjs'],
  testTimeout: 90_000,
  // One core waits while the other runs: most of a test is the start of a process like ours, and little of it PostgreSQL.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
};
