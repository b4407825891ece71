import type { DirectoryReading, Hints, Problem, Reading } from '../records.js';
import { startOf, type SourceFile } from '../source-file.js';
import { openCsv } from './csv.js';
import { readDirectoryRows } from './directory.js';
import { directoryHeadings } from './directory-words.js';
import { assertNoOtherKind, assertTakeable, open } from './recognise.js';
import { Refusal } from './refusal.js';

/** Turns a parser's refusal into the problem a person reads; everything else is a fault and is thrown. */
const refusalOf = (error: unknown): Problem => {
  if (error instanceof Refusal) return error.toProblem();
  throw error;
};

async function* refusing<R>(
  readings: () => AsyncGenerator<R>,
): AsyncGenerator<R | { kind: 'problem'; problem: Problem; progress: number }> {
  try {
    yield* readings();
  } catch (error) {
    yield { kind: 'problem', problem: refusalOf(error), progress: 1 };
  }
}

async function* recommendations(file: SourceFile, hints: Hints): AsyncGenerator<Reading> {
  const { format, read } = await open(file, hints);
  yield { kind: 'format', format, progress: 0 };
  yield* read();
}

/**
 * Reads a list of recommendations of any format: first which one it is, then records, and problems and questions among them. A file that is
 * refused as a whole yields a problem that says so, sometimes only after some records: whoever reads discards them.
 */
export const readRecommendations = (file: SourceFile, hints: Hints = {}): AsyncGenerator<Reading> =>
  refusing(() => recommendations(file, hints));

async function* directory(file: SourceFile): AsyncGenerator<DirectoryReading> {
  const start = await startOf(file);
  assertTakeable(file, start);
  assertNoOtherKind(start);
  const grid = await openCsv(file, directoryHeadings);
  if (grid === null) throw new Refusal('file-is-unknown');
  yield* readDirectoryRows(grid);
}

/** Reads a directory of institutions, people and mandates from a CSV file, under the same rules. */
export const readDirectory = (file: SourceFile): AsyncGenerator<DirectoryReading> => refusing(() => directory(file));
