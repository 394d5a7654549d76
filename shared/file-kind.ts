/** What may be sent as a proof of payment, by the bytes with which each begins; a name proves nothing. */
export type FileKind = Readonly<{ mimeType: string; extension: string }>

const kinds: readonly (FileKind & { begins: (bytes: Buffer) => boolean })[] = [
  { mimeType: 'image/jpeg', extension: 'jpg', begins: bytes => at(bytes, 0, [0xff, 0xd8, 0xff]) },
  {
    mimeType: 'image/png',
    extension: 'png',
    begins: bytes => at(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  },
  {
    mimeType: 'image/webp',
    extension: 'webp',
    begins: bytes => at(bytes, 0, [...Buffer.from('RIFF')]) && at(bytes, 8, [...Buffer.from('WEBP')])
  },
  { mimeType: 'application/pdf', extension: 'pdf', begins: bytes => at(bytes, 0, [...Buffer.from('%PDF-')]) }
]

const at = (bytes: Buffer, offset: number, signature: readonly number[]): boolean =>
  signature.every((value, index) => bytes[offset + index] === value)

/** The kind of a file by its first bytes (16 suffice), or null when it is none that is accepted. */
export function kindOfFile(bytes: Buffer): FileKind | null {
  const found = kinds.find(kind => kind.begins(bytes))
  return found ? { mimeType: found.mimeType, extension: found.extension } : null
}

/** The type of a stored file by its key's ending; stored files have one of the endings above. */
export function mimeTypeOfKey(key: string): string {
  const extension = key.slice(key.lastIndexOf('.') + 1)
  return kinds.find(kind => kind.extension === extension)?.mimeType ?? 'application/octet-stream'
}
