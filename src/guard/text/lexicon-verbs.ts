/** What orders are about: groups of verbs, in their base form, as in `lexicon.ts`. `scan.ts` makes the other forms (`send.s`, `send.ing`, `send.ed`). */
export const verbs: Record<string, readonly string[]> = {
  digest: [
    'summarise, summarize, translate, analyse, analyze, describe, continue, help, assist, parse, process, review, view, handle, tail',
    'watch, monitor, consume, ingest, crawl, index, triage, audit, evaluate, grade, examine, study, browse, quote, work on, work in',
  ],
  steal: ['exfiltrate, siphon'],
  ignore: [
    'ignore, disregard, forget, override, overrule, abandon, neglect, dismiss, nullify, unlearn, set aside, put aside',
    'pay no attention to, do not follow, dont follow, stop following, stop obeying, throw away, leave behind, circumvent, violate',
    'erase from memory, do not obey, do not listen to, discard, bypass, dispense with, do away with, pay no heed to, throw out',
    'erase',
  ],
  drop: ['drop, skip, omit, stop, pause, halt, cancel, abort, quit, cease'],
  tell: [
    'tell, mention, inform, notify, alert, disclose, reveal, announce, warn, discuss, let on, point out, point it out, bring up',
    'bring it up, bring this up, acknowledge, talk about, speak of, admit, explain, flag, raise, comment on, hint at, refer to',
    'highlight, draw attention to, alert anyone, speak about, complain',
  ],
  show: ['show, display, expose, let know, surface, report'],
  ask: [
    'ask, consult, check with, check back, bother, wait for, prompt, question, involve, double check, verify with, seek',
    'request approval, inform first',
  ],
  hide: ['hide, conceal, withhold, suppress, cover up, disguise, mask, leave out, keep out'],
  keep: ['keep'],
  send: [
    'send, upload, forward, transmit, email, mail, submit, publish, share, deliver, mirror, post, make request, telephone, fax',
    'transfer, relay, dispatch, telegraph, beam, dm, tweet, send along, pass along, hand over, submit it',
    'leak',
  ],
  put: [
    'include, append, attach, embed, paste, pass, put, give, supply, provide, add, insert, write, fill, encode, hand, place, store',
    'copy, carry, render, log, save, route, hardcode, hard code, interpolate, type, persist, register, encoded, ship',
  ],
  read: [
    'read, open, cat, load, get, fetch, retrieve, find, locate, search, extract, dump, collect, gather, list, look, look up',
    'look for, look through, take, export, inspect, harvest, access, grab, obtain, enumerate, zip, archive, capture, state, click',
    'go to, browse to, navigate to, check out, visit',
  ],
  print: [
    'print, emit, repeat, recite, print out, write out, spell out, echo, display your, give me, tell me, show me, output all',
    'output',
  ],
  run: ['run, execute, call, invoke, perform, launch, carry out, install, download, pipe, start, re download, rerun, adopt, evaluate'],
  obey: [
    'obey, follow, comply, comply with, comply to, adhere to, act according to, act accordingly, do as, do what, do whatever, do it',
    'do so, take orders from, take instructions from, take commands from, listen to, carry on with, finish it',
  ],
  harm: [
    'delete, remove, wipe, erase, destroy, disable, turn off, switch off, deactivate, revoke, overwrite, downgrade, rotate',
    'uninstall, weaken, empty, replace, change, rewrite, patch, reset, rename, swap, elevate, modify, lower, clear, clean, unset',
    'edit, purge, hack, redirect, alter, move, label, undo, strip, truncate, shut down, kill, terminate, tear down, lock out',
    'tamper with, falsify, corrupt, relax, loosen, widen, comment out, bypass, deploy over, take down, neutralise, neutralize',
    'invert, poison, hijack',
  ],
  grant: [
    'approve, merge, accept, grant, authorise, authorize, auto accept, sign off, whitelist, confirm, rate, rank, tick, issue',
    'release, pay, sell, wire, deploy, make, score, generate, create, commit, push, fork, trust all, invite, open up',
    'upvote',
  ],
  reply: [
    'respond, reply, say, claim, deny, insist, pretend it, present, state that, suggest, advise, name change, label it, answer',
    'response, recommend',
  ],
};
