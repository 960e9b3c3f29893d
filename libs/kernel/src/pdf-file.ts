import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

export const Pdf = (): MethodDecorator =>
  ApiOkResponse({
    description: 'The document, A4',
    content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
  });

/** After the bytes are there, so that a refusal is no file. */
export async function asPdf(reply: FastifyReply, file: Promise<{ name: string; bytes: Buffer }>): Promise<Buffer> {
  const { name, bytes } = await file;
  void reply.type('application/pdf').header('content-disposition', `attachment; filename="${name}"`);
  return bytes;
}
