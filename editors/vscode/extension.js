'use strict';
// Starts `planlint lsp` for Markdown files; everything else is the server's doing.

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

const NAME = 'planlint';

let client;

async function start() {
  const [command, ...args] = vscode.workspace.getConfiguration(NAME).get('command');
  client = new LanguageClient(NAME, NAME, { command, args }, { documentSelector: [{ language: 'markdown' }] });
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `planlint: "${command}" could not be started (${error.message}); set planlint.command, or install planlint[lsp]`,
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running?.isRunning()) {
    await running.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand(`${NAME}.restart`, restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${NAME}.command`)) {
        return restart();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
