-- What --help prints: examples first, then verbs and options.
local options = require "moontide.cli.options"
local suggest = require "moontide.suggest"
local verbs = require "moontide.cli.verbs"

local M = {}

local EXIT_USAGE = 64

local EXAMPLES = [[
  moontide run register.lua                     run a script against AWS
  moontide run --emulator register.lua          the same, with no AWS account
  moontide run register.lua -- table.csv        what follows -- reaches the script as arg
]]

local EXIT_CODES = [[
Exit codes:
  0 done   1 error   2 changes are pending (only if asked for)   3 refused before it was sent
  4 credentials or permissions   5 partly done   6 not confirmed, or a guard said no
  64 wrong command line   130 interrupted (Ctrl-C)   143 terminated
]]

local LEFT_COLUMNS = 32

-- What is too long for the left column has its explanation on the next line.
local function row(left, right)
   if utf8.len(left) <= LEFT_COLUMNS then
      return ("  %s%s %s\n"):format(left, (" "):rep(LEFT_COLUMNS - utf8.len(left)), right)
   end
   return ("  %s\n  %s %s\n"):format(left, (" "):rep(LEFT_COLUMNS), right)
end

local function option_rows(verb)
   local text = {}
   for _, option in ipairs(options.of(verb.name)) do
      local short = option.short and ("-%s, "):format(option.short) or ""
      local value = option.value and " " .. option.value or ""
      text[#text + 1] = row(("%s--%s%s"):format(short, option.name, value), option.help)
   end
   return table.concat(text)
end

local function verb_text(verb)
   local operand = verb.operand and " " .. verb.operand or ""
   local arguments = verb.takes_arguments and " [-- ARGUMENTS]" or ""
   return ("Examples:\n%s\nmoontide %s [OPTIONS]%s%s: %s\n\nOptions:\n%s\n%s"):format(
      verb.examples, verb.name, operand, arguments, verb.summary, option_rows(verb), EXIT_CODES)
end

local function verb_rows()
   local rows = {}
   for _, group in ipairs(verbs.groups) do
      rows[#rows + 1] = group.title .. ":\n"
      for _, name in ipairs(group.names) do
         local verb = verbs.find(name)
         local operand = verb.operand and " " .. verb.operand or ""
         rows[#rows + 1] = row(verb.name .. operand, verb.summary)
      end
   end
   return table.concat(rows)
end

local function general_text()
   return table.concat {
      "moontide raises and lowers capacity, driven by Lua.\n\nExamples:\n", EXAMPLES, "\n",
      verb_rows(), "\n",
      "Options are listed by 'moontide help VERB'; they stand before or after the verb.\n\n",
      EXIT_CODES,
   }
end

---The help of a verb, or of the whole program.
---@param verb_name string?
---@return string
function M.text(verb_name)
   local verb = verb_name and verbs.find(verb_name)
   return verb and verb_text(verb) or general_text()
end

---Prints it; gives the exit code.
---@param verb_name string?
---@return integer
function M.print(verb_name)
   if verb_name and not verbs.find(verb_name) then
      local hint = suggest.hint(verb_name, verbs.names)
      io.stderr:write(("moontide: there is no verb '%s'%s\nTry 'moontide help'.\n")
         :format(verb_name, hint))
      return EXIT_USAGE
   end
   io.stdout:write(M.text(verb_name))
   return 0
end

return M
