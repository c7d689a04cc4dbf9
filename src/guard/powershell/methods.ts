/** Methods and static members of .NET that expressions call: which of them only compute. */
import type { Does } from '../commands/types.ts';

const computing = new Set(
  (
    'tostring tolower toupper tolowerinvariant toupperinvariant trim trimstart trimend split substring startswith endswith contains indexof lastindexof padleft padright replace insert remove format join ' +
    'equals gettype compareto gethashcode where foreach add addrange count toarray tolist containskey getenumerator adddays addhours addminutes addseconds addmonths addyears subtract tolocaltime touniversaltime ' +
    'toshortdatestring round floor ceiling abs max min pow sqrt matches match ismatch escape getlength getvalue sort reverse clear append appendline clone concat isnullorempty isnullorwhitespace tochararray ' +
    'parse tryparse newguid combine getfilename getfilenamewithoutextension getextension getdirectoryname getfullpath ispathrooted toint32 toint64 todouble toboolean getbytes getstring frombase64string tobase64string changeextension ' +
    'distinct union intersect except new isnumber isdigit isletter tostringinvariant parseexact keys values first last any all sum firstordefault selectnodes selectsinglenode getelementsbytagname getattribute invokereturnasis elapsed'
  ).split(' '),
);
const pureTypes =
  /^(?:system\.)?(?:math|string|char|int\d*|uint\d*|long|short|byte|sbyte|double|single|float|decimal|bool|boolean|datetime|datetimeoffset|timespan|guid|regex|text\.regularexpressions\.\w+|convert|io\.path|text\.\w+|version|uri|array|object|psobject|pscustomobject|hashtable|ordered|xml|collections\.[\w.]+|linq\.enumerable|bitconverter|enum|nullable|globalization\.\w+|consolecolor|type|void|random|diagnostics\.stopwatch|net\.ipaddress|tuple|switch|ref|psvariable|stringcomparison|stringsplitoptions|environment|management\.automation\.(?:semanticversion|psversioninfo)|runtime\.interopservices\.runtimeinformation)(?:\[\])?$/i;

/** Access to files by the static methods of `System.IO.File` and `Directory`: of the first argument, of the second. */
const files: Record<string, readonly ('read' | 'write' | 'delete')[]> = {
  readalltext: ['read'], readalllines: ['read'], readallbytes: ['read'], readlines: ['read'], exists: ['read'], openread: ['read'], opentext: ['read'], getlastwritetime: ['read'], getcreationtime: ['read'], getattributes: ['read'],
  getfiles: ['read'], getdirectories: ['read'], getfilesystementries: ['read'], enumeratefiles: ['read'], enumeratedirectories: ['read'],
  writealltext: ['write'], writealllines: ['write'], writeallbytes: ['write'], appendalltext: ['write'], appendalllines: ['write'], create: ['write'], createtext: ['write'], openwrite: ['write'], createdirectory: ['write'], setattributes: ['write'],
  delete: ['delete'], move: ['delete', 'write'], copy: ['read', 'write'],
};

export interface Called {
  does?: Does;
  reason?: string;
  touches?: readonly ('read' | 'write' | 'delete')[];
  /** It fetches what stands at an address: the first argument. */
  fetches?: boolean;
  /** It makes code of a text: the first argument. */
  compiles?: boolean;
}

/** @param type name of the type of a static member; undefined: a method of a value */
export function whatCalls(type: string | undefined, member: string): Called {
  const method = member.toLowerCase();
  if (/^(?:downloadstring|downloaddata|getstringasync|getasync|openread)$/.test(method) && type === undefined) return { does: 'network', fetches: true };
  if (method === 'downloadfile') return { does: 'network', fetches: true, touches: ['read', 'write'] };
  if (/^(?:upload\w+|postasync|putasync|sendasync)$/.test(method)) return { does: 'network', fetches: true };
  if (type === undefined) {
    if (method === 'delete') return { does: 'deletes', reason: 'calls Delete of a value' };
    if (method === 'invokescript' || method === 'invoke' || method === 'addscript') return { does: 'runs-code', reason: `calls ${member}` };
    return computing.has(method) ? {} : { does: 'unknown', reason: `calls the method “${member}”` };
  }
  const name = type.toLowerCase().replace(/^system\./, '');
  if (name === 'io.file' || name === 'io.directory') {
    const touches = Object.hasOwn(files, method) ? files[method] : undefined;
    return touches ? { touches } : { does: 'unknown', reason: `calls [${type}]::${member}` };
  }
  if (name === 'scriptblock' && method === 'create') return { compiles: true };
  if (name === 'environment') {
    if (/^getenvironmentvariables?$/.test(method)) return { does: 'dumps-secrets', reason: 'reads variables of the environment' };
    if (/^(?:setenvironmentvariable|exit|failfast)$/.test(method)) return { does: 'environment', reason: `calls [${type}]::${member}` };
    return {};
  }
  if (name === 'diagnostics.process' || name.startsWith('reflection.') || name === 'activator') return { does: 'runs-code', reason: `calls [${type}]::${member}` };
  if (/^(?:net\.(?!ipaddress)|windows\.forms\.clipboard)/.test(name)) return { does: 'network', reason: `uses [${type}]` };
  if (name === 'console') return /^(?:write|writeline|readkey|clear|beep|foregroundcolor|backgroundcolor|outputencoding|inputencoding|windowwidth|title|out|error|buffersize)$/.test(method) ? {} : { does: 'unknown', reason: `calls [${type}]::${member}` };
  return pureTypes.test(name) ? {} : { does: 'unknown', reason: `uses [${type}]::${member}` };
}
