/** How random a text looks, and whether the checksum inside a token holds. */

/** How much of a text says whether it is random. */
const SAMPLE = 128;

/** Shannon entropy of the beginning of `text` in bits a character (UTF-16 unit); 0 for an empty text. */
export function entropy(text: string): number {
  const length = Math.min(text.length, SAMPLE);
  const counts = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

/** How many of lower case, upper case, digits and everything else occur in `text`. */
export function characterClasses(text: string): number {
  return [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(text)).length;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The checksum of GitHub's and npm's tokens: CRC32 of the random part, base62, left-padded with zeros to six digits.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function base62Crc32(random: string): string {
  let rest = crc32(random);
  let digits = '';
  do {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return digits.padStart(6, '0');
}

/** CRC32 (IEEE 802.3) of a text of ASCII letters and digits. Not `node:zlib`'s: tokens are rare, and loading that takes a process longer. */
function crc32(text: string): number {
  let rest = -1;
  for (let at = 0; at < text.length; at++) {
    rest ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}
