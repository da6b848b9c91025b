/**
 * As much of the MLS messages (RFC 9420) as a delivery service must look into: who owns a key package, what a commit
 * covers and where it ends, whom a Welcome is for.
 */
import { createHash } from 'node:crypto';
import { TlsReader } from './tls.reader.ts';
import { vector } from './tls.writer.ts';

export const MLS_10 = 1;
/** MLS_128_DHKEMP256_AES128GCM_SHA256_P256. */
export const CIPHERSUITE = 2;
export const PUBLIC_MESSAGE = 1;
export const CONTENT_PROPOSAL = 2;
const CONTENT_COMMIT = 3;
export const BASIC_CREDENTIAL = 1;
const SENDER_MEMBER = 1;

/** RefHash of RFC 9420 §5.2 with SHA-256. */
export const refHash = (label: string, value: Uint8Array): Buffer =>
  createHash('sha256')
    .update(vector(Buffer.from(`MLS 1.0 ${label}`, 'latin1')))
    .update(vector(value))
    .digest();

const need = (condition: boolean, what: string): void => {
  if (!condition) throw new RangeError(`not a valid MLS message: ${what}`);
};

/** Reads a LeafNode (§7.2) and returns the user id in its credential: u64 big endian. */
const leafNode = (reader: TlsReader): string => {
  reader.vector(); // encryption key
  reader.vector(); // signature key
  need(reader.uint16() === BASIC_CREDENTIAL, 'credential is not basic');
  const identity = reader.vector();
  need(identity.length === 8, 'identity is not a 64-bit user id');
  for (let list = 0; list < 5; list += 1) reader.vector(); // capabilities
  const source = reader.uint8();
  if (source === 1)
    reader.take(16); // lifetime of a key package
  else if (source === 3)
    reader.vector(); // parent hash of a commit
  else need(source === 2, 'unknown leaf node source');
  reader.vector(); // extensions
  reader.vector(); // signature
  return `${identity.readBigUInt64BE()}`;
};

export interface KeyPackage {
  readonly bytes: Buffer;
  readonly userId: string;
  /** The name under which a Welcome addresses it. */
  readonly ref: Buffer;
}

/** Reads op 26: one bare KeyPackage (§10). Throws where it is anything else. */
export const readKeyPackage = (bytes: Buffer): KeyPackage => {
  const reader = new TlsReader(bytes);
  need(reader.uint16() === MLS_10, 'version of the key package');
  need(reader.uint16() === CIPHERSUITE, 'ciphersuite of the key package');
  reader.vector(); // init key
  const userId = leafNode(reader);
  reader.vector(); // extensions
  reader.vector(); // signature
  need(reader.isAtEnd, 'bytes after the key package');
  return { bytes, userId, ref: refHash('KeyPackage Reference', bytes) };
};

export interface CommitWelcome {
  readonly commit: Buffer;
  /** Absent where the commit adds nobody. */
  readonly welcome: Buffer | undefined;
  readonly groupId: Buffer;
  readonly epoch: bigint;
  readonly senderLeaf: number;
  /** References of the proposals, hexadecimal, in the commit's order. */
  readonly proposalRefs: readonly string[];
}

/** Reads op 28: a commit as MLSMessage with a PublicMessage in it, then perhaps a bare Welcome. */
export const readCommitWelcome = (bytes: Buffer): CommitWelcome => {
  const reader = new TlsReader(bytes);
  need(reader.uint16() === MLS_10 && reader.uint16() === PUBLIC_MESSAGE, 'commit is no PublicMessage');
  const groupId = reader.vector();
  const epoch = reader.uint64();
  need(reader.uint8() === SENDER_MEMBER, 'commit not by a member');
  const senderLeaf = reader.uint32();
  reader.vector(); // authenticated data
  need(reader.uint8() === CONTENT_COMMIT, 'not a commit');
  const proposalRefs = reader.elements((element) => {
    need(element.uint8() === 2, 'commit with an inline proposal');
    return element.vector().toString('hex');
  });
  if (reader.uint8() === 1) {
    leafNode(reader);
    reader.vector(); // path nodes
  }
  reader.vector(); // signature
  reader.vector(); // confirmation tag
  reader.vector(); // membership tag
  const commit = bytes.subarray(0, reader.offset);
  const welcome = reader.isAtEnd ? undefined : bytes.subarray(reader.offset);
  return { commit, welcome, groupId, epoch, senderLeaf, proposalRefs };
};

/** A Welcome (§12.4.3.1) with no other secrets in it than those for one key package; throws where there are none. */
export const cutWelcome = (welcome: Buffer, keyPackageRef: Buffer): Buffer => {
  const reader = new TlsReader(welcome);
  const suite = reader.take(2);
  const secrets = reader.elements((element) => {
    const ref = element.vector();
    return { ref, bytes: Buffer.concat([vector(ref), vector(element.vector()), vector(element.vector())]) };
  });
  const info = reader.vector();
  need(reader.isAtEnd, 'bytes after the welcome');
  const own = secrets.filter(({ ref }) => ref.equals(keyPackageRef));
  need(own.length === 1, 'welcome without secrets for the new member');
  return Buffer.concat([suite, vector(...own.map(({ bytes }) => bytes)), vector(info)]);
};
