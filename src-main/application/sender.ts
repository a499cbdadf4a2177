/** Who makes a call, as the host saw it; never what the page says of itself. */
export interface Sender {
  /** One loaded page of one window. */
  readonly page: string;
  /** `scheme://host[:port]` of the document that called. */
  readonly origin: string;
  /** False for a frame inside the page. */
  readonly mainFrame: boolean;
}
