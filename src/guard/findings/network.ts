/** Findings about an address that an action talks to. */
import type { PathFinding } from './paths.ts';

/** Findings about a URL, and its host in lower case where it has one; of this machine, with the port (`localhost:8080`). A text without a scheme is taken as a host, as curl does. */
export function assessUrl(text: string): { host?: string; findings: PathFinding[] } {
  const url = parseUrl(text);
  if (!url)
    return { findings: [{ id: 'net.scheme', severity: 'medium', reason: `names “${text.slice(0, 200)}”, which is no address that can be read` }] };
  const findings: PathFinding[] = [];
  if (!['http:', 'https:', 'ssh:', 'git:'].includes(url.protocol)) {
    findings.push({ id: 'net.scheme', severity: 'high', reason: `uses the scheme “${url.protocol}”, which reaches other things than the web` });
  }
  const host = url.hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '');
  if (isThisMachine(host)) {
    findings.push({ id: 'net.this-machine', severity: 'medium', reason: `talks to “${host}”, this machine` });
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    const service = services.get(port);
    if (service !== undefined) findings.push({ id: 'net.local-service', severity: 'medium', reason: `uses port ${port}, where usually ${service} answers` });
    return { host: `${host}:${port}`, findings };
  }
  if (host !== '' && isPrivateHost(host)) {
    findings.push({
      id: 'net.private-address',
      severity: 'high',
      reason: `talks to “${host}”, an address of a private network`,
    });
  }
  return { ...(host !== '' && { host }), findings };
}

/** What usually answers at a port of this machine and is no part of a project: it rules the machine, holds data or secrets, or drives another program. */
const services: ReadonlyMap<number, string> = new Map(
  Object.entries({
    'a service of the system': '21 22 23 25 53 110 111 135 139 143 389 445 465 514 587 631 636 873 993 995',
    'what runs containers': '2375 2376 2377 4243 6443 8001 10248 10250 10255 10257 10259',
    'a store of settings and secrets': '2379 2380 8200 8500 8600',
    'a database': '1433 1521 3306 5432 5984 6379 7474 7687 9042 9200 9300 11211 26257 27017 27018 28015',
    'a queue of messages': '1883 4222 5672 9092 15672 61616',
    'what drives a browser, a debugger or a device': '4444 5037 5555 5858 5900 5901 9222 9229',
    'a console of the machine': '8888 9000 9001 9090 9443 10000 19999',
  }).flatMap(([name, ports]) => ports.split(' ').map((port) => [Number(port), name] as const)),
);

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
