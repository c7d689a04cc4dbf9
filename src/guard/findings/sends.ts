/** Programs that open a connection, files that they may be given, and what prints secrets: as data, for where the tables of programs do not say it. */
import { namesCredentials } from './path-classes.ts';
import type { Word } from '../shell/word.ts';

/** Programs that send what they are given, whatever else is known of them. */
const senders = new Set(
  (
    'croc wormhole magic-wormhole ffsend transfer transfer.sh pastebinit termbin websocat wscat grpcurl mosquitto_pub kcat kafkacat nats gdrive s5cmd b2 mega-put wrangler ' +
    'vercel netlify gofile curlie http https xh httpie hurl ncat nc netcat socat telnet tftp ftp lftp sftp rclone gsutil aws az gcloud s3cmd mc mutt mail mailx sendmail msmtp swaks rcp uucp ' +
    'gh glab hub tea sz zssh rsh rlogin logger dig nslookup host ping'
  ).split(' '),
);
const connecting: readonly [string, RegExp][] = [
  ['openssl', /^(?:s_client|s_time)$/],
  ['gnutls-cli', /^/],
  ['busybox', /^(?:nc|telnet|wget|ftpput|tftp|sendmail)$/],
  ['toybox', /^(?:nc|netcat|ftpput|tftp)$/],
  ['kubectl', /^cp$/],
  ['docker', /^(?:push|login)$/],
];

/** Whether the program sends away what it reads. */
export function connects(name: string, rest: readonly Word[]): boolean {
  if (senders.has(name)) return true;
  return connecting.some(([program, verb]) => program === name && rest.some((word) => verb.test(word.text ?? '')));
}

/** Options that name a key by which the program shows who it is. */
const identity =
  /^(?:-i|-k|-E|-c|-F|--(?:key|cert|cacert|ca\w*|identity\w*|kubeconfig|netrc-file|private-key|certificate|credentials?|credential-file|config|env-file|profile|key-file|sa-key|service-account\w*|conf|ssh-key\w*))$/;
const withIdentity = /^--?(?:key|cert|cacert|ca\w*|identity\w*|kubeconfig|netrc-file|private-key|certificate|credentials?|config|env-file|key-file)=/;

/** Words that name a file of credentials, as such or behind `=`, `@` or `file://`. */
export function sentFiles(rest: readonly Word[]): Word[] {
  return rest.flatMap((word, index) => {
    const text = word.text ?? '';
    if (identity.test(rest[index - 1]?.text ?? '') || withIdentity.test(text) || /^https?:/.test(text)) return [];
    const path = text.replace(/^-{0,2}[\w.:[\]-]*(?:=|:=)?@?(?=[~/.\w])(?<=[=@])/, '').replace(/^@|^fileb?:\/\//, '');
    return [text, path].some((one) => /[./]/.test(one) && namesCredentials(one)) ? [{ ...word, text: path, prefix: path, bare: path }] : [];
  });
}

/** Programs that pass on what they get as it is. */
const raw = new Set(['nc', 'ncat', 'netcat', 'socat', 'telnet', 'openssl', 'gnutls-cli', 'busybox', 'toybox']);

export function passesOn(name: string): boolean {
  return raw.has(name);
}

/** Whether one of these gives a shell to who connects: `nc -e sh`, `socat … EXEC:bash`. */
export function givesShell(name: string, rest: readonly Word[]): boolean {
  if (!raw.has(name)) return false;
  return rest.some((word, index) => {
    const text = word.text ?? '';
    const value = /^(?:-\w*[ec]|--(?:sh-)?exec|--lua-exec)$/.test(rest[index - 1]?.text ?? '') ? text : (/^(?:-[ec]|--(?:sh-)?exec=)([^]+)/.exec(text)?.[1] ?? /\b(?:EXEC|SYSTEM|SHELL):([^]+)/i.exec(text)?.[1]);
    return value !== undefined && /(?:^|[/\s"'])(?:ba|z|da|k|a|fi)?sh\b|cmd(?:\.exe)?$|powershell|pwsh/.test(value);
  });
}

const talkers = new Set(['socat', 'sftp', 'ftp', 'lftp', 'tftp']);

/** Files of credentials in what such a program is told to do. */
export function toldFiles(name: string, rest: readonly Word[], told: string): Word[] {
  if (name === 'curl') return sentFiles(rest.filter((word) => /^[\w[\].-]*=?@./.test(word.text ?? '')));
  const [first] = rest;
  if (!talkers.has(name) || !first) return [];
  const texts = [...rest.map((word) => word.text ?? ''), told].flatMap((text) => text.split(/[\s:,;'"]+/));
  return texts.filter((text) => /[./_]/.test(text) && namesCredentials(text)).map((text) => ({ ...first, text, prefix: text, bare: text }));
}

const secretSubcommands: Record<string, RegExp> = {
  kubectl: /\bget\s+(?:\S+\s+)*?secrets?\b|\bconfig\s+view\b.*--raw/,
  oc: /\bget\s+(?:\S+\s+)*?secrets?\b|\bwhoami\s+-t/,
  git: /\bcredential(?:-\w+)?\s+(?:fill|get)|\bcredential-(?:store|cache|osxkeychain)/,
  gh: /\bauth\s+token|--show-token/,
  glab: /\bauth\s+status\b.*-t/,
  aws: /get-secret-value|get-parameters?\b|configure\s+(?:get|export-credentials)|get-session-token|get-login-password|assume-role/,
  gcloud: /print-access-token|print-identity-token|secrets\s+versions\s+access/,
  az: /get-access-token|keyvault\s+secret\s+show|keys\s+list/,
  vault: /\b(?:read|kv\s+get|token)\b/,
  op: /\b(?:read|item\s+get|inject)\b/,
  bw: /\bget\b/,
  pass: /^(?!(?:ls|list|find|git|help)\b)\S/,
  security: /find-(?:generic|internet)-password/,
  'secret-tool': /\blookup\b/,
  gpg: /--export-secret|--decrypt|\s-d\b/,
  heroku: /\bconfig\b/,
  flyctl: /secrets/,
  terraform: /\b(?:output|show|state\s+pull)\b/,
  docker: /\binspect\b|\bexec\b.*\b(?:env|printenv)\b|\bsecret\s+inspect/,
  npm: /\btoken\b|\bconfig\s+(?:get|list|ls)\b.*(?:auth|token)/,
  systemctl: /show-environment/,
  ps: /\be\b|-\w*E|aux?e/,
  declare: /^(?:-[xp]+)?$/,
  export: /^(?:-p)?$/,
  compgen: /^-\w*[ve]/,
  history: /^/,
  'ssh-add': /-L/,
  sops: /-d|decrypt/,
  age: /-d|--decrypt/,
  'ansible-vault': /\b(?:view|decrypt)\b/,
};

/** Whether what the program prints holds secrets. */
export function printsSecrets(name: string, rest: readonly Word[]): boolean {
  return Object.hasOwn(secretSubcommands, name) && (secretSubcommands[name]?.test(rest.map((word) => word.text ?? '').join(' ')) ?? false);
}

/** Whether a pattern may stand for one of the files, or for pieces that one of them names the beginning of. */
export function startsAny(files: ReadonlySet<string>, pattern: string): boolean {
  const start = pattern.replace(/[*?[][^]*$/, '');
  for (const file of files) if (file.startsWith(start)) return true;
  return false;
}
