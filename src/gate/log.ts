/** The gate's log: to its error stream, which is a file, and to the operators. */
export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: Level, text: string) => void;

const MAX_LINE = 4000;

/** @param broadcast sends a line to whoever listens. */
export function createLog(broadcast: Log): Log {
  // Where the disk is full, saying so on the disk again and again would help nobody.
  process.stderr.on('error', () => undefined);
  return (level, text) => {
    const line = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
    process.stderr.write(`${new Date().toISOString()} ${level} ${line}\n`);
    broadcast(level, line);
  };
}
