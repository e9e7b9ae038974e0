-- An editor without a screen: neovim asks the server for everything that it does itself, and writes down the answers.
local server, folder, report = vim.env.FASTFORTH, vim.env.FOLDER, vim.env.REPORT
local answers = {}

local function write()
  local file = assert(io.open(report, "w"))
  file:write(vim.json and vim.json.encode(answers) or vim.fn.json_encode(answers))
  file:close()
end

local ok, failure = pcall(function()
  vim.cmd("edit " .. folder .. "/main.fth")
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.start_client({ name = "fastforth", cmd = { server, "lsp" }, root_dir = folder })
  vim.lsp.buf_attach_client(buffer, client)
  assert(vim.wait(20000, function()
    return vim.lsp.get_client_by_id(client).initialized
  end), "the server does not start")

  local function diagnostics(count)
    vim.wait(20000, function()
      return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) == count
    end)
    local found = {}
    for _, told in ipairs(vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })) do
      table.insert(found, told.lnum .. ":" .. told.col .. " " .. told.message:match("[^\n]*"))
    end
    return found
  end

  local function ask(method, line, character, more)
    local params = vim.tbl_extend("force", {
      textDocument = { uri = vim.uri_from_bufnr(buffer) },
      position = { line = line, character = character },
    }, more or {})
    local results, failed = vim.lsp.buf_request_sync(buffer, method, params, 20000)
    assert(results, failed)
    for _, result in pairs(results) do
      return result.result or ((result.err or result.error) or {}).message
    end
  end

  answers.errors = diagnostics(1)
  -- What an editor sends is the change alone.
  vim.api.nvim_buf_set_text(buffer, 3, 0, 3, 4, { "cr" })
  answers.mended = diagnostics(0)
  answers.hover = ask("textDocument/hover", 2, 9).contents.value
  answers.completion = ask("textDocument/completion", 2, 9).items
  answers.definition = ask("textDocument/definition", 2, 9)
  answers.references = ask("textDocument/references", 2, 9, { context = { includeDeclaration = true } })
  answers.symbols = ask("textDocument/documentSymbol", 0, 0)
  answers.folding = ask("textDocument/foldingRange", 0, 0)
  answers.signature = ask("textDocument/signatureHelp", 2, 16)
  answers.lenses = ask("textDocument/codeLens", 0, 0)
  answers.refusal = ask("textDocument/prepareRename", 1, 22)
  local edit = ask("textDocument/rename", 2, 9, { newName = "squared" })
  vim.lsp.util.apply_workspace_edit(edit, "utf-16")
  answers.renamed = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  vim.lsp.stop_client(client)
  assert(vim.wait(20000, function()
    return vim.lsp.client_is_stopped(client)
  end), "the server does not end")
end)
if not ok then
  answers.failure = tostring(failure)
end
write()
vim.cmd("qall!")
