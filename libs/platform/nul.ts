/** Where a value from outside holds the character NUL, which PostgreSQL cannot keep; null: nowhere. */
export const pathOfNul = (value: unknown): string | null => {
  // A list, not a recursion: what came from outside may be nested deeper than the stack.
  const rest: [path: string, value: unknown][] = [['', value]];
  for (const [path, part] of rest) {
    if (typeof part === 'string' && part.includes('\0')) return path;
    if (typeof part !== 'object' || part === null || part instanceof Uint8Array) continue; // bytes are no text
    for (const [key, inner] of Object.entries(part)) {
      if (key.includes('\0')) return path;
      rest.push([path === '' ? key : `${path}.${key}`, inner]);
    }
  }
  return null;
};

/** A text from outside as PostgreSQL can keep it. */
export const withoutNul = (text: string): string => text.replaceAll('\0', '');
