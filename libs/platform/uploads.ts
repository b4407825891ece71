import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Invalid } from './errors.js';
import type { Upload } from './files.js';
import { temporaryFile } from './temporary-file.js';

const LIMIT = 'nmrf:upload-limit';
const readBytes = 256 * 1024;

/** For routes that take one file with a few fields; they find them with `uploadOf`. */
export const TakesFile = (limit: { megabytes: number }): MethodDecorator => SetMetadata(LIMIT, limit);

type Request = FastifyRequest & { upload?: Upload };

/** The upload of a route marked `TakesFile`, whole. */
export const uploadOf = (request: FastifyRequest): Upload => (request as Request).upload ?? { entered: {}, file: null };

/**
 * Waits for an upload to arrive whole, in a temporary file, before anything else of the request is done: people far away
 * send for minutes, and a transaction or a connection to the database must not wait for them.
 * It must stand before Idempotency, whose fingerprint of a request then knows the file too.
 */
@Injectable()
export class Uploads implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const limit = this.reflector.get<{ megabytes: number } | undefined>(LIMIT, context.getHandler());
    if (limit === undefined || !request.isMultipart()) return next.handle();
    return from(this.received(request, limit.megabytes * 1024 * 1024, next));
  }

  private async received(request: Request, limit: number, next: CallHandler): Promise<unknown> {
    const handle = await temporaryFile('upload');
    try {
      const upload = await receive(request, handle, limit);
      request.upload = upload;
      const { entered, file } = upload;
      request.body = { entered, file: file && { name: file.name, size: file.size, sha256: file.sha256 } };
      return await lastValueFrom(next.handle(), { defaultValue: undefined });
    } finally {
      await handle.close();
    }
  }
}

const receive = async (request: FastifyRequest, handle: FileHandle, limit: number): Promise<Upload> => {
  const upload: Upload = { entered: {}, file: null };
  try {
    for await (const part of request.parts({ limits: { fileSize: limit } })) {
      if (part.type === 'field') {
        if (part.value !== '') upload.entered[part.fieldname] = String(part.value);
        continue;
      }
      const sha256 = createHash('sha256');
      let size = 0;
      for await (const piece of part.file as AsyncIterable<Buffer>) {
        await handle.write(piece, 0, piece.length, size);
        sha256.update(piece);
        size += piece.length;
      }
      // A form in which no file was chosen sends one without name and content.
      if (!part.filename) continue;
      upload.file = {
        name: part.filename,
        size,
        sha256: sha256.digest('hex'),
        isTooLarge: part.file.truncated,
        stream: bytesOf(handle, size),
      };
    }
  } catch (error) {
    // Full disks have a code and the limits of the parser a status; what has neither is the parser's view of the request.
    if (!(error instanceof Error) || 'code' in error || 'statusCode' in error) throw error;
    throw new Invalid('upload-unreadable', `The upload did not arrive whole: ${error.message}.`);
  }
  return upload;
};

async function* bytesOf(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(readBytes, size - at)), 0, null, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
