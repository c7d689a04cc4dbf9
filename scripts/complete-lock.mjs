/**
 * Adds to package-lock.json the packages for other platforms that a registry mirror does not carry. npm drops what it cannot look
 * up, and `npm ci` then refuses the file everywhere. Their exact versions stand in the package that names them as optional; their
 * platform is in their name. They get no integrity digest: npm adds that where it can reach them. Run it after `npm install`:
 *   node scripts/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const systems = { android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux', openharmony: 'openharmony', win32: 'win32' };
const processors = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];
const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** What npm must know of a package that only some platforms install, by its name; undefined for others. */
function platform(name) {
  const words = name.split('/').at(-1).split('-');
  const os = words.find((word) => word in systems);
  const cpu = words.find((word) => processors.includes(word));
  if (!os || !cpu) return undefined;
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : undefined;
  return { cpu: [cpu], ...(os === 'linux' && libc ? { libc: [libc] } : {}), os: [systems[os]] };
}

let added = 0;
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const fits = platform(name);
    if (lock.packages[path] || !fits || !/^\d+\.\d+\.\d+$/.test(version)) continue;
    const { cpu, libc, os } = fits;
    lock.packages[path] = { version, cpu, ...(parent.dev ? { dev: true } : {}), ...(libc ? { libc } : {}), optional: true, os };
    added += 1;
  }
}
const names = Object.keys(lock.packages).sort((a, b) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages for other platforms added to package-lock.json`);
