const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];

/** True for bytes that are an archive, and no ruling's file by itself. */
export const isArchive = (bytes: Uint8Array): boolean => ZIP_MAGIC.every((byte, index) => bytes[index] === byte);
