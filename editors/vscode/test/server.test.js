'use strict';
// The real server, as the client library of VS Code sees it: its messages, checked by its own types.
// The command is taken from the environment variable PLANLINT (words apart by spaces), else `planlint lsp`.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const test = require('node:test');

const protocol = require('vscode-languageserver-protocol/node');

const TEXT = '# Plan\n\nProgress: 😀 60% (4/5 tasks)\n\n## Phase 1\n\n- [x] one\n- [ ] two\n';
const URI = 'untitled:Untitled-1';
const textDocument = { uri: URI };
const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

async function connect() {
  const [command, ...args] = (process.env.PLANLINT ?? 'planlint lsp').split(' ');
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  connection.onRequest(protocol.ConfigurationRequest.type, ({ items }) => items.map(() => ({ ignore: [] })));
  connection.onRequest(protocol.RegistrationRequest.type, () => {});
  connection.listen();
  const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {
      workspace: { configuration: true, workspaceEdit: { documentChanges: true } },
      textDocument: {
        diagnostic: { dynamicRegistration: true },
        hover: { contentFormat: ['markdown', 'plaintext'] },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
      },
    },
  });
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  return { connection, server, capabilities };
}

test('a session', async () => {
  const { connection, server, capabilities } = await connect();
  const ended = new Promise((resolve) => server.on('exit', resolve));
  assert.equal(capabilities.textDocumentSync.change, protocol.TextDocumentSyncKind.Incremental);

  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri: URI, languageId: 'markdown', version: 1, text: TEXT },
  });
  const report = await connection.sendRequest(protocol.DocumentDiagnosticRequest.type, { textDocument });
  assert.ok(report.items.every(protocol.Diagnostic.is));
  assert.deepEqual(
    report.items.map(({ code, range }) => [code, range.start.line, range.start.character]),
    [['PRG001', 2, 13]],
  );

  const actions = await connection.sendRequest(protocol.CodeActionRequest.type, {
    textDocument,
    range: report.items[0].range,
    context: { diagnostics: report.items },
  });
  assert.ok(actions.every(protocol.CodeAction.is));
  assert.ok(actions.every(({ edit }) => protocol.WorkspaceEdit.is(edit)));
  assert.deepEqual(
    actions.map(({ title, isPreferred }) => [title, isPreferred]),
    [
      ['Write 80%', true],
      ['Fix all safe problems (planlint)', undefined],
      ['Ignore PRG001 on this line', undefined],
    ],
  );
  assert.equal(actions[0].edit.documentChanges[0].textDocument.version, 1);

  const symbols = await connection.sendRequest(protocol.DocumentSymbolRequest.type, { textDocument });
  assert.ok(symbols.every(protocol.DocumentSymbol.is));
  assert.equal(symbols[0].children[0].detail, '1/2');
  const hover = await connection.sendRequest(protocol.HoverRequest.type, {
    textDocument,
    position: report.items[0].range.start,
  });
  assert.ok(protocol.Hover.is(hover));
  const hints = await connection.sendRequest(protocol.InlayHintRequest.type, { textDocument, range: everywhere });
  assert.ok(hints.every(protocol.InlayHint.is));
  assert.deepEqual(hints.map(({ label }) => label), ['→ 80%']);

  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await ended, 0);
});
