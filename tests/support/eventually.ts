/** Waits for something another process or loop brings about: looks every 20 ms, and fails with the last error when it takes too long. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  { seconds = 10 }: { seconds?: number } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
