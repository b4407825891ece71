/** Numbers that stand nowhere between two that do. */
export interface Gap {
  /** `118.5`, or `118.5–118.8`. */
  missing: string;
  before: string;
  after: string;
}

const parted = (paragraph: string): { parent: string; last: number } => {
  const dot = paragraph.lastIndexOf('.');
  return { parent: paragraph.slice(0, dot), last: Number(paragraph.slice(dot + 1)) };
};

/** The numbers of one list, which run from 1 without a gap: `118.1`, `118.2`, and `118.2.1` below it. */
export class NumberRun {
  private readonly printed = new Set<string>();
  private readonly seen = new Map<string, Set<number>>();
  private readonly latest = new Map<string, number>();

  /** Whether it is the number that comes next. */
  isNext(paragraph: string): boolean {
    const { parent, last } = parted(paragraph);
    return last === (this.latest.get(parent) ?? 0) + 1;
  }

  /** Takes a number in; whether it had been there before. */
  add(paragraph: string): { isRepeated: boolean } {
    const { parent, last } = parted(paragraph);
    const isRepeated = this.printed.has(paragraph);
    this.printed.add(paragraph);
    const siblings = this.seen.get(parent) ?? new Set<number>();
    this.seen.set(parent, siblings);
    if (/\.0/.test(paragraph)) {
      // A misprint, such as 118.09 between 118.108 and 118.110: it is no number of the run, and takes the place of one.
      this.latest.set(parent, (this.latest.get(parent) ?? 0) + 1);
      return { isRepeated };
    }
    siblings.add(last);
    this.latest.set(parent, last);
    // What has parts is there, even where it has no words of its own.
    if (parent.includes('.') && !this.has(parent)) this.add(parent);
    return { isRepeated };
  }

  private has(paragraph: string): boolean {
    const { parent, last } = parted(paragraph);
    return this.seen.get(parent)?.has(last) ?? false;
  }

  gaps(): Gap[] {
    const found: Gap[] = [];
    for (const [parent, siblings] of this.seen) {
      let before = 0;
      for (const last of [...siblings].sort((one, other) => one - other)) {
        const named = (number: number): string => (number === 0 ? parent : `${parent}.${number}`);
        if (last > before + 1) {
          const [from, to] = [named(before + 1), named(last - 1)];
          found.push({ missing: from === to ? from : `${from}–${to}`, before: named(before), after: named(last) });
        }
        before = last;
      }
    }
    return found;
  }
}
