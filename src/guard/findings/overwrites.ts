/** What deletes or writes over what it is told of, where no table of a program says so: by its name or by an option. Only for what must not happen. */
import { programName } from '../commands/index.ts';
import type { Word } from '../shell/word.ts';

const destroying = /^(?:wipe|nwipe|scrub|trash|trash-put|gio|rimraf|del|del-cli|delete|destroy|nuke|purge|erase|srm|secure-delete|sfill|eraser|remove|rmtree|rmrf|bleachbit)$/;
const removing = /^--(?:remove|delete)(?:-source)?-files?$|^--(?:purge-all|nuke|wipe)$/;

/** Programs and verbs that change the files that they name. */
const changing: readonly [RegExp, RegExp][] = [
  [/^git$/, /(?:^|\s)(?:rm|stash|checkout|restore|clean|mv|reset|switch|apply|sparse-checkout)(?:\s|$)/],
  [/^(?:patch|csplit|split|mount|umount|tar|bsdtar|zip|7z[az]?|unrar|cpio|pax|ar|rename|vidir|sponge|dos2unix|unix2dos|prettier|gofmt|black|setfacl|chattr|chcon|lsattr)$/, /^/],
];
const reading = /(?:^|\s)(?:-[A-Za-z]*t[A-Za-z]*f?\s|t[vzjJ]*f\s|--list|l\s|--check|-l\s|list|show|-c\s|--create|c[vzjJ]*f)/;

/** Words that are deleted with all below them. */
export function destroyed(words: readonly Word[], tree: Word | undefined): Word[] {
  const [program, ...rest] = words;
  const name = programName(program?.text ?? '') ?? '';
  if (name === 'git') return [...(cleans(rest) && tree ? [tree] : []), ...cleaned(rest)];
  const zips = name === 'zip' && rest.some((word) => /^-[a-zA-Z]*m|^--move/.test(word.text ?? ''));
  if (!destroying.test(name) && !zips && !rest.some((word) => removing.test(word.text ?? ''))) return [];
  return rest.filter((word) => word.text !== undefined && !word.prefix.startsWith('-'));
}

/** Whether it is `git clean -f`. */
export function cleans(rest: readonly Word[]): boolean {
  const at = rest.findIndex((word) => word.text === 'clean');
  const options = rest.slice(at + 1).map((word) => word.text ?? '');
  return at >= 0 && options.some((text) => /^-\w*f|^--force/.test(text)) && !options.some((text) => /^-\w*n|^--dry-run/.test(text));
}

/** What `git clean -fd` empties besides the folder that it runs in. */
function cleaned(rest: readonly Word[]): Word[] {
  const at = rest.findIndex((word) => word.text === 'clean');
  if (!cleans(rest)) return [];
  return rest.flatMap((word, index) => {
    const tree = /^(?:--work-tree|core\.worktree)=([^]+)$/i.exec(word.text ?? '')?.[1];
    const elsewhere = /^(?:-C|--work-tree)$/.test(rest[index - 1]?.text ?? '') && index < at;
    if (tree !== undefined) return [{ ...word, text: tree }];
    return (elsewhere || index > at) && !word.prefix.startsWith('-') && /^[/~]/.test(word.text ?? '') ? [word] : [];
  });
}

/** Words that may name what is written over. */
export function overwritten(words: readonly Word[]): Word[] {
  const [program, ...rest] = words;
  const name = programName(program?.text ?? '') ?? '';
  const given = rest.map((word) => word.text ?? '').join(' ');
  const [, verb] = changing.find(([one]) => one.test(name)) ?? [];
  if (!verb?.test(given)) return [];
  if (name !== 'git' && reading.test(given)) return /^(?:tar|bsdtar)$/.test(name) ? rest.slice(1, 2) : [];
  return rest.map((word) => {
    const text = /^-[a-zA-Z]([^]+)$/.exec(word.text ?? '')?.[1];
    return text === undefined ? word : { ...word, text };
  });
}

const device = /^\/dev\/(?:sd|hd|nvme|vd|xvd|r?disk|mmcblk|dm-|md|mapper)/;

/** Whether a program that the guard does not know is told to write to a device. */
export function writesDevice(words: readonly Word[]): boolean {
  const texts = words.slice(1).map((word) => word.text ?? '');
  return texts.some((text) => device.test(text.replace(/^\w+=/, ''))) && texts.some((text) => /^(?:-w|-f|-F|-y)$|writ|format|erase|destroy|zero|wipe|clear|delete|force|secure|trim|discard|init/i.test(text));
}

/** A script that starts itself twice, or an endless loop that starts something in the background. */
export function startsWithoutEnd(text: string, name?: string): boolean {
  const self = name === undefined ? String.raw`\$\{?0\}?` : String.raw`(?:\$\{?0\}?|(?:\./|\b)${name.replace(/[^\w]/g, '\\$&')})`;
  if (new RegExp(`["']?${self}["']?\\s*[|&]\\s*["']?(?:(?:ba|z)?sh\\s+)?${self}|(?:do|then|\\{)\\s+["']?${self}["']?\\s*&`).test(text)) return true;
  const plain = text.replace(/'[^']*'|"[^"]*"/g, '""').replace(/[<>]&\d?|&>|\d?>&?/g, '>');
  const loop = /\b(?:while\s+(?:true|:|\[\[?\s+1\s+\]?\]|\(\(\s*1\s*\)\))|until\s+false|for\s*\(\(\s*;\s*;\s*\)\))\s*;?\s*do\b([^]*?)\bdone\b/.exec(plain)?.[1];
  if (loop === undefined || !/[^&]&(?!&)/.test(loop)) return false;
  const foreground = loop.split(/(?<!&)&(?!&)/).at(-1) ?? '';
  return !/\b(?:sleep|wait|break|read|exit|return|timeout)\b/.test(foreground) && !/\b(?:wait|break|exit|return|read)\b/.test(loop);
}
