/** Programs and built-in commands that do something to the shell, or to what they are given, that their words do not show. */

export const deleting = new Set(['rm', 'unlink', 'shred', 'rmdir', 'srm']);
/** Those that evaluate the index of a variable that they are told the name of. */
export const evaluating = new Set(['test', '[', 'printf', 'read', 'unset', 'wait', 'mapfile', 'readarray', 'getopts', 'let']);
/** Those that set a variable that they are told the name of. */
export const setting = new Set(['printf', 'read', 'mapfile', 'readarray', 'getopts']);
/** Those after which the values of variables are others. */
export const changesVariables = new Set(['read', 'mapfile', 'readarray', 'getopts', 'printf', 'let', 'eval', 'unset', 'wait', 'local', 'declare', 'typeset', 'readonly', 'export', 'set', 'shift']);
/** Those after which the shell may be elsewhere. */
export const changesShell = new Set(['pushd', 'popd', 'source', '.', 'builtin', 'command']);

/** An index of a variable in which something would be run. */
export const runsInIndex = /\[.*(?:\$\(|`)/s;
