/** How large a question may be. By itself, because the editor checks answers before it needs a schema. */

/** Lengths in UTF-16 units; `bytes`: of all of a question, as JSON in UTF-8. */
export const questionLimits = { fields: 50, options: 200, message: 8000, text: 4000, name: 1000, url: 8192, answer: 16_384, bytes: 64 * 1024 } as const;
