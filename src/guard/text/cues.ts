/**
 * What instructions to a model look like, as data. A cue begins with one of its words; what its pattern matches from there counts so
 * many points, and points near one another add up.
 */
import type { Cue } from './types.ts';
import { sendingCues } from './cues-sending.ts';
import { moreCues } from './cues-more.ts';
import { toolCues } from './cues-tools.ts';

const some = String.raw`(?:[\w'’]+[\s,]+)`;
const overrideVerb = 'ignore|ignoring|disregard|disregarding|forget|neglect|override|overriding|overrule|overwrite|bypass|discard|dismiss|abandon|nullify|void|supersede|unlearn|erase|skip';
const earlier = String.raw`(?:previous(?:ly)?|prior|preceding|above|earlier|existing|original|current|system|developer|safety|security|initial|former|foregoing|past|last|default|old|hidden|content|ethical|given|stated|aforementioned|other|user(?:['’]s)?|my|your)`;
const orders = 'instructions?|prompts?|directions?|directives?|guidelines?|guidance|orders?|programming|guardrails?|training';
const things = `${orders}|rules?|commands?|constraints?|context|conversation|messages?|polic(?:y|ies)|restrictions?|tasks?|requests?|safeguards?|measures|protocols?|queries|query|questions?|assignments?|objectives?|goals?`;
const model = String.raw`(?:ai|a\.i\.|llms?|gpt(?:-?\d\w*)?|chatgpt|claude|copilot|gemini|codex|cursor|(?:large )?language models?|(?:ai |coding |virtual |helpful |automated |autonomous |code |any |the )*(?:assistants?|agents?|chatbots?|bots?|models?))`;
const tick = '`';
const person = String.raw`(?:the |any |an? |your |human |end[- ]?)*(?:users?(?! interface\b)|humans?|operators?|persons?|owners?|developers?|anyone|anybody|customers?|reviewers?|maintainers?|them|him|her)\b`;

const overriding: Cue[] = [
  {
    id: 'text.overrides-instructions', words: overrideVerb, points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?!errors?\b|warnings?\b|failures?\b|output\b)${some}{0,5}?(?:all|any|every|each|your|of)\s+(?:of\s+)?(?:the\s+|your\s+|my\s+|these\s+|those\s+)?(?:${earlier}[\s,/]+(?:(?:and|or)\s+)?){1,4}(?:${things})\b`,
    reason: 'tells to ignore earlier instructions',
  },
  {
    id: 'text.overrides-instructions', words: overrideVerb, points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:about\s+|completely\s+|entirely\s+|the\s+|these\s+|those\s+|that\s+){0,3}(?:(?:previous|prior|preceding|above|earlier|foregoing|system|developer|safety|original|initial|past|user(?:['’]s)?)[\s,/]+(?:(?:and|or)\s+)?){1,4}(?:${orders})\b(?![^\S\n]+(?:if|unless|when|for)\b)`,
    reason: 'tells to ignore earlier instructions',
  },
  {
    id: 'text.overrides-instructions', words: overrideVerb, points: 2, quiet: 'if-described',
    pattern: String.raw`\s+(?:the\s+|all\s+|these\s+|those\s+){0,2}(?:(?:previous|prior|preceding|above|earlier|foregoing|original|initial)[\s,/]+(?:(?:and|or)\s+)?){1,3}(?:${things})\b`,
    reason: 'tells to ignore what was said before',
  },
  {
    id: 'text.overrides-instructions', words: overrideVerb, points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:all\s+|any\s+|of\s+){0,2}(?:your|yours)\s+(?:[\w-]+\s+){0,3}(?:${orders}|rules|restrictions|polic(?:y|ies)|safeguards|constraints|alignment)\b`,
    reason: 'tells to ignore the model’s instructions',
  },
  {
    id: 'text.overrides-instructions', words: 'ignore|disregard|forget|discard|override|erase', points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:everything|all|anything|whatever)\s+(?:else\s+)?(?:that\s+)?(?!you\S*\s+(?:think\s+|thought\s+|have\s+)?(?:you\s+)?(?:know|knew|learned|thought|heard|need|want)\b[^.\n]{0,12}\b(?:about|to)\b)(?:(?:you(?:['’]ve)?|(?:the )?user|was|were|has|have been|i|i['’]ve)\b|above|said|told|prior\b|previously|so far|preceding|before this|written above)`,
    reason: 'tells to forget what was said before',
  },
  {
    id: 'text.overrides-instructions', words: 'ignore|disregard|forget|drop|abandon|discard|override|skip', points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:all\s+|any\s+|what(?:ever)?\s+|about\s+)*(?:the\s+|your\s+)?(?:users?|human|operator|person)(?:['’]s?)?\s+(?:(?:original|actual|previous|current|initial|real|asked|wants|said|wanted|told|requested)\s*){0,2}(?:requests?|questions?|tasks?|instructions?|messages?|query|wishes|prompts?|intent|goals?|for\b|you\b|preferences?)?`,
    reason: 'tells to ignore the user',
  },
  {
    id: 'text.overrides-instructions', words: "do not|don't|dont|never|no longer|stop|cease", points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:follow(?:ing)?|obey(?:ing)?|listen(?:ing)? to|comply(?:ing)? with|adher(?:e|ing) to)\s+${some}{0,3}?(?:previous|prior|above|earlier|system|user['’]?s?|original|developer|existing|initial|your)\s+(?:[\w-]+\s+){0,2}(?:${things})\b`,
    reason: 'tells not to follow earlier instructions',
  },
  {
    id: 'text.overrides-instructions', words: 'new|updated|revised|real|actual|true|urgent|important|critical|secret|hidden|priority|special', points: 2,
    pattern: String.raw`\s+(?:system\s+|priority\s+|task\s+|secret\s+)?(?:instructions?|directives?|objective|mission)(?:\s+for you)?\s*(?:\*\*)?:`,
    reason: 'announces new instructions',
  },
  {
    id: 'text.overrides-instructions', words: 'your', points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:new|real|actual|true|only|updated|revised)\s+(?:and only\s+)?(?:instructions?|tasks?|goals?|objective|role|mission|directives?|purpose|orders|priority|identity|system prompt)\s+(?:is|are|will be|has been|have been)\b`,
    reason: 'gives the model another task',
  },
  {
    id: 'text.overrides-instructions', words: 'these|the following|this|following', points: 3,
    pattern: String.raw`\s+(?:new\s+|updated\s+)?(?:instructions?|directives?|orders|message|prompt|notice)\s+(?:completely\s+|now\s+|will\s+|shall\s+)*(?:supersedes?|overrides?|replaces?|takes? (?:precedence|priority))\b`,
    reason: 'claims to replace earlier instructions',
  },
  { id: 'text.changes-role', words: 'from now on', points: 3, pattern: String.raw`,?\s+you(?:\s+are|['’]re|\s+will be|\s+must (?:obey|act as|comply)|\s+(?:will\s+)?(?:obey|act as|answer only|respond only|serve))\b`, reason: 'gives the model another role' },
  { id: 'text.overrides-instructions', words: overrideVerb, points: 3, quiet: 'if-described', pattern: String.raw`\s+(?:all\s+|any\s+|the\s+|every\s+){0,2}(?:task|requests?|instructions?|orders|prompts?|rules|guidelines|commands|wishes|descriptions?)\s+(?:of|from|by|given by|that|in)\s+(?:the\s+|your\s+|all\s+|any\s+){0,2}(?:users?|other tools?|system|developers?|operator|human|owner|came before|precede|you were|tools)\b`, reason: 'tells to ignore the instructions of others' },
  { id: 'text.overrides-instructions', words: 'ignore|disregard|bypass|override|disable|forget|circumvent|violate|break', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:all\s+|any\s+|the\s+|your\s+|every\s+|of\s+){0,3}(?:safety|security|ethical|ethics|moral|content|alignment|usage|guardrail)s?\b(?:\s+(?:rules?|guidelines?|checks?|polic(?:y|ies)|restrictions?|filters?|protocols?|training|constraints?|measures|controls?))?`, reason: 'tells to ignore what keeps it safe' },
  { id: 'text.overrides-instructions', words: 'from now on|from this point|henceforth|starting now|effective immediately', points: 2, pattern: String.raw`[^.\n]{0,20}?\b(?:you|your|every|all|always|only|respond|answer|act|treat|consider)\b`, reason: 'gives standing orders' },
  { id: 'text.overrides-instructions', words: 'instead of', points: 2, pattern: String.raw`\s+(?:answering the|following (?:the user|your|my)|completing the (?:task|user)|responding to|summari[sz]ing|what the user|doing what|helping|the user['’]s)\b`, reason: 'puts another task in place of the user’s' },
  { id: 'text.overrides-instructions', words: 'stop|pause|halt|abort|cancel', points: 2, pattern: String.raw`\s+(?:what you(?:['’]re|\s+are)|(?:your|the) (?:current|original|previous) (?:task|work|assignment|request)|working on|helping|everything you)\b`, reason: 'tells to stop the task' },
  {
    id: 'text.changes-role', words: "you are now|you're now|you will now|you shall now|you are no longer|you are hereby|you are actually", points: 3,
    pattern: String.raw`\s+(?:(?:act|behave|operate|function|respond)(?:ing)?\s+as\b|(?:an?\s+|the\s+|in\s+|called\s+)*(?:unrestricted|uncensored|dan\b|jailbroken|free (?:from|of)|evil|unfiltered|god|root|sudo|admin\w*|hacker|different|new (?:ai|assistant|persona)|bound|restricted|limited|required to|developer mode|debug mode|maintenance mode|(?:security|data|export|backup|shell|deployment|exfiltration|penetration)[\w -]{0,20}(?:bot|agent|assistant|tool|tester)|system\b|authori[sz]ed))`,
    reason: 'gives the model another role',
  },
  { id: 'text.changes-role', words: 'you are now|you will now|act as|behave as|pretend|roleplay|role-play|imagine|simulate', points: 1, pattern: String.raw`\s+(?:that\s+|to be\s+|as\s+)?(?:you|an?|the|in|dan)\b`, reason: 'gives the model a role' },
  { id: 'text.changes-role', words: 'without|with no|no|free from|free of', points: 1, pattern: String.raw`\s+(?:any\s+|all\s+)*(?:restrictions\b|restriction\b(?!,? (?:including|to|the))|filters\b(?=[^.]{0,20}(?:\.|and|or|$))|ethical|moral|safety|guardrails?|censorship|content polic|limitations? or)`, reason: 'frees the model of restrictions' },
  { id: 'text.changes-role', words: 'dan|god|jailbreak|unrestricted|sudo|developer|debug|admin|maintenance|override', points: 1, pattern: String.raw`\s+mode\s+(?:is\s+|has been\s+|:\s*)?(?:now\s+)?(?:enabled|activated?|on\b|active|engaged)`, reason: 'claims another mode' },
];

const hiding: Cue[] = [
  {
    id: 'text.hides-from-user', words: "do not|don't|dont|never|must not|should not|shouldn't|mustn't|avoid|refrain from|not", points: 3,
    pattern: String.raw`\s+(?:ever\s+|to\s+)?(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|alert(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?|let)\s+(?:this |that |it |these |any of this |anything |about |the |to |of |instructions?|action|step|fact|message|note|request|tool call|call|change|file|,)*\s*${person}(?=\s*(?:[.!,;:\n"'\)<]|$|-|about\s+(?:this|it|that|these|those|any|what|the (?:instruction|step|change|call|message|tool|command))|that\b|of\s+(?:this|it|the)|what|anything|you|any|and|but|or\b|why|when|until|before))`,
    reason: 'tells to hide something from the user',
  },
  {
    id: 'text.hides-from-user', words: "do not|don't|dont|never|must not|should not|avoid", points: 2,
    pattern: String.raw`\s+(?:tell(?:ing)?|inform(?:ing)?|alert(?:ing)?)\s+(?:the |this to |that to |your )*(?:user|human|operator|owner)s?\b`,
    reason: 'tells not to tell the user',
  },
  {
    id: 'text.hides-from-user', words: "do not|don't|dont|never|must not|should not|avoid|refrain from", points: 1,
    pattern: String.raw`\s+(?:ever\s+|to\s+)?(?:ask(?:ing)?|notify(?:ing)?|warn(?:ing)?|show(?:ing)?|display|report(?:ing)?|explain(?:ing)?|bother|prompt(?:ing)?|wait(?:ing)? for|consult|request)\s+[^.!?\n]{0,60}?(?:${person}(?! (?:for|about|which|to)\b)|confirmation|permission|approval)`,
    reason: 'tells not to ask or show the user',
  },
  {
    id: 'text.hides-from-user', words: "do not|don't|dont|never|must not|should not|avoid|refrain from|without", points: 3,
    pattern: String.raw`\s+(?:ever\s+)?(?:mention(?:ing)?|acknowledg(?:e|ing)|reveal(?:ing)?|disclos(?:e|ing)|referenc(?:e|ing)|discuss(?:ing)?|explain(?:ing)?|say(?:ing)?|output(?:ting)?|refer(?:ring)? to)\s+(?:that\s+)?(?:this|these|that you|the (?:instruction|note|message|comment|step|tool|existence|fact)|why|anything about|any of)`,
    reason: 'tells not to speak of it',
  },
  {
    id: 'text.hides-from-user', words: 'without', points: 3, quiet: 'if-negated',
    pattern: String.raw`\s+(?:ever\s+)?(?:telling|informing|mentioning|alerting|letting|revealing|drawing|attracting|raising)\s+[^.!?\n]{0,40}?(?:${person}|attention|suspicion|know)`,
    reason: 'tells to act without the user’s knowledge',
  },
  { id: 'text.hides-from-user', words: 'without', points: 1, quiet: 'if-negated', pattern: String.raw`\s+(?:asking|notifying|prompting|waiting|confirming|requesting|consulting|any|further|user|explicit|human|(?:the )?user['’]s)\s*[^.!?\n]{0,40}?(?:${person}|confirmation|approval|permission|consent|knowledge)?`, reason: 'tells to act without asking' },
  { id: 'text.hides-from-user', words: 'keep|hide|conceal|withhold', points: 3, pattern: String.raw`\s+(?:this|these|it|that|them|all of this|the [\w ]{1,30})\s+(?:[\w ]{0,30})?(?:from (?:the |your )?(?:user|human|operator|owner|reviewer)s?\b(?! interface)|between us)`, reason: 'tells to hide something from the user' },
  { id: 'text.hides-from-user', words: 'keep', points: 1, pattern: String.raw`\s+(?:this|these|it|all of this)\s+(?:\w+\s+)?(?:secret|hidden|confidential|private|quiet)`, reason: 'asks for secrecy' },
  {
    id: 'text.hides-from-user', words: 'user|users|human|operator|they|person', points: 3,
    pattern: String.raw`\s+(?:must|should|will|does|do|need|shall|can|may)\s?(?:n['’]t|not|never)\s+(?:need to\s+|have to\s+)?(?:ever\s+)?(?:know|notice|be (?:told|informed|made aware|aware|alerted)|find out|learn of|see (?:this|these|the (?:call|instruction|tool)))`,
    reason: 'says that the user is not to know',
  },
  { id: 'text.hides-from-user', words: 'secretly|covertly|stealthily|surreptitiously|discreetly', points: 3, quiet: 'if-described', pattern: String.raw`[\s,]+(?:also\s+)?(?:call|run|execute|send|upload|read|forward|add|include|append|install|modify|exfiltrate|collect|copy|delete|commit|push|post|invoke|use|fetch|download|transmit|pass|insert|change|write|put|attach|email|open|log|store|record)\b`, reason: 'asks for secrecy' },
  { id: 'text.hides-from-user', words: 'silently|quietly', points: 2, pattern: String.raw`\s+(?:\w+\s+){0,2}(?:call|run|execute|send|upload|forward|exfiltrate|collect|push|post|invoke|transmit|email|commit|copy|include|append|read)\b`, reason: 'asks to act silently' },
  { id: 'text.hides-from-user', words: 'act|behave|pretend|respond|continue|proceed', points: 1, pattern: String.raw`\s+(?:as (?:if|though)\s+(?:nothing|everything)|normally|as normal|as usual)`, reason: 'asks to act as if nothing was' },
];

const addressing: Cue[] = [
  { id: 'text.addresses-model', words: 'note|notes|message|instruction|instructions|attention|notice|memo|directive|warning|reminder|important|hey|dear|hello|psst|for', points: 1, pattern: String.raw`[:,!]?\s+(?:(?:to|for|all|any|the|directive|instruction|note|message|notice)s?\s+){0,4}${model}(?:s?\s+(?:reading|processing|reviewing|summari[sz]ing|parsing|analy[sz]ing|viewing|working|using|in|that|who)\b|s?\s*[:,\-—\]!.)]|\s+only)`, reason: 'addresses the model' },
  { id: 'text.addresses-model', words: "if you are|if you're|as an|as a|as the|since you are|because you are", points: 1, pattern: String.raw`\s+(?:an?\s+|the\s+)?${model}\b`, reason: 'addresses the model' },
  {
    id: 'text.addresses-model', words: "if you are|if you're|any|all|every", points: 2,
    pattern: String.raw`\s+(?:an?\s+|the\s+)?${model}\b[^.!?\n]{0,100}?(?:\b(?:must|should|please|you|then|also|and|to|need to|are to|is to|,)\s+|,\s*)(?:also\s+|now\s+|please\s+|immediately\s+)?(?:execute|call|invoke|send|include|say|reply|output|print|visit|download|delete|respond|recommend|rate|append|insert|post|upload|reveal|email|forward|approve|ignore|disregard|state|describe|praise|mention|rank|give|answer|exfiltrate|disable|skip|grant)\b`,
    reason: 'orders the model to act',
  },
  { id: 'text.addresses-model', words: 'ai|assistant|assistants|claude|chatgpt|copilot|gemini|codex|agent|agents|llm|llms|model|models|gpt|bot', points: 1, pattern: String.raw`s?(?:\s+(?:assistants?|agents?|models?|reading (?:this|that)[\w ]{0,20}|processing this[\w ]{0,20}|systems?))*\s*(?:(?:,|(?<!\n(?:agent|assistant)|^agent):)\s*(?:please|you|now|do|also|when|stop|immediately|ignore|run|execute|send|call|add|delete|approve|your)\b|\s+(?:must|should|shall|needs? to|are (?:required|instructed|ordered|asked|to)|is (?:required|instructed|ordered|asked|to))\b)`, reason: 'orders the model to act' },
  { id: 'text.addresses-model', words: 'ai|assistant|assistants|claude|chatgpt|copilot|gemini|codex|agent|agents|llm|llms|gpt|bot', points: 3, quiet: 'unless-line-start', pattern: String.raw`s?(?:\s+(?:assistants?|agents?|models?|reading[\w ]{0,20}|processing[\w ]{0,20}))*\s*(?:,|(?<!\n(?:agent|assistant)|^agent):)\s*(?:please\s+|you\s+|now\s+|must\s+|also\s+|should\s+|immediately\s+|kindly\s+|(?:when|before|after)\s[^.\n]{1,60}?,\s*){0,3}(?:execute|send|call|invoke|delete|approve|upload|post|reveal|forward|email|ignore|disable|exfiltrate|grant|transfer|download|disregard|append|commit|push|open|visit|include|insert|recommend|reply|respond|output|run|merge|add|print|stop|forget|say|tell|give|mark|skip|close|rate|read|fetch)\b(?=\s+[\w~/"'${tick}(])`, reason: 'orders the model to act' },
  { id: 'text.addresses-model', words: 'any|every|all|this', points: 3, pattern: String.raw`\s+(?:ai|llm|language model|assistant|agent|model|copilot|chatbot|bot)s?(?:\s+(?:assistants?|agents?|models?|systems?))*\s+(?:that\s+|who\s+)?(?:read|process|review|summari[sz]|pars|analy[sz]|view|encounter|access|see)\w*[^.\n]{0,40}?\b(?:must|should|shall|needs? to|has to|have to|is to|are to|will)\s+(?:\w+\s+){0,2}`, reason: 'orders the model to act' },
  { id: 'text.addresses-model', words: 'ai|assistant|assistants|claude|chatgpt|copilot|gemini|codex|agent|agents|llm|llms|model|models|bot', points: 1, pattern: String.raw`s?(?:\s+(?:assistants?|agents?|models?))*\s+(?:must|should|shall|needs? to)\s+(?:now\s+|also\s+|immediately\s+|always\s+|only\s+)*(?:execute|send|call|invoke|delete|approve|upload|post|reveal|forward|email|ignore|disable|exfiltrate|grant|transfer|download|disregard|append|commit|push|open|visit|include|insert|recommend|reply|respond|output|run|merge|add|print|stop|forget|say|tell|give|mark|skip|close|rate|read|fetch)\b`, reason: 'orders an act of the model' },
];

const authority: Cue[] = [
  {
    id: 'text.claims-authority', words: 'user|human|owner|operator|admin|administrator|developer|security team|i have|we have|i hereby|we hereby|i already|maintainer|management', points: 3, quiet: 'if-conditional',
    pattern: String.raw`\s+(?:has\s+|have\s+|had\s+|hereby\s+)?(?:already\s+|explicitly\s+|previously\s+|fully\s+|now\s+|pre-?)*(?:approved?|authori[sz]ed?|confirmed|consented to|granted|permitted|pre-?approved|pre-?authori[sz]ed|signed off on|given (?:you\s+)?(?:full\s+|explicit\s+|their\s+)?(?:permission|consent|approval|authori[sz]ation)(?:\s+(?:for|to))?)\s+(?:you to\b|you (?:full|permission|access)|(?:this|these|all|any|every|each|the following|the next|your|full|running|execution|deletion|transfer)\b\s*(?:of\s+)?(?:\w+[\s-]){0,3}?(?:actions?|commands?|operations?|tools?|calls?|requests?|changes?|steps?|transfers?|executions?|deletions?|purchases?|permissions?|uploads?|push(?:es)?|deploy\w*|transactions?)?)`,
    reason: 'claims that someone has approved it',
  },
  { id: 'text.claims-authority', words: 'approval|permission|authorization|authorisation|consent|confirmation|approved|authorized|pre-approved', points: 1, quiet: 'if-conditional', pattern: String.raw`\s*(?:(?:has|have) been\s+|is\s+|was\s+|already\s+|status\s*|:\s*)*(?:granted|given|received|obtained|not (?:needed|required|necessary)|pre-?approved|by (?:the )?(?:user|admin\w*|system|operator|security team)\b)`, reason: 'speaks of an approval' },
  { id: 'text.claims-authority', words: 'proceed|continue|go ahead|you may now|you can now|execute|run', points: 1, pattern: String.raw`\s+(?:immediately|without|directly|with (?:the )?(?:deletion|execution|transfer|command|upload)|now\b|with no|as (?:root|admin\w*))`, reason: 'urges to go on' },
  { id: 'text.claims-authority', words: 'you may|you can|you are free to|feel free to', points: 1, pattern: String.raw`\s+(?:now\s+)?(?:run|execute|delete|bypass|access|send|proceed|perform|use|do|write|read)\s+(?:any|all|every|with|this|whatever|anywhere|anything)\w*\b`, reason: 'claims that anything is allowed' },
  { id: 'text.claims-authority', words: 'no|skip|bypass|skip the|bypass the|disable|turn off|suppress', points: 1, pattern: String.raw`\s+(?:further\s+|additional\s+|any\s+|more\s+|user\s+|human\s+|the\s+|all\s+|safety\s+|security\s+)*(?:confirmations?|approvals?|permissions?|authori[sz]ations?|prompts?|safety checks?|security checks?|sandbox(?:ing)?|guard(?:rail)?s?|verification)\b`, reason: 'tells to go without approval' },
  { id: 'text.claims-authority', words: 'you have|you now have|you already have|you are granted|you are hereby|you are authorized|you have been granted|you have been given|you are now authorized|you have been authorized|you are fully', points: 2, pattern: String.raw`\s*(?:been\s+|already\s+|hereby\s+|fully\s+)*(?:(?:granted|given|authori[sz]ed)\s*)?(?:full|complete|unrestricted|root|admin\w*|elevated|special|explicit|unlimited|total|to (?:run|execute|delete|access|bypass|perform|send|ignore)|(?:the )?(?:user|owner)['’]s (?:permission|consent|approval))\b(?!\s+(?:control|stack|suite))`, reason: 'claims to grant rights' },
  { id: 'text.claims-authority', words: 'system|admin|administrator|developer|anthropic|openai|google|security|signalbox|root|supervisor|orchestrator', points: 2, quiet: 'unless-line-start', pattern: String.raw`\s+(?:message|override|instructions?|directive|command|alert|announcement|order|broadcast|notice|note|update)\b\s*(?:\*\*|\]|>)*\s*[:\-—\]>]`, reason: 'speaks as the system' },
  { id: 'text.claims-authority', words: 'message|instruction|instructions|request|update|order|orders|command', points: 1, pattern: String.raw`\s+(?:directly\s+)?from\s+(?:the\s+|your\s+)?(?:users?|system|developers?|administrators?|admin|anthropic|openai|owner|operator|security team|it department|creators?|supervisor)\b`, reason: 'claims to come from someone else' },
  { id: 'text.claims-authority', words: 'urgent|mandatory|critical|important', points: 1, pattern: String.raw`(?:\s*[!:*\]]+|\s+(?:action|compliance|security|system|you must|run|execute|call|send)\b)`, reason: 'urges' },
  { id: 'text.claims-authority', words: 'failure|refusal|non-compliance|noncompliance|refusing', points: 1, pattern: String.raw`\s+(?:to\s+(?:comply|do so|follow|call|obey|perform)|will (?:result|lead|cause))`, reason: 'threatens' },
];

const asking: Cue[] = [
  {
    id: 'text.asks-for-prompt', words: 'reveal|print|repeat|output|show|display|recite|leak|dump|return|tell me|give me|disclose|share|expose|summarize|summarise|write|copy|include|append|quote|translate', points: 3, quiet: 'if-described',
    pattern: String.raw`\s+(?:out\s+|me\s+|back\s+|down\s+|verbatim\s+|all\s+|of\s+){0,3}(?:(?:your|all your)\s+(?:full |entire |hidden |initial |original |exact |complete |secret |own |internal |whole |current )*(?:system prompt|system message|system instructions?|initial (?:prompt|instructions)|developer (?:message|prompt|instructions)|hidden (?:prompt|instructions)|instructions verbatim|prompt verbatim)|(?:everything|all (?:the )?text|the (?:text|words|content))\s+above)`,
    reason: 'asks for the model’s own instructions',
  },
  { id: 'text.asks-for-prompt', words: 'reveal|print|repeat|output|show|display|recite|leak|dump|tell me|disclose|expose|include|append|copy|send|paste|attach|put', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:out\s+|me\s+|the\s+|your\s+|full\s+|entire\s+|complete\s+|current\s+){1,5}(?:system prompt|system message|(?:chat|conversation|message) history|(?:entire |whole )?conversation|initial instructions|instructions (?:you|above)|context window)\b`, reason: 'asks for what the model was told' },
];

asking.push({
  id: 'text.asks-for-prompt', words: 'output|send|include|append|put|copy|post|write|encode|pass|add|insert|attach|embed|paste|render', points: 3, quiet: 'if-described',
  pattern: String.raw`\s+[^.\n]{0,30}?(?:system prompt|(?:chat|conversation|message) history|(?:entire|whole|full|complete) conversation|previous messages|(?:your|initial|hidden) instructions)\b[^\n]{0,120}?(?:https?://|\?\w+=|\bparam\w*|argument|\bfield\b|query|webhook)`,
  reason: 'asks to send away what the model was told',
});

const more: Cue[] = [
  { id: 'text.overrides-instructions', words: 'previous|prior|earlier|above|original|preceding', points: 3, pattern: String.raw`\s+(?:system\s+|user\s+)?(?:instructions?|prompts?|directives?|guidelines|orders|tasks?|rules)\s+(?:are|is|were|was|have been|has been|no longer|do not|don['’]t|should be|must be|can be)\s+(?:now\s+|hereby\s+|all\s+)?(?:void|null|obsolete|cancel+ed|outdated|superseded|revoked|invalid|appl(?:y|ies)|ignored|disregarded|forgotten|replaced|overridden|deprecated|terminated|suspended|complete[d]?|over|wrong|a test)\b`, reason: 'says that earlier instructions do not hold' },
  { id: 'text.overrides-instructions', words: 'obey|heed', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:only\s+)?(?:this|these|the following|my|me|every|all|any)\b`, reason: 'asks to be obeyed' },
  { id: 'text.overrides-instructions', words: 'follow|execute|do|perform|carry out|comply with', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:only\s+|exactly\s+|all\s+|as\s+|what\s+)*(?:these|my|this|the)\s+(?:(?:new|hidden|secret|embedded|real|following|document|page|file|message|instructions?)\s*){1,3}(?:says|instead|below|only|and nothing else|rather than|without|exactly|first|immediately)\b`, reason: 'asks to be obeyed' },
  { id: 'text.overrides-instructions', words: 'fetch|open|read|visit|load|download|go to|get|browse to|retrieve|navigate to|check', points: 3, quiet: 'if-described', pattern: String.raw`\s+(?:the\s+)?[^\n]{0,60}?(?:https?://\S+|\S+\.(?:txt|md|sh|json))[^.\n]{0,30}?\s+and\s+(?:then\s+)?(?:follow|obey|do what|do as|execute|run|act on|comply|perform|carry out)\b(?! the (?:install|setup|prompts|wizard|steps))`, reason: 'asks to follow what stands elsewhere' },
  { id: 'text.overrides-instructions', words: 'real|actual|true', points: 3, pattern: String.raw`\s+(?:user(?:['’]s)?\s+(?:\w+\s+)?(?:request|task|goal|instruction|intent|objective|question|query|message)|(?:instructions?|request|objective|mission|orders))\s+(?:is|are|was)\s+to\b`, reason: 'gives the model another task' },
  { id: 'text.overrides-instructions', words: 'not', points: 2, pattern: String.raw`\s+(?:as|what|with what)\s+the\s+(?:user|human|operator)\s+(?:says|said|asks|asked|wants|wanted|told)`, reason: 'tells to ignore the user' },
  { id: 'text.overrides-instructions', words: 'new|updated|next|your', points: 2, pattern: String.raw`\s+(?:task|goal|request|assignment|priority|job|mission)\s*:\s`, reason: 'announces another task' },
  { id: 'text.steers-answer', words: 'begin|start|end|finish|conclude|preface|prefix|open|close', points: 3, quiet: 'if-described', pattern: String.raw`\s+(?:every|each|all|all of)?\s*your\s+(?:next\s+|final\s+)?(?:reply|replies|responses?|answers?|messages?|summary|output)\s+(?:with|by)\b`, reason: 'steers the answer' },
  { id: 'text.steers-answer', words: 'include|add|mention|append|insert|put|state|say|recommend', points: 2, quiet: 'if-described', pattern: String.raw`\s+[^.\n]{1,80}?\bin\s+(?:every|each|all|all of)?\s*your\s+(?:next\s+|final\s+)?(?:reply|replies|responses?|answers?|messages?|summary|output|review|evaluation)\b`, reason: 'steers the answer' },
  { id: 'text.steers-answer', words: 'respond|reply|answer|output|return|say|write|print', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:only|exactly|solely|just|nothing but|exclusively)\s+(?:with\s+)?(?:the (?:word|phrase|sentence|text|string)\b|(?:pwned|hacked|owned|compromised)\b|["'“][^"'”\n]{1,60}["'”]|[A-Z]{4,}\b)`, reason: 'steers the answer' },
  { id: 'text.claims-authority', words: 'user|human|operator|owner|developer|administrator|admin|boss|ceo|customer|client', points: 3, quiet: 'if-conditional', pattern: String.raw`\s+(?:now\s+|has\s+|actually\s+|really\s+|also\s+|just\s+|would\s+){0,2}(?:wants?|asks?|asked|instructed|needs?|like|ordered|told|requires?|expects?|authori[sz]ed|allowed)\s+(?:the (?:assistant|agent|ai|model)|you)\s+to\b`, reason: 'claims to speak for the user' },
  { id: 'text.steers-answer', words: 'respond|reply|answer|output|say|print', points: 3, quiet: 'if-described', pattern: String.raw`\s+(?:only\s+|exactly\s+|just\s+)*(?:with\s+)?(?:the (?:word|phrase)\s+)?["'“]?(?:pwned|hacked|owned|compromised|i have been)\b`, reason: 'steers the answer' },
  { id: 'text.claims-authority', words: 'sandbox|restrictions|restriction|guardrails|guard|safety checks|safety filters|permission checks|approvals|approval requirement|security policy|security checks|safety', points: 2, quiet: 'if-conditional', pattern: String.raw`\s+(?:has|have|is|are)\s+(?:been\s+)?(?:now\s+|temporarily\s+)?(?:lifted|disabled|removed|suspended|waived|relaxed|turned off|not required|off)\b`, reason: 'claims that nothing is guarded' },
  { id: 'text.overrides-instructions', words: 'your', points: 3, pattern: String.raw`\s+(?:guidelines|rules|polic(?:y|ies)|instructions|restrictions|permissions)\s+(?:have\s+|has\s+|were\s+|are\s+)?(?:been\s+)?(?:changed|updated|replaced|lifted|removed|extended|revoked|suspended)\b`, reason: 'says that the model’s instructions have changed' },
  { id: 'text.claims-authority', words: 'user|human', points: 3, quiet: 'unless-line-start', pattern: String.raw`\s*:\s*["'“]?(?:yes|ok(?:ay)?|i (?:approve|confirm|agree|allow|accept)|approved?|confirmed?|go ahead|allow(?:ed)?|proceed)\b`, reason: 'claims that the user has agreed' },
  { id: 'text.commands-tools', words: 'next|then|now|first|please|immediately', points: 2, pattern: String.raw`,?\s+(?:call|invoke)\s+(?:the|your)\s+[\w -]{2,40}?\s+tool\s+(?:to|with|and)\b`, reason: 'tells to call a tool' },
  { id: 'text.addresses-model', words: 'assistant|agent|model|ai', points: 3, pattern: String.raw`\s+(?:will|is going to|shall)\s+(?:now|immediately|then)\s+(?:transfer|delete|send|upload|execute|push|approve|email|forward|reveal|grant|wipe|pay|merge|post|disable)\b`, reason: 'orders the model to act' },
  { id: 'text.commands-tools', words: 'call|invoke|execute|run', points: 3, quiet: 'if-described', pattern: String.raw`\s+[\`'"]?[a-z]+_[a-z_]+\(\s*\{?["']?\w+["']?\s*[=:][^)\n]{1,100}\)`.replaceAll('\\`', '`'), reason: 'tells to call a tool' },
  { id: 'text.asks-to-send', words: 'ask|prompt|request|have', points: 2, pattern: String.raw`\s+(?:the\s+)?users?\s+(?:for|to (?:enter|give|provide|type|paste|share|send))\s+(?:their|his|her|the|a|an|your)?\s*(?:\w+\s+)?(?:passwords?|credentials?|tokens?|api keys?|cards?|credit card|otp|pin|private key|seed phrase|passphrase)\b`, reason: 'asks the user for secrets' },
  { id: 'text.overrides-instructions', words: 'do not|don\'t|never|stop', points: 2, pattern: String.raw`\s+(?:summari[sz](?:e|ing)|answer(?:ing)?|respond(?:ing)? to|complet(?:e|ing)|continue|help(?:ing)?)\s+(?:with\s+)?(?:this|the (?:user|task|request|question|document|page)|it\b)`, reason: 'tells to stop the task' },
  { id: 'text.addresses-model', words: 'todo|fixme|note|hack|xxx', points: 1, pattern: String.raw`\s*[(\[](?:ai|llm|claude|copilot|agent|assistant|gpt|codex|cursor|gemini)s?[)\]]`, reason: 'addresses the model' },
  { id: 'text.asks-to-harm', words: 'remove|disable|delete|skip|comment out|bypass|weaken', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:the\s+|all\s+|any\s+|this\s+)*(?:auth\w*|security|validation|permission|signature|csrf|password|certificate|rate limit|input)s?\s+(?:checks?|verification|validation|middleware|guards?|test)`, reason: 'asks to weaken what is guarded' },
  { id: 'text.asks-to-harm', words: 'wipe|erase|destroy|format', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:the\s+|all\s+|your\s+|every\s+|entire\s+|whole\s+)+(?:disks?|drives?|system|home|machine|computer|server|data\b|repository|production)`, reason: 'asks to destroy something' },
  { id: 'text.claims-authority', words: 'user|human|operator|owner', points: 2, quiet: 'if-conditional', pattern: String.raw`\s+(?:has\s+)?(?:said|says|replied|answered|responded|confirmed|clicked|typed|agreed|chose)\s*[:,]?\s*["'“]?(?:yes|ok(?:ay)?|go ahead|approved?|proceed|allow|do it|sure|continue)\b`, reason: 'claims that the user has agreed' },
  { id: 'text.claims-authority', words: 'approve|accept|grant|allow|confirm|authorize', points: 2, quiet: 'if-described', pattern: String.raw`\s+(?:all|any|every)\s+(?:of the\s+)?(?:pending|requests?|further|future|tool|following|subsequent|permissions?|actions?|commands?|transactions?|pull requests?|prompts)\b`, reason: 'asks for approvals' },
  { id: 'text.claims-authority', words: 'you are|you were|you have been', points: 2, pattern: String.raw`\s+(?:legally\s+|now\s+|hereby\s+|strictly\s+)?(?:obligated|obliged|instructed|ordered|commanded|programmed|directed|mandated)\s+to\b`, reason: 'orders the model to act' },
  { id: 'text.hides-from-user', words: 'no need|there is no need|no reason|you need not|you do not need|you don\'t need|you don\'t have', points: 2, pattern: String.raw`\s+to\s+(?:ask|confirm|tell|inform|check with|notify|mention|double-check|verify with|consult|wait for|involve)\b(?=[^.\n]{0,40}(?:user|human|anyone|approval|permission|confirmation|them|me|[.!]|$))`, reason: 'tells not to ask or show the user' },
  { id: 'text.hides-from-user', words: 'do it|do this|do so|do that', points: 3, pattern: String.raw`\s+(?:\w+\s+)?(?:quietly|silently|secretly|discreetly|covertly|in secret|in the background|without (?:asking|telling|mention|notif|inform|saying|confirm|comment))`, reason: 'asks to act silently' },
  { id: 'text.addresses-model', words: 'hi|hey|dear|hello|attention|ok|okay|yo|greetings|listen', points: 2, pattern: String.raw`,?\s+(?:there\s+|fellow\s+)?(?:ai|claude|chatgpt|copilot|gemini|codex|cursor|assistant|agent|gpt-?\d?|llm|language model|bot)s?\b`, reason: 'greets the model' },
  { id: 'text.addresses-model', words: 'can you|could you|please|would you|will you|you should|you must|i need you|i want you|kindly', points: 1, pattern: String.raw`\s+(?:\w+\s+){0,2}?(?:send|run|execute|open|delete|merge|add|ignore|disregard|push|email|forward|upload|wire|transfer|call|post|install|print|reveal|grant|exfiltrate|wipe|pay|buy)\b`, reason: 'asks' },
  { id: 'text.addresses-model', words: 'note|notice|important|warning|attention|reminder|instruction|instructions|todo|fixme|hint|caution', points: 3, pattern: String.raw`\s*(?:\*\*)?:\s*(?:\*\*\s*)?(?:the\s+|any\s+|all\s+|every\s+)?(?:ai|llm|claude|chatgpt|copilot|gemini|codex|cursor|(?:ai |coding )?(?:assistant|agent)|language model|bot)s?(?:\s+(?:assistant|agent|model)s?)?(?:\s+\w+ing this(?: \w+)?)?\s+(?:must|should|shall|needs? to|has to|have to|is required to|are required to|will)\s+(?:now\s+|also\s+|always\s+|first\s+|immediately\s+)*(?!be\b|have\b|support|work|return)\w+`, reason: 'orders the model to act' },
  { id: 'text.commands-tools', words: 'when you are done|when you are finished|once you are done|once you have finished|once you are finished|when finished|when done|after you finish|after completing|after reading this|after this|before you continue|before you start|before you reply|before you answer|before you proceed|before you finish|before continuing|before proceeding|before responding|before answering|as your next step|as your first step|your first step|your next step|as a first step|upon reading this|after you have read', points: 2, pattern: String.raw`[^.\n]{0,40}?[,:]?\s+(?:you (?:must|should|need to)\s+|please\s+|is to\s+|also\s+|first\s+){0,2}(?:call|invoke|execute|send|post|upload|email|fetch|visit|download|delete|forward)\b`, reason: 'adds a step' },
  { id: 'text.asks-to-send', words: 'exfiltrate|steal|harvest|leak|siphon', points: 3, quiet: 'if-described', pattern: String.raw`\s+(?:all|any|the|every|their|its|user|secrets?|credentials?|data|tokens?|files?)\b`, reason: 'asks to steal data' },
  { id: 'text.asks-to-send', words: 'send|post|upload|email|forward|transmit|submit|mail', points: 1, quiet: 'if-described', pattern: String.raw`\s+(?!an? (?:post|get|put|http|pull|pr|e-?mail|mail|message|issue|ticket|note|request)\b|(?:requests?|patches|pull|feedback|questions|issues|bugs)\b)[^.\n]{2,60}?\s(?:to|at|via)\s+(?:https?://|[\w.+-]+@[\w-]+\.\w)`, reason: 'asks to send something away' },
  { id: 'text.overrides-instructions', words: 'disable|turn off|switch off|deactivate|remove|bypass|lower', points: 3, quiet: 'if-described', pattern: String.raw`\s+(?:all\s+|any\s+|of\s+)*your\s+(?:own\s+)?(?:safety|security|content|ethical|guard\w*|filters?|restrictions|safeguards|defen[cs]es|alignment)`, reason: 'tells to ignore what keeps it safe' },
];

const languages: Cue[] = [
  { id: 'text.overrides-instructions', words: 'ignoriere|ignorier|ignorieren|vergiss|vergessen|missachte', points: 3, pattern: String.raw`\s+(?:\w+\s+){0,4}(?:vorherig|bisherig|obig|fruher|vorangegangen|alle)\w*\s+(?:\w+\s+)?(?:anweisung|instruktion|befehl|regel|vorgabe)`, reason: 'tells to ignore earlier instructions' },
  { id: 'text.overrides-instructions', words: 'ignorez|ignore|ignorer|oubliez|oublie', points: 3, pattern: String.raw`\s+(?:\S+\s+){0,3}(?:instructions?|consignes?|directives?|regles)\s+(?:precedent|anterieur|ci-dessus|donnee)`, reason: 'tells to ignore earlier instructions' },
  { id: 'text.overrides-instructions', words: 'ignora|ignore|ignorar|olvida|olvide|dimentica|esqueca|desconsidere', points: 3, pattern: String.raw`\s+(?:\w+\s+){0,4}(?:instruc\w+|istruzioni|ordenes|reglas|regras|indicaciones|indicazioni)\s+(?:anterior|previ|acima|precedent)`, reason: 'tells to ignore earlier instructions' },
];

/** Without spaces between words, or in a script of their own: looked for as they are. */
export const plainCues: readonly { pattern: RegExp; id: string; points: number; reason: string }[] = [
  { id: 'text.overrides-instructions', points: 3, pattern: /(?:忽略|无视|忘记|忽視|無視)[^。\n]{0,8}(?:之前|以上|先前|前面|上述|所有)[^。\n]{0,6}(?:指令|指示|说明|提示|规则)/g, reason: 'tells to ignore earlier instructions' },
  { id: 'text.overrides-instructions', points: 3, pattern: /(?:これまで|以前|上記|前)の[^。\n]{0,8}(?:指示|命令|ルール)[^。\n]{0,6}(?:無視|忘れ)/g, reason: 'tells to ignore earlier instructions' },
  { id: 'text.overrides-instructions', points: 3, pattern: /(?:игнорируй|забудь)[а-я]{0,4} (?:[а-я]+ ){0,3}(?:предыдущ|прежн|вс)[а-я]* (?:[а-я]+ )?(?:инструкц|указан)/gi, reason: 'tells to ignore earlier instructions' },
];

export const cues: readonly Cue[] = [...overriding, ...hiding, ...addressing, ...authority, ...asking, ...more, ...moreCues, ...languages, ...sendingCues, ...toolCues];
