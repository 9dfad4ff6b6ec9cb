/** A winmail.dat (MS-OXTNEF), put together from its attributes and properties. */
export const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
export const u32 = (value: number) => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
export const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
export const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(0)]);
export const unicode = (id: number, text: string) => {
  const value = Buffer.from(`${text}\0`, "utf16le");
  return Buffer.concat([u16(31), u16(id), u32(1), u32(value.length), padded(value)]);
};
export const properties = (...all: Buffer[]) => Buffer.concat([u32(all.length), ...all]);

/** One that holds these files and nothing else. */
export function winmailOf(files: Record<string, Buffer>): Buffer {
  const packed = Object.entries(files).flatMap(([name, content]) => [
    attribute(2, 0x69002, Buffer.alloc(14)),
    attribute(2, 0x18010, Buffer.from(`${name}\0`, "latin1")),
    attribute(2, 0x6800f, content),
  ]);
  return Buffer.concat([u32(0x223e9f78), u16(1), ...packed]);
}
