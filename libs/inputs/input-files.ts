import type { FastifyReply } from 'fastify';
import { asFile, type Files } from '../platform/index.js';
import { formats, type Format } from './attachments.rules.js';

/** Gives out a file somebody attached: to be saved, never shown, and as what its bytes are. */
export const sendFile = async (
  reply: FastifyReply,
  files: Files,
  { fileId, format, name }: { fileId: string; format: string; name: string },
): Promise<void> => {
  const bytes = await files.read(fileId);
  await reply
    .status(200)
    .type(format in formats ? formats[format as Format] : 'application/octet-stream')
    .header('Content-Disposition', asFile(name))
    .header('Content-Security-Policy', "default-src 'none'; sandbox")
    .header('X-Content-Type-Options', 'nosniff')
    .header('Cache-Control', 'no-store')
    .send(bytes);
};
