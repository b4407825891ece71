import type { Mechanism, PositionValue, RecommendationRecord } from '../records.js';
import goals from './uhri-goals.json' with { type: 'json' };

// UHRI's web API names everything by UUIDs and does not publish what they stand for. Those below were found by comparing 300 of its records
// of 2025 with the documents their symbols name: every text under the first kind recommends, every one under the second does not; the reports
// of Human Rights Council sessions 8 to 19, 21 to 35 and 36 onwards are of the first, second and third cycle of the UPR. What was met too
// seldom to be sure is asked.

export const kindById: ReadonlyMap<string, RecommendationRecord['kind']> = new Map([
  ['aa43335f-ec93-415e-bd4a-87ec91225983', 'RECOMMENDATION'],
  ['3ae2eea6-6c4d-4b81-974f-48ec985bc330', 'OBSERVATION'],
]);

export const positionById: ReadonlyMap<string, PositionValue> = new Map([
  ['277ced3b-743d-465c-ae4a-135b32a7fe85', 'SUPPORTED'],
  ['7d6138a1-c091-4101-9fc2-eacf241826f7', 'NOTED'],
]);

export const cycleById: ReadonlyMap<string, number> = new Map([
  ['2cb5408d-cd88-49c7-9cdf-a22cd3aac537', 1],
  ['d8b676e9-6a57-4c4c-a68d-e18ebe690d6e', 2],
  ['ba74bb92-48ea-4f60-9830-31285065b54e', 3],
]);

/** Bodies are told by the symbols of their documents; the UPR's, which are the Human Rights Council's, do not tell. */
export const bodyById: ReadonlyMap<string, Mechanism> = new Map([['b2b5b669-1405-419d-8603-7826b15d69e1', 'UPR']]);

/** The Sustainable Development Goals and their targets, from the list the API gives its own search page. */
export const goalById: ReadonlyMap<string, string> = new Map(Object.entries(goals));
