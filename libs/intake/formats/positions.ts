import type { PositionValue } from '../records.js';

const positions: Readonly<Record<string, PositionValue>> = {
  accepted: 'SUPPORTED',
  supported: 'SUPPORTED',
  noted: 'NOTED',
  'supported/noted': 'PARTIALLY_SUPPORTED',
  'partially supported': 'PARTIALLY_SUPPORTED',
  'under consideration': 'UNDER_CONSIDERATION',
  // In French matrices.
  acceptée: 'SUPPORTED',
  appuyée: 'SUPPORTED',
  notée: 'NOTED',
  'prise en note': 'NOTED',
};

/** The State's answer by the words UN lists use for it; undefined for any other word, whose meaning is asked and not guessed. */
export const positionOf = (text: string): PositionValue | undefined =>
  positions[
    text
      .toLowerCase()
      .normalize('NFC')
      .replace(/\s*\/\s*/g, '/')
  ];

const values: ReadonlySet<string> = new Set<PositionValue>([
  'SUPPORTED',
  'PARTIALLY_SUPPORTED',
  'NOTED',
  'UNDER_CONSIDERATION',
]);

export const isPositionValue = (value: string): value is PositionValue => values.has(value);
