/** What can be wrong with a record, as data: a closed list of codes, each with where, what was expected and what was found. */

export const problemCodes = {
  // the folder
  'folder-missing': 'the run folder is not there or not a folder',
  'extra-entry': 'a file or folder that does not belong into a run folder',
  'not-a-file': 'a symbolic link, folder or device where a plain file must be',
  // the record
  'record-missing': 'record.jsonl is not there',
  'record-empty': 'record.jsonl has no events',
  'line-too-long': 'a line is longer than the format allows',
  'line-torn': 'the last line has no line end',
  'line-end': 'a line ends in CR LF: line ends were converted',
  'bad-utf8': 'a line is not UTF-8',
  'bad-json': 'a line is not one JSON object',
  'duplicate-key': 'an object has the same key twice',
  'lone-surrogate': 'a string holds half of a surrogate pair',
  'newer-version': 'written by a newer version of the format',
  'bad-envelope': 'a field around the data is missing, unknown or of the wrong form',
  'unknown-type': 'an event type that this version of the format does not have',
  'bad-data': 'the data of an event is not what its type says',
  sequence: 'the sequence number is not the next one',
  chain: 'the digest of a line is not what the next line says',
  'bad-start': 'the first event is not run.started, or there is a second one',
  'after-seal': 'an event after run.sealed',
  'wrong-run': 'the record belongs to another run than its folder',
  'action-digest': 'the digest of an action is not that of the action that was proposed',
  'shown-digest': 'the digest of what a person was shown, or answered, is not that of what was shown or answered',
  // the blobs
  'blob-missing': 'a blob that the record or the receipt names is not there',
  'blob-extra': 'a blob that the receipt does not name',
  'blob-digest': 'the content of a blob is not what its name says',
  'blob-size': 'a blob has another length than the record says',
  // the receipt
  'not-sealed': 'the run has no receipt, or its record does not end in run.sealed',
  'receipt-too-large': 'the receipt is larger than the format allows',
  'receipt-malformed': 'the receipt is not a DSSE envelope as the format says',
  'receipt-not-canonical': 'the bytes of the receipt are not its one serialisation',
  'statement-malformed': 'the signed statement is not one that the format knows',
  'record-digest': 'the record is not the one that was signed',
  'head-digest': 'the last line is not the one that was signed',
  'event-count': 'the number of events is not the one that was signed',
  'summary-mismatch': 'the signed summary does not follow from the record',
  'subject-mismatch': 'a signed git tree or commit is not the one that the record names',
  // the signature
  'signature-malformed': 'the signature is not an OpenSSH signature as the format says',
  'signature-invalid': 'the signature does not fit the statement',
  'key-mismatch': 'the key that the receipt names is not the one that signed',
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** Where: a file of the run folder (forward slashes), the line (from 1), and the byte offset in the file (from 0). */
export interface Where {
  file: string;
  line?: number;
  byte?: number;
}

export interface Problem {
  code: ProblemCode;
  where: Where;
  expected?: string;
  found?: string;
  /** For a person: what is wrong, in a sentence. */
  message: string;
}

/** A problem with `message` made from the code and, where given, more words. */
export function problem(code: ProblemCode, where: Where, more: { expected?: string; found?: string; detail?: string } = {}): Problem {
  const { detail, ...values } = more;
  const line = where.line === undefined ? '' : `, line ${where.line}`;
  return { code, where, ...values, message: `${where.file}${line}: ${problemCodes[code]}${detail === undefined ? '' : ` (${detail})`}` };
}

/** What a writer or reader of records throws when it cannot go on. `code` says which of the things that can be handled it is. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly code: 'exists' | 'missing' | 'sealed' | 'broken' | 'invalid' | 'too-long' | 'closed' | 'poisoned' | 'unsafe' | 'signing';
  readonly problem: Problem | undefined;
  constructor(code: RecordError['code'], message: string, options: ErrorOptions & { problem?: Problem } = {}) {
    super(message, options);
    this.code = code;
    this.problem = options.problem;
  }
}
