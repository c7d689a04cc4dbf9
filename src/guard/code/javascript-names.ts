/** The part of JavaScript and of Node that computes, prints, and reads only what it is given: as data. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words of the language that lead to what is not read here: other code, objects of another scope, and what runs later. */
export const unreadKeywords = words('class import export await async yield with debugger super this arguments eval');

export const keywords = words(
  'escape unescape const let var function return if else for while do of in switch case default break continue new typeof void delete instanceof throw try catch finally true false null undefined NaN Infinity',
);

/** By these names code can be made, or the prototype reached that others share. */
export const powerful = words(
  'constructor prototype __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ caller callee getOwnPropertyDescriptor getOwnPropertyDescriptors getPrototypeOf setPrototypeOf ' +
    'defineProperty defineProperties mainModule binding getBuiltinModule',
);

/** What may be used of what is there by itself; empty: only to be called. */
export const globals: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    console: 'log error info warn debug table dir group groupEnd',
    JSON: 'parse stringify',
    Math:
      'abs acos asin atan atan2 cbrt ceil cos exp floor fround hypot log log10 log1p log2 max min pow random round sign sin sqrt tan trunc PI E LN2 LN10 SQRT2 imul clz32',
    Object: 'keys values entries fromEntries assign freeze groupBy hasOwn is',
    Array: 'from isArray of',
    Number: 'isInteger isFinite isNaN isSafeInteger parseFloat parseInt MAX_SAFE_INTEGER MIN_SAFE_INTEGER EPSILON MAX_VALUE MIN_VALUE',
    String: 'fromCharCode fromCodePoint',
    Date: 'now parse UTC',
    Intl: 'DateTimeFormat NumberFormat Collator PluralRules RelativeTimeFormat ListFormat Segmenter DisplayNames supportedValuesOf',
    Buffer: 'from byteLength concat alloc compare',
    URL: 'canParse parse',
    Boolean: '',
    BigInt: 'asIntN asUintN',
    RegExp: 'escape',
    Map: 'groupBy',
    Set: '',
    URLSearchParams: '',
    TextEncoder: '',
    TextDecoder: '',
    parseInt: '',
    parseFloat: '',
    isNaN: '',
    isFinite: '',
    encodeURIComponent: '',
    decodeURIComponent: '',
    encodeURI: '',
    decodeURI: '',
    structuredClone: '',
    atob: '',
    btoa: '',
    process: 'version versions platform arch release argv argv0 uptime memoryUsage cwd hrtime exit exitCode stdout',
  }).map(([name, names]) => [name, words(names)]),
);

/** Functions that are commonly handed on as they are: `.filter(Boolean)`. */
export const converting = words('Boolean Number String BigInt parseInt parseFloat encodeURIComponent decodeURIComponent');

/** Modules of Node, by the name without `node:`, and what may be used of them. Those of `fs` take a file that is named. */
export const modules: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    fs: 'readFileSync existsSync statSync readdirSync lstatSync',
    path: 'join basename dirname extname relative normalize parse format sep delimiter posix win32 isAbsolute',
    url: 'fileURLToPath pathToFileURL',
    util: 'inspect format isDeepStrictEqual stripVTControlCharacters',
    os: 'cpus totalmem freemem platform arch type release EOL availableParallelism endianness loadavg uptime',
    crypto: 'createHash randomUUID randomBytes createHmac getHashes',
    querystring: 'parse stringify escape unescape',
    zlib: 'gunzipSync gzipSync inflateSync deflateSync brotliCompressSync brotliDecompressSync crc32',
    assert: 'equal strictEqual deepEqual deepStrictEqual ok notEqual match',
  }).map(([name, names]) => [name, words(names)]),
);

/** All else that is there by itself, of which nothing may be used. */
export const reserved = words(
  'Function Symbol Promise Proxy Reflect WeakRef WeakMap WeakSet FinalizationRegistry Iterator Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ' +
    'SuppressedError DOMException DisposableStack AsyncDisposableStack AsyncFunction GeneratorFunction SharedArrayBuffer ArrayBuffer Atomics DataView WebAssembly Temporal ' +
    'Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array ' +
    'globalThis global window self module exports require __filename __dirname Deno Bun setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask fetch ' +
    'Worker WebSocket EventSource XMLHttpRequest CloseEvent MessageEvent CustomEvent Event EventTarget ErrorEvent AbortController AbortSignal Storage localStorage sessionStorage ' +
    'Navigator navigator crypto Crypto CryptoKey SubtleCrypto MessageChannel MessagePort BroadcastChannel Blob File FormData Request Response Headers URLPattern ' +
    'TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter ReadableStream ReadableStreamDefaultReader ' +
    'ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ReadableStreamDefaultController ByteLengthQueuingStrategy CountQueuingStrategy ' +
    'TextEncoderStream TextDecoderStream CompressionStream DecompressionStream performance Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver ' +
    'PerformanceObserverEntryList PerformanceResourceTiming ' +
    'child_process http http2 https net dns vm v8 worker_threads cluster repl inspector tls dgram stream async_hooks buffer events readline perf_hooks string_decoder timers tty punycode ' +
    'constants diagnostics_channel domain sys trace_events wasi sqlite sea test',
);
