import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from './id.js';

/** A file for what does not fit into memory. Without a name from its first moment on: it is gone when it is closed, also when the process is killed. */
export const temporaryFile = async (purpose: string): Promise<FileHandle> => {
  const name = path.join(tmpdir(), `nmrf-${purpose}-${newId()}`);
  const handle = await open(name, 'wx+', 0o600);
  await unlink(name);
  return handle;
};
