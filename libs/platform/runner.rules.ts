/** How long to wait before another try: doubled each time up to a limit, with a fifth of jitter so that failures do not march in step. */
export const secondsUntilNextTry = (
  attempts: number,
  { firstAfter, atMost }: { firstAfter: number; atMost: number },
  chance: number,
): number => Math.min(firstAfter * 2 ** (attempts - 1), atMost) * (0.9 + 0.2 * chance);
