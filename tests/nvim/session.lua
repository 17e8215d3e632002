-- What a user does in Neovim, without a screen: open a plan, read what is wrong, change it, apply fixes.
-- Started by tests/test_nvim.py, which reads the set-up from docs/editors.md. Works with Neovim 0.7 and newer.
-- Environment: PLAN (the file to open), SETUP (Lua to load first), RESULT (where the observations go, as JSON).

local seen = {}

local function wait(what, condition)
  if not vim.wait(30000, condition, 20) then
    error('waited in vain: ' .. what)
  end
end

local function diagnostics()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    local text = vim.api.nvim_buf_get_lines(0, each.lnum, each.lnum + 1, false)[1]
    table.insert(found, { code = each.code, message = each.message, text = text:sub(each.col + 1, each.end_col) })
  end
  return found
end

local function codes()
  return table.concat(vim.tbl_map(function(each) return each.code end, diagnostics()), ' ')
end

local function wait_for_codes(expected)
  wait('for "' .. expected .. '", not "' .. codes() .. '"', function() return codes() == expected end)
end

-- Choose the code action whose title starts with `title`, as the user does in the menu.
local function choose(title)
  local offered, chosen
  vim.ui.select = function(items, options, on_choice)
    offered = vim.tbl_map(options.format_item, items)
    for index, name in ipairs(offered) do
      if name:find(title, 1, true) == 1 then
        chosen = name
        on_choice(items[index], index)
        return
      end
    end
    on_choice(nil, nil)
  end
  vim.lsp.buf.code_action()
  wait('for the action ' .. title, function() return offered ~= nil end)
  return { offered = offered, chosen = chosen }
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function request(method, params)
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, 30000))
  for _, answer in pairs(answers) do
    assert(not answer.err, vim.inspect(answer.err))
    return answer.result
  end
end

local function run()
  dofile(vim.env.SETUP)
  vim.cmd('filetype on')
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.PLAN))
  vim.bo.filetype = 'markdown'

  wait_for_codes('PRG001 SUM001')
  seen.opened = diagnostics()

  -- The cursor on the wrong percentage; columns count bytes from 0, and an emoji stands before it.
  local column = lines()[3]:find('60', 1, true)
  vim.api.nvim_win_set_cursor(0, { 3, column - 1 })
  seen.hover = request('textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-16')).contents.value
  seen.quick_fix = choose('Write 80%')
  wait_for_codes('SUM001')
  seen.after_quick_fix = lines()

  -- Type, in the middle of things, so that changes go over in pieces.
  vim.api.nvim_buf_set_text(0, 2, 0, 2, 0, { '✅ typed', '', '' })
  wait('for the move', function() return vim.diagnostic.get(0)[1].lnum == 10 end)
  seen.moved = diagnostics()
  vim.api.nvim_buf_set_lines(0, 2, 4, false, {})
  wait('for the move back', function() return vim.diagnostic.get(0)[1].lnum == 8 end)

  vim.api.nvim_win_set_cursor(0, { 9, lines()[9]:find('30', 1, true) - 1 })
  seen.ignore = choose('Ignore SUM001')
  wait_for_codes('')
  seen.after_ignore = lines()
  vim.api.nvim_buf_set_lines(0, 0, -1, false, seen.after_quick_fix)
  wait_for_codes('SUM001')

  seen.fix_all = choose('Fix all safe problems')
  wait_for_codes('')
  seen.outline = request('textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params() })
  vim.cmd('write')
  seen.written = vim.fn.readfile(vim.env.PLAN)

  vim.api.nvim_win_set_cursor(0, { 14, lines()[14]:find('T001', 1, true) - 1 })
  vim.lsp.buf.definition()
  wait('for the definition', function() return vim.api.nvim_win_get_cursor(0)[1] == 13 end)
  vim.lsp.buf.rename('T009')
  wait('for the new name', function() return lines()[13]:find('T009', 1, true) ~= nil end)
  seen.renamed = lines()
end

local ok, message = xpcall(run, debug.traceback)
seen.error = not ok and message or nil
local file = assert(io.open(vim.env.RESULT, 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
