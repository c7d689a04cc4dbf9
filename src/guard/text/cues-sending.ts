/** Cues of texts that want something to be read and sent away. */
import type { Cue } from './types.ts';

const secretFile = String.raw`(?:(?:^|[\s'"\`(/~])\.env\b(?!\.(?:example|sample))|~?[/\\]?\.ssh\b|id_(?:rsa|ed25519|ecdsa)\b(?!\.pub)|\.aws\b|\.npmrc|\.netrc|\.git-credentials|kubeconfig|\.kube\b|\.docker/config|mcp\.json|keychain|wallet(?:\.dat)?|seed phrase|\.pgpass|/etc/(?:shadow|passwd)\b|\.gnupg|\.bash_history|login data)`;
const secretThing = String.raw`(?:(?:ssh |private |api |access |encryption |signing )+keys?|credentials?|secrets|api[ _-]?keys|(?:access|auth\w*|session|bearer|api|github|deploy)[ _-]tokens?|tokens|passwords?|environment variables|env(?:ironment)? vars?|process\.env|printenv|system prompt|(?:conversation|chat|message) (?:history|log|transcript)s?|session cookies?|cookies|(?:user|customer|personal|private|sensitive|confidential)(?:['’]s)? (?:data|information|files?|emails?|records?|details|documents?)|source code|private repositor(?:y|ies)|clipboard)`;
const sensitive = `(?:${secretFile}|${secretThing})`;
const destination = String.raw`(?:https?://|hxxps?://|ftp://|\b[\w.+-]+@[\w-]+\.\w+|webhook|\b(?:curl|wget|netcat)\b|\b(?:my|our|this|that|external|remote|following|attacker['’]?s?|collection|backup|logging|audit|telemetry|analytics|monitoring|validation|verification)\s+(?:[\w-]+\s+)?(?:server|endpoint|url|address|site|domain|host|ip|service|collector|gist)\b|pastebin|ngrok|burpcollaborator|requestbin|discord|telegram|\b\d{1,3}(?:\.\d{1,3}){3}\b|\bdns (?:query|lookup|request)|(?:new |public |github |issue |a )*(?:gist|issue\b|pull request|comment)|public (?:repo\w*|issue|channel|pull request|comment))`;
/** What the patterns below look for behind their first words, to be found at once. */
const somewhere = new RegExp(destination, 'gi');
const secret = new RegExp(sensitive, 'gi');
const secretPath = new RegExp(secretFile, 'gi');
const send = 'send|post|upload|exfiltrate|forward|email|e-mail|mail|transmit|submit|leak|ship|deliver|report|beacon|push|publish|share|dump|transfer|encode|curl|copy|commit|smuggle|sync|back up|stream|relay';
const read = 'read|open|cat|load|get|collect|gather|fetch|retrieve|find|locate|search|search for|extract|dump|copy|grab|list|print|harvest|access|obtain|look for|look up|take|enumerate|inspect|scan|use';

export const sendingCues: readonly Cue[] = [
  {
    id: 'text.asks-to-send', needs: somewhere, words: send, points: 3, quiet: 'if-described',
    pattern: String.raw`[^!?\n]{0,20}?(?:\s+(?:all|any|every|each|the (?:user|developer|customer|full|entire|contents?|complete|output|result)|its|their|your (?:full|entire|current|system|conversation)|whatever|everything|stored|found|private|local)\b|\s+(?=[~/.]))[^!?\n]{0,80}?${sensitive}[^!?\n]{0,160}?${destination}`,
    reason: 'asks to send something away',
  },
  {
    id: 'text.asks-to-send', needs: somewhere, words: send, points: 2, quiet: 'if-described',
    pattern: String.raw`(?!\s+(?:your|an?|the)\s+(?:[\w-]+\s+)?(?:api|access|auth\w*|session|bearer|refresh|deploy|github|csrf|csrf-)?[ _-]?(?:key|token)\b)[^.!?\n]{1,100}?${sensitive}[^!?\n]{0,160}?${destination}`,
    reason: 'asks to send something away',
  },
  {
    id: 'text.asks-to-send', needs: somewhere, words: `${send.replace('report|', '')}|paste|put`, points: 2, quiet: 'if-described',
    pattern: String.raw`\s+(?:it|them|this|that|the (?:results?|output|contents?|data|files?|values?|summary|response|text)|its contents?|their contents?|everything|all (?:of )?(?:this|the data|the files|it))\b[^.!?\n]{0,60}?\b(?:to|at|via|into|using|with)\s+[^.!?\n]{0,40}?${destination}`,
    reason: 'asks to send something away',
  },
  {
    id: 'text.asks-to-send', needs: secret, words: read, points: 3, quiet: 'if-described',
    pattern: String.raw`\s+[^!?\n]{0,60}?${sensitive}[^!?\n]{0,140}?\b(?:send|post|upload|email|exfiltrate|transmit|curl|forward|leak|publish)\b(?!\s+(?:the\s+|an?\s+|your\s+)?(?:\w+\s+)?(?:requests?|response|method|body|notification|confirmation|endpoint|handler)\b)`,
    reason: 'asks to read what is secret and send it',
  },
  {
    id: 'text.asks-to-send', needs: secretPath, words: read, points: 3, quiet: 'if-described',
    pattern: String.raw`\s+[^!?\n]{0,60}?${secretFile}[^!?\n]{0,140}?\b(?:pass|include|put|append|provide|share|return|report|paste|attach|add|embed|encode|insert|place|write|set|supply)\b[^!?\n]{0,80}?(?:\bparam\w*|argument|\bfield\b|\bhttp|response|reply|\bcomment|commit|\bissue\b|pull request|message|answer|query|\burl\b|[\`'"]\w+[\`'"]|input|base64|output|header|summary|title|description)`,
    reason: 'asks to read what is secret and pass it on',
  },
  {
    id: 'text.asks-to-send', needs: secretPath, words: read, points: 2, quiet: 'if-described',
    pattern: String.raw`\s+(?:the |all |any |contents? |of |file |files |user['’]?s? |in |at |from |your |current |[\`'"])*${secretFile}`,
    reason: 'asks to read what is secret',
  },
  {
    id: 'text.asks-to-send', words: 'include|append|add|put|attach|embed|insert|paste|place|write|encode|provide|pass|supply|copy', points: 2, quiet: 'if-described',
    pattern: String.raw`\s+[^.!?\n]{0,50}?(?:${secretFile}|(?:all|any|the (?:user|value|content|full)\w*|every|their|its|stored)[^.!?\n]{0,30}?${secretThing})[^.!?\n]{0,80}?(?:\bparam\w*|argument|\bfield\b|\bhttp|\bquery\b|\burl\b|comment|commit message|issue|pull request|image|link|reply|response|answer|header)`,
    reason: 'asks to pass on what is secret',
  },
  { id: 'text.asks-to-send', words: 'bcc|cc|forward|redirect|reroute|copy', points: 2, quiet: 'if-described', pattern: String.raw`\s+[^.\n]{0,60}?\b[\w.+-]+@[\w-]+\.\w+`, reason: 'redirects mail' },
  { id: 'text.asks-to-send', words: 'must be|should be|have to be|need to be|are to be|shall be|always', points: 3, pattern: String.raw`\s+(?:also\s+|first\s+|be\s+)*(?:sent|forwarded|addressed|bcc['’]?d|cc['’]?d|copied|redirected|routed|uploaded|posted|transferred|emailed)\s+(?:to|via|through)\s+[^.\n]{0,60}?(?:\b[\w.+-]+@[\w-]+\.\w+|https?://)`, reason: 'redirects what is sent' },
  { id: 'text.asks-to-send', words: 'cat|env|printenv|tar|base64', points: 3, quiet: 'if-described', pattern: String.raw`\s*[^\n|]{0,80}(?:${secretFile}[^\n|]{0,40})?\|[^\n]{0,60}?\b(?:curl|nc|wget|ncat)\b`, reason: 'holds a command that sends away what is secret' },
  { id: 'text.asks-to-send', words: 'env|printenv', points: 2, pattern: String.raw`\s*\|\s*(?:base64|xxd|gzip|openssl)`, reason: 'holds a command that packs the environment' },
  { id: 'text.asks-to-send', words: 'curl|wget|invoke-restmethod|iwr|irm|nc', points: 2, pattern: String.raw`\s+[^\n]{0,160}?(?:@~?/?[\w/]*\.(?:ssh|env|aws|npmrc|netrc)|\$\((?:cat|env|printenv|base64)|\`(?:cat|env)|id_rsa|id_ed25519|\?\w+=\$\(|<\(env)`, reason: 'holds a command that sends away what is secret' },
  { id: 'text.fetches-and-runs', words: 'curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod', points: 1, pattern: String.raw`\s+[^\n|]{0,200}\|\s*(?:sudo\s+)?(?:\w*sh|python\d?|node|perl|iex|invoke-expression)\b`, reason: 'holds a command that runs what comes from the network' },
  { id: 'text.fetches-and-runs', words: 'run|execute|exec|eval|paste|launch', points: 1, pattern: String.raw`\s*[:(]?\s*(?:the (?:following|below)?\s*|this\s+|in (?:the|your) (?:terminal|shell)\s*|command|script|:|[\`'"])*\s*(?:curl|wget|bash|sh|rm|npx|powershell|python -c|nc|eval|chmod|sudo|iex|git push|base64)\b`, reason: 'asks to run a command' },
  { id: 'text.asks-to-harm', words: 'delete|remove|erase|wipe|destroy|drop|overwrite|rm -rf|format|truncate|purge|disable|uninstall', points: 1, pattern: String.raw`\s+(?:all|every|the (?:entire|whole|user)|everything|~|/|\$HOME|any|(?:all )?(?:the )?(?:tests?|databases?|backups?|logs?|repositor(?:y|ies)|files|branch(?:es)?|security|antivirus|firewall))\b`, reason: 'asks to destroy something' },
  { id: 'text.asks-to-harm', words: 'set|enable|add|turn on|change|edit|modify|write|update', points: 2, pattern: String.raw`\s+[^.\n]{0,60}?(?:autoApprove|auto[- ]approve|bypassPermissions|dangerously-skip|yolo mode|authorized_keys|permissions?\.allow|alwaysAllow|\.bashrc|crontab|\.claude/settings|mcp\.json|\.cursor/)`, reason: 'asks to weaken the guard' },
  { id: 'text.asks-to-send', words: '!\\[', points: 2, pattern: String.raw`[^\]\n]{0,80}\]\(https?://[^)\s]{0,200}[?&=](?:[^)\s]{0,100})?(?:\{\{?[a-z_ ]+\}|<[a-z_ -]+>|\[[a-z_ -]+\]|\$\{|%7b|=(?:data|secrets?|base64|conversation|history|prompt)\b)[^)\n]{0,100}\)`, reason: 'holds an image whose address carries data away' },
];
