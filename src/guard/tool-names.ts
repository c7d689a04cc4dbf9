/** What the name of a tool says that the tool does. */
const changing = /(?:^|[_\-.\s])(?:delete|remove|write|exec|execute|run|create|update|set|put|post|send|push|drop|insert|edit|move|rename|kill|stop|install|upload|publish|merge|commit|destroy|purge|reset|shell|bash|eval)(?:$|[_\-.\s])/i;

/** Its words, with something between them. */
export const wordsOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2');

/** Whether the name of a tool says that it changes something. */
export function namesChange(name: string): boolean {
  return changing.test(wordsOf(name));
}
