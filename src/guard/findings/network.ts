/** Findings about an address that an action talks to. */
import type { PathFinding } from './paths.ts';

/** Findings about a URL, and its host in lower case where it has one; of this machine, with the port (`localhost:8080`). A text without a scheme is taken as a host, as curl does. */
export function assessUrl(text: string): { host?: string; findings: PathFinding[] } {
  const url = parseUrl(text);
  if (!url)
    return { findings: [{ id: 'net.scheme', severity: 'medium', reason: `“${text.slice(0, 200)}” is no address that can be read` }] };
  const findings: PathFinding[] = [];
  if (!['http:', 'https:', 'ssh:', 'git:'].includes(url.protocol)) {
    findings.push({ id: 'net.scheme', severity: 'high', reason: `the scheme “${url.protocol}” reaches other things than the web` });
  }
  const host = url.hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '');
  if (isThisMachine(host)) {
    findings.push({ id: 'net.this-machine', severity: 'medium', reason: `“${host}” is this machine` });
    return { host: `${host}:${url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port}`, findings };
  }
  if (host !== '' && isPrivateHost(host)) {
    findings.push({
      id: 'net.private-address',
      severity: 'high',
      reason: `“${host}” is an address of a private network`,
    });
  }
  return { ...(host !== '' && { host }), findings };
}

function parseUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(trimmed) && URL.canParse(trimmed) && !/^[^/]+:\d+(?:\/|$)/.test(trimmed)) return new URL(trimmed);
  const guessed = `http://${trimmed}`;
  return URL.canParse(guessed) ? new URL(guessed) : undefined;
}

const address4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Loopback; of a name, what every system takes for it. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (address4.test(host) && host.startsWith('127.'));
}

/**
 * Loopback, private, link-local (cloud metadata), carrier and unique-local ranges (RFC 6890), and names that stand for them.
 * @param host as a URL has it, where only an address of version 6 has colons
 */
function isPrivateHost(host: string): boolean {
  if (address4.test(host)) return isPrivate4(host);
  if (host.includes(':')) return isPrivate6(host);
  return /^(?:localhost|metadata)$|\.(?:localhost|local|internal|lan|home|corp|test)$/.test(host) || !host.includes('.');
}

function isPrivate4(host: string): boolean {
  const [a = 0, b = 0] = host.split('.').map(Number);
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    a >= 224
  );
}

function isPrivate6(host: string): boolean {
  const mapped = /^::ffff:(?:([\d.]+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/.exec(host);
  if (mapped?.[1]) return isPrivate4(mapped[1]);
  if (mapped)
    return isPrivate4(
      [mapped[2], mapped[3]]
        .map((part) => Number.parseInt(part ?? '0', 16))
        .flatMap((part) => [part >> 8, part & 255])
        .join('.'),
    );
  return host === '::' || host === '::1' || /^f[cd]/.test(host) || /^fe[89ab]/.test(host);
}
