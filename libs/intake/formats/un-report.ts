import { contradictions } from '../hints.rules.js';
import type { Hints, Reading } from '../records.js';
import type { SourceFile } from '../source-file.js';
import { Refusal } from './refusal.js';
import { HeadReader } from './report-head.js';
import { reportLines, type ReportLine } from './report-lines.js';
import { RecommendationList } from './report-list.js';
import { wordsOf } from './report-text.js';

/**
 * Reads a report of the Working Group on the Universal Periodic Review, adopted or draft, as plain text, Word file or PDF. What becomes of
 * the recommendations is read from the words that introduce each list; words that are not known are asked about, and the list is held.
 */
export async function* readUnReport(file: SourceFile, hints: Hints): AsyncGenerator<Reading> {
  const lines: ReportLine[] = [];
  const reader = new HeadReader();
  for await (const line of reportLines(file)) {
    reader.take(line);
    if (line.text !== '') lines.push(line);
  }
  const { head } = reader;
  const shared = {
    stateUnderReview: head.stateUnderReview ?? hints.stateUnderReview ?? null,
    session: head.session ?? hints.session ?? null,
    symbol: head.symbol,
    publishedOn: head.publishedOn,
  };
  const report = new RecommendationList(hints, shared, wordsOf(lines));
  for (const line of lines) report.take(line);
  report.end();
  if (report.recommendations === 0) throw new Refusal('report-without-recommendations');
  const read = {
    states: new Set(head.stateUnderReview === null ? [] : [head.stateUnderReview]),
    sessions: new Set(head.session === null ? [] : [head.session]),
  };
  const items = [...contradictions(hints, read), ...report.items];
  for (const [index, item] of items.entries()) {
    const progress = (index + 1) / items.length;
    if ('severity' in item) yield { kind: 'problem', problem: item, progress };
    else if ('about' in item) yield { ...item, progress };
    else yield { kind: 'record', record: item, progress };
  }
}
