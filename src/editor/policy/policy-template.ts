/** What a new policy file says. */
export const policyTemplate = `// The policy of this repository: what agents may do here without asking, what they must ask about, and what they may not do.
// A deny in any layer wins. What no rule matches is asked about. Completion and hover explain every field.
{
  "version": 1,
  "rules": [
    // { "id": "tests", "effect": "allow", "match": { "kind": "exec", "command": "npm test" } },
    // { "id": "no-lockfile-edits", "effect": "deny", "match": { "kind": "write", "paths": "package-lock.json" } }
  ]
}
`;
