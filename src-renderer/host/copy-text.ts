/** Puts text on the clipboard; both hosts let a page write to it, and neither lets one read it. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
