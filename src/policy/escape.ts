/** The path as a glob that matches only it. */
export function escape(path: string): string {
  return path.replace(/[\\*?[\](){}!+@|]/g, '\\$&');
}
