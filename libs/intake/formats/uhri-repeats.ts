/** A hash of 53 bits: among 300,000 values, two share one in a file of 200,000. (FNV-1a over two halves.) */
const hash = (text: string): number => {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 15);
  }
  return (high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff);
};

/** What a record is beside those read before. `row` is the one that bore its id first. */
export type Repeat =
  { kind: 'new' } | { kind: 'same'; row: number } | { kind: 'other-details' | 'other-text'; row: number };

/** Remembers the ids of a file's records and what they said in numbers, since UHRI publishes some of them more than once. */
export class Repeats {
  private readonly index = new Map<number, number>();
  private readonly seen: { row: number[]; text: number[]; details: number[] } = { row: [], text: [], details: [] };

  /** Records of one id about two States are two. `details`: all that is told of it beside its text. */
  compare(id: string, { row, text, details }: { row: number; text: string; details: string }): Repeat {
    const key = hash(id);
    const said = { text: hash(text), details: hash(details) };
    const first = this.index.get(key);
    if (first === undefined) {
      this.index.set(key, this.seen.row.length);
      this.seen.row.push(row);
      this.seen.text.push(said.text);
      this.seen.details.push(said.details);
      return { kind: 'new' };
    }
    const before = this.seen.row[first] ?? 0;
    if (this.seen.text[first] !== said.text) return { kind: 'other-text', row: before };
    return { kind: this.seen.details[first] === said.details ? 'same' : 'other-details', row: before };
  }
}
