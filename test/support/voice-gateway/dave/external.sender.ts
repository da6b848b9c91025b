/**
 * The voice gateway as MLS external sender (RFC 9420 §12.1.8): it owns a P-256 key that every group names in its
 * `external_senders` extension, and it is the only one who may propose to add or remove members.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { BASIC_CREDENTIAL, CONTENT_PROPOSAL, MLS_10, PUBLIC_MESSAGE, refHash } from './mls.messages.ts';
import { uint16, uint32, uint64, uint8, vector } from './tls.writer.ts';

const PROPOSAL_ADD = 1;
const PROPOSAL_REMOVE = 3;
const SENDER_EXTERNAL = 2;

export interface SignedProposal {
  /** MLSMessage, as it goes into op 27. */
  readonly message: Buffer;
  /** ProposalRef: how a commit or a revocation names it. */
  readonly ref: Buffer;
}

export interface ExternalSender {
  /** Payload of op 25: signature key and credential. */
  readonly package: Buffer;
  add(groupId: bigint, epoch: bigint, keyPackage: Buffer): SignedProposal;
  remove(groupId: bigint, epoch: bigint, leaf: number): SignedProposal;
}

/** Makes a new key. Signatures are SignWithLabel of RFC 9420 §5.1.2: ECDSA over P-256 with SHA-256, in DER. */
export const createExternalSender = (): ExternalSender => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const point = [jwk.x, jwk.y].map((part) => Buffer.from(part ?? '', 'base64url'));
  const signWithLabel = (label: string, content: Buffer): Buffer =>
    sign(
      'sha256',
      Buffer.concat([vector(Buffer.from(`MLS 1.0 ${label}`, 'latin1')), vector(content)]),
      privateKey,
    );

  const propose = (groupId: bigint, epoch: bigint, proposal: Buffer): SignedProposal => {
    const framed = Buffer.concat([
      vector(uint64(groupId)),
      uint64(epoch),
      uint8(SENDER_EXTERNAL),
      uint32(0), // place in external_senders
      vector(), // authenticated data
      uint8(CONTENT_PROPOSAL),
      proposal,
    ]);
    const content = Buffer.concat([uint16(PUBLIC_MESSAGE), framed]);
    const signature = signWithLabel('FramedContentTBS', Buffer.concat([uint16(MLS_10), content]));
    const authenticated = Buffer.concat([content, vector(signature)]);
    return {
      message: Buffer.concat([uint16(MLS_10), authenticated]),
      ref: refHash('Proposal Reference', authenticated),
    };
  };

  return {
    package: Buffer.concat([
      vector(Buffer.of(4), ...point),
      uint16(BASIC_CREDENTIAL),
      vector(Buffer.from('voice gateway emulator', 'latin1')),
    ]),
    add: (groupId, epoch, keyPackage) =>
      propose(groupId, epoch, Buffer.concat([uint16(PROPOSAL_ADD), keyPackage])),
    remove: (groupId, epoch, leaf) =>
      propose(groupId, epoch, Buffer.concat([uint16(PROPOSAL_REMOVE), uint32(leaf)])),
  };
};
