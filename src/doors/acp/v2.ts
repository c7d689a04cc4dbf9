/**
 * The draft of ACP v2 (`@agentclientprotocol/sdk` 2.4.0, `/experimental/v2`; https://agentclientprotocol.com/protocol/v2) at the wire:
 * what the agent says in v2 becomes what the door understands, v1, and what the door says becomes v2. In v2 `session/prompt` is
 * answered at once and the turn ends when the session is idle; sessions can always be resumed; modes are a configuration option;
 * the client serves neither files nor terminals.
 */
import { CallsV2, field, isRecord, members, type Fields } from './v2-calls.ts';
import type { Translation } from './wire.ts';

/** A version of the draft, as `initialize` names it. */
const DRAFT = 2;
const STABLE = 1;
/** How many messages are remembered as they were told in pieces, and how much of one, in UTF-16 units. */
const MAX_MESSAGES = 64;
const MAX_MESSAGE = 1024 * 1024;
const INTERNAL_ERROR = -32_603;

/** Whole messages of v2, and the pieces that v1 has for them. */
const pieces: Record<string, string> = { user_message: 'user_message_chunk', agent_message: 'agent_message_chunk', agent_thought: 'agent_thought_chunk' };

interface Turn {
  id: unknown;
  text: string;
  /** The agent took the prompt. */
  accepted: boolean;
  /** It was seen at work since. */
  running: boolean;
  /** The state that ends the turn, which came before the prompt was answered. */
  idle?: Fields;
}

/** Translates for one connection. Neither direction throws; what is not known passes as it is. */
export function acpV2(): Translation {
  const draft = new Draft();
  return { fromAgent: (message) => draft.fromAgent(message), toAgent: (message) => draft.toAgent(message) };
}

class Draft {
  /** The agent answered `initialize` with v1: nothing is translated. */
  private stable = false;
  private session: unknown;
  private running = false;
  private turn: Turn | undefined;
  /** The option that is the mode, and its value. */
  private mode: { id: unknown; value: unknown } | undefined;
  private readonly calls = new CallsV2();
  /** Methods of the door's requests that the agent has not answered, by id. */
  private readonly asked = new Map<unknown, string>();
  /** What was told of a message, by its id. */
  private readonly said = new Map<string, string>();

  toAgent(message: Fields): Fields[] {
    const { method, id } = message;
    if (this.stable || typeof method !== 'string') return [message];
    const params = isRecord(message['params']) ? message['params'] : {};
    if (id !== undefined) this.asked.set(id, method);
    switch (method) {
      case 'initialize': {
        const { clientInfo } = params;
        const elicitation = field(params['clientCapabilities'], 'elicitation');
        // What v1 has stands there as well, for an agent that answers in v1.
        return [{ ...message, params: { ...params, protocolVersion: DRAFT, info: clientInfo, capabilities: elicitation === undefined ? {} : { elicitation } } }];
      }
      case 'session/new':
      case 'session/resume':
        this.session = params['sessionId'];
        return [{ ...message, params: { ...params, mcpServers: members(params['mcpServers']).map(typed) } }];
      case 'session/prompt':
        this.turn = { id, text: textOf(params['prompt']), accepted: false, running: this.running };
        return [message];
      case 'session/cancel':
        // A prompt that is cancelled before any work on it is over with the next idle state.
        if (this.turn) this.turn.running = true;
        return [message];
      case 'session/set_mode':
        return [{ ...message, method: 'session/set_config_option', params: { sessionId: params['sessionId'], configId: this.mode?.id ?? 'mode', type: 'id', value: params['modeId'] } }];
      default:
        return [message];
    }
  }

  fromAgent(message: Fields): Fields[] {
    if (this.stable) return [message];
    const { method } = message;
    if (method === undefined) return this.answer(message);
    const { params } = message;
    if (!isRecord(params)) return [message];
    if (method === 'session/request_permission') return [{ ...message, params: this.calls.permission(params) }];
    if (method !== 'session/update' || !isRecord(params['update'])) return [message];
    const { update } = params;
    if (update['sessionUpdate'] === 'state_update') return params['sessionId'] === this.session ? this.state(update) : [];
    return this.update(update).map((translated) => ({ ...message, params: { ...params, update: translated } }));
  }

  private answer(message: Fields): Fields[] {
    const { id, result } = message;
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (asked === undefined) return [message];
    if (asked === 'session/prompt') return this.prompted(message);
    if (!isRecord(result)) return [message];
    if (asked === 'initialize') return [{ ...message, result: this.about(result) }];
    if (asked !== 'session/new' && asked !== 'session/resume') return [message];
    this.session ??= result['sessionId'];
    const modes = this.modes(result['configOptions']);
    const opened = { ...message, result: { ...result, ...(modes === undefined ? {} : { modes }) } };
    const { availableCommands } = result;
    if (!Array.isArray(availableCommands)) return [opened];
    const update = { sessionUpdate: 'available_commands_update', availableCommands };
    return [opened, { jsonrpc: '2.0', method: 'session/update', params: { sessionId: this.session, update } }];
  }

  private about(result: Fields): Fields {
    const { protocolVersion, info, capabilities } = result;
    if (protocolVersion === STABLE) this.stable = true;
    if (protocolVersion !== DRAFT) return result;
    const http = isRecord(field(field(field(capabilities, 'session'), 'mcp'), 'http'));
    return { ...result, protocolVersion: STABLE, agentInfo: info, agentCapabilities: { sessionCapabilities: { resume: {} }, mcpCapabilities: { http } } };
  }

  /** The answer of the agent to a prompt: that it took it. The door gets its answer when the turn ends. */
  private prompted(message: Fields): Fields[] {
    const { turn } = this;
    if (turn === undefined || turn.id !== message['id'] || 'error' in message) {
      if (turn?.id === message['id']) this.turn = undefined;
      return [message];
    }
    turn.accepted = true;
    return turn.idle === undefined ? [] : this.endTurn(turn, turn.idle);
  }

  /** A state that is told again ends nothing: only one that follows work since the prompt does. */
  private state(update: Fields): Fields[] {
    const { turn } = this;
    this.running = update['state'] !== 'idle';
    if (turn === undefined) return [];
    if (this.running) {
      turn.running = true;
      delete turn.idle;
    } else if (turn.running && turn.accepted) return this.endTurn(turn, update);
    else if (turn.running) turn.idle = update;
    return [];
  }

  private endTurn(turn: Turn, { stopReason, error, usage, _meta: meta }: Fields): Fields[] {
    this.turn = undefined;
    const answer = { jsonrpc: '2.0', id: turn.id };
    if (stopReason === 'error') {
      const [code, message, data] = ['code', 'message', 'data'].map((name) => field(error, name));
      const shown = typeof message === 'string' ? message : 'The agent ended the turn with an error and does not say which';
      return [{ ...answer, error: { code: Number.isSafeInteger(code) ? code : INTERNAL_ERROR, message: shown, ...(data === undefined ? {} : { data }) } }];
    }
    const told = { ...(usage === undefined ? {} : { usage }), ...(meta === undefined ? {} : { _meta: meta }) };
    return [{ ...answer, result: { stopReason: typeof stopReason === 'string' ? stopReason : 'end_turn', ...told } }];
  }

  private update(update: Fields): Fields[] {
    const { sessionUpdate: kind } = update;
    switch (kind) {
      case 'tool_call_update':
        return this.calls.update(update);
      case 'tool_call_content_chunk':
        return this.calls.chunk(update);
      case 'terminal_update':
      case 'terminal_output_chunk':
        return this.calls.terminal(update);
      case 'user_message':
      case 'agent_message':
      case 'agent_thought':
        return this.message(kind, update);
      case 'user_message_chunk':
      case 'agent_message_chunk':
      case 'agent_thought_chunk':
        return this.piece(update);
      case 'plan_update':
        return Array.isArray(field(update['plan'], 'entries')) ? [{ sessionUpdate: 'plan', entries: field(update['plan'], 'entries') }] : [];
      case 'config_option_update':
        return this.optionsChanged(update);
      default:
        return [update];
    }
  }

  private piece(update: Fields): Fields[] {
    const { sessionUpdate: kind, messageId, content } = update;
    // The agent says what it was told; the record has that already.
    if (kind === 'user_message_chunk' && this.turn !== undefined && textOf([content]) === this.turn.text) return [];
    if (typeof messageId === 'string') this.remember(messageId, `${this.said.get(messageId) ?? ''}${textOf([content])}`);
    return [update];
  }

  /** A message as a whole: of one that was told in pieces, what is new; one that was changed is told again, as another. */
  private message(kind: string, { messageId, content, _meta: meta }: Fields): Fields[] {
    const blocks = members(content);
    const text = textOf(blocks);
    if (kind === 'user_message' && this.turn?.text === text) return [];
    const before = typeof messageId === 'string' ? this.said.get(messageId) : undefined;
    if (typeof messageId === 'string') this.remember(messageId, text);
    const common = { sessionUpdate: pieces[kind], ...(meta === undefined ? {} : { _meta: meta }) };
    if (before === undefined) return blocks.map((block) => ({ ...common, messageId, content: block }));
    if (text === before) return [];
    if (text.startsWith(before)) return [{ ...common, messageId, content: { type: 'text', text: text.slice(before.length) } }];
    return blocks.map((block) => ({ ...common, messageId: `${String(messageId)} changed`, content: block }));
  }

  private remember(id: string, text: string): void {
    this.said.delete(id);
    if (text.length > MAX_MESSAGE) return;
    this.said.set(id, text);
    for (const oldest of this.said.keys()) if (this.said.size > MAX_MESSAGES) this.said.delete(oldest);
  }

  private modes(options: unknown): Fields | undefined {
    const option = members(options).find((candidate) => field(candidate, 'category') === 'mode' && Array.isArray(field(candidate, 'options')));
    if (option === undefined) return undefined;
    this.mode = { id: field(option, 'configId'), value: field(option, 'currentValue') };
    // An option of a group holds options of its own.
    const values = members(field(option, 'options')).flatMap((value) => (field(value, 'options') === undefined ? [value] : members(field(value, 'options'))));
    const availableModes = values.map((value) => ({ id: field(value, 'value'), name: field(value, 'name') }));
    return { currentModeId: this.mode.value, availableModes };
  }

  private optionsChanged({ configOptions }: Fields): Fields[] {
    const before = this.mode?.value;
    const modes = this.modes(configOptions);
    return modes === undefined || modes['currentModeId'] === before ? [] : [{ sessionUpdate: 'current_mode_update', currentModeId: modes['currentModeId'] }];
  }
}

/** An MCP server as v2 names it: the kind of every one is said. */
function typed(server: unknown): unknown {
  return isRecord(server) && server['type'] === undefined ? { type: 'stdio', ...server } : server;
}

function textOf(blocks: unknown): string {
  return members(blocks).map((block) => (typeof field(block, 'text') === 'string' ? field(block, 'text') : '')).join('');
}
