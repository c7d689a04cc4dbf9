/** The URL of a remote as a record may show it. */

/**
 * Without user, password, query and fragment where those can be credentials; `git@host:path` keeps its user, which SSH's forms need.
 * Gives undefined for what cannot be told apart (`ext::…` and other helpers).
 */
export function remoteUrl(url: string): string | undefined {
  if (/\p{Cc}/u.test(url) || url.length > 4096) return undefined;
  if (/^[A-Za-z0-9+.-]+::/.test(url)) return undefined;
  if (url.includes('://')) {
    if (!URL.canParse(url)) return undefined;
    const parsed = new URL(url);
    parsed.password = '';
    if (!/^(git\+)?ssh(\+git)?:$/.test(parsed.protocol)) parsed.username = '';
    parsed.search = '';
    parsed.hash = '';
    return parsed.href;
  }
  // scp's form, `user@host:path`. A password has no place in it; whatever stands there before the `@` besides a name is dropped.
  const scp = /^([^@/]*@)?([^@/:]+:.*)$/.exec(url);
  if (scp === null) return url;
  const user = scp[1];
  return user !== undefined && /^[A-Za-z0-9._-]+@$/.test(user) ? `${user}${scp[2]}` : scp[2];
}
