-- The table of what there is for each operation, found out by asking: a client for its method, the
-- verb for its command, the emulator for its handler, the comparison with the AWS CLI for its case.
local core = require "moontide.core"
local moontide = require "moontide"
local options = require "moontide.api.options"
local service = require "moontide.service"
local services = require "moontide.emulator.services"

local M = {}

local CASES <const> = "spec/clients/api_compare_cases.py"

local function read(path)
   local file <close> = assert(io.open(path, "rb"))
   return file:read "a"
end

local function handled_by_emulator(name, operation)
   local entry = services.load().by_name[name]
   return entry ~= nil and entry.service.operations[operation] ~= nil
end

local function mark(is_so) return is_so and "yes" or "–" end

---@return string
function M.text()
   local cases = read(CASES)
   local lines = { "| operation | method | `moontide api` | emulator | compared with the AWS CLI |",
      "|---|---|---|---|---|" }
   for _, name in ipairs(core.model_names()) do
      local model = core.model(name)
      local client <close> = moontide.client(name, { region = "us-east-1", model = model,
         credentials = { access_key_id = "none", secret_access_key = "none" } })
      local commands = {}
      for command, operation in pairs(options.commands(model)) do commands[operation] = command end
      for _, operation in ipairs(model:operations()) do
         local method = service.snake_case(operation)
         assert(type(client[method]) == "function")
         lines[#lines + 1] = ("| `%s %s` | `%s` | `%s` | %s | %s |"):format(name, operation,
            method, commands[operation], mark(handled_by_emulator(name, operation)),
            mark(cases:find('"' .. commands[operation] .. '"', 1, true)))
      end
   end
   lines[#lines + 1] = ""
   lines[#lines + 1] = ""
   return table.concat(lines, "\n")
end

return M
