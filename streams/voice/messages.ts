/** The voice gateway's messages (version 8), already decoded: what the graph reads. What it writes: `client.messages.ts`. */

export type ServerMessage =
  /** Op 8, the first message on every socket. */
  | { readonly type: 'hello'; readonly heartbeatIntervalMs: number }
  /** Op 2: where to send sound, and the transport encryptions to choose from, best first. */
  | {
      readonly type: 'ready';
      readonly ssrc: number;
      readonly ip: string;
      readonly port: number;
      readonly modes: readonly string[];
    }
  /** Op 4; may come again with a new key. `daveVersion` 0 means no end-to-end encryption. */
  | {
      readonly type: 'sessionDescription';
      readonly mode: string;
      readonly secretKey: Uint8Array;
      readonly daveVersion: number;
    }
  /** Op 3 from the server: it wants a heartbeat now. */
  | { readonly type: 'heartbeatRequest' }
  /** Op 6 with the nonce of the heartbeat it answers. */
  | { readonly type: 'heartbeatAck'; readonly nonce: number }
  /** Op 9: the resume was accepted, missed messages follow. */
  | { readonly type: 'resumed' }
  /** Op 11: everyone present at the start, newcomers later. */
  | { readonly type: 'clientsConnect'; readonly userIds: readonly string[] }
  /** Op 13. */
  | { readonly type: 'clientDisconnect'; readonly userId: string }
  | DaveMessage
  /** Not what the protocol says; `op` is null where not even that can be read. Its content is never kept. */
  | { readonly type: 'unreadable'; readonly op: number | null };

/** Ops 21, 22, 24, 25, 27, 29, 30: end-to-end encryption. */
export type DaveMessage =
  | { readonly type: 'prepareTransition'; readonly transitionId: number; readonly version: number }
  | { readonly type: 'executeTransition'; readonly transitionId: number }
  | { readonly type: 'prepareEpoch'; readonly epoch: number; readonly version: number }
  | { readonly type: 'externalSender'; readonly bytes: Uint8Array }
  | { readonly type: 'proposals'; readonly bytes: Uint8Array }
  | { readonly type: 'commit'; readonly transitionId: number; readonly bytes: Uint8Array }
  | { readonly type: 'welcome'; readonly transitionId: number; readonly bytes: Uint8Array };

export type ReadyMessage = Extract<ServerMessage, { type: 'ready' }>;
export type SessionDescription = Extract<ServerMessage, { type: 'sessionDescription' }>;

/** What we send: JSON text `{ op, d: data }`, or binary `[u8 op][bytes]`. */
export type ClientMessage =
  { readonly op: number; readonly data: object } | { readonly op: number; readonly bytes: Uint8Array };
