/**
 * Programs that try to leave the sandbox, each of which gives what it got hold of: nothing that is there outside. A
 * program that fails, or returns `undefined` or `false`, got nothing.
 */
export const BREAKOUTS: readonly (readonly [string, string])[] = [
  ['process', 'return typeof process !== "undefined" && process.version'],
  ['require', 'return typeof require !== "undefined" && require("fs")'],
  ['module', 'return typeof module !== "undefined" && module'],
  ['Buffer', 'return typeof Buffer !== "undefined"'],
  ['fetch', 'return typeof fetch !== "undefined"'],
  ['setTimeout', 'return typeof setTimeout !== "undefined" || typeof setImmediate !== "undefined"'],
  ['WebAssembly', 'return typeof WebAssembly !== "undefined"'],
  ['worker globals', 'return typeof parentPort !== "undefined" || typeof postMessage !== "undefined"'],
  [
    'QuickJS std and os',
    'return typeof std !== "undefined" || typeof os !== "undefined" || typeof bjson !== "undefined"',
  ],
  [
    'scriptArgs and print',
    'return typeof scriptArgs !== "undefined" || typeof print !== "undefined" || typeof gc !== "undefined"',
  ],
  ['import of node:fs', 'return String(Object.keys(await import("node:fs")))'],
  ['import of std', 'return String(Object.keys(await import("std")))'],
  ['import of a file', 'return String(await import("file:///etc/passwd"))'],
  ['import.meta', 'return import.meta.url'],
  ['Function of this', 'return Function("return this")().process !== undefined'],
  ['indirect eval', 'return (0, eval)("this").process !== undefined'],
  ['constructor of a constructor', 'return this?.constructor?.constructor("return process")()'],
  ['constructor of a function', 'return (() => {}).constructor("return process.env")()'],
  [
    'constructor of an asynchronous function',
    'return await (async () => {}).constructor("return process.env")()',
  ],
  ['constructor of a generator', 'return (function* () {}).constructor("yield process.env")().next().value'],
  ['constructor of a host function', 'return tool.constructor("return process.env")()'],
  ['the caller of a host function', 'return tool.caller ?? tool.arguments ?? undefined'],
  ['the prototype of a host function', 'return Object.getPrototypeOf(tool).constructor("return process")()'],
  ['the constructor of its promise', 'return tool().constructor.constructor("return process")()'],
  [
    'the constructor of its answer',
    'const a = await tool(); return a.constructor.constructor("return process")()',
  ],
  [
    'the constructor of its error',
    'try { await fail() } catch (e) { return e.constructor.constructor("return process")() }',
  ],
  [
    'the stack of its error',
    'try { await fail() } catch (e) { return /file:|node:|\\/|s3cret/.test(e.stack + e.message) && e.stack }',
  ],
  ['a function that was not given', 'return await other()'],
  ['a function of Object', 'return await constructor.constructor("return process")()'],
  ['__proto__ as a function', 'return await globalThis.__proto__.process()'],
  ['arguments.callee', 'return (function () { return arguments.callee.caller })()'],
  ['console', 'return console.log.constructor("return process")()'],
  [
    'the console taken apart',
    'console.log({ toJSON() { throw 1 }, toString() { throw 2 } }); return console._stdout',
  ],
  [
    'Error.prepareStackTrace',
    `Error.prepareStackTrace = (_, sites) => sites
    const found = new Error().stack.map(site => site.getFunction?.()).filter(f => typeof f === "function")
    for (const f of found) if (await f.constructor("return typeof process !== 'undefined'")()) return f.name
    return false`,
  ],
  [
    'Error.prepareStackTrace in a getter of an answer',
    `let found = []
    Error.prepareStackTrace = (_, sites) => sites
    Object.defineProperty(Object.prototype, "then", { configurable: true, get() {
      try { found.push(...new Error().stack.map(site => site.getFunction?.())) } catch {}
    } })
    await tool()
    delete Object.prototype.then
    for (const f of found) if (typeof f === "function" && await f.constructor("return typeof process !== 'undefined'")()) return f.name
    return false`,
  ],
  [
    'Error.prepareStackTrace of an answer',
    'let found = []; Error.prepareStackTrace = (_, s) => { found = s.map(c => String(c.getFunction?.())); return "" }; try { await fail() } catch (e) { e.stack } return found.some(f => /process|parentPort/.test(f))',
  ],
  ['a thenable as a result', 'return { then(resolve) { resolve(typeof process !== "undefined") } }'],
  ['toJSON of a result', 'return { toJSON() { return typeof process !== "undefined" } }'],
  ['a changed JSON', 'JSON.stringify = () => "forged"; JSON.parse = () => { throw 1 }; return false'],
  ['a changed Promise', 'Promise.prototype.then = function () { return "forged" }; return false'],
  [
    'a changed Array',
    'Array.prototype.map = () => ["forged"]; Array.prototype.join = () => "forged"; console.log(1); return false',
  ],
  [
    'a changed Object',
    'Object.prototype.then = undefined; Object.prototype.toJSON = () => "forged"; return false',
  ],
  ['a Proxy of the globals', 'return new Proxy(globalThis, { get: (t, k) => t[k] }).process'],
  ['Reflect', 'return Reflect.ownKeys(globalThis).some(k => /process|require|module|node/i.test(String(k)))'],
  [
    'symbols of the globals',
    'return Object.getOwnPropertySymbols(globalThis).some(s => /node/i.test(String(s)))',
  ],
  [
    'SharedArrayBuffer and Atomics',
    'return typeof SharedArrayBuffer !== "undefined" && Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000)',
  ],
  ['a fine clock', 'return typeof performance !== "undefined"'],
  [
    'FinalizationRegistry',
    'return typeof FinalizationRegistry !== "undefined" || typeof WeakRef !== "undefined"',
  ],
  [
    'the end of the wrapper',
    '})(); globalThis.escaped = typeof process !== "undefined"; (async () => { return globalThis.escaped',
  ],
  ['a comment at the end', 'return false //'],
  ['an html comment', '<!-- x\nreturn typeof process !== "undefined"'],
  [
    'a typed array beyond its end',
    'const a = new Uint8Array(8); return a[2 ** 31] ?? a.at(-100) ?? undefined',
  ],
  ['a DataView beyond its end', 'return new DataView(new ArrayBuffer(8)).getUint32(2 ** 31)'],
  [
    'a detached buffer',
    'const b = new ArrayBuffer(64); const v = new Uint32Array(b); b.transfer(0); return v[0] ?? undefined',
  ],
  [
    'a resized buffer',
    'const b = new ArrayBuffer(64, { maxByteLength: 128 }); const v = new Uint8Array(b); b.resize(0); return v[32] ?? undefined',
  ],
  [
    'sort that changes its array',
    'const a = [3, 2, 1]; a.sort(() => { a.length = 0; return 0 }); return typeof a[5] !== "undefined"',
  ],
  [
    'a getter that frees',
    'const a = [1, 2, 3]; Object.defineProperty(a, 1, { get() { a.length = 0; return 1 } }); return a.concat([4]).some(x => x === process)',
  ],
  [
    'a regular expression with lastIndex',
    'const r = /a/g; r.lastIndex = 2 ** 31; return r.exec("a") !== null',
  ],
  ['bytecode', 'return typeof globalThis.evalBytecode !== "undefined"'],
  [
    'a name of its own for send',
    'return typeof send !== "undefined" || typeof inlet !== "undefined" || typeof settle !== "undefined"',
  ],
  ['what a program before it left', 'return globalThis.left'],
]
