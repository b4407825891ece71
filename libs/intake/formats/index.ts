import type { DirectoryReading, Format, Hints, Problem, Reading } from '../records.js';
import { startOf, wholeOf, type SourceFile } from '../source-file.js';
import { readCsv } from './csv.js';
import { describeMatrix } from './describe.js';
import { readDirectoryRows } from './directory.js';
import { directoryHeadings } from './directory-words.js';
import { readOhchrMatrix } from './ohchr-matrix.js';
import { formatOf, knownSheet, assertNoOtherKind, assertTakeable } from './recognise.js';
import { Refusal } from './refusal.js';
import { uprInfoHeadings } from './upr-info-headings.js';
import { readUprInfo } from './upr-info.js';
import { WordFile } from './word.js';
import { readXls } from './xls.js';

type OrRefusal<Result> = Result | { refusal: Problem };

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

/** Tells a file's format from its content, or why it is refused. */
export const recognise = async (file: SourceFile, hints: Hints = {}): Promise<OrRefusal<{ format: Format }>> => {
  try {
    return { format: await formatOf(file, hints) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
};

async function* read(file: SourceFile, hints: Hints): AsyncGenerator<Reading> {
  const format = await formatOf(file, hints);
  switch (format) {
    case 'upr-info-csv':
      yield* readUprInfo(readCsv(await wholeOf(file), uprInfoHeadings), hints);
      break;
    case 'upr-info-xls': {
      yield* readUprInfo(await knownSheet(readXls(await wholeOf(file)), hints), hints);
      break;
    }
    case 'ohchr-matrix-docx': {
      const word = await WordFile.open(file);
      const { stateUnderReview, session } = await describeMatrix(word);
      yield* readOhchrMatrix(word.body(), {
        ...hints,
        ...(stateUnderReview && { stateUnderReview: stateUnderReview.value }),
        ...(session && { session: session.value }),
      });
    }
  }
}

/**
 * Reads a list of recommendations of any format. A file that is refused yields its one problem and nothing else; rows that cannot be read are
 * problems among the records. Nothing is yielded before the whole file has been read, since rows far apart can be one recommendation.
 */
export const readRecommendations = (file: SourceFile, hints: Hints = {}): AsyncGenerator<Reading> =>
  refusing(() => read(file, hints));

async function* directory(file: SourceFile): AsyncGenerator<DirectoryReading> {
  const start = await startOf(file);
  assertTakeable(file, start);
  assertNoOtherKind(start);
  yield* readDirectoryRows(readCsv(await wholeOf(file), directoryHeadings));
}

/** Reads a directory of institutions, people and mandates from a CSV file, under the same rules. */
export const readDirectory = (file: SourceFile): AsyncGenerator<DirectoryReading> => refusing(() => directory(file));
