// Drives Chromium through a pair of pipes, as its DevTools do; nothing of npm is needed for it.
// What is looked for in a page stands in `check.mjs`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SWITCHES = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions',
  '--remote-debugging-pipe', '--hide-scrollbars',
];

export class Browser {
  #waiting = new Map();
  #events = [];
  #number = 0;
  #rest = '';

  constructor(program) {
    this.profile = mkdtempSync(join(tmpdir(), 'basislint-axe-'));
    this.process = spawn(program, [...SWITCHES, `--user-data-dir=${this.profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    [, , , this.to, this.from] = this.process.stdio;
    this.from.setEncoding('utf8');
    this.from.on('data', (text) => this.#take(text));
    this.process.on('exit', () => this.#waiting.forEach(({ reject }) => reject(new Error('the browser has ended'))));
  }

  #take(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop();
    for (const message of messages.map((message) => JSON.parse(message))) {
      const waiting = this.#waiting.get(message.id);
      if (waiting) {
        this.#waiting.delete(message.id);
        if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
        else waiting.resolve(message.result);
      } else {
        this.#events = this.#events.filter(({ method, resolve }) => {
          if (method === message.method) resolve(message.params);
          return method !== message.method;
        });
      }
    }
  }

  // To the page.
  call(method, params = {}) {
    return this.#send(method, params, this.session);
  }

  #send(method, params, sessionId) {
    const id = ++this.#number;
    this.to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { method, resolve, reject }));
  }

  event(method) {
    return new Promise((resolve) => this.#events.push({ method, resolve }));
  }

  // Opens a page as a window of this width shows it.
  async open(address, { width, dark = false }) {
    if (this.session) await this.#send('Target.closeTarget', { targetId: this.target });
    ({ targetId: this.target } = await this.#send('Target.createTarget', { url: 'about:blank' }));
    ({ sessionId: this.session } = await this.#send('Target.attachToTarget', { targetId: this.target, flatten: true }));
    await this.call('Page.enable');
    await this.call('Page.setBypassCSP', { enabled: true });
    await this.call('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
    await this.call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    const loaded = this.event('Page.loadEventFired');
    await this.call('Page.navigate', { url: address });
    await loaded;
  }

  // What an expression gives, or what its promise gives in the end.
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close() {
    this.process.removeAllListeners('exit');
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    await this.#send('Browser.close');
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
