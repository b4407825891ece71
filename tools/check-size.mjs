#!/usr/bin/env node
// A file that needs more than 500 lines has more than one subject.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesUnder, root } from './stale.mjs';

const limit = 500;
const code = /\.(ts|tsx|mjs|cjs|prisma)$/;

const tooLong = ['apps', 'libs', 'prisma/schema', 'prisma/seed', 'tests', 'tools']
  .flatMap((folder) => filesUnder(path.join(root, folder)))
  .filter((file) => code.test(file))
  .map((file) => ({ file: path.relative(root, file), lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > limit);

for (const { file, lines } of tooLong) console.error(`${file} has ${lines} lines; more than ${limit} is too many.`);
if (tooLong.length) process.exit(1);
