/** What a command of a project can be for: `checks` are tests, linters, type checks and formatters, `builds` make its own products, `serves` run it. */
export const tasks = ['checks', 'builds', 'serves'] as const;
export type Task = (typeof tasks)[number];
