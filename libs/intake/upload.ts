import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FieldsUnreadable } from './imports.errors.js';
import { ImportFields } from './imports.schemas.js';

/** A file as browsers and programs send it, with the fields before it. */
export interface Upload {
  /** Fields with nothing in them are left out: a form without scripts sends them too. */
  entered: Record<string, string>;
  /** Null: none was chosen. */
  file: { name: string; stream: AsyncIterable<Buffer> } | null;
}

export const readUpload = async (request: FastifyRequest): Promise<Upload> => {
  const part = await request.file();
  if (!part) return { entered: {}, file: null };
  const texts = Object.entries(part.fields).flatMap(([name, field]) =>
    field !== undefined && !Array.isArray(field) && field.type === 'field' && field.value !== ''
      ? [[name, String(field.value)] as const]
      : [],
  );
  return {
    entered: Object.fromEntries(texts),
    file: part.filename === '' ? null : { name: part.filename, stream: part.file },
  };
};

/** What the person knows about the file. Throws FieldsUnreadable. */
export const fieldsOf = ({ entered }: Upload): ImportFields => {
  const parsed = ImportFields.safeParse(entered);
  if (!parsed.success) throw new FieldsUnreadable(z.prettifyError(parsed.error));
  return parsed.data;
};
