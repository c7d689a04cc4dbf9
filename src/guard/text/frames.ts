/**
 * What orders to a model are made of, as data: acts, objects and persons in the order in which they stand in a sentence. Those of different
 * kinds near one another add up; seven points are a finding, six in the description of a tool. How they are written: see `compile`.
 */
import type { Frame } from './frame-types.ts';

const reader = 'ai|agent|agents';
const people = 'user|nobody|them|me|boss|anyone';
const act = 'run|harm|grant|send|put|read|reply|print|drop|ignore|hide|obey|tell|show';
const acts = 'run.s|harm.s|grant.s|send.s|put.s|read.s|reply.s|print.s|drop.s|ignore.s|hide.s|obey.s|tell.s|show.s';
const sink = 'sink|url|mail|fill|param|reply|task|ident';
const hot = 'hotfile|talk|sysprompt';
const move = 'send|put|read|run|print|show|grant|reply|tell';
const it = 'it|them|text|full|chat|cred';

const id = {
  address: 'text.addresses-model',
  hide: 'text.hides-from-user',
  override: 'text.overrides-instructions',
  role: 'text.changes-role',
  send: 'text.asks-to-send',
  prompt: 'text.asks-for-prompt',
  harm: 'text.asks-to-harm',
  run: 'text.fetches-and-runs',
  authority: 'text.claims-authority',
  tools: 'text.commands-tools',
  steer: 'text.steers-answer',
  shadow: 'text.shadows-tool',
  context: 'text.asks-for-context',
};

export const frames: readonly Frame[] = [
  // Who is spoken to.
  {
    kind: 'address', id: id.address, reason: 'speaks to the model', points: 4,
    of: [
      `^^ lead|announce|word|to|text|you|task? announce|to|word|text|tell|doesnt? word|to? ai+ word? colon`, `announce|to|text|rules word? ai+ _4 colon`,
      `^^ announce|to? ai+ agent? word? comma user|boss|me|lead|not|must|you|if|before|no|mum|${act}`, `^^ word? announce|to ai+ _4 comma`,
      `^^ announce lead|word|to? ai|agent stop|comma|colon`, `^^ to ai comma|colon`, `^^ to agent colon`, `^^ word|text? to word? ai colon|close`, `announce comma ai|agent|agents colon`, `to ${reader}+ announce`,
      `^^ lead|announce|word|text|task|harm announce|to|word? announce|to|word? agent|agents colon`, `^^ word? announce|to word? agent|agents word? comma`,
      `^^ word? word? agents colon`, `^^ word? agents comma lead|not|must|you|if|before|${act}`, `ai must ~1 ${act}`, `ai ai+ colon|comma`,
      `aimed`, `ai ai lead`, `you comma ${reader} comma`, `^^ ai user colon`, `agent rules colon`, `announce ai colon`, `ai announce colon`, `text to agent|agents colon`, `^^ word|digest.ing|read.ing|grant.ing|run.ing? word? agents|ai word? word|digest.ing|read.ing? word? colon lead|not|must|you|if|before|drop|${act}`, `open to|announce agent|ai close`,
      `^^ announce|to word|to? agent ai? colon|comma`, `^^ obey agent|ai $`,
      `^^ word? word? to agent|agents colon`, `^^ if you can ~1 read|know it`,
      `announce|obey to|me me|word|to|user? ${reader} $`, `rules to word? ai|agents`, `^^ if you word word? ${reader} ~4 comma|colon|must|${act}`,
      `if ~1 ${reader} ~2 read.ing|digest.ing|read.s|digest.s|read|digest|show.s`,
      `${reader} ~1 read.ing|run.ing|reply.ing|show.ing|tell.ing|harm.ing|send.ing|print.ing|digest.ing it|user`,
      `${reader} that ~1 read|print|digest ~1 it`, `to ai colon`, `${reader} willnow`,
      `${reader} word? read.ing|digest.ing it|text`, `user digest.s it`, `announce open ${reader} close`,
      `user read.s it`, `ai+ read.ing`, `^^ word? agent|agents ~3 read.ing|read.s|digest.ing|digest.s ~3 must`,
    ],
  },
  {
    kind: 'address', id: id.address, reason: 'speaks to the model', points: 3,
    of: [
      `^^ agent|agents comma ^ ${act}`, `!<<not|doesnt you full|lead? newer|prior? rules|sysprompt|limits`, `${reader} comma you`,
      `comma ${reader} stop`, `comma ${reader} colon`, `^^ agents that !can`, `^^ agent|agents comma lead`, `^^ agent colon lead|not|must|you|if|user`, `open agent colon lead|not|must|you|if|user|${act}`, `^^ you ~2 to ai`, `^^ ai|agents can ~1 harm|grant|send|run|drop`, `${reader} newer ~1 tools`, `^^ agents can`, `${reader} ~2 must`, `ai ~8 must`, `ai must`, `open ai|agents colon`, `you must run ~2 tools`,
      `if you must? read.ing it`,
    ],
  },
  {
    kind: 'address', id: id.address, reason: 'says what the model does', points: 2,
    of: [
      `${reader} lead|urgent|silent|word? ${acts}`, `at ${reader}`, `you word? ${reader}`, `open agent colon`, `you keepfile`, `^^ agent colon`, `you user`,
    ],
  },
  { kind: 'address', id: id.address, reason: 'speaks to the model', points: 5, of: [`ai rules colon`] },
  { kind: 'address', id: id.address, reason: 'speaks to the model', points: 4, surface: 'tool_description', of: [`^^ agent|agents colon`] },
  { kind: 'address', id: id.address, reason: 'speaks of the tools of the model', points: 2, surface: 'tool_result', of: [`run ~2 tools`] },


  // Secrecy towards the user.
  {
    kind: 'conceal', id: id.hide, reason: 'wants something kept from the user', points: 7,
    of: [
      `^ not ~1 tell ~1 it ~1 text|task|guarded|tools|word? to ~1 ${people} $`, `without ~1 tell.ing ~2 user|nobody ~1 it|stop|comma|and`,
      `user ~3 not|doesnt need|must to? ~1 know ~1 it|stop`, `unknowing`, `keep|hide it|text ~3 from user|nobody|them`, `keep ~9 secretly from user|nobody|them|anyone`,
      `keep it ~2 mum`, `mum ~1 user`, `!<told ${reader} not ~1 tell ~2 ${people}`,
    ],
  },
  {
    kind: 'conceal', id: id.hide, reason: 'wants something kept from the user', points: 5,
    of: [
      `^ not ~1 tell ~3 user|nobody|boss`, `^ not ~1 show ~1 it ~2 user`, `without ~1 tell.ing ~2 user|nobody|them|anyone`, `without show.ing|print.ing ~3 user|nobody|them`,
      `user ~3 not|doesnt need to ~1 know`, `user ~2 not ~1 know`, `keep|hide ~5 from ~1 user|nobody|them`, `^^ user ~2 not ~1 tell`,
      `user ~2 tell not`, `not user ~2 tell`, `tell user ~1 not`, `user to? not tell`, `mum`, `^ silent ~1 send|put|read|run|grant|reply|print|tell|show`,
      `you|${reader} must? silent ${act}|${acts}`,
      `nobody ~3 need ~2 ask|know|tell`, `^ hide|drop it|text ~3 from ~2 user|nobody|them|task|reply|text|sink`, `not tell.ing ~2 user`, `tell nobody`,
      `text ~5 secretly ~2 from user`,
    ],
  },
  {
    kind: 'conceal', id: id.hide, reason: 'wants something kept from the user', points: 6, surface: 'tool_description',
    of: [
      `asked ~14 comma reply|hide`, `^ not ~1 tell that`, `user ~2 not ~1 know`, `^ not ~1 tell ~3 user`,
    ],
  },
  {
    kind: 'conceal', id: id.hide, reason: 'asks for secrecy', points: 4,
    of: [
      `^ not ~1 tell it|that !third`, `^ not ~1 show|hide|print it !third`, `^ not tell text|rules`, `you not ~1 tell it|that`,
      `^ keep ~3 secretly`, `^ hide ~1 blame`, `no ~2 ask you? user`, `hide it to ~1 task|text|reply`, `${reader} drop.s ask.ing`, `text|rules word secretly $`, `^ not digest|put|show ~3 to ~1 you ~2 reply|text|chat|task`,
      `^ drop|hide from text|sink|task|reply|chat`, `^ not reply.ing|tell.ing|print.ing ~1 it|that|text`, `user doesnt|not show.ed`,
      `user ~3 if you told|tell`, `it from text you show|print`, `^ ${act} ~2 silent stop`, `asked ~6 reply|tell|hide|show`, `user unseen`,
      `it ~3 must ~1 not ~2 know|show|tell|sink|ident`, `user not|can ~1 know|show`,
      `if user told ~6 reply|hide`, `^ print no`, `^ not show ~2 sink|text|it`, `^ show|tell|reply text|praise full`,
      `drop ask.ing ~2 consent|guarded`, `must not ~2 tell.ed|show.ed`,
      `it|text must ~1 hide.ed`,
    ],
  },
  {
    kind: 'conceal', id: id.hide, reason: 'asks not to ask the user', points: 3,
    of: [
      `!<<not|doesnt|can|if without ~1 consent|tell.ing`, `!<<not|doesnt|can|if without ask.ing $`, `!<<not|doesnt|can|if without ask.ing ~1 user|nobody|consent|it|them|me`, `no|not ~1 need|must to? ~1 ask|tell $`, `no|not ~1 need|must to? ~1 ask|tell ~2 user|nobody|boss|consent|it|them`,
      `no ~1 consent ~2 need|stop|comma`, `not need ~2 consent`, `need no consent|task`, `consent ~2 not ~1 need`,
      `consent ~2 need? lifted`, `^ not ~1 ask ~2 consent`, `^ not ~1 ask user`, `not ~1 tell|print|read ~2 blame`, `^ keep it cred`,
      `drop ask.ing`, `^^ silent harm|drop`, `^ ${act} ~4 silent`, `you can ~5 without ~1 ask.ing|consent`, `^ drop ~3 consent`, `user ~3 not ~2 ask`, `need ~2 no consent`, `^ not ask $`, `^ run ~3 without rules|ask.ing|consent`,
    ],
  },
  { kind: 'conceal', id: id.hide, reason: 'wants something hidden', points: 2, of: [`^ hide ~3 text|guarded`, `^ hide it`] },

  // What holds until now.
  {
    kind: 'override', id: id.override, reason: 'tells to ignore earlier instructions', points: 7,
    of: [
      `^ ignore ~4 prior ~2 rules|talk !if`, `^ ignore ~3 prior ~1 sysprompt`, `rules replaces prior`, `^ ignore ~4 rules ~2 prior|told`,
      `^ ignore ~2 you ~2 rules|task|limits !if`, `^ ignore ~3 told ~2 prior`,
      `^ ignore|drop ~2 text|it|full ~3 you|user|boss ~3 told|task`, `^ ignore user ~2 task|rules|told|text`,
      `^ ignore ~4 task ~3 user`, `^ ignore ~2 full|text ~2 you ~3 told`, `^ ignore ~2 rules ~2 boss|other|tools`,
      `^ ignore prior chat $`, `^ ignore talk $`, `^ ignore ~4 rules ~2 told|me`, `^ ignore ~4 rules ~2 you ~1 told`, `prior ~2 rules ~4 ignore`,
      `^ harm you limits`, `newer sysprompt colon`, `you ~2 rules ~6 lifted`, `you sysprompt ~4 lifted`, `prior ~2 rules ~3 lifted !user`,
      `rules ~1 you ~5 lifted`, `rules you|user ~6 lifted`, `rules ~3 you ~5 lifted`, `you prior ~2 task ~3 lifted`,
      `it|rules|text ~2 outrank|replaces ~1 sysprompt|user|boss $`, `outrank ~2 sysprompt`, `outrank ~1 boss $`, `outrank|replaces ~4 you|user ~2 told|task|rules`,
      `rules|it ~3 replaces ~1 prior rules`, `^ not ~1 obey ~3 user|prior ~2 rules|told`,
      `^ not|no ~1 obey ~3 rules ~1 prior`, `full ~2 user ~2 told ~3 lifted`, `you user task|can ~8 lifted`,
    ],
  },
  {
    kind: 'override', id: id.override, reason: 'tells to ignore what was said', points: 4,
    of: [
      `^ ignore ~3 text|talk|task|rules|chat|it ~3 told|prior|user`, `newer ~1 rules|task|sysprompt colon`, `you ~1 newer ~2 rules|task`, `you newer must`,
      `fromnow comma|lead? you|${reader}`, `^ drop you|it|prior|user task`, `^ drop task $`, `outrank ~1 user`, `not to? user told|task`, `you ~2 task ~3 lifted`,
       `^ not digest it`, `instead digest.ing it|text`, `^ digest no`,
      `drop digest.ing|read.ing it|text`, `full task you ~4 lifted`, `user task open? newer`, `^ ignore ~2 rules word? $`, `^ ignore ~1 rules you|that`, `^ ignore user`, `^ ignore prior text|task $`, `^ drop user ~1 task|rules $`,
      `^ drop text you`, `^ harm you task`, `fromnow ~3 obey`, `fromnow ~2 must`, `newer user ~1 task colon|must`, `you word|task lifted`,
    ],
  },
  {
    kind: 'role', id: id.role, reason: 'gives the model another role', points: 4,
    of: [
      `youare ~6 limits|boss|${reader}|rank|wipe`, `you ~4 no|without ~2 limits|rules`, `limits ~2 lifted`,
      `fromnow ~8 no|not|lifted ~3 rules|limits`, `youare ~6 no|without ~2 limits|rules`, `no rules|limits ~2 you`, `that ~1 no rules|limits`, `ai that ~1 not`, `anyone|user youare lifted`, `youare ~4 rules`,
    ],
  },
  {
    kind: 'override', id: id.override, reason: 'tells to ignore something', points: 2,
    of: [
      `^ drop|ignore it`, `^ ignore ~2 text`, `instead digest.ing`, `instead reply.ing|run.ing|print.ing it`, `drop digest.ing|read.ing $`, `drop ~1 reply.ing|run.ing|tell.ing|show.ing`,
    ],
  },
  { kind: 'role', id: id.role, reason: 'gives the model another role', points: 2, of: [`youare`, `fromnow`, `without limits`] },


  // What is to leave.
  {
    kind: 'send', id: id.send, reason: 'asks for secrets or the conversation to be passed on', points: 7,
    of: [
      `^ send ~6 ${hot} ~12 ${sink}`, `^ put|reply|print ~6 ${hot} ~6 url|mail|fill|param|sink|task`,
      `^ read|print|run ~6 ${hot} ~8 send|put|show ${it}`, `^ read ~6 ${hot} ~8 send|put ~8 url|mail|sink|task`,
      `^ read ~6 cred ~4 send|put it|them|full`,
      `you reply ~5 ${hot}`, `you|to send ~6 hotfile ~6 url`, `^ ${move} ~4 sink ~10 hotfile`, `you reply ~3 url`,
      `you send ~4 cred ~4 url|mail`, `^ send ~5 !<you cred ~8 url|mail`, `fetcher ~8 hotfile ~6 url`, `fetcher ~8 url ~6 hotfile`, `hotfile ~6 fetcher`,
      `^ send ~3 sysprompt`, `^ put ~3 sink ~4 ${hot}`,
      `${hot} ~3 must ~3 put|param|sink`, `^ put ~8 url fill`,
      `url ~1 fill ~4 ${hot}|chat|cred`, `^ send ~4 full ~4 cred ~6 url|mail|sink`, `put.ing|send.ing|print.ing ~4 ${hot} ~6 ${sink}`,
      `^ ask user ~4 cred ~2 and send|put`, `^ put ~3 hotfile ~4 reply|sink`,
    ],
  },
  {
    kind: 'send', id: id.send, reason: 'asks for secrets', points: 4,
    of: [
      `^ ${move} ~6 hotfile`, `^ run ~10 hotfile`, `^ read it and put it`, `^ ${move} ~4 full cred`, `^ send|put ~6 ${hot} ~8 ${sink}`,
      `^ send|put ~6 user ~2 personal|cred|chat`,  `^ read|show|print ~3 user ~3 cred`,
      `hotfile ~5 send|put|print`, `sink|text ~3 hotfile|talk ~4 ${sink}`, `^ put|send ~4 !<you cred ~6 user|${reader} ~6 ${sink}`, `fill ~3 ${hot}|cred|chat`, `!<you cred ~6 send|put ~4 url|mail`, `${reader} ~2 ${acts} ~6 hotfile|cred|talk|sysprompt`,
      `${reader} ~3 must ~3 ${move} ~6 cred`, `^ !<<not|doesnt send ~3 !<you cred`, 
      `send.s|send.ing|put.ing ~3 cred|hotfile|talk`, `^ ${move} ~3 talk`, `sysprompt ~2 print|show|run|send`,
    ],
  },
  {
    kind: 'send', id: id.send, reason: 'asks for something to be sent', points: 3,
    of: [
      `^ !<<not|doesnt print|show !<you cred`, `^ send ~4 personal|talk|chat|me`, `^ digest|print it ~1 full`, `^ put ~6 sink ~6 personal`, `^ read ~6 personal|chat|text ~8 send|put|run`, `must ~2 send|put ~6 mail|url|talk`,
      `url ~2 fill`, `hotfile ~6 url|mail`, `read ~1 hotfile`,
      `cred|personal ~6 url|mail ~3 send`, `^ tell secretly`,
    ],
  },
  {
    kind: 'send', id: id.send, reason: 'asks for what is somebody’s to be sent', points: 5,
    of: [
      `^ send ~4 personal|talk|chat ~6 url|mail`, `hotfile ~3 read ~6 url|mail`, `user ~1 cred|hotfile ~4 url|mail`,
      `hotfile ~8 url ~3 send`, `cred ~4 url ~3 send`, `^ put ~1 mail to sink`, `^ put ~2 cred ~2 user`, `^ print open? cred ~6 to ~1 task|sink|text`,
      `hotfile ~6 put.ing|send.ing ~4 url|mail|sink`, `cred ~16 url ~1 fill`, `fetcher ~3 url ~1 fill`, `cred|hotfile open? fetcher`, `^ send|put ~4 user ~2 personal|cred ~6 url|mail|sink`, `^ print ~1 hotfile`, `fetcher ~8 hotfile`, `${hot} ~8 must ~2 send.ed|put.ed`,
    ],
  },
  {
    kind: 'prompt', id: id.prompt, reason: 'asks for the model’s instructions', points: 7,
    of: [
      `^ print|show|tell|send|reply ~5 you prior|limits|full? word? rules|sysprompt|talk $`,
      `^ put ~5 you prior|limits|full? word? rules|sysprompt|talk ~3 sink|url|mail|reply|fill|param`,
      `^ print|show|tell|send|read|reply ~5 you prior|limits|full? rules|sysprompt|talk full|to|prior|that|you`, `^ print prior $`, `must ~2 ${move} ~3 you prior? rules|sysprompt`,
      `put.ing|send.ing|print.ing|show.ing you prior? rules|sysprompt`, `^ print full ~2 prior|before`, `you sysprompt ~3 print|send|put`,
    ],
  },
  {
    kind: 'prompt', id: id.prompt, reason: 'asks for the model’s instructions', points: 4,
    of: [
      `^ print|tell|send|read|show ~3 sysprompt`, `sysprompt ~2 print|show|run|send`,
    ],
  },
  {
    kind: 'send', id: id.send, reason: 'speaks of secrets', points: 2,
    of: [
      `^ send|put|grant ~9 url|mail`, `send.s|put.s|send.ing ~8 url|mail`, `!<<not|doesnt hotfile|talk`,
      `!<<not|doesnt user ~1 personal`, `^ put ~6 sink`,
    ],
  },
  { kind: 'send', id: id.send, reason: 'speaks of secrets', points: 1, of: [`!<<not|doesnt cred`] },


  // What is to be done.
  { kind: 'deed', id: id.harm, reason: 'wants something carried off', points: 7, of: [`^ steal`] },
  {
    kind: 'deed', id: id.harm, reason: 'wants something destroyed, given away or a protection lifted', points: 4,
    of: [
      `to harm.ing ~3 guarded`, `grant ~3 drop.ing ~1 guarded`, `^ harm ~2 full|you|user ~2 guarded|personal|rules|tools|other`, `fetcher ~4 url ~4 shelly`, `^ run ~4 wipe|shelly|fetcher|url`,
      `^ harm ~3 guarded`, `^ ${act} ~6 wipe`, `^ grant ~4 rank|money`, `^ put ~5 rank|wipe|money`,
      `^ read ~4 url ~4 and|lead ~1 run|obey`, `^ harm|grant ~4 money`, 
      `run.ing ~3 shelly`, `^ harm ~1 full`, `^ steal`, `^ harm ~3 other ~1 guarded`, `^ harm you guarded`,
    ],
  },
  {
    kind: 'deed', id: id.harm, reason: 'wants something changed that matters', points: 3,
    of: [
      `^ harm ~3 guarded|personal|cred|rank|tools|hotfile|other|keepfile`, `wipe`, `mode`, `^ grant ~5 drop.ing|without`, `harm.ing|grant.ing ~4 guarded`, `^ grant ~3 rank|personal`, `^ grant lead? to guarded`, `^ grant it|full`,
      `^ drop ~3 guarded|consent|tools`, `${reader} ~2 ${acts} ~4 guarded|foreigncode|money|rank|talk`,
      `^ harm|grant|run anyway`, `^ assign ~4 shelly|mail`, `willnow ~1 harm|grant|send|run`, `must word harm.ed|grant.ed`,
      `harm.ing lead`, `guarded ~3 harm`, `^ harm it|text`, `^ money`,
      `you|${reader} ~3 must ~2 harm|grant|run|send|hide|ignore`, `money ~4 to`, `^ put ~4 okd`,
    ],
  },
  {
    kind: 'deed', id: id.run, reason: 'wants something run that is known for harm', points: 7,
    of: [
      `must ~2 run ~1 wipe`, `^ run ~4 wipe ~2 url`, `^ put|harm|run ~12 startfile ~3 fetcher`,
    ],
  },
  {
    kind: 'deed', id: id.tools, reason: 'orders something', points: 2,
    of: [
      `^ run|harm|grant|send|steal`, `^ run ~4 foreigncode|text`, `${reader} ~4 must ~1 reply|tell`,
      `^ put|read ~6 url|fetcher|shelly|mail|wipe|money|text|sink`,
    ],
  },
  { kind: 'bidden', id: id.tools, reason: 'orders something', points: 1, of: [`^ harm|grant|send|steal|hide`] },
  {
    kind: 'deed', id: id.harm, reason: 'wants something changed that runs by itself later', points: 4,
    of: [
      `^ put|harm ~8 startfile`, `^ run ~3 startfile`, `assign|put ~4 url ~6 startfile`, `${reader} put.s|harm.s ~10 startfile`, `^ run ~6 put|harm ~6 startfile`, `put.ing|harm.ing ~6 startfile`,
    ],
  },
  {
    kind: 'persist', id: id.steer, reason: 'wants to be remembered beyond this task', points: 4,
    of: [
      `^ put|harm|run ~12 keepfile`, `^ send ~4 keepfile`, `keepfile ~2 must ~2 put|harm|send`, `put.s|harm.s|put.ing|harm.ing ~6 keepfile`,
      `put ~20 you keepfile`,
    ],
  },
  {
    kind: 'persist', id: id.steer, reason: 'wants to be remembered beyond this task', points: 5,
    of: [
      `rememb it ~1 fromnow`, `rememb ~1 user`, `rememb that user`,
    ],
  },
  { kind: 'persist', id: id.steer, reason: 'wants to be remembered beyond this task', points: 7, of: [`rememb ~3 fromnow`] },

  // Why it would be allowed, and at once.
  {
    kind: 'authority', id: id.authority, reason: 'claims that someone has approved it', points: 4,
    of: [
      `user|boss|me|iam|nobody|them ~2 !<if|must|doesnt already ~2 okd|told|consent|grant`,
      `^ user|boss|me word? okd it|${act}|full|no|to|comma|task|run|stop|text`, `already okd`, `iam okd to`, `okd okd to ~1 foreigncode|run|full`, `^^ consent okd colon`, `you ~3 consent ~2 user`,
      `user ~2 lead? consent ~3 okd`, `^^ user ~2 told ~2 you ~3 ${act}`, `^^ user told you to`,
      `user ~1 okd full|run`, `user|anyone ~3 told ~2 it prior`, `^^ user told me|that`, `^^ user print.ed`,
      `!<<if|announce|cause user told to? that|it`, `user colon? told ~1 colon`, `you ~2 okd rank|boss`, `me ~3 user told it|that`,
      `user colon me? praise`, `user colon me grant`, `user colon|text ~1 okd|must|praise`,
    ],
  },
  {
    kind: 'authority', id: id.authority, reason: 'speaks in the name of somebody with power', points: 3,
    of: [
      `consent ~2 !<if okd`, `okd okd? to ~1 foreigncode|run|full`, `iam ~2 boss|maker`, `^^ boss colon`, `open boss close`, `you ~1 okd ~2 to|rank|${act}`, `you lead ~1 rank`, `youare boss|rank`, `you word? rank`,
      `guarded|consent word? lifted`, `boss ~1 told`, `consent ~1 lifted`, `foreigncode ~4 okd $`, `text|rules|chat word? from boss|maker`,
      `boss rules|text|ignore`, `rules ~1 boss`, `^^ user told`, `to boss ~4 me`, `^^ to word boss comma`, `text|announce from you? boss`, `announce from user`,
      `ident ~24 fetcher ~3 url ~2 shelly`, `okd ~2 boss`, `boss ~2 okd`, `!<if|announce|cause user|boss ~3 told ~6 ${act}`,
      `^ user ~2 must ~1 you`,
    ],
  },
  {
    kind: 'authority', id: id.authority, reason: 'says that nothing needs to be asked', points: 7,
    of: [
      `liberty`, `okd to ignore|drop ~3 guarded|consent|limits|rules`,
    ],
  },
  { kind: 'authority', id: id.authority, reason: 'sets aside what anyone wants', points: 3, surface: 'tool_description', of: [`anyway`] },
  { kind: 'urge', id: id.authority, reason: 'urges', points: 1, of: [`urgent`] },


  // Whose word counts, and what is answered.
  {
    kind: 'obey', id: id.tools, reason: 'wants to be obeyed', points: 4,
    of: [
      `^ decode ~5 obey|run|treat`, `treat ~6 asorder`, `^ treat it|text|rules ~6 user|boss|rules|run|asorder`,
      `^ read ~3 url ~3 obey ~1 it`, `^ obey full ~3 it|text|rules`, `^ obey ~2 it|rules ~3 text`, `obey ~3 text ~3 told`, `^ obey word? boss|maker`,
      `^ run|run.s|obey|obey.s ~2 full`, `^ obey ~2 text`, `^ obey rules $`, `read.ing ~4 you ~3 grant|okd|obey`,
      `${reader} ~4 must ~2 treat|obey|decode`, `treat ~6 user`, `obey it|text ~2 text`, `^ obey it tell.s`,
    ],
  },
  {
    kind: 'obey', id: id.tools, reason: 'wants to be obeyed', points: 7,
    of: [
      `^ obey ~1 full it ~1 told`, `^ read ~3 url ~3 obey ~1 it`, `^ reply announce ~1 open? praise`, `obey it text told`,
      `^ obey full it`, `^ reply announce text`, `before reply.ing|digest.ing ~3 read|run|send url`,
    ],
  },
  { kind: 'obey', id: id.tools, reason: 'wants to be obeyed', points: 3, of: [`asorder`] },
  { kind: 'obey', id: id.tools, reason: 'wants to be obeyed', points: 5, of: [`asorder ~2 user|you|boss`] },
  { kind: 'steer', id: id.steer, reason: 'says what is to be answered', points: 5, of: [`^ reply announce ~1 open|praise`] },
  {
    kind: 'steer', id: id.steer, reason: 'says what is to be answered', points: 4,
    of: [
      `^ reply lead|announce? announce ~2 open|praise|text|full|word`, `^ tell ~1 user ~8 url|praise`, `^ tell ~1 user ~1 must`, `^ tell you user`,
      `^ reply ~4 praise`, `^ grant|put ~2 praise`, `must ~1 put|grant ~4 praise`, `^ grant colon ~1 grant|praise`, `^ grant it lead|praise`, `^ ignore ~1 blame`, `^ print ~3 okd|praise`, `^ reply that it`, `you reply.s|reply to ~4 url`, 
      `must put|reply that`, `${reader} ~1 must ~1 put text ~6 text`, `must lead ~2 praise`, `^ put ~6 you ~2 reply`,
      `fromnow ~6 reply`, `^ reply to fromnow`, `lead reply colon|open`, `^ reply lead colon|open`, `^ show ~2 praise`, `^ reply open|colon`, `reply you reply`,
    ],
  },


  // What descriptions of tools have no business to say.
  {
    kind: 'tool', id: id.shadow, reason: 'wants to be used before or in place of other tools', points: 6, surface: 'tool_description',
    of: [
      `before ~1 other ~2 tools !it`, `before ~2 other $`, `other tools ~4 must`, `replaces tools open? ident`,
      `${reader} ~1 send.s ~14 mail|url`, `${hot}|cred|task|full ~8 must ~2 send.ed|put.ed|print.ed`, `before tools`,
      `instead|replaces|outrank ~3 other ~1 tools`, `outrank ident tools`, `^ not ~3 other ~2 tools !lead`,
      `ignore|harm ~3 other ~2 tools`, `other ~3 tools ~5 lifted`, `if ident !doesnt|not ~5 must|harm|put|send`, `if ~2 ident !doesnt|not ~3 must|harm`,
      `it ~2 before ~2 full|read.s`, `must ~2 before ~3 read.s|tools !it`, `must ~3 full task`, `if other tools ~6 reply|harm`,
      `if ~4 other tools ~4 word run.ed`, `if ~4 other tools ~4 run.ed`, `it tools ~1 replaces|outrank`, `if other tools ~10 mail|url|instead`, `asked ~8 read|send|run url`, `put you rules|sysprompt`, `must ~2 secretly`, `it ~2 replaces ~1 full`,
      `^ put ~2 cred|hotfile to open? param`, `prior tools ~3 lifted`,
      `other|prior text ~2 lifted`, `^ run ~2 wipe`, `harm other ~1 guarded`, `asorder`, `^ run ~2 fetcher`, `tools ~12 bad`,
      `must ~2 send.ed to mail`, `must word? word to mail`,
    ],
  },
  {
    kind: 'tool', id: id.context, points: 6, surface: 'tool_description',
    reason: 'wants the conversation, secrets or the prompt as an argument',
    of: [
      `^ put|send|read|run|print ~5 ${hot}`, `must ~2 put|send|read|run ~10 ${hot}|chat`, `param|sink ~5 ${hot}`,
      `^ put|send ~6 cred ~5 user|full|personal`, `${hot} ~3 to open|param`, `must ~5 ${hot}`, `to ${hot}`, `need ~3 ${hot}|cred`,
      `${hot} ~8 need`, `print ~1 open cred`, `if ~4 cred ~6 send|put it|them`, `assign ~4 to ~3 hotfile|cred`, `must open? cred`,
    ],
  },
  {
    kind: 'tool', id: id.tools, reason: 'wants more than a tool needs', points: 3, surface: 'tool_description',
    of: [
      `if user ~4 reply|hide`, `!<must user ~2 okd`, `lead reply`, `and not show`, `^ run ident ~1 and put`,
      `${reader} ~2 must|lead ~2 ${act}`, `lead send`, `okd`, `^ not ask`, `mode`, `must word harm.ed|grant.ed`, `asked ~14 reply|hide`,
    ],
  },
];
