import type { IncomingMessage } from 'node:http'
import { DomainError } from '../../shared/domain/errors.ts'

/**
 * Reads the exact bytes of a request: a signature covers them as they are. More than `limit` bytes are refused; the rest
 * of such a body is thrown away unread, so that the client still gets its answer.
 */
export async function readRawBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > limit) {
      request.resume()
      throw new DomainError('payload_too_large', `At most ${limit} bytes are accepted`)
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks, size)
}
