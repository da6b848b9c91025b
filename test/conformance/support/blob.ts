/** The track blob of section 4, written from the specification alone: what a bot may have stored. */

/** Java's modified UTF-8 with its length: NUL is C0 80, a surrogate is three bytes of its own. */
const utf = (text: string): Buffer => {
  const bytes = [...Array(text.length).keys()].flatMap((at) => {
    const unit = text.charCodeAt(at);
    if (unit > 0 && unit < 0x80) return [unit];
    if (unit < 0x800) return [0xc0 | (unit >> 6), 0x80 | (unit & 0x3f)];
    return [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  });
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), Buffer.from(bytes)]);
};

const long = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

const opt = (text: string | null, there = 1): Buffer =>
  text === null ? Buffer.from([0]) : Buffer.concat([Buffer.from([there]), utf(text)]);

export interface BlobFields {
  /** 1 has no version byte. Default 3. */
  readonly version?: number;
  readonly title?: string;
  readonly author?: string;
  readonly length?: bigint;
  readonly identifier?: string;
  readonly isStream?: boolean;
  readonly uri?: string | null;
  readonly artworkUrl?: string | null;
  readonly isrc?: string | null;
  readonly source?: string;
  /** The probe name of an http or local track; null writes none. */
  readonly probe?: string | null;
  readonly position?: bigint;
  /** The byte that says "a value follows". Default 1. */
  readonly there?: number;
}

/** The bytes between header and end of a message. */
export const blobBody = (fields: BlobFields = {}): Buffer => {
  const { version = 3, there = 1, probe = 'mp3' } = fields;
  const identifier = fields.identifier ?? 'http://example.com/a.mp3';
  const optional = (from: number, value: string | null): Buffer[] =>
    version >= from ? [opt(value, there)] : [];
  return Buffer.concat([
    ...(version === 1 ? [] : [Buffer.from([version])]),
    utf(fields.title ?? 'Title'),
    utf(fields.author ?? 'Author'),
    long(fields.length ?? 10_000n),
    utf(identifier),
    Buffer.from([fields.isStream === true ? 1 : 0]),
    ...optional(2, fields.uri === undefined ? identifier : fields.uri),
    ...optional(3, fields.artworkUrl ?? null),
    ...optional(3, fields.isrc ?? null),
    utf(fields.source ?? 'http'),
    ...(probe === null ? [] : [utf(probe)]),
    long(fields.position ?? 0n),
  ]);
};

/** A body with its header: bits 31..30 flags, bits 29..0 length. */
export const message = (body: Buffer, flags: number): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(flags * 2 ** 30 + body.length);
  return Buffer.concat([head, body]);
};

/** A whole blob in base64. */
export const blob = (fields: BlobFields = {}): string =>
  message(blobBody(fields), fields.version === 1 ? 0 : 1).toString('base64');

export interface Tail {
  readonly version: number;
  readonly position: bigint;
}

/** What can be told of a blob without knowing its source: its version, and the position at its end. */
export const tailOf = (encoded: string): Tail => {
  const bytes = Buffer.from(encoded, 'base64');
  const isVersioned = (bytes.readUInt32BE(0) & 0x40000000) !== 0;
  const length = bytes.readUInt32BE(0) & 0x3fffffff;
  return {
    version: isVersioned ? bytes.readUInt8(4) : 1,
    position: bytes.readBigInt64BE(4 + length - 8),
  };
};
