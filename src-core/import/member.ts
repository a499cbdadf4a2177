/** A file inside a container or a folder, readable as often as needed. */
export interface Member {
  /** Path inside the container, with `/` between its parts. */
  readonly name: string;
  /** Bytes, uncompressed. */
  readonly size: number;
  /** The bytes in pieces; nothing is held beyond a piece. Throws `AssizeError` with an E_ZIP_ code where they are not what was stated. */
  read(): AsyncIterable<Uint8Array>;
}

/** All bytes of a member; for those that are known to be small. */
export async function readWhole(member: Member): Promise<Uint8Array> {
  const whole = new Uint8Array(member.size);
  let offset = 0;
  for await (const piece of member.read()) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** A member of bytes in memory. */
export function memberOf(name: string, bytes: Uint8Array): Member {
  return {
    name,
    size: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}
