'use strict';
// The extension with a stand-in for VS Code: what it starts, and what it does when that cannot be started.

const assert = require('node:assert/strict');
const Module = require('node:module');
const test = require('node:test');

const manifest = require('../package.json');

function load({ command, fails }) {
  const log = [];
  const commands = {};
  const listeners = [];
  class LanguageClient {
    constructor(id, name, serverOptions, clientOptions) {
      Object.assign(this, { id, serverOptions, clientOptions, running: false });
      log.push(['new', serverOptions.command, serverOptions.args, clientOptions.documentSelector]);
    }
    async start() {
      if (fails) throw new Error('no such file');
      this.running = true;
      log.push(['start']);
    }
    async stop() {
      this.running = false;
      log.push(['stop']);
    }
    isRunning() {
      return this.running;
    }
  }
  const vscode = {
    commands: { registerCommand: (name, run) => ((commands[name] = run), {}) },
    window: { showErrorMessage: (message) => log.push(['error', message]) },
    workspace: {
      getConfiguration: (section) => ({ get: (key) => (section === 'planlint' && key === 'command' ? command : null) }),
      onDidChangeConfiguration: (listener) => (listeners.push(listener), {}),
    },
  };
  const original = Module._load;
  Module._load = (name, ...rest) =>
    ({ vscode, 'vscode-languageclient/node': { LanguageClient } })[name] ?? original(name, ...rest);
  try {
    delete require.cache[require.resolve('../extension.js')];
    return { extension: require('../extension.js'), log, commands, listeners };
  } finally {
    Module._load = original;
  }
}

const started = ['new', 'planlint', ['lsp'], [{ language: 'markdown' }]];

test('starts the configured command for Markdown, and stops it', async () => {
  const { extension, log } = load({ command: ['planlint', 'lsp'] });
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
  await extension.deactivate();
  assert.deepEqual(log, [started, ['start'], ['stop']]);
});

test('says what to do when the command cannot be started', async () => {
  const { extension, log } = load({ command: ['planlint', 'lsp'], fails: true });
  await extension.activate({ subscriptions: [] });
  assert.deepEqual(log[1], [
    'error',
    'planlint: "planlint" could not be started (no such file); set planlint.command, or install planlint[lsp]',
  ]);
  await extension.deactivate();
});

test('restarts on command, and when the command changes', async () => {
  const { extension, log, commands, listeners } = load({ command: ['planlint', 'lsp'] });
  await extension.activate({ subscriptions: [] });
  await commands['planlint.restart']();
  assert.deepEqual(log.slice(2), [['stop'], started, ['start']]);
  await listeners[0]({ affectsConfiguration: (section) => section === 'planlint.ignore' });
  assert.equal(log.length, 5);
  await listeners[0]({ affectsConfiguration: (section) => section === 'planlint.command' });
  assert.deepEqual(log.slice(5), [['stop'], started, ['start']]);
});

test('offers every command that it declares', async () => {
  const { extension, commands } = load({ command: ['planlint', 'lsp'] });
  await extension.activate({ subscriptions: [] });
  assert.deepEqual(Object.keys(commands), manifest.contributes.commands.map((each) => each.command));
});
