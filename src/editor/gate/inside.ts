/** Paths of the workspace in a text, shown as they stand in the folder. Pure. */

/** What may stand before a path in a sentence; after anything else the folder's name is a part of another path. */
const before = String.raw`(?<=^|[\s"'“‘(])`;

/**
 * The text with the files of the folder named from there. Only whole paths: what is above the folder, or beside it, stays as it is.
 * @param folder absolute path of a workspace folder, without an end slash.
 */
export function insideFolder(text: string, folder: string): string {
  const path = folder.replace(/[\\/]+$/, '');
  if (path === '') return text;
  return text.replaceAll(new RegExp(String.raw`${before}${escaped(path)}[\\/](?=[^\s\\/.]|\.(?!\.))`, 'g'), '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
