import { z } from 'zod';
import { FileTooLarge, type Upload, type UploadedFile } from '../platform/index.js';
import { largestFile } from './formats/recognise.js';
import { FieldsUnreadable, NoFile } from './imports.errors.js';
import { ImportFields } from './imports.schemas.js';

/** What is imported and what the person knows about it. Throws NoFile, FileTooLarge, FieldsUnreadable. */
export const importOf = ({ entered, file }: Upload): { fields: ImportFields; file: UploadedFile } => {
  if (file === null) throw new NoFile();
  if (file.isTooLarge) throw new FileTooLarge(largestFile);
  const fields = ImportFields.safeParse(entered);
  if (!fields.success) throw new FieldsUnreadable(z.prettifyError(fields.error));
  return { fields: fields.data, file };
};
