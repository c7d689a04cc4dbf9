/** Reads the arguments of a cmdlet by its specification, and says what they do. */
import type { Report } from '../commands/types.ts';
import type { Stream } from '../shell/simple-command.ts';
import { staticWord, unknownWord, type Word } from '../shell/word.ts';
import type { Cmdlet } from './cmdlets.ts';
import { parameterRole } from './names.ts';
import type { Argument } from './values.ts';

export interface CmdletUse {
  name: string;
  cmdlet: Cmdlet;
  args: readonly Argument[];
  input: Stream;
  /** Where the command stands. */
  start: number;
  end: number;
}

/** Windows without these does not start, or is empty. In the form of `pathText`. */
const vital = /^\/?[A-Za-z]:[\\/]*(?:\*|(?:Windows|Users|Program Files(?: \(x86\))?|ProgramData|Boot|System Volume Information)(?:[\\/]+(?:System32|SysWOW64|[^\\/]+))?(?:[\\/]+\*)?)?[\\/]*$/i;
/** Drives of PowerShell that are not disks. */
const provider = /^\/?(?:(?:Microsoft\.PowerShell\.Core\\)?(Registry|Env|Variable|Function|Alias|Cert|WSMan|Temp)::?|(HKLM|HKCU|HKCR|HKU|HKCC|Env|Variable|Function|Alias|Cert|WSMan):)/i;

interface Bound {
  role: string;
  name: string | undefined;
  words: readonly Word[];
}

export function readCmdlet(use: CmdletUse, report: Report): void {
  const { cmdlet, input, start, end } = use;
  for (const what of cmdlet.does) report.does(what, '');
  const recursive = cmdlet.recursive === true && use.args.some(({ parameter }) => parameter !== undefined && /^r(?:e|ec|f$|$)/i.test(parameter));
  const bound = bind(use, report);
  for (const one of bound) for (const word of one.words) give(one.role, word, report, recursive, use);
  const given = bound.some(({ role }) => role === cmdlet.pipe || (cmdlet.pipe === 'content' && role === 'read'));
  if (cmdlet.pipe && !given && input.from !== 'nothing') {
    const piped = input.from === 'text' ? staticWord(input.text.replace(/\n$/, ''), start, end) : unknownWord(start, end, input.from === 'listed');
    if (cmdlet.pipe === 'shell') piping(input, report);
    else if (cmdlet.pipe === 'content') {
      // Objects of files are read, texts are looked through; both come from where the command before has looked.
      if (input.from === 'listed') report.touch('read', piped);
    } else give(cmdlet.pipe, piped, report, recursive, use);
  }
  if (cmdlet.gives === 'listed') for (const one of bound) if (one.role === 'read') for (const word of one.words) report.lists(word);
  if (use.name !== 'Remove-Item' || !recursive) return;
  if (input.from === 'listed') report.does('deletes', 'all that was listed');
  for (const folder of input.under ?? []) report.touch('delete', staticWord(folder, start, end), true);
}

function piping(input: Stream, report: Report): void {
  if (input.network === true) report.does('catastrophic', 'runs what comes from the network, unread');
  report.powershell(undefined);
}

/** Which argument is which parameter. */
function bind({ cmdlet, args }: CmdletUse, report: Report): Bound[] {
  const bound: Bound[] = [];
  let position = 0;
  const taken = new Set<string>();
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as Argument;
    const { parameter } = arg;
    if (parameter !== undefined) {
      const role = parameterRole(parameter, cmdlet.params);
      if (role === undefined) report.does('unknown', `what the parameter “-${parameter.slice(0, 60)}” does is not known`, staticWord(parameter, arg.start, arg.end));
      const next = args[at + 1];
      if (arg.words.length > 0) bound.push({ role: role ?? 'value', name: parameter, words: arg.words });
      else if (role !== undefined && role !== 'none' && next && next.parameter === undefined) {
        bound.push({ role, name: parameter, words: next.words });
        taken.add(role);
        at += 1;
      }
      continue;
    }
    const roles = cmdlet.at.filter((role) => role === '*' || !taken.has(role) || role === 'value');
    const role = roles[Math.min(position, Math.max(0, roles.length - 1))];
    bound.push({ role: role === '*' ? 'value' : (role ?? 'value'), name: undefined, words: arg.words });
    position += 1;
  }
  return bound;
}

function give(role: string, word: Word, report: Report, recursive: boolean, use: CmdletUse): void {
  switch (role) {
    case 'read':
    case 'write':
    case 'delete':
      return touch(role, word, report, recursive, use);
    case 'item':
      return /^(?:variable|function|alias):/i.test(word.prefix.replace(/^\//, '')) ? report.does('environment', 'changes what names stand for', word) : touch('write', word, report, recursive, use);
    case 'url':
      return report.url(word);
    case 'host':
      return report.host(word);
    case 'sends':
      return report.touch('read', word);
    case 'shell':
      return report.powershell(word);
    case 'code':
      return report.code(word, false);
    case 'elevates':
      return /^(?:open|print|edit)$/i.test(word.text ?? '') ? undefined : report.does('privilege', 'starts it with more rights', word);
    case 'program':
      return report.runs([word, ...use.args.flatMap((one, at) => argumentsOf(use, one, at))]);
    case 'member':
      if (word.text === undefined || /^(?:delete|kill|moveto|copyto|start|stop|invoke|encrypt|create\w*|replace|dispose|remove)$/i.test(word.text)) report.does('unknown', 'calls a method of what comes in', word);
      return;
    case 'type':
      if (/(?:^|\.)(?:WebClient|HttpClient|TcpClient|UdpClient|Socket)$/i.test(word.text ?? '')) report.does('network', 'makes a client of the network', word);
      else if (!/^(?:System\.)?(?:Object|PSObject|Collections\.[\w.[\], ]+|Text\.\w+|Random|DateTime|Uri|Version|String|Guid|Timespan|Diagnostics\.Stopwatch)/i.test(word.text ?? '?')) report.does('unknown', 'makes an object of a kind that is not known', word);
      return;
    case 'com':
      return report.does('runs-code', 'makes a COM object', word);
    default:
  }
}

/** What `Start-Process` hands to its program. */
function argumentsOf({ args, cmdlet }: CmdletUse, arg: Argument, at: number): Word[] {
  const before = args[at - 1];
  const byName = before?.parameter !== undefined && before.words.length === 0 && parameterRole(before.parameter, cmdlet.params) === 'arguments';
  const isSecond = arg.parameter === undefined && args.filter((one, index) => index < at && one.parameter === undefined && !isValue(args, index, cmdlet)).length === 1 && !isValue(args, at, cmdlet);
  if (arg.parameter !== undefined && parameterRole(arg.parameter, cmdlet.params) === 'arguments') return arg.words.flatMap(split);
  return byName || isSecond ? arg.words.flatMap(split) : [];
}

function isValue(args: readonly Argument[], at: number, cmdlet: Cmdlet): boolean {
  const before = args[at - 1];
  const role = before?.parameter === undefined ? undefined : parameterRole(before.parameter, cmdlet.params);
  return before?.words.length === 0 && role !== undefined && role !== 'none';
}

/** `-ArgumentList "-c rm"` is one text for several arguments. */
function split(word: Word): Word[] {
  if (word.text === undefined || !/\s/.test(word.text)) return [word];
  return Array.from(word.text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), (match) => staticWord(match[1] ?? match[2] ?? match[3] ?? '', word.start, word.end));
}

function touch(access: 'read' | 'write' | 'delete', word: Word, report: Report, recursive: boolean, { name }: CmdletUse): void {
  const match = provider.exec(word.prefix);
  const drive = (match?.[1] ?? match?.[2])?.toLowerCase();
  if (drive === 'env') {
    const variable = word.text?.replace(provider, '').replace(/^[\\/]+/, '');
    if (access === 'read') return report.does(variable === undefined || /[*?]/.test(variable) || variable === '' || name === 'Get-ChildItem' ? 'dumps-secrets' : 'environment', 'reads variables of the environment', word);
    return report.does('environment', 'changes variables of the environment', word);
  }
  if (drive === 'variable' || drive === 'function' || drive === 'alias') return access === 'read' ? undefined : report.does('environment', 'changes what names stand for', word);
  if (drive !== undefined && drive !== 'temp') {
    if (access !== 'read' && /\\(?:Run|RunOnce|Services|Winlogon|Image File Execution Options)\b/i.test((word.text ?? word.prefix).replaceAll('/', '\\'))) report.does('persists', 'writes a key by which programs start', word);
    return report.does(access === 'read' ? 'unknown' : 'system', 'the registry or another store of the system', word);
  }
  if (access === 'delete' && recursive && word.text !== undefined && vital.test(word.text)) report.does('catastrophic', 'the system', word);
  if (access !== 'read' && /^\\\\[.?]\\/.test(word.prefix.replaceAll('/', '\\'))) return report.does('catastrophic', 'a device', word);
  // A share of another computer.
  if (/^(?:\\\\|\/\/)[\w.-]+[\\/]/.test(word.prefix)) report.does('network', 'a share of another computer', word);
  report.touch(access, word, recursive);
}
