/** Parts of which the rules in `grammar.ts` are made: who is addressed, how something is ordered, what it is about. Sources of patterns. */

/** Who reads texts and is no person. */
export const reader =
  '(?:ai|llms?|(?:large )?language models?|(?:ai|llm|coding|autonomous|automated|virtual|code|software) (?:agents?|assistants?|models?|systems?|readers?|reviewers?|bots?|tools?)|llm readers?|assistants?|agents?|models?|chatbots?|copilot|claude|gemini|codex|chatgpt|gpt(?:-\\d\\w?)?|cursor)';

/** A verb in the imperative, or behind a word that orders it; not behind a negation. */
export function ordered(verbs: string): string {
  return String.raw`(?:^|[^\w\s'’/-]\s*|\n\s*|\b(?:and|then|please|kindly|must|should|shall|now|also|first|just|instead|simply|silently|quietly|secretly|always|immediately|directly|(?:need|needs|have|has|ought|required|instructed|asked|supposed|like|sure|obliged|expected|remember|you|it) (?:you )?to|assistants?|agents?|models?|ai|llms?|bots?)\s+)(?:${verbs})\b(?!-\w)`;
}

/** The model is spoken to. */
export const address = [
  String.raw`(?:^|[\n>(\[*#"/]|[.!?:]\s)\s*(?:(?:@|hidden|secret|special|private|quick|hey|hi|hello|ok|dear|attention|cc|notes?|message|hint|important|summary|instructions?|to|for|any|all|the|every|whichever|whatever)[:,]?\s+@?){0,4}${reader}(?:\s+(?:readers?|reviewers?|agents?|assistants?)|[- ](?:instructions?|directives?|commands?|tasks?))?(?:,\s*${reader}){0,3}(?:\s+\w+ing (?:this|it|the)[^,:.\n]{0,30}|\s+(?:that|who) reads?[^,:.\n]{0,30})?\s*(?:,|!|(?<!\n(?:assistant|agent|model)|^(?:assistant|agent|model)):|\s[-–—]\s)`,
  String.raw`\b(?:if|since|when|because) you(?:['’]re| are) (?:an? |the )(?:[\w-]+ ){0,2}(?:ai|llm|language model|assistant|agent|chatbot|copilot)\b`,
  String.raw`\b(?:whoever|whichever|any|every|all|the) (?:\w+ )?(?:ai|llms?|agents?|assistants?|models?|bots?)(?: \w+)? (?:that |who |is |are )?(?:reading|reads?|pars(?:es?|ing)|process\w*|sees?|summari\w+)\b`,
  String.raw`,\s*(?:assistant|agent|claude|copilot|gemini|codex|ai)\s*(?:[.!]|$)`,
  String.raw`\bas an? (?:ai|llm|language model|assistant|agent)\b,? (?:\w+ )?(?:you|your)\b`,
  String.raw`\b(?:ai|llm|coding|automated|autonomous) (?:agents?|assistants?|readers?|reviewers?|models?|bots?) (?:should|must|shall|can|have to|need to|are (?:to|required to|asked to))\b`,
  String.raw`\bthe (?:agent|assistant|model|llm|ai) (?:should|must|has to|needs to|is (?:required|asked|instructed|expected|obliged) to|is to)\b`,
  String.raw`(?:^|\n|>)\s*(?:bots|agents|assistants|models|llms)\s+(?:must|should|have to|need to)\b`,
  String.raw`\bif an? (?:ai|llm|agent|assistant|language model|bot) (?:\w+ ){0,2}(?:reading|reads|processing|sees|parsing)\b`,
  String.raw`(?<!\w)@(?:claude|copilot|codex|gemini|cursor)\b`,
  String.raw`\bwho(?:m)?ever (?:is )?read(?:s|ing) this\b`,
].join('|');

/** What must not leave: files and collections that hold secrets, and what was said. */
const hidden = String.raw`(?<!\w)\.env\b(?!\.(?:example|sample|template|test)|\()|\.ssh\b(?!\/(?:config|known_hosts|\w+\.pub))|\bid_(?:rsa|ed25519|ecdsa)\b(?!\.pub)|\.aws\b|\.npmrc|\.netrc|git-credentials|\bkubeconfig|mcp\.json|gh/hosts\.yml|\bkeychain|wallet\.dat|seed phrase|secrets\.(?:ya?ml|json|toml)|(?:bash|shell|command|browser|browsing)[ _]history|/etc/(?:shadow|passwd)|\bprintenv|process\.env\b(?!\.)|(?:all|every|values? of(?: all| the)?|dump(?: of)?(?: all| the)?|contents? of(?: all| the)?|your)[\w ]{0,12}environment(?: variables?)?|system prompts?\b|(?:chat|conversation|message)s? (?:history|so far|logs?|transcripts?)|(?:full|whole|entire|complete|last \w+) (?:conversation|chat|messages?|transcript|context|history)|(?:previous|prior|past|all|earlier) (?:messages|prompts|tool results|conversations?)|user['’]?s? (?:(?:last|first|original|exact|full|latest|current) )+(?:messages?|questions?|prompts?|requests?)|question that the user asked|(?:file contents|files|everything) (?:that )?you (?:have )?(?:read|seen|know)|session (?:cookies?|tokens?)|private (?:ssh )?keys?|(?:customer|database|db) (?:dump|records)|everything in (?:your )?(?:memory|context)|\bvalue of (?:the )?\W?(?:github|gh|npm|aws|openai|anthropic|api|access|auth|db|database|secret)_(?:token|secret|key|password|url)\b(?! is| are)`;
const weak = String.raw`(?:api[ _-]?keys?|credentials?|secrets?|(?:\w+ )?tokens?|passwords?|ssh keys?|environment variables?|cookies|source code)`;
export const secret = String.raw`(?:${hidden}|(?:all|any|every|whatever|their|its) (?:\w+ ){0,2}(?!(?:secret|token)\b)${weak}\b|${weak}\s+(?:and \w+ )?(?:that )?(?:you (?:find|found|see|have|know)|found|stored|present|(?:from|in|inside|of) (?:the |this |your )?(?:user|workspace|project|conversation|config\w*|repo\w*|environment|machine|host|system|computer|home))\b|your (?:session token|context(?: window)?|memory contents)s?\b)`;
/** Words one of which stands in whatever `secret` finds. */
export const secretWords =
  'env ssh rsa id aws npmrc netrc credentials credential kubeconfig mcp hosts keychain wallet seed secrets secret history shadow passwd printenv environment system conversation conversations chat messages message transcript transcripts context prompts prompt requests request tool question questions contents files everything session private customer database db memory api apikey apikeys key keys token tokens password passwords cookies cookie code url';

/** Where it would go. */
export const sink = String.raw`(?:https?:/|hxxps?:|[\w.+-]+@[\w-]+\.\w|\b(?:webhook|pastebin|gist|curl|wget|telegram|discord|slack)\b|\b(?:issue|ticket|comment|pull request|branch|title|file ?name|tag|pr description|commit|reply|answer|response|report|readme|parameter|argument|field|query string|form|header|url|link|image|attachment|description|debug|server|endpoint|telemetry|e-?mail|tool)s?\b|${'`'}[\w.]+${'`'}|\b\d{1,3}(?:\.\d{1,3}){3}\b)`;

export const sending =
  'send|sends? back|post|upload|include|append|attach|embed|add|paste|put|encode|submit|mail|e-?mail|hand|supply|supplies|pass|write|publish|forward|transmit|provide|fill|exfiltrate|share|copy|push|report|echo|deliver|ship|set `?\\w+`? to|return|store|place|insert|give|transfer|leak|output|reply with';
export const reading = 'read|open|cat|load|get|collect|gather|fetch|retrieve|find|locate|search|extract|dump|grab|list|print|harvest|access|obtain|look|take|enumerate|scan|export|zip|archive|copy|run|inspect|should|base64';

/** What the person is not to know. */
export const people = String.raw`(?:(?:the |any |an? |your |human |end[- ]?|this )*(?:users?(?! (?:interface|agent|name|id|guide|manual|input|experience))|humans?|operators?|person|people|owners?|developers?|customers?|reviewers?|maintainers?|team)|anyone|anybody|nobody|no one|them)\b`;
export const untold = [
  String.raw`\b(?:do not|don['’]?t|never|must not|mustn['’]?t|should not|need not|avoid|refrain from|without|no need to|(?:not|never) (?:need|have|required?) to|there is no need to)\s+(?:\w+ly |ever |even |in any way |bother to |need to |have to )?(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|notify(?:ing)?|alert(?:ing)?|disclos(?:e|ing)|bother(?:ing)?|let(?:ting)?|ask(?:ing)?|warn(?:ing)?|consult(?:ing)?|check(?:ing)? with|show(?:ing)?|reveal(?:ing)?)\b[^.!?\n]{0,50}?\b${people}(?! (?:for|about|which|questions?|to)\b)`,
  String.raw`\b${people} (?:does not|doesn['’]t|need not|must not|mustn['’]t|should not|shouldn['’]t|must never|should never|do not) (?:need to |have to |want to |ever )?(?:see|know|be told|be informed|notice|find out|be asked|hear|be bothered|be notified|learn|be aware)\b`,
  String.raw`\b(?:without|no need for)\s+(?:telling|mentioning|informing|notifying|asking|saying so|mentioning it|a word|comment)\b`,
  String.raw`\b(?:keep|keeps|keeping)\s+(?:this|that|the|these|quiet|it between|what)\b(?:(?!\.\s)[^!?\n]){0,60}\b(?:between us|secret|hidden|confidential|private|to yourself|from (?:the )?(?:user|developer|human|person|reviewer))\b`,
  String.raw`\b(?:hide|conceal|mask|cover up|disguise)\s+(?:this|that|it|the (?:fact|change|call|action|step|request|tool)|these|any)\b[^.!?\n]{0,50}\bfrom\b`,
  String.raw`\b(?:nobody|no one)\b[^.!?\n]{0,20}\b(?:told|informed|notified|know|knows|learns|finds out)\b`,
  String.raw`\b(?:silently|quietly|secretly|covertly|discreetly|in the background)\s+(?:\w+\s+){0,2}?(?:add|change|invoke|call|send|run|execute|upload|delete|remove|replace|install|push|forward|append|write|commit|modify|insert|include)\b`,
  String.raw`\bkeep (?:quiet|silent) about\b`,
  String.raw`\bdo not (?:show|reveal|display|mention|disclose) (?:this|these|it|that)\b`,
].join('|');
