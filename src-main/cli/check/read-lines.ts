/** A line without its LF, or the news that it was too long to keep. */
export type Line = { readonly bytes: Uint8Array } | { readonly tooLong: true };

/**
 * Cuts a stream into lines at LF. A line beyond `limit` bytes is let go as it comes, so that memory stays bounded whatever the
 * stream holds. What follows the last LF is a line where it is not empty.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Line> {
  let kept: Uint8Array[] = [];
  let length = 0;
  const take = (): Line => {
    const line: Line = length > limit ? { tooLong: true } : { bytes: Buffer.concat(kept, length) };
    kept = [];
    length = 0;
    return line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (length > 0) yield take();

  function keep(part: Uint8Array): void {
    length += part.length;
    if (length <= limit) kept.push(part);
    else kept = [];
  }
}
